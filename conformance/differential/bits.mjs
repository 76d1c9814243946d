// Random operations on bits.
import fc from 'fast-check';
import { int, text } from './msgpack.mjs';
import { optional as o } from './operations.mjs';

export const blobs = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('hex'));

const odd = fc.constantFrom(-200, 200, 2 ** 27 + 1, 2 ** 30 + 1, -(2n ** 63n), 2n ** 64n - 1n);
const within = (min, max) =>
  fc.oneof({ arbitrary: fc.integer({ min, max }), weight: 20 }, { arbitrary: odd, weight: 1 }).map(int);
const byteOffset = within(-8, 14);
const byteSize = within(0, 14);
const bitOffset = within(-60, 100);
const bitSize = within(0, 70);
const integerSize = within(0, 66);
const shift = within(0, 70);
const integer = fc
  .oneof(fc.integer({ min: -9, max: 300 }), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 64n - 1n, 2 ** 31))
  .map(int);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 10 }).map((value) => text(4, value));
const flags = (...known) =>
  fc.oneof({ arbitrary: fc.constantFrom(0, ...known), weight: 20 }, { arbitrary: fc.nat(17), weight: 1 }).map(int);
/**
 * Of operations that other servers carry out beyond the blob's end when they are partial: without that flag, and
 * without flags that nobody knows.
 */
const whole = fc.constantFrom(0, 0, 2, 4, 6, 1).map(int);
const partial = flags(2, 4, 8, 12, 10);
const updating = flags(2, 4, 6);
const creating = flags(1, 2, 4, 5, 6);
const truth = fc.constantFrom('c2', 'c3');

const COMBINE = o(3, bitOffset, bitSize, bytes, whole);
const CALCULATE = o(3, bitOffset, integerSize, integer, updating, flags(1, 2, 3, 4, 5));
const SCAN = o(3, bitOffset, bitSize, truth);

export const BITS_MODIFIES = {
  0: o(1, byteSize, creating, flags(1, 2, 3, 4, 5)),
  1: o(2, byteOffset, bytes, creating),
  2: o(2, byteOffset, byteSize, partial),
  3: o(3, bitOffset, bitSize, bytes, partial),
  4: COMBINE,
  5: COMBINE,
  6: COMBINE,
  7: o(2, bitOffset, bitSize, partial),
  8: o(3, bitOffset, bitSize, shift, whole),
  9: o(3, bitOffset, bitSize, shift, whole),
  10: CALCULATE,
  11: CALCULATE,
  12: o(3, bitOffset, integerSize, integer, updating),
};

export const BITS_READS = {
  50: o(2, bitOffset, bitSize),
  51: o(2, bitOffset, bitSize),
  52: SCAN,
  53: SCAN,
  54: o(2, bitOffset, integerSize, flags(1)),
};
