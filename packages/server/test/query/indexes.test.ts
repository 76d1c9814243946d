// Secondary indexes: what queries find, in what order, and what the info commands say. The words are those of a real
// server (8.1.2), compared command by command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, text, WRITE, writeInt } from '../helpers/request.ts';
import { pids, type Row, scan } from '../helpers/scan.ts';
import { startServer, type TestServer } from '../helpers/server.ts';

const NUMERIC = 'sindex-create:namespace=test;set=demo;indexname=byn;bin=n;type=numeric';

function range(bin: string, begin: bigint, end: bigint): readonly [number, Buffer] {
  const values = Buffer.alloc(24);
  values.writeUInt32BE(8, 0);
  values.writeBigInt64BE(begin, 4);
  values.writeUInt32BE(8, 12);
  values.writeBigInt64BE(end, 16);
  return [22, Buffer.concat([Buffer.from([1, bin.length]), Buffer.from(bin), Buffer.from([1]), values])];
}

function equalText(bin: string, value: string): readonly [number, Buffer] {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  const sized = Buffer.concat([size, Buffer.from(value)]);
  return [22, Buffer.concat([Buffer.from([1, bin.length]), Buffer.from(bin), Buffer.from([3]), sized, sized])];
}

async function put({ run }: TestServer, key: string, ...ops: readonly Buffer[]): Promise<void> {
  const { resultCode } = await run({ ...WRITE, key, ops });
  assert.strictEqual(resultCode, 0);
}

async function ready({ client }: TestServer, index: string): Promise<void> {
  for (;;) if (/load_pct=100/.test(await client.info(`sindex-stat:namespace=test;indexname=${index}`))) return;
}

function bvals(rows: readonly Row[]): bigint[] {
  return rows
    .map(({ fields }) => Buffer.from(fields.get(15) ?? '', 'hex').readBigInt64LE())
    .sort((a, b) => Number(a - b));
}

async function find(server: TestServer, ...fields: readonly (readonly [number, Buffer])[]): Promise<bigint[]> {
  const { rows, end } = await scan(server.client, { set: 'demo', fields });
  assert.strictEqual(end.resultCode, 0);
  return bvals(rows);
}

test('an index finds what was there before it and what came after, by ranges with both ends', async (t) => {
  const server = await startServer(t);
  for (let n = 0; n < 20; n++) await put(server, `k${n}`, writeInt('n', n));
  assert.strictEqual(await server.client.info(NUMERIC), 'ok');
  await ready(server, 'byn');
  for (let n = 20; n < 30; n++) await put(server, `k${n}`, writeInt('n', n));
  assert.deepStrictEqual(await find(server, range('n', 18n, 21n)), [18n, 19n, 20n, 21n]);
  assert.deepStrictEqual(await find(server, range('n', -5n, 0n)), [0n]);
  assert.deepStrictEqual(await find(server, range('n', 40n, 50n)), []);
});

test('an index follows changes of values, of types, and removals', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  for (let n = 0; n < 5; n++) await put(server, `k${n}`, writeInt('n', n));
  await put(server, 'k0', writeInt('n', 100));
  await put(server, 'k1', op(2, 3, 'n', text('text')));
  await put(server, 'k2', op(2, 0, 'n'), writeInt('other', 1));
  await server.run({ info2: 3, key: 'k3' });
  assert.deepStrictEqual(await find(server, range('n', 0n, 1000n)), [4n, 100n]);
  assert.match(await server.client.info('sindex/test/byn'), /^entries=2;/);
});

test('texts are found whole, and integers exactly', async (t) => {
  const server = await startServer(t);
  await server.client.info('sindex-create:namespace=test;indexname=bys;bin=s;type=string');
  await server.client.info(NUMERIC);
  for (const [key, value] of [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'xy'],
  ] as const) {
    await put(server, key, op(2, 3, 's', text(value)));
  }
  assert.strictEqual((await find(server, equalText('s', 'x'))).length, 2);
  const large = 2n ** 53n;
  for (const [key, value] of [
    ['l0', large],
    ['l1', large + 1n],
  ] as const) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    await put(server, key, op(2, 1, 'n', bytes.toString('hex')));
  }
  assert.deepStrictEqual(await find(server, range('n', large + 1n, large + 1n)), [large + 1n]);
});

