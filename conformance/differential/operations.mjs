// From a table of operations to random calls of them: parameters of the right kinds, now and then one too few, one too
// many, or one of another kind.
import fc from 'fast-check';
import { scalars } from './elements.mjs';
import { int, list } from './msgpack.mjs';

export const OP = {
  WRITE: 2,
  CDT_READ: 3,
  CDT_MODIFY: 4,
  EXP_READ: 7,
  EXP_MODIFY: 8,
  BITS_READ: 12,
  BITS_MODIFY: 13,
  HLL_READ: 15,
  HLL_MODIFY: 16,
};
export const PARTICLE = {
  INTEGER: 1,
  DOUBLE: 2,
  STRING: 3,
  BLOB: 4,
  BOOL: 17,
  HLL: 18,
  MAP: 19,
  LIST: 20,
  GEOJSON: 23,
};

/** Parameters that an operation can do without, from that position on. */
export const optional = (required, ...parameters) => ({ required, parameters });

/** One call of the operation with that code: `[code, p1, p2, ...]` as hex; `wrap` makes of a parameter what is sent. */
export function callOf(code, { required, parameters }, wrap = (parameter) => parameter) {
  const given = fc
    .tuple(fc.integer({ min: required, max: parameters.length }), fc.tuple(...parameters))
    .map(([count, all]) => all.slice(0, count));
  const spoiled = fc.tuple(given, fc.nat(6), scalars).map(([all, at, other]) => {
    if (at === 0) return [...all, other];
    if (at === 1) return all.slice(0, -1);
    return all.map((parameter, i) => (i === at - 2 ? other : parameter));
  });
  return fc
    .oneof({ arbitrary: given, weight: 40 }, { arbitrary: spoiled, weight: 1 })
    .map((all) => list([int(code), ...all.map(wrap)]));
}

/** A call of any row of the table: `{ [code]: signature }`. */
export function callsOf(table, wrap) {
  return fc.oneof(...Object.entries(table).map(([code, signature]) => callOf(Number(code), signature, wrap)));
}
