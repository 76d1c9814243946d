// Replies to single-record commands as a server might send them, and as none should: values of all particle types, nested
// and broken; frames that are cut, too large, of another type, compressed without being asked.
import { deflateSync } from 'node:zlib';
import { mutateBytes, noise, number, pick } from './mutate.mjs';
import { frame } from './scripted-node.mjs';

const MESSAGE = 3;
const PARTICLES = [0, 1, 2, 3, 4, 7, 17, 18, 19, 20, 23, 5, 6, 9, 10, 22, 255];

function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff);
  return bytes;
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function op(name, type, value, code = 1) {
  const nameBytes = Buffer.from(name);
  const head = Buffer.from([code, type, 0, nameBytes.length]);
  return Buffer.concat([u32(4 + nameBytes.length + value.length), head, nameBytes, value]);
}

/** `ops` and `fields` are encoded; their counts may be told wrong. */
export function message({ result = 0, generation = 1, voidTime = 0, fields = [], ops = [], nFields, nOps, info3 = 0 }) {
  const head = Buffer.alloc(22);
  head[0] = 22;
  head[3] = info3;
  head[5] = result;
  head.writeUInt32BE(generation, 6);
  head.writeUInt32BE(voidTime, 10);
  head.writeUInt16BE((nFields ?? fields.length) & 0xffff, 18);
  head.writeUInt16BE((nOps ?? ops.length) & 0xffff, 20);
  return frame(MESSAGE, Buffer.concat([head, ...fields, ...ops]));
}

/** The record of a key: it carries the digest. */
export const idOp = (digest) => op('id', 3, Buffer.from(digest));
export const record = (digest, ops = []) => message({ ops: [idOp(digest), ...ops] });

/** One value in msgpack; containers may announce more or less than they hold. */
function packed(random, depth) {
  const size = random.below(depth > 0 ? 5 : 1);
  const items = (count) => Array.from({ length: count }, () => packed(random, depth - 1));
  return random.weighted([
    [4, () => Buffer.from([random.below(0x80)])],
    [1, () => Buffer.from([0xe0 + random.below(32)])],
    [1, () => Buffer.from([pick(random, [0xc0, 0xc1, 0xc2, 0xc3])])],
    [1, () => Buffer.concat([Buffer.from([pick(random, [0xcb, 0xcf, 0xd3])]), noise(random, 8)])],
    [1, () => Buffer.concat([Buffer.from([pick(random, [0xca, 0xce, 0xd2])]), noise(random, 4)])],
    [2, () => text(random)],
    [1, () => Buffer.concat([Buffer.from([pick(random, [0xc4, 0xd9]), random.below(40)]), noise(random, 12)])],
    [1, () => Buffer.concat([Buffer.from([0xc7, random.below(6), random.below(256)]), noise(random, random.below(6))])],
    [3, () => Buffer.concat([Buffer.from([0x90 + size]), ...items(size)])],
    [3, () => Buffer.concat([Buffer.from([0x80 + size]), ...items(2 * size)])],
    [1, () => Buffer.concat([Buffer.from([pick(random, [0xdc, 0xde])]), u16(random.below(9)), ...items(4)])],
    [1, () => Buffer.concat([Buffer.from([pick(random, [0xdd, 0xdf])]), u32(2 ** random.below(33) - 1), ...items(2)])],
  ])();
}

function text(random) {
  const length = random.below(32);
  const particle = Buffer.concat([Buffer.from([pick(random, [3, 3, 4, 23])]), noise(random, Math.max(0, length - 1))]);
  return Buffer.concat([Buffer.from([0xa0 + particle.length]), particle]);
}

function particle(random, type) {
  if (type === 1 || type === 2) return noise(random, pick(random, [8, 8, 8, 8, 0, 1, 4, 16]));
  if (type === 17) return Buffer.from([random.below(2)]);
  if (type === 19 || type === 20) return packed(random, 4);
  if (type === 23) return Buffer.concat([Buffer.from([0]), u16(random.below(3)), noise(random, random.below(40))]);
  return noise(random, random.below(60));
}

/** Up to so many bins of any type. */
export function bins(random, most = 4) {
  return Array.from({ length: random.below(most + 1) }, () => {
    const type = pick(random, PARTICLES);
    return op(
      pick(random, ['a', 'b', '', '__proto__', 'constructor', 'x'.repeat(15), 'é']),
      type,
      particle(random, type),
    );
  });
}

