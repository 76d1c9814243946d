// Operations on nested collections (docs/protocol/collections.md, "Context" and "Walking the context"): the way in
// along the context, and the way back out, storing what changed. Items with a create flag make what is missing on the
// way.

import {
  CDT_CONTEXT_CREATE,
  CDT_CONTEXT_CREATE_MASK,
  CDT_CONTEXT_FAMILY,
  CDT_CONTEXT_FAMILY_MASK,
  CDT_CONTEXT_SELECTOR,
  CDT_CONTEXT_SELECTOR_MASK,
  MAP_ORDER,
} from 'tendril/wire';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import type { WorkMeter } from '../work-meter.ts';
import { modifyCollection, readCollection } from './apply.ts';
import { type CdtList, type Collection, decodeCollection, encodeCollection, lowerBound } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, NIL, numberOf } from './elements.ts';
import type { Change } from './list-operations.ts';
import { storableKey } from './map-operations.ts';
import type { CdtOperation, ContextItem } from './operation.ts';
import { positionOf } from './ranges.ts';
import { Elements } from './selection.ts';

const SELECTOR = CDT_CONTEXT_SELECTOR;
const FAMILY = CDT_CONTEXT_FAMILY;
const CREATE = CDT_CONTEXT_CREATE;
const KNOWN_BITS = CDT_CONTEXT_SELECTOR_MASK | CDT_CONTEXT_FAMILY_MASK | CDT_CONTEXT_CREATE_MASK | CREATE.PERSIST_INDEX;

/** Reads along the context from item `depth` on. */
export function readNested(element: Buffer, op: CdtOperation, depth = 0): Buffer | undefined {
  const collection = decodeCollection(element, op.meter);
  const item = op.context[depth];
  if (item === undefined) {
    if (collection === undefined) throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'The target is no collection');
    return readCollection(collection, op);
  }
  const parent = requireParent(collection, item);
  return readNested(childAt(parent, required(findChild(parent, item))), op, depth + 1);
}

/** What the context leads to; undefined when it leads nowhere. */
export function elementAt(element: Buffer, context: readonly ContextItem[], meter: WorkMeter): Buffer | undefined {
  let found = element;
  try {
    for (const item of context) {
      const parent = requireParent(decodeCollection(found, meter), item);
      const at = findChild(parent, item);
      if (at === undefined) return undefined;
      found = childAt(parent, at);
    }
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
  return found;
}

/** Changes what the context from item `depth` on leads to; `undefined` stands for a collection that is not there. */
export function modifyNested(element: Buffer | undefined, op: CdtOperation, depth = 0): Change<Buffer> {
  const item = op.context[depth];
  const collection = element === undefined ? undefined : decodeCollection(element, op.meter);
  if (item === undefined) {
    if (element !== undefined && collection === undefined) {
      throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'The target is no collection');
    }
    const change = modifyCollection(collection, op);
    return { stored: change.stored && encodeCollection(change.stored), result: change.result };
  }
  if (element === undefined) return modifyCreated(item, op, depth);
  const parent = requireParent(collection, item);
  const at = findChild(parent, item);
  if (at === undefined) return modifyMissing(parent, item, op, depth);
  const change = modifyNested(childAt(parent, at), op, depth + 1);
  if (change.stored === undefined) return change;
  return { stored: encodeCollection(withChild(parent, at, change.stored)), result: change.result };
}

/** Nothing is there: the item's create flag says what its container becomes. */
function modifyCreated(item: ContextItem, op: CdtOperation, depth: number): Change<Buffer> {
  const flags = item.type & CDT_CONTEXT_CREATE_MASK;
  if (depth === 0 && flags === 0) throw notApplicable('there is no collection');
  const isMap = (item.type & CDT_CONTEXT_FAMILY_MASK) === FAMILY.MAP;
  const parent: Collection = isMap
    ? {
        kind: 'map',
        flags: createdMapOrder(flags),
        keys: [],
        values: [],
      }
    : { kind: 'list', isOrdered: flags === CREATE.ORDERED, items: [] };
  const withFlags = flags === 0 ? { ...item, type: item.type | CREATE.UNORDERED } : item;
  return modifyMissing(parent, withFlags, op, depth);
}

function createdMapOrder(flags: number): number {
  if (flags === CREATE.ORDERED) return MAP_ORDER.KEY_VALUE_ORDERED;
  return flags === CREATE.PADDED_OR_KEY_ORDERED ? MAP_ORDER.KEY_ORDERED : MAP_ORDER.UNORDERED;
}

