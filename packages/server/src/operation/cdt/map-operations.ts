// Operations that change maps, codes 64 to 75 (docs/protocol/maps.md, "Operations that modify" and "Edges"). An
// operation gets the map, or undefined when there is none, and gives back the new map, or undefined when nothing is to
// be stored.

import { ElementReader, KIND, MAP_OP, MAP_ORDER, MAP_WRITE_FLAG, PARTICLE } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { malformed } from '../malformed.ts';
import { notApplicable } from './answers.ts';
import { type CdtMap, decodeCollection, lowerBound } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, intElement, numberElement, sumElement } from './elements.ts';
import { findKey } from './map-view.ts';
import type { Change } from './modification.ts';
import type { CdtOperation } from './operation.ts';

const { CREATE_ONLY, UPDATE_ONLY, NO_FAIL, PARTIAL } = MAP_WRITE_FLAG;
const ORDER_FLAGS = MAP_ORDER.KEY_VALUE_ORDERED;
const KNOWN_ORDER = ORDER_FLAGS | MAP_ORDER.PERSIST_INDEX;

type MapOperation = (map: CdtMap | undefined, op: CdtOperation) => Change<CdtMap>;

interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

export const MAP_OPERATIONS: Readonly<Record<number, MapOperation>> = {
  // (order)
  [MAP_OP.SET_TYPE]: checked(1, 1, (map, op) => {
    const order = op.flags(0) & 0xff;
    if ((order & ~KNOWN_ORDER) !== 0) notApplicable('order');
    const { keys, values } = map ?? EMPTY;
    const persistsIndex = !op.isNested && (order & MAP_ORDER.PERSIST_INDEX) !== 0;
    return { stored: { kind: 'map', flags: op.visibleFlags(order), persistsIndex, keys, values } };
  }),
  // (key, value, [order])
  [MAP_OP.ADD]: checked(2, 3, (map, op) => put(map, created(op.flags(2)), entryOf(op), CREATE_ONLY)),
  // (map, [order])
  [MAP_OP.ADD_ITEMS]: checked(1, 2, (map, op) => putItems(map, op, op.flags(1), CREATE_ONLY)),
  // (key, value, [order], [flags])
  [MAP_OP.PUT]: checked(2, 4, (map, op) => {
    const flags = op.flags(3);
    return put(map, created(op.flags(2)), entryOf(op), flags);
  }),
  // (map, [order], [flags])
  [MAP_OP.PUT_ITEMS]: checked(1, 3, (map, op) => {
    const flags = op.flags(2);
    return putItems(map, op, op.flags(1), flags);
  }),
  // (key, value)
  [MAP_OP.REPLACE]: checked(2, 2, (map, op) => put(map, EMPTY, entryOf(op), UPDATE_ONLY)),
  // (map)
  [MAP_OP.REPLACE_ITEMS]: (map, op) => {
    if (map === undefined) throw cdtError(RESULT.ELEMENT_NOT_FOUND, 'There is no map');
    op.requireCount(1, 1);
    return putItems(map, op, MAP_ORDER.UNORDERED, UPDATE_ONLY);
  },
  // (key, [delta], [order])
  [MAP_OP.INCREMENT]: checked(1, 3, (map, op) => increment(map, op, 1)),
  // (key, [delta], [order])
  [MAP_OP.DECREMENT]: checked(1, 3, (map, op) => increment(map, op, -1)),
  // ()
  [MAP_OP.CLEAR]: (map) => (map === undefined ? {} : { stored: { ...map, keys: [], values: [] } }),
};

const EMPTY: CdtMap = { kind: 'map', flags: 0, persistsIndex: false, keys: [], values: [] };

function checked(min: number, max: number, apply: MapOperation): MapOperation {
  return (map, op) => {
    op.requireCount(min, max);
    return apply(map, op);
  };
}

/** A new map; an order that there is not means none. */
function created(order: number): CdtMap {
  const flags = knownOrder(order);
  // Without an order there is nothing of which to keep an index.
  const persistsIndex = (flags & ORDER_FLAGS) !== 0 && (flags & MAP_ORDER.PERSIST_INDEX) !== 0;
  return { ...EMPTY, flags: flags & ORDER_FLAGS, persistsIndex };
}

