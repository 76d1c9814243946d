// Operations that change maps, codes 64 to 75 (docs/protocol/maps.md, "Operations that modify" and "Edges"). An
// operation gets the map, or undefined when there is none, and gives back the new map, or undefined when nothing is to
// be stored.

import { ElementReader, KIND, MAP_OP, MAP_ORDER, MAP_WRITE_FLAG, PARTICLE } from 'tendril/wire';
import { canonicalCollection } from '../../particles/cdt-canonical.ts';
import { RESULT } from '../../result-code.ts';
import { asParameterError, malformed } from '../malformed.ts';
import { type CdtMap, decodeCollection, lowerBound } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, intElement, numberElement, sumElement } from './elements.ts';
import { type Change, deltaOf } from './list-operations.ts';
import type { CdtOperation } from './operation.ts';

const ORDER_FLAGS = MAP_ORDER.KEY_VALUE_ORDERED;

interface MapOperation {
  readonly min: number;
  readonly max: number;
  apply(map: CdtMap | undefined, op: CdtOperation): Change<CdtMap>;
}

interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

export const MAP_OPERATIONS: Readonly<Record<number, MapOperation>> = {
  // (order)
  [MAP_OP.SET_TYPE]: {
    min: 1,
    max: 1,
    apply: (map, op) => {
      const order = op.int(0);
      if ((order & ~(ORDER_FLAGS | MAP_ORDER.PERSIST_INDEX)) !== 0)
        throw cdtError(RESULT.OP_NOT_APPLICABLE, 'Unknown map order');
      return { stored: { kind: 'map', flags: order & ORDER_FLAGS, keys: map?.keys ?? [], values: map?.values ?? [] } };
    },
  },
  // (key, value, [order])
  [MAP_OP.ADD]: { min: 2, max: 3, apply: (map, op) => put(map, entryOf(op), op.flags(2), MAP_WRITE_FLAG.CREATE_ONLY) },
  // (map, [order])
  [MAP_OP.ADD_ITEMS]: {
    min: 1,
    max: 2,
    apply: (map, op) => put(map, entriesOf(op), op.flags(1), MAP_WRITE_FLAG.CREATE_ONLY),
  },
  // (key, value, [order], [flags])
  [MAP_OP.PUT]: { min: 2, max: 4, apply: (map, op) => put(map, entryOf(op), op.flags(2), op.flags(3)) },
  // (map, [order], [flags])
  [MAP_OP.PUT_ITEMS]: { min: 1, max: 3, apply: (map, op) => put(map, entriesOf(op), op.flags(1), op.flags(2), true) },
  // (key, value)
  [MAP_OP.REPLACE]: { min: 2, max: 2, apply: (map, op) => replace(map, entryOf(op)) },
  // (map)
  [MAP_OP.REPLACE_ITEMS]: { min: 1, max: 1, apply: (map, op) => replace(map, entriesOf(op)) },
  // (key, [delta], [order])
  [MAP_OP.INCREMENT]: { min: 1, max: 3, apply: (map, op) => increment(map, op, 1) },
  // (key, [delta], [order])
  [MAP_OP.DECREMENT]: { min: 1, max: 3, apply: (map, op) => increment(map, op, -1) },
  // ()
  [MAP_OP.CLEAR]: {
    min: 0,
    max: 0,
    apply: (map) => (map === undefined ? {} : { stored: { ...map, keys: [], values: [] } }),
  },
};

/** A key as it is stored: an integer, a string or a plain blob. */
export function storableKey(key: Buffer): Buffer {
  const reader = new ElementReader(key, 0, key.length);
  const kind = reader.next();
  const type = kind === KIND.STR && reader.payloadBytes > 0 ? key[reader.payloadAt] : undefined;
  if (kind !== KIND.INT && type !== PARTICLE.STRING && type !== PARTICLE.BLOB) throw malformed('key type');
  return key;
}

function entryOf(op: CdtOperation): Entry[] {
  return [{ key: storableKey(op.value(0)), value: op.value(1) }];
}

