// Random operations on maps.
import fc from 'fast-check';
import { comparands, counts, entriesOf, indexes, keys, manyEntries, soughtKeys, values } from './elements.mjs';
import { deltas, ORDERED_MAP, returnTypes as rt } from './lists.mjs';
import { int, list, map } from './msgpack.mjs';
import { optional as o } from './operations.mjs';

const index = indexes.map(int);
const count = counts.map(int);
const flags = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, { arbitrary: fc.nat(15), weight: 3 }).map(int);
const PLAIN_ORDERS = [0, 0, 1, 1, 3, 3, 2, 0x10, 0x11, 4];
const key = fc.oneof({ arbitrary: keys, weight: 30 }, { arbitrary: soughtKeys, weight: 1 });
const items = fc.oneof(manyEntries, entriesOf(values, 3)).map((entries) => map(entries));
/** Never empty: some servers end at an empty one that is inverted. */
const sought = fc.array(comparands, { minLength: 1, maxLength: 4 }).map((elements) => list(elements));
const soughtKeyList = fc.array(soughtKeys, { minLength: 1, maxLength: 4 }).map((elements) => list(elements));

const BY_KEY = o(2, rt, soughtKeys);
const BY_INDEX = o(2, rt, index);
const BY_VALUE = o(2, rt, comparands);
const BY_ONE_VALUE = o(
  2,
  rt.filter((type) => type !== int(ORDERED_MAP)),
  comparands,
);
const BY_KEYS = o(2, rt, soughtKeyList);
const BY_VALUES = o(2, rt, sought);
const BY_KEY_INTERVAL = o(2, rt, soughtKeys, soughtKeys);
const BY_INDEX_RANGE = o(2, rt, index, count);
const BY_VALUE_INTERVAL = o(2, rt, comparands, comparands);
const BY_KEY_REL_INDEX = o(3, rt, soughtKeys, index, count);
const BY_VALUE_REL_RANK = o(3, rt, comparands, index, count);

const modifiesOf = (order) => ({
  64: o(1, order),
  65: o(2, key, values, order),
  66: o(1, items, order),
  67: o(2, key, values, order, flags),
  68: o(1, items, order, flags),
  69: o(2, key, values),
  70: o(1, items),
  73: o(1, key, deltas, order),
  74: o(1, key, deltas, order),
  75: o(0),
  76: BY_KEY,
  77: BY_INDEX,
  78: BY_ONE_VALUE,
  79: BY_INDEX,
  81: BY_KEYS,
  82: BY_VALUE,
  83: BY_VALUES,
  84: BY_KEY_INTERVAL,
  85: BY_INDEX_RANGE,
  86: BY_VALUE_INTERVAL,
  87: BY_INDEX_RANGE,
  88: BY_KEY_REL_INDEX,
  89: BY_VALUE_REL_RANK,
});

export const MAP_MODIFIES = modifiesOf(fc.constantFrom(...PLAIN_ORDERS).map(int));

/** With an index of the order of values as well: some servers end at a context that seeks a value in one. */
export const INDEXED_MAP_MODIFIES = modifiesOf(fc.constantFrom(...PLAIN_ORDERS, 0x13, 0x13).map(int));

export const MAP_READS = {
  96: o(0),
  97: BY_KEY,
  98: BY_INDEX,
  99: BY_ONE_VALUE,
  100: BY_INDEX,
  102: BY_VALUE,
  103: BY_KEY_INTERVAL,
  104: BY_INDEX_RANGE,
  105: BY_VALUE_INTERVAL,
  106: BY_INDEX_RANGE,
  107: BY_KEYS,
  108: BY_VALUES,
  109: BY_KEY_REL_INDEX,
  110: BY_VALUE_REL_RANK,
};