/** The container is there, the element is not: it is made when the item says so. */
function modifyMissing(parent: Collection, item: ContextItem, op: CdtOperation, depth: number): Change<Buffer> {
  const flags = item.type & CDT_CONTEXT_CREATE_MASK;
  const selector = item.type & CDT_CONTEXT_SELECTOR_MASK;
  if (flags === 0) throw notApplicable('there is no such element');
  const change = (): Change<Buffer> => modifyNested(undefined, op, depth + 1);
  if (parent.kind === 'map') {
    if (selector !== SELECTOR.KEY) throw notApplicable('only keys can be created');
    const key = storableKey(item.value);
    const { stored, result } = change();
    if (stored === undefined) return { result };
    const at = lowerBound(parent.keys, key);
    const keys = [...parent.keys.slice(0, at), key, ...parent.keys.slice(at)];
    const values = [...parent.values.slice(0, at), stored, ...parent.values.slice(at)];
    return { stored: encodeCollection({ ...parent, keys, values }), result };
  }
  if (selector !== SELECTOR.INDEX) throw notApplicable('only indexes can be created');
  const pads = newElementPads(parent, item, flags);
  op.meter.checkSize(parent.items.length + pads);
  const { stored, result } = change();
  if (stored === undefined) return { result };
  const items = [...parent.items, ...new Array<Buffer>(pads).fill(NIL), stored];
  return { stored: encodeCollection(sortedIfOrdered({ ...parent, items })), result };
}

/** How many nils go before a new element of a list. */
function newElementPads(parent: CdtList, item: ContextItem, flags: number): number {
  const size = parent.items.length;
  const index = Number(numberOf(item.value));
  const position = index === -1 && size === 0 ? 0 : index;
  if (!(position >= size)) throw notApplicable('index before the head');
  if (position === size || parent.isOrdered) return 0;
  if (flags !== CREATE.PADDED_OR_KEY_ORDERED || position > 1_000_000) throw notApplicable('index beyond the end');
  return position - size;
}

/** @throws ParticleError with result code 26 unless the item's family is the collection's. */
function requireParent(collection: Collection | undefined, item: ContextItem): Collection {
  if (collection === undefined) throw notApplicable('the parent is no collection');
  const family = item.type & CDT_CONTEXT_FAMILY_MASK;
  const isKnown = (item.type & ~KNOWN_BITS) === 0 && (item.type & CDT_CONTEXT_SELECTOR_MASK) <= SELECTOR.VALUE;
  const fits =
    family === 0 ||
    (family === FAMILY.LIST && collection.kind === 'list') ||
    (family === FAMILY.MAP && collection.kind === 'map');
  if (!isKnown || !fits) throw notApplicable('context does not fit the collection');
  return collection;
}

/** The position of the element that an item selects; undefined when there is none. */
function findChild(parent: Collection, { type, value }: ContextItem): number | undefined {
  const values = parent.kind === 'list' ? parent.items : parent.values;
  switch (type & CDT_CONTEXT_SELECTOR_MASK) {
    case SELECTOR.INDEX:
      return positionOf(intOf(value), values.length);
    case SELECTOR.RANK: {
      const rank = positionOf(intOf(value), values.length);
      const elements = new Elements(parent.kind === 'map' ? parent.keys : undefined, values, false);
      return rank === undefined ? undefined : elements.byRank[rank];
    }
    case SELECTOR.KEY: {
      if (parent.kind !== 'map') throw notApplicable('a list has no keys');
      const at = lowerBound(parent.keys, value);
      const isThere = at < parent.keys.length && compareCanonical(parent.keys[at] as Buffer, value) === 0;
      return isThere ? at : undefined;
    }
    default: {
      const at = values.findIndex((element) => compareCanonical(element, value) === 0);
      return at === -1 ? undefined : at;
    }
  }
}

function intOf(value: Buffer): number {
  const number = numberOf(value);
  if (typeof number !== 'bigint') throw notApplicable('the index is no integer');
  return Number(number);
}

function childAt(parent: Collection, at: number): Buffer {
  return (parent.kind === 'list' ? parent.items[at] : parent.values[at]) as Buffer;
}

function withChild(parent: Collection, at: number, child: Buffer): Collection {
  if (parent.kind === 'list') return sortedIfOrdered({ ...parent, items: parent.items.with(at, child) });
  return { ...parent, values: parent.values.with(at, child) };
}

function sortedIfOrdered(list: CdtList): CdtList {
  return list.isOrdered ? { ...list, items: [...list.items].sort(compareCanonical) } : list;
}

function required(position: number | undefined): number {
  if (position === undefined) throw notApplicable('there is no such element');
  return position;
}

function notApplicable(what: string): Error {
  return cdtError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`);
}
