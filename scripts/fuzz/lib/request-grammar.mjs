// Frames to a server: captured requests, changed, and invented ones: single records, collections, batches, queries, info,
// administration. They touch the namespace test only, except by accident.
import { readFileSync } from 'node:fs';
import { mutateBytes, mutateText, noise, number, pick } from './mutate.mjs';
import { bins, message, op } from './reply-grammar.mjs';
import { frame } from './scripted-node.mjs';

const FIXTURES = new URL('../../../packages/server/test/fixtures/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));

const captured = ['golden-records.json', 'golden-batches.json'].flatMap((name) =>
  read(name).map(([request]) => Buffer.from(request, 'hex')),
);
const collections = read('golden-cdt.json').map(({ opType, particleType, binName, opsHex, binsBefore }) => ({
  opType,
  particleType,
  binName,
  value: Buffer.from(opsHex, 'hex'),
  before: binsBefore.map(({ name, particleType: type, hex }) => op(name, type, Buffer.from(hex, 'hex'), 2)),
}));

const { records, vectors } = read('golden-expressions.json');
const expressions = vectors
  .map(({ record, bins: before = records[record] ?? [], ops: [[opType, particleType, binName, hex]] }) => ({
    opType,
    particleType,
    binName,
    value: Buffer.from(hex, 'hex'),
    before: before.map(([name, type, value]) => op(name, type, Buffer.from(value, 'hex'), 2)),
  }))
  .filter(({ opType }) => opType !== 1);
const operations = [...collections, ...expressions];
/** Operations that read: of collections, and of expressions. */
const READS = [3, 7];

const READ = 0x01;
const READ_ALL = 0x03;
const WRITE = 0x01;
const FIELD = { NAMESPACE: 0, SET: 1, KEY: 2, DIGEST: 4, BATCH: 41 };

export function field(type, value) {
  const bytes = Buffer.alloc(5 + value.length);
  bytes.writeUInt32BE(1 + value.length);
  bytes[4] = type;
  Buffer.from(value).copy(bytes, 5);
  return bytes;
}

/** A request: the info bytes stand where a reply has none. */
function request({ info = [0, 0, 0], ...rest }) {
  const bytes = message(rest);
  bytes.set(info, 9);
  return bytes;
}

const keyOf = (namespace, number) => [
  field(FIELD.NAMESPACE, namespace),
  field(FIELD.SET, 'fuzz'),
  field(FIELD.DIGEST, Buffer.alloc(20, number)),
];

export const WRITE_GUARD = request({
  info: [0, WRITE, 0],
  fields: keyOf('guard', 7),
  ops: [op('id', 3, Buffer.from('guard'), 2)],
});
export const READ_GUARD = request({ info: [READ_ALL, 0, 0], fields: keyOf('guard', 7) });

const someKey = (random) => keyOf(random.below(20) === 0 ? 'other' : 'test', random.below(4));

function single(random) {
  const isWrite = random.below(2) === 0;
  const codes = isWrite ? [2, 2, 5, 9, 10, 11, 14] : [1, 1, 3, 13];
  const ops = bins(random, 4).map((one) => {
    one[4] = pick(random, codes);
    return one;
  });
  const flags = () => (random.below(4) === 0 ? random.below(256) : 0);
  return request({
    info: [isWrite ? flags() : READ | flags(), isWrite ? WRITE | flags() : 0, flags()],
    generation: random.below(4),
    voidTime: pick(random, [0, 0, 1, 100, 0xffffffff, 0xfffffffe]),
    fields: [
      ...someKey(random),
      ...(random.below(8) === 0 ? [field(random.below(64), noise(random, random.below(30)))] : []),
    ],
    ops,
  });
}

/** A record as it was before, then the operation on a collection or the expression, perhaps changed. */
function collection(random) {
  const { opType, particleType, binName, value, before } = pick(random, operations);
  const key = someKey(random);
  const changed = random.below(3) === 0 ? value : mutateBytes(random, value, 3);
  const info = READS.includes(opType) ? [READ, 0, 0] : [READ, WRITE, 0];
  return Buffer.concat([
    request({ info: [0, WRITE, 0], fields: key, ops: before }),
    request({ info, fields: key, ops: [op(binName, particleType, changed, opType)] }),
  ]);
}

/** The msgpack of one array operation with arguments that are taken from anywhere. */
function inventedCollection(random) {
  const args = Array.from({ length: random.below(6) }, () =>
    random.weighted([
      [4, () => Buffer.from([random.below(0x80)])],
      [2, () => Buffer.from([0xd2, ...noise(random, 4)])],
      [1, () => Buffer.from([0xd3, ...noise(random, 8)])],
      [1, () => Buffer.from([0xc0])],
      [2, () => Buffer.from([0x93, 0x01, 0x02, 0x03])],
      [1, () => Buffer.from([0x82, 0x01, 0x02, 0x03, 0x04])],
      [1, () => Buffer.from([0x93, 0xff, random.below(0x80), 0x90])],
    ])(),
  );
  const value = Buffer.concat([Buffer.from([0x90 + 1 + args.length, random.below(0x80)]), ...args]);
  const code = pick(random, [3, 4]);
  return request({
    info: [READ, code === 3 ? 0 : WRITE, 0],
    fields: someKey(random),
    ops: [op(pick(random, ['l', 'm', 'a']), 4, value, code)],
  });
}

function batch(random) {
  const rows = Array.from({ length: random.below(200) }, (_, index) => {
    const head = Buffer.alloc(25);
    head.writeUInt32BE(index);
    head.fill(random.below(4), 4, 24);
    if (index > 0 && random.below(2) === 0) return Buffer.concat([head.subarray(0, 24), Buffer.from([1])]);
    head[24] = pick(random, [0, 0x0a, 0x0e, random.below(256)]);
    const info = Buffer.from([READ_ALL, 0, 0, 0]);
    const counts = Buffer.from([0, 2, 0, random.below(3)]);
    return Buffer.concat([
      head,
      info.subarray(0, 1 + random.below(4)),
      counts,
      ...someKey(random).slice(0, 2),
      ...bins(random, 2),
    ]);
  });
  const head = Buffer.alloc(5);
  head.writeUInt32BE(random.below(10) === 0 ? random.below(2 ** 32) : rows.length);
  head[4] = random.below(256);
  return request({ info: [READ | 0x08, 0, 0], fields: [field(FIELD.BATCH, Buffer.concat([head, ...rows]))] });
}

function query(random) {
  const number64 = noise(random, 8);
  number64.fill(0, 0, random.below(8));
  const optional = [
    field(7, number64),
    field(8, Buffer.from([0, random.below(4), ...noise(random, random.below(40))])),
    field(9, noise(random, 4)),
    field(11, noise(random, random.below(3) * 2)),
    field(12, Buffer.alloc(20 * random.below(3), 1)),
    field(21, Buffer.from('index')),
    field(22, Buffer.from([1, 1, 0x61, 1, ...noise(random, 24)])),
    field(30, noise(random, 4)),
    field(33, Buffer.from([random.below(256)])),
    field(43, noise(random, random.below(40))),
  ].filter(() => random.below(3) === 0);
  return request({
    info: [
      READ | pick(random, [0, 2, 4, 0x20]),
      pick(random, [0, 0, 0, WRITE]),
      random.below(4) === 0 ? random.below(256) : 0,
    ],
    fields: [field(FIELD.NAMESPACE, 'test'), field(FIELD.SET, pick(random, ['fuzz', ''])), ...optional],
    ops: bins(random, 2),
  });
}

const INFO = [
  'node',
  'build',
  'features',
  'namespaces',
  'namespace/test',
  'sets',
  'sets/test/fuzz',
  'bins/test',
  'statistics',
  'partition-generation',
  'peers-generation',
  'peers-clear-std',
  'peers-clear-alt',
  'replicas',
  'replicas:max=1',
  'rack-ids',
  'service-clear-std',
  'partitions',
  'status',
  'version',
  'edition',
  'udf-list',
  'sindex-list:namespace=test',
  'jobs:',
  'get-config:',
  'get-config:context=service',
  'get-config:context=namespace;id=test',
  'logs',
  'histogram:namespace=test',
  'set-config:context=namespace;id=test;default-ttl=7',
  'set-config:context=service;proto-fd-idle-ms=0',
  'truncate:namespace=test;set=fuzz',
  'truncate-namespace:namespace=test',
  'user-agent-set:value=Zg==',
  'user-agents',
  'set-config:context=namespace;id=test;__proto__=1',
  'get-config:context=namespace;id=constructor',
  'latencies:',
  'health-stats',
  'cluster-name',
  'rebalance-generation',
  'recluster:',
];

function info(random) {
  const one = () => (random.below(3) === 0 ? pick(random, INFO) : mutateText(random, pick(random, INFO)));
  const lines = Array.from({ length: 1 + random.below(random.below(20) === 0 ? 3000 : 6) }, one);
  // Of another namespace nothing is to be removed.
  const text = lines.map((line) => `${line.replaceAll('guard', 'test')}\n`).join('');
  return frame(1, Buffer.from(text, 'latin1'));
}

const admin = (random) =>
  frame(
    2,
    Buffer.concat([Buffer.from([0, 0, random.below(64), random.below(4)]), noise(random, 12 + random.below(60))]),
  );

const odd = (random) =>
  random.weighted([
    [2, () => frame(random.below(8), noise(random, random.below(60)), random.below(4))],
    [1, () => Buffer.from([2, 3, ...noise(random, 6)])],
    [1, () => Buffer.from([2, random.below(6), 0, 0, 0x07, 0xff, 0xff, 0xff])],
    [1, () => noise(random, random.below(100))],
    [1, () => frame(1, Buffer.alloc(random.below(200_000), pick(random, ['\n', 'a', 'a\n', ':;\n'])))],
    [1, () => frame(4, noise(random, random.below(100)))],
    [1, () => Buffer.from(`GET / HTTP/1.1\r\n${number(random)}\r\n`)],
  ])();

/** Bytes of one frame, or of a few. */
export function planFrame(random) {
  const bytes = random.weighted([
    [4, () => pick(random, captured)],
    [12, () => mutateBytes(random, pick(random, captured))],
    [8, () => collection(random)],
    [8, () => inventedCollection(random)],
    [4, () => single(random)],
    [4, () => mutateBytes(random, single(random))],
    [3, () => batch(random)],
    [3, () => mutateBytes(random, batch(random))],
    [3, () => query(random)],
    [3, () => mutateBytes(random, query(random))],
    [4, () => info(random)],
    [1, () => admin(random)],
    [1, () => odd(random)],
  ])();
  return { bytes };
}
