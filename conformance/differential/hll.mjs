// Random operations on HyperLogLogs. Operands are made from random registers: any bytes of the right length are one.
import fc from 'fast-check';
import { scalars, values } from './elements.mjs';
import { int, list, text } from './msgpack.mjs';
import { optional as o } from './operations.mjs';

const shapes = fc.constantFrom(
  [4, 0],
  [4, 0],
  [5, 0],
  [6, 0],
  [4, 4],
  [4, 4],
  [5, 4],
  [4, 7],
  [6, 13],
  [4, 51],
  [8, 0],
  [10, 5],
);

/** A generator of 32 bits, so that registers of any number follow from one seed. */
function* randomBytes(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 24;
  }
}

function sketch([indexBits, minhashBits], seed, filled, cache) {
  const bits = 6 + minhashBits;
  const bytes = Buffer.alloc(11 + Math.ceil((bits * 2 ** indexBits) / 8));
  bytes[1] = indexBits;
  bytes[2] = minhashBits;
  bytes[3] = cache;
  const random = randomBytes(seed);
  for (let r = 0; r < 2 ** indexBits; r++) {
    if (random.next().value % 8 >= filled) continue;
    // A place of 1 to 9, as most are, then bits of the hash.
    let value = BigInt(1 + Math.clz32(random.next().value) - 24);
    for (let i = 0; i < minhashBits; i++) value = (value << 1n) | BigInt(random.next().value & (i < 2 ? 1 : 0));
    for (let i = 0; i < bits; i++) {
      if ((value >> BigInt(bits - 1 - i)) & 1n) bytes[11 + ((r * bits + i) >> 3)] |= 0x80 >> ((r * bits + i) & 7);
    }
  }
  return bytes;
}

/** The bytes of a HyperLogLog. Few seeds: what is alike is what they are compared for. */
const sketches = fc
  .tuple(shapes, fc.nat(5), fc.constantFrom(0, 2, 5, 8, 8), fc.constantFrom(0, 0, 0, 0, 0, 9))
  .map((all) => sketch(...all));
export const stored = sketches.map((bytes) => bytes.toString('hex'));

const operand = sketches.map((bytes) => text(18, bytes));
const broken = fc.constantFrom(text(18, Buffer.alloc(11)), text(18, Buffer.from('00040400', 'hex')), int(1));
const operands = fc.oneof(
  { arbitrary: fc.array(operand, { maxLength: 3 }).map((all) => list(all)), weight: 20 },
  { arbitrary: operand, weight: 3 },
  { arbitrary: fc.tuple(operand, broken).map((all) => list(all)), weight: 1 },
);
const elements = fc.oneof(
  { arbitrary: fc.array(scalars, { maxLength: 20 }).map((all) => list(all)), weight: 20 },
  { arbitrary: fc.array(values, { maxLength: 3 }).map((all) => list(all)), weight: 1 },
);
const bits = (min, max) =>
  fc.oneof({ arbitrary: fc.constant(-1), weight: 3 }, { arbitrary: fc.integer({ min, max }), weight: 4 }).map(int);
const indexBits = bits(4, 9);
const anyIndexBits = fc.oneof(
  { arbitrary: indexBits, weight: 10 },
  { arbitrary: fc.constantFrom(0, 3, 16, 17, -2).map(int), weight: 1 },
);
const minhashBits = fc.oneof(
  { arbitrary: bits(4, 9), weight: 10 },
  { arbitrary: fc.constantFrom(0, 0, 3, 51, 52).map(int), weight: 3 },
);
const flags = (...known) =>
  fc.oneof({ arbitrary: fc.constantFrom(0, ...known), weight: 20 }, { arbitrary: fc.nat(17), weight: 1 }).map(int);

export const HLL_MODIFIES = {
  0: o(0, anyIndexBits, minhashBits, flags(1, 2, 4, 5, 6)),
  1: o(1, elements, anyIndexBits, minhashBits, flags(1, 4, 5)),
  2: o(1, operands, flags(1, 2, 4, 8, 8, 12)),
  3: o(0),
  4: o(1, indexBits),
};

export const HLL_READS = {
  50: o(0),
  51: o(1, operands),
  52: o(1, operands),
  53: o(1, operands),
  54: o(1, operands),
  55: o(0),
  56: o(1, elements),
};
