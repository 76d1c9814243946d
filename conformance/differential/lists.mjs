// Random operations on lists.
import fc from 'fast-check';
import { comparands, counts, indexes, manyValues, values } from './elements.mjs';
import { double, int, list, NIL } from './msgpack.mjs';
import { optional as o } from './operations.mjs';

const index = indexes.map(int);
const count = counts.map(int);
const flags = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(15), weight: 3 }).map(int);
/** Without an index that is kept: some servers end at sorting a list that has one. */
const order = fc.constantFrom(0, 0, 1, 1, 2, 0x101).map(int);
const items = fc.oneof(manyValues, fc.array(values, { maxLength: 3 })).map((elements) => list(elements));
const sought = fc.array(comparands, { maxLength: 4 }).map((elements) => list(elements));
export const deltas = fc.oneof(
  fc.constantFrom(1, -1, 3, 2n ** 63n - 1n).map(int),
  fc.constantFrom(1.5, -2.7, 1e300).map(double),
  fc.constant(NIL),
);

/** A return type that a server may end at when a single value is not in a map that keeps an index. */
export const ORDERED_MAP = 17;

/** Of lists and maps: what to answer of the elements selected. */
export const returnTypes = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 7, 13), weight: 10 },
      { arbitrary: fc.constantFrom(6, 8, 9, 10, 11, 12, 14, 16, ORDERED_MAP, 18, -1), weight: 2 },
    ),
    fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, { arbitrary: fc.constant(0x10000), weight: 1 }),
  )
  .map(([type, inverted]) => int(type + inverted));

const rt = returnTypes;
const SELECTORS = [
  o(2, rt, index),
  o(2, rt, comparands),
  o(2, rt, index),
  o(2, rt, comparands),
  o(2, rt, sought),
  o(2, rt, index, count),
  o(2, rt, comparands, comparands),
  o(2, rt, index, count),
  o(3, rt, comparands, index, count),
];
const from = (first) => Object.fromEntries(SELECTORS.map((signature, i) => [first + i, signature]));

export const LIST_MODIFIES = {
  0: o(1, order),
  1: o(1, values, order, flags),
  2: o(1, items, order, flags),
  3: o(2, index, values, flags),
  4: o(2, index, items, flags),
  5: o(1, index),
  6: o(1, index, count),
  7: o(1, index),
  8: o(1, index, count),
  9: o(2, index, values, flags),
  10: o(2, index, count),
  11: o(0),
  12: o(1, index, deltas, order, flags),
  13: o(0, fc.nat(3).map(int)),
  ...from(32),
};

export const LIST_READS = { 16: o(0), 17: o(1, index), 18: o(1, index, count), ...from(19) };