function knownOrder(order: number): number {
  const flags = order & 0xff;
  return (flags & ~KNOWN_ORDER) === 0 ? flags : MAP_ORDER.UNORDERED;
}

/** A key as it is stored: an integer, a string or a plain blob. */
function storableKey(key: Buffer): Buffer {
  const reader = new ElementReader(key, 0, key.length);
  const kind = reader.next();
  const type = kind === KIND.STR && reader.payloadBytes > 0 ? key[reader.payloadAt] : undefined;
  if (kind !== KIND.INT && type !== PARTICLE.STRING && type !== PARTICLE.BLOB) throw malformed('key type');
  return key;
}

function entryOf(op: CdtOperation): Entry {
  return { key: storableKey(op.value(0)), value: op.value(1) };
}

/** In the order of keys. */
function entriesOf(op: CdtOperation): Entry[] {
  const map = decodeCollection(op.value(0), op.meter);
  if (map?.kind !== 'map') throw malformed('items are no map');
  return map.keys.map((key, i) => ({ key, value: map.values[i] as Buffer }));
}

/** The map with the entries in it, whose keys are distinct and in order: one pass over both. */
export function withEntries(map: CdtMap, entries: readonly Entry[]): CdtMap {
  const keys: Buffer[] = [];
  const values: Buffer[] = [];
  let from = 0;
  for (const { key, value } of entries) {
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

/** What the flags say to a key that is there, or is not. */
function refusal(isThere: boolean, flags: number): number {
  if (isThere) return (flags & CREATE_ONLY) !== 0 ? RESULT.ELEMENT_EXISTS : RESULT.OK;
  return (flags & UPDATE_ONLY) !== 0 ? RESULT.ELEMENT_NOT_FOUND : RESULT.OK;
}

function put(map: CdtMap | undefined, made: CdtMap, entry: Entry, flags: number): Change<CdtMap> {
  const target = map ?? made;
  const refused = refusal(findKey(target.keys, entry.key).isThere, flags);
  if (refused === RESULT.OK) return withCount(withEntries(target, [entry]));
  if ((flags & NO_FAIL) === 0) throw cdtError(refused, 'Write flags do not allow the key');
  return { ...asItIs(map, target), isIdle: true };
}

function putItems(map: CdtMap | undefined, op: CdtOperation, order: number, flags: number): Change<CdtMap> {
  const target = map ?? created(order);
  const entries = entriesOf(op);
  if (entries.length === 0) return asItIs(map, map ?? { ...target, flags: op.visibleFlags(knownOrder(order)) });
  const isPartial = (flags & (NO_FAIL | PARTIAL)) === (NO_FAIL | PARTIAL);
  // The real server lets items into an empty map that its flags should keep out.
  if (target.keys.length === 0 && isPartial) return withCount(withEntries(target, entries));
  const kept: Entry[] = [];
  for (const entry of entries) {
    const refused = refusal(findKey(target.keys, entry.key).isThere, flags);
    if (refused === RESULT.OK) kept.push(entry);
    else if ((flags & NO_FAIL) === 0) throw cdtError(refused, 'Write flags do not allow a key');
    else if (!isPartial) return { ...asItIs(map, target), isIdle: true };
  }
  return withCount(withEntries(target, kept));
}

function increment(map: CdtMap | undefined, op: CdtOperation, sign: 1 | -1): Change<CdtMap> {
  const made = created(op.flags(2));
  const target = map ?? made;
  const key = storableKey(op.comparand(0));
  const given = op.delta(1);
  const delta = sign === 1 ? given : typeof given === 'bigint' ? BigInt.asIntN(64, -given) : -given;
  const { at, isThere } = findKey(target.keys, key);
  const value = isThere ? sumElement(target.values[at] as Buffer, delta) : numberElement(delta);
  return { stored: withEntries(target, [{ key, value }]), result: value };
}

function withCount(stored: CdtMap): Change<CdtMap> {
  return { stored, result: intElement(stored.keys.length) };
}

/** Nothing is put in, but the map is made. */
function asItIs(map: CdtMap | undefined, target: CdtMap): Change<CdtMap> {
  return { stored: map === undefined ? target : undefined, result: intElement(target.keys.length) };
}
