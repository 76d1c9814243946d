// Random ways into nested collections, with and without flags that make what is missing.
import fc from 'fast-check';
import { comparands, indexes, soughtKeys } from './elements.mjs';
import { int, list } from './msgpack.mjs';

const create = fc.oneof(
  { arbitrary: fc.constant(0), weight: 3 },
  { arbitrary: fc.constantFrom(0x40, 0x80, 0xc0, 0x140, 0x180), weight: 2 },
);
const item = (types, value) => fc.tuple(fc.constantFrom(...types), create, value).map(([t, c, v]) => [int(t + c), v]);
const small = fc.oneof({ arbitrary: fc.integer({ min: -3, max: 4 }), weight: 12 }, { arbitrary: indexes, weight: 1 });

/** A padded list is made with room before the element: some servers end at a position that counts from its end. */
const padded = fc.tuple(fc.constantFrom(0x90, 0x190), fc.integer({ min: 0, max: 5 })).map(([t, v]) => [int(t), int(v)]);
/** Nor do they stand one before the head, or the making of an element by its rank, with anything behind it. */
const madeItem = fc
  .tuple(fc.constantFrom(0x50, 0xd0, 0x150), fc.integer({ min: -1, max: 4 }))
  .map(([t, v]) => [int(t), int(v)]);
const listItem = fc.tuple(fc.constantFrom(0x10, 0x11), small).map(([t, v]) => [int(t), int(v)]);

const items = fc.oneof(
  { arbitrary: listItem, weight: 5 },
  { arbitrary: madeItem, weight: 3 },
  { arbitrary: padded, weight: 1 },
  { arbitrary: item([0x20, 0x21], small.map(int)), weight: 3 },
  { arbitrary: item([0x22], soughtKeys), weight: 5 },
  { arbitrary: item([0x13, 0x23], comparands), weight: 2 },
  { arbitrary: item([0x00, 0x01, 0x02, 0x03, 0x12], fc.oneof(small.map(int), soughtKeys)), weight: 1 },
);

/** The call behind a context of one to three steps. */
export function inContext(calls) {
  return fc
    .tuple(fc.array(items, { minLength: 1, maxLength: 3 }), calls)
    .map(([steps, call]) => list(['ccff', list(steps.flat()), call]));
}