test('the elements of a list, the keys and the values of a map are found, each record once', async (t) => {
  const server = await startServer(t);
  for (const [name, kind] of [
    ['l', 'list'],
    ['k', 'mapkeys'],
    ['v', 'mapvalues'],
  ]) {
    const bin = name === 'l' ? 'l' : 'm';
    await server.client.info(
      `sindex-create:namespace=test;set=demo;indexname=by${name};bin=${bin};type=numeric;indextype=${kind}`,
    );
  }
  await put(server, 'a', op(2, 20, 'l', '93010203'), op(2, 19, 'm', '820a140b15'));
  assert.deepStrictEqual(await find(server, range('l', 2n, 3n), [26, Buffer.from([1])]), [2n]);
  assert.deepStrictEqual(await find(server, range('m', 11n, 11n), [26, Buffer.from([2])]), [11n]);
  assert.deepStrictEqual(await find(server, range('m', 20n, 20n), [26, Buffer.from([3])]), [20n]);
  assert.deepStrictEqual(await find(server, range('m', 10n, 10n), [26, Buffer.from([3])]), []);
});

test('a context leads to what is indexed', async (t) => {
  const server = await startServer(t);
  // map_key("a"), in base64 as administrators give it.
  const context = Buffer.from('9222a20361', 'hex');
  await server.client.info(
    `sindex-create:namespace=test;set=demo;indexname=ctx;bin=m;type=numeric;indextype=list;context=${context.toString('base64')}`,
  );
  await put(server, 'a', op(2, 19, 'm', '81a20361920102'));
  await put(server, 'b', op(2, 19, 'm', '81a20362920102'));
  const list = [26, Buffer.from([1])] as const;
  assert.deepStrictEqual(await find(server, range('m', 2n, 2n), list, [23, context]), [2n]);
  assert.match(await server.client.info('sindex-list'), /:context=\[map_key\(<string#1>\)\]:exp=null:state=RW$/);
});

test('pages go on behind a value and a digest', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  for (let i = 0; i < 40; i++) await put(server, `k${i}`, writeInt('n', i % 4));
  const max = Buffer.alloc(8);
  max.writeBigUInt64BE(7n);
  /** By partition: the last row of it. */
  const behind = new Map<number, Row>();
  const seen = new Set<string>();
  for (;;) {
    const last = [...behind.values()];
    const resumed = [
      [12, Buffer.from(last.map(({ fields }) => fields.get(4)).join(''), 'hex')],
      [15, Buffer.from(last.map(({ fields }) => fields.get(15)).join(''), 'hex')],
    ] as const;
    const fields = [range('n', 0n, 9n), [13, max] as const, ...(last.length === 0 ? [] : resumed)];
    const fresh = [...Array(4096).keys()].filter((partition) => !behind.has(partition));
    const { rows, end } = await scan(server.client, { set: 'demo', fields, pids: pids(fresh) });
    assert.strictEqual(end.resultCode, 0);
    for (const row of rows) {
      const digest = row.fields.get(4) as string;
      assert.strictEqual(seen.has(digest), false);
      seen.add(digest);
      behind.set(Buffer.from(digest, 'hex').readUInt16LE(0) & 0x0fff, row);
    }
    if (rows.length < 7) break;
  }
  assert.strictEqual(seen.size, 40);
});

for (const [name, fields, code] of [
  ['an index that is not there', [range('z', 0n, 1n)], 201],
  ['an index of another type', [equalText('n', 'x')], 201],
  ['an index of another kind', [range('n', 0n, 1n), [26, Buffer.from([1])]], 201],
  ['a range that ends before it begins', [range('n', 2n, 1n)], 4],
  ['a range that is cut short', [[22, Buffer.from([1, 1, 0x6e, 1, 0])]], 4],
  ['a bin beside the name of an index', [range('n', 0n, 1n), [21, Buffer.from('byn')]], 4],
] as const) {
  test(`a query of ${name} is refused with ${code}`, async (t) => {
    const server = await startServer(t);
    await server.client.info(NUMERIC);
    const { end } = await scan(server.client, { set: 'demo', fields: fields as never });
    assert.strictEqual(end.resultCode, code);
  });
}

for (const [command, answer] of [
  [`${NUMERIC};indextype=default`, 'ok'],
  ['sindex-create:ns=test;set=demo;indexname=byn;indexdata=n,numeric', 'ok'],
  [
    'sindex-create:namespace=test;set=demo;indexname=byn;bin=m;type=numeric',
    "ERROR:200:'indexname' already exists with different definition",
  ],
  [
    'sindex-create:namespace=test;indexname=x;bin=n;type=foo',
    "ERROR:4:bad 'type' - must be one of 'numeric', 'string', 'blob', 'geo2dsphere'",
  ],
  [
    'sindex-create:namespace=test;indexname=x;bin=n;type=numeric;indextype=foo',
    "ERROR:4:bad 'indextype' - must be one of 'default', 'list', 'mapkeys', 'mapvalues'",
  ],
  ['sindex-create:namespace=test;indexname=x;type=numeric', "ERROR:4:both 'bin' and 'exp' are missing"],
  ['sindex-create:namespace=test;indexname=x;bin=n', "ERROR:4:both 'indexdata' and 'type' are missing"],
  ['sindex-create:namespace=test;bin=n;type=numeric', "ERROR:4:missing 'indexname'"],
  ['sindex-create:namespace=nope;indexname=x;bin=n;type=numeric', 'ok'],
  ['sindex-create:indexname=x;bin=n;type=numeric', "ERROR:20:missing 'namespace'"],
  ['sindex-create:namespace=test;indexname=x;bin=n;type=numeric;context=!!!', "ERROR:4:'context' invalid base64"],
  ['sindex-create:namespace=test;indexname=x;indextype=set', "ERROR:4:missing 'set'"],
  ['sindex-exists:namespace=test;indexname=byn', 'true'],
  ['sindex-exists:namespace=test;indexname=x', 'false'],
  ['sindex-delete:namespace=test;indexname=x', 'ok'],
  [
    'sindex-list:namespace=test',
    'ns=test:indexname=byn:set=demo:bin=n:type=numeric:indextype=default:context=null:exp=null:state=RW',
  ],
] as const) {
  test(`${command} is answered as by a real server`, async (t) => {
    const server = await startServer(t);
    await server.client.info(NUMERIC);
    assert.strictEqual(await server.client.info(command), answer);
  });
}

test('an index that covers the same under another name gets that name', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  await put(server, 'a', writeInt('n', 1));
  assert.strictEqual(await server.client.info(NUMERIC.replace('byn', 'again')), 'ok');
  assert.match(await server.client.info('sindex-list'), /^ns=test:indexname=again:/);
  assert.match(await server.client.info('sindex/test/again'), /^entries=1;/);
  assert.strictEqual(await server.client.info('sindex/test/byn'), 'ERROR:201:no index');
});

test('a dropped index is not found any more', async (t) => {
  const server = await startServer(t);
  await server.client.info(NUMERIC);
  await server.client.info('sindex-delete:namespace=test;indexname=byn');
  const { end } = await scan(server.client, { set: 'demo', fields: [range('n', 0n, 1n)] });
  assert.strictEqual(end.resultCode, 201);
});

function geo(shape: object): string {
  return `000000${text(JSON.stringify(shape))}`;
}

function around(bin: string, shape: object): readonly [number, Buffer] {
  const value = Buffer.from(JSON.stringify(shape));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  const sized = Buffer.concat([size, value]);
  return [22, Buffer.concat([Buffer.from([1, bin.length]), Buffer.from(bin), Buffer.from([23]), sized, sized])];
}

const point = (longitude: number, latitude: number) => ({ type: 'Point', coordinates: [longitude, latitude] });
const circle = (longitude: number, latitude: number, radius: number) => ({
  type: 'AeroCircle',
  coordinates: [[longitude, latitude], radius],
});
const SQUARE = [
  [-10, -10],
  [10, -10],
  [10, 10],
  [-10, 10],
  [-10, -10],
];

/** The values of bin `n` in the rows, which say which records they are. */
async function numbers(server: TestServer, ...fields: readonly (readonly [number, Buffer])[]): Promise<number[]> {
  const { rows, end } = await scan(server.client, { set: 'demo', fields, bins: ['n'] });
  assert.strictEqual(end.resultCode, 0);
  return rows.map(({ values }) => Number(Buffer.from(values[0] ?? '', 'hex').readBigInt64BE())).sort((a, b) => a - b);
}

test('points are found within regions, and regions around points', async (t) => {
  const server = await startServer(t);
  await server.client.info('sindex-create:namespace=test;set=demo;indexname=byp;bin=p;type=geo2dsphere');
  await server.client.info('sindex-create:namespace=test;set=demo;indexname=byr;bin=r;type=geo2dsphere');
  for (let n = 0; n < 12; n++) {
    const [longitude, latitude] = [n * 4 - 22, 22 - n * 4];
    const region = n % 2 === 0 ? circle(longitude, latitude, 400_000) : { type: 'Polygon', coordinates: [SQUARE] };
    await put(
      server,
      `k${n}`,
      writeInt('n', n),
      op(2, 23, 'p', geo(point(longitude, latitude))),
      op(2, 23, 'r', geo(region)),
    );
  }
  assert.deepStrictEqual(await numbers(server, around('p', { type: 'Polygon', coordinates: [SQUARE] })), [4, 5, 6, 7]);
  assert.deepStrictEqual(await numbers(server, around('p', circle(-2, 2, 700_000))), [4, 5, 6]);
  assert.deepStrictEqual(await numbers(server, around('p', circle(-2, 2, 1000))), [5]);
  assert.deepStrictEqual(await numbers(server, around('r', point(1, 1))), [1, 3, 5, 6, 7, 9, 11]);
  assert.deepStrictEqual(await numbers(server, around('r', point(-22.5, 22.5))), [0]);
  // A region finds no regions, and a point no points.
  assert.deepStrictEqual(await numbers(server, around('r', circle(-2, 2, 600_000))), []);
  assert.deepStrictEqual(await numbers(server, around('p', point(-2, 2))), []);
});

test('points in lists are found, and a region that the server does not know is refused', async (t) => {
  const server = await startServer(t);
  const create = 'sindex-create:namespace=test;set=demo;indexname=byl;bin=l;type=geo2dsphere;indextype=list';
  await server.client.info(create);
  const element = (shape: object): string => {
    const value = Buffer.from(`\x17${JSON.stringify(shape)}`, 'latin1');
    return `d9${value.length.toString(16)}${value.toString('hex')}`;
  };
  await put(server, 'a', writeInt('n', 1), op(2, 20, 'l', `93${element(point(1, 1))}${element(point(50, 50))}05`));
  await put(server, 'b', writeInt('n', 2), op(2, 20, 'l', `92${element(point(30, 1))}${element({ type: 'Nothing' })}`));
  const list = [26, Buffer.from([1])] as const;
  assert.deepStrictEqual(await numbers(server, around('l', circle(50, 50, 10)), list), [1]);
  assert.deepStrictEqual(await numbers(server, around('l', circle(1, 1, 5_000_000)), list), [1, 2]);
  for (const shape of [{}, { type: 'LineString', coordinates: [[1, 2]] }, point(200, 2)]) {
    const { end } = await scan(server.client, { set: 'demo', fields: [around('l', shape), list] });
    assert.strictEqual(end.resultCode, 4);
  }
});

/** add(bin n of integers, 5), and the bin alone. */
const ADD = Buffer.from('93149351 02a16e 05'.replaceAll(' ', ''), 'hex');
const BIN = Buffer.from('935102a16e', 'hex');

test('what an expression gives is indexed, and found by the expression or the name', async (t) => {
  const server = await startServer(t);
  for (let n = 0; n < 10; n++) await put(server, `k${n}`, writeInt('n', n));
  await put(server, 'text', op(2, 3, 'n', text('no number')));
  const create = `sindex-create:namespace=test;set=demo;indexname=bye;exp=${ADD.toString('base64')};type=numeric`;
  assert.strictEqual(await server.client.info(create), 'ok');
  await ready(server, 'bye');
  const wanted = range('', 7n, 9n);
  assert.deepStrictEqual(await find(server, wanted, [24, ADD]), [7n, 8n, 9n]);
  assert.deepStrictEqual(await find(server, wanted, [21, Buffer.from('bye')]), [7n, 8n, 9n]);
  await put(server, 'k3', writeInt('n', 100));
  await server.run({ info2: 3, key: 'k4' });
  assert.deepStrictEqual(await find(server, wanted, [24, ADD]), [7n]);
  const { end } = await scan(server.client, { set: 'demo', fields: [wanted, [24, BIN]] });
  assert.strictEqual(end.resultCode, 201);
  assert.match(
    await server.client.info('sindex-list:namespace=test;b64=true'),
    /:bin=null:type=numeric:indextype=default:context=null:exp=kxSTUQKhbgU=:state=RW$/,
  );
});

test('an index is refused on what is no expression, or on one of another type or of metadata', async (t) => {
  const { client } = await startServer(t);
  const create = (exp: string, rest = 'type=numeric') =>
    client.info(`sindex-create:namespace=test;set=demo;indexname=bye;exp=${exp};${rest}`);
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  const mismatch = (actual: string, expected: string) =>
    `ERROR:4:bad 'exp' - expression type '${actual}' does not match expected type '${expected}'`;
  assert.strictEqual(await create('!!!'), "ERROR:4:bad 'exp'");
  assert.strictEqual(await create(base64('a568656c6c6f')), "ERROR:4:bad 'exp'");
  // ttl, and a constant.
  assert.strictEqual(await create(base64('9145')), "ERROR:4:bad 'exp'");
  assert.strictEqual(await create(base64('05')), "ERROR:4:bad 'exp'");
  assert.strictEqual(await create(base64('935103a173')), mismatch('string', 'numeric'));
  assert.strictEqual(await create(base64('935104a16c')), mismatch('list', 'numeric'));
  assert.strictEqual(await create(base64('935102a16e'), 'type=numeric;indextype=list'), mismatch('numeric', 'list'));
  assert.strictEqual(
    await create(base64('935102a16e'), 'bin=n;type=numeric'),
    "ERROR:4:both 'bin' and 'exp' are specified",
  );
  assert.strictEqual(await create(base64('935104a16c'), 'type=numeric;indextype=list'), 'ok');
});
