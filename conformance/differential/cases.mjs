// Random cases: a record and commands of one or more operations on it. What it is about is mostly one family, because what
// one operation leaves is what the next one finds.
import fc from 'fast-check';
import { BITS_MODIFIES, BITS_READS, blobs } from './bits.mjs';
import { inContext } from './contexts.mjs';
import { manyEntries, manyValues } from './elements.mjs';
import { expressionCases, pathCases } from './expression-cases.mjs';
import { HLL_MODIFIES, HLL_READS, stored as sketches } from './hll.mjs';
import { LIST_MODIFIES, LIST_READS } from './lists.mjs';
import { INDEXED_MAP_MODIFIES, MAP_MODIFIES, MAP_READS } from './maps.mjs';
import { int, list, map } from './msgpack.mjs';
import { callsOf, OP, PARTICLE } from './operations.mjs';
import { scalarBins, scalarOperations } from './scalars.mjs';

const PLAIN_ORDERS = [1, 2, 3, 0x11];
const written = (type, value) => ({ code: OP.WRITE, type, value });
/** What an operation makes of no bin. */
const made = (...call) => ({ code: OP.CDT_MODIFY, type: PARTICLE.BLOB, value: list(call) });

const APPEND_ITEMS = int(2);
const PUT_ITEMS = int(68);
const lists = fc.oneof(
  { arbitrary: manyValues.map((items) => written(PARTICLE.LIST, list(items))), weight: 2 },
  { arbitrary: manyValues.map((items) => made(APPEND_ITEMS, list(items), int(1))), weight: 1 },
);
const mapsOf = (...orders) =>
  fc.oneof(
    { arbitrary: manyEntries.map((entries) => written(PARTICLE.MAP, map(entries))), weight: 2 },
    {
      arbitrary: fc
        .tuple(manyEntries, fc.constantFrom(...orders))
        .map(([entries, order]) => made(PUT_ITEMS, map(entries), int(order))),
      weight: 3,
    },
  );
const maps = mapsOf(...PLAIN_ORDERS);
const indexedMaps = mapsOf(...PLAIN_ORDERS, 0x13, 0x13);
const hlls = sketches.map((value) => written(PARTICLE.HLL, value));
const blobBins = blobs.map((value) => written(PARTICLE.BLOB, value));

const operation = (code, calls) => calls.map((value) => ({ code, type: PARTICLE.BLOB, value }));
const LISTS = [
  { arbitrary: operation(OP.CDT_READ, callsOf(LIST_READS)), weight: 3 },
  { arbitrary: operation(OP.CDT_MODIFY, callsOf(LIST_MODIFIES)), weight: 4 },
];
const mapOperations = (modifies) =>
  fc.oneof(
    { arbitrary: operation(OP.CDT_READ, callsOf(MAP_READS)), weight: 3 },
    { arbitrary: operation(OP.CDT_MODIFY, callsOf(modifies)), weight: 4 },
  );
const nested = (reads, modifies) => [
  { arbitrary: operation(OP.CDT_READ, inContext(callsOf(reads))), weight: 1 },
  { arbitrary: operation(OP.CDT_MODIFY, inContext(callsOf(modifies))), weight: 3 },
];

/** What a bin may hold before, and the operations on it. */
const FAMILIES = {
  lists: { bins: lists, operations: fc.oneof(...LISTS) },
  maps: { bins: maps, operations: mapOperations(MAP_MODIFIES) },
  contexts: {
    bins: fc.oneof(lists, maps),
    operations: fc.oneof(...nested(LIST_READS, LIST_MODIFIES), ...nested(MAP_READS, MAP_MODIFIES)),
  },
  bits: {
    bins: blobBins,
    operations: fc.oneof(
      { arbitrary: operation(OP.BITS_READ, callsOf(BITS_READS)), weight: 1 },
      { arbitrary: operation(OP.BITS_MODIFY, callsOf(BITS_MODIFIES)), weight: 1 },
    ),
  },
  hll: {
    bins: hlls,
    operations: fc.oneof(
      { arbitrary: operation(OP.HLL_READ, callsOf(HLL_READS)), weight: 2 },
      { arbitrary: operation(OP.HLL_MODIFY, callsOf(HLL_MODIFIES)), weight: 1 },
    ),
  },
  scalars: { bins: scalarBins.map(({ type, value }) => written(type, value)), operations: scalarOperations },
};

const anyBin = fc.oneof(...Object.values(FAMILIES).map(({ bins }) => bins));
const anyOperation = fc.oneof(...Object.values(FAMILIES).map(({ operations }) => operations));
FAMILIES.mixed = { bins: anyBin, operations: anyOperation };
FAMILIES.indexedMaps = { bins: indexedMaps, operations: mapOperations(INDEXED_MAP_MODIFIES), isAlone: true };

FAMILIES.expressions = { cases: expressionCases };
FAMILIES.paths = { cases: pathCases };

export const FAMILY_NAMES = Object.keys(FAMILIES);

/** Cases of the families of those names. */
export function casesOf(names) {
  return fc.oneof(...names.map((name) => FAMILIES[name].cases ?? caseOf(FAMILIES[name])));
}

function caseOf({ bins, operations, isAlone = false }) {
  const named = (name) => operations.map((one) => ({ ...one, name }));
  const anyOp = fc.oneof(
    { arbitrary: named('a'), weight: 12 },
    { arbitrary: named('b'), weight: 2 },
    { arbitrary: fc.constant({ code: 1, type: 0, value: '', name: 'a' }), weight: 1 },
  );
  const ops = fc.oneof(
    { arbitrary: fc.tuple(anyOp), weight: 3 },
    { arbitrary: fc.array(anyOp, { minLength: 2, maxLength: 4 }), weight: 1 },
  );
  return fc.record({
    bins: fc.record({
      a: fc.option(bins, { freq: 6 }),
      b: fc.option(isAlone ? bins : fc.oneof(bins, anyBin), { freq: 2 }),
    }),
    commands: fc.array(fc.record({ ops, respondsToAll: fc.boolean() }), { minLength: 1, maxLength: 4 }),
  });
}