/**
 * A value that is much larger in memory than on the wire: as many elements as a record of the default size may have some
 * time for, or so many that they have to be refused.
 */
function manyElements(random, digest) {
  const [type, head, element] = pick(random, [
    [20, 0xdd, [0xc0]],
    [20, 0xdd, [0x80]],
    [20, 0xdd, [0x90]],
    [19, 0xdf, [0x01, 0x80]],
    [20, 0xdd, [0xa0]],
    [20, 0xdd, [0xcf, 0xff, 0, 0, 0, 0, 0, 0, 1]],
  ]);
  const isRefused = element[0] === 0x80 && random.below(2) === 0;
  const count = 2 ** (isRefused ? 20 + random.below(3) : 8 + random.below(10));
  const elements = Buffer.alloc(count * element.length, Buffer.from(element));
  return message({ ops: [idOp(digest), op('l', type, Buffer.concat([Buffer.from([head]), u32(count), elements]))] });
}

function deep(random, digest) {
  const levels = 2 ** random.below(19);
  const [type, level] = pick(random, [
    [20, [0x91]],
    [19, [0x81, 0x01]],
    [20, [0xdd, 0, 0, 0, 1]],
  ]);
  const value = Buffer.concat([Buffer.alloc(levels * level.length, Buffer.from(level)), Buffer.from([0xc0])]);
  return message({ ops: [idOp(digest), op('l', type, value)] });
}

function manyOps(random) {
  const count = 2 ** random.below(17);
  return message({
    nOps: count,
    ops: [Buffer.concat(Array.from({ length: count }, (_, at) => op(`b${at % 999}`, 1, Buffer.alloc(8))))],
  });
}

function compressed(random, inner) {
  const told = random.weighted([
    [4, inner.length],
    [1, 2 ** random.below(48)],
    [1, 0],
  ]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(told));
  const stream = deflateSync(inner);
  return frame(4, Buffer.concat([size, random.below(4) === 0 ? mutateBytes(random, stream) : stream]));
}

function bomb(digest) {
  const value = Buffer.alloc(16 * 1024 * 1024, 0xc0);
  value[0] = 0xdd;
  value.writeUInt32BE(value.length - 5, 1);
  const inner = message({ ops: [idOp(digest), op('l', 20, value)] });
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(inner.length));
  return frame(4, Buffer.concat([size, deflateSync(inner)]));
}

function announced(random, whole) {
  const bytes = Buffer.from(whole);
  const size = random.weighted([
    [2, whole.length - 8 + 1 + random.below(1000)],
    [1, random.below(whole.length)],
    [1, 128 * 1024 * 1024],
    [1, 2 ** random.below(48)],
  ]);
  bytes.writeUIntBE(size, 2, 6);
  return bytes;
}

const NOTHING_LIKE_IT = Buffer.alloc(1);

/** The bytes of one reply to a command on that key. At least one: none would be no reply, and the next one be taken for it. */
export function replyBytes(random, digest) {
  const bytes = someReply(random, digest);
  return bytes.length > 0 ? bytes : NOTHING_LIKE_IT;
}

function someReply(random, digest) {
  const plain = record(digest, bins(random));
  return random.weighted([
    [8, () => plain],
    [12, () => mutateBytes(random, plain)],
    [3, () => announced(random, plain)],
    [3, () => message({ result: random.below(256), ops: random.below(2) === 0 ? [] : [idOp(digest)] })],
    [2, () => message({ ops: [idOp(digest)], nOps: random.below(65_536), nFields: random.below(4) })],
    [2, () => message({ fields: [Buffer.concat([u32(random.below(20)), noise(random, 8)])], ops: [idOp(digest)] })],
    [1, () => frame(random.below(8), plain.subarray(8), random.below(4))],
    [2, () => compressed(random, plain)],
    [0.2, () => bomb(digest)],
    [0.5, () => manyElements(random, digest)],
    [0.5, () => deep(random, digest)],
    [0.2, () => manyOps(random)],
    [1, () => noise(random, random.below(200))],
    [1, () => frame(1, Buffer.from(`${number(random)}\t${number(random)}\n`))],
  ])();
}