function entriesOf(op: CdtOperation): Entry[] {
  const raw = op.raw(0);
  let map: CdtMap;
  try {
    map = decodeCollection(canonicalCollection(PARTICLE.MAP, raw, 0, raw.length), op.meter) as CdtMap;
  } catch (error) {
    throw asParameterError(error);
  }
  return map.keys.map((key, i) => ({ key, value: map.values[i] as Buffer }));
}

function find(map: CdtMap, key: Buffer): { at: number; isThere: boolean } {
  const at = lowerBound(map.keys, key);
  return { at, isThere: at < map.keys.length && compareCanonical(map.keys[at] as Buffer, key) === 0 };
}

/** The map with the entries in it, whose keys are distinct: one pass over both in the order of keys. */
function withEntries(map: CdtMap, entries: readonly Entry[]): CdtMap {
  const added = entries.length > 1 ? [...entries].sort((a, b) => compareCanonical(a.key, b.key)) : entries;
  const keys: Buffer[] = [];
  const values: Buffer[] = [];
  let from = 0;
  for (const { key, value } of added) {
    const at = lowerBound(map.keys, key, from);
    for (; from < at; from++) {
      keys.push(map.keys[from] as Buffer);
      values.push(map.values[from] as Buffer);
    }
    keys.push(key);
    values.push(value);
    if (at < map.keys.length && compareCanonical(map.keys[at] as Buffer, key) === 0) from++;
  }
  return { ...map, keys: keys.concat(map.keys.slice(from)), values: values.concat(map.values.slice(from)) };
}

function put(
  map: CdtMap | undefined,
  entries: readonly Entry[],
  order: number,
  flags: number,
  isItems = false,
): Change<CdtMap> {
  const target = map ?? { kind: 'map', flags: order & ORDER_FLAGS, keys: [], values: [] };
  const kept: Entry[] = [];
  // The real server lets items into an empty map that its flags should keep out.
  const isQuirk =
    isItems &&
    target.keys.length === 0 &&
    flags === (MAP_WRITE_FLAG.UPDATE_ONLY | MAP_WRITE_FLAG.NO_FAIL | MAP_WRITE_FLAG.PARTIAL);
  for (const entry of entries) {
    const { isThere } = find(target, entry.key);
    const violates = (flags & (isThere ? MAP_WRITE_FLAG.CREATE_ONLY : MAP_WRITE_FLAG.UPDATE_ONLY)) !== 0;
    if (!violates || isQuirk) {
      kept.push(entry);
      continue;
    }
    if ((flags & MAP_WRITE_FLAG.NO_FAIL) === 0) {
      throw cdtError(isThere ? RESULT.ELEMENT_EXISTS : RESULT.ELEMENT_NOT_FOUND, 'Write flags do not allow the key');
    }
    if ((flags & MAP_WRITE_FLAG.PARTIAL) === 0) {
      return { stored: map === undefined ? target : undefined, result: intElement(target.keys.length) };
    }
  }
  const stored = withEntries(target, kept);
  return { stored, result: intElement(stored.keys.length) };
}

function replace(map: CdtMap | undefined, entries: readonly Entry[]): Change<CdtMap> {
  for (const { key } of entries) {
    if (map === undefined || !find(map, key).isThere) throw cdtError(RESULT.ELEMENT_NOT_FOUND, 'Key is not in the map');
  }
  if (map === undefined) throw cdtError(RESULT.ELEMENT_NOT_FOUND, 'There is no map');
  return { stored: withEntries(map, entries), result: intElement(map.keys.length) };
}

function increment(map: CdtMap | undefined, op: CdtOperation, sign: 1 | -1): Change<CdtMap> {
  const target = map ?? { kind: 'map', flags: op.flags(2) & ORDER_FLAGS, keys: [], values: [] };
  const key = storableKey(op.value(0));
  const given = deltaOf(op, 1);
  const delta = sign === 1 ? given : typeof given === 'bigint' ? BigInt.asIntN(64, -given) : -given;
  const { at, isThere } = find(target, key);
  const value = isThere ? sumElement(target.values[at] as Buffer, delta) : numberElement(delta);
  return { stored: withEntries(target, [{ key, value }]), result: value };
}
