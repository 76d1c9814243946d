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
  LIST_ORDER,
  MAP_ORDER,
} from 'tendril/wire';
import { canonicalElement } from '../../particles/cdt-canonical.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import type { WorkMeter } from '../work-meter.ts';
import { type Answer, notApplicable } from './answers.ts';
import { modifyCollection, readCollection } from './apply.ts';
import {
  type CdtList,
  type CdtMap,
  type Collection,
  decodeCollection,
  encodeCollection,
  listOf,
} from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, hasSpecial, NIL } from './elements.ts';
import { moved } from './list-writing.ts';
import { withEntries } from './map-operations.ts';
import { findKey, MapView } from './map-view.ts';
import type { Change } from './modification.ts';
import { type Call, type CdtOperation, type ContextItem, comparable } from './operation.ts';
import { findRank, positionsByRank } from './order.ts';
import { positionOf } from './ranges.ts';

const SELECTOR = CDT_CONTEXT_SELECTOR;
const FAMILY = CDT_CONTEXT_FAMILY;
const CREATE = CDT_CONTEXT_CREATE;

/** What a context leads to in the element of a bin; undefined when it leads nowhere. */
export function elementAt(element: Buffer, context: readonly ContextItem[], meter: WorkMeter): Buffer | undefined {
  return new Walk({ context, operation: () => notApplicable('there is no operation') }, true, meter).find(element);
}

/** The same for an operation that needs to be led somewhere. @throws ParticleError with result code 26 */
export function valueAlong(element: Buffer, context: readonly ContextItem[], meter: WorkMeter): Buffer {
  return elementAt(element, context, meter) ?? notApplicable('there is no such element');
}

/**
 * The element of a bin with what a context leads to replaced by what `change` makes of it; undefined when that is
 * nothing new.
 *
 * @throws ParticleError with result code 26 when the context leads nowhere.
 */
export function replaceAlong(
  element: Buffer,
  context: readonly ContextItem[],
  meter: WorkMeter,
  change: (leaf: Buffer) => Buffer | undefined,
): Buffer | undefined {
  return new Walk({ context, operation: () => notApplicable('there is no operation') }, true, meter).replace(
    element,
    change,
  );
}

/** Reads what a walk led to; undefined when that is no collection. @throws ParticleError with the server's result code. */
export type ReadLeaf = (collection: Collection | undefined, op: CdtOperation) => Answer;

const readKnown: ReadLeaf = (collection, op) => readCollection(requireFamily(collection, op), op);

/** A walk along the context of one operation. */
export class Walk {
  readonly #items: readonly ContextItem[];
  readonly #call: Call;
  readonly #meter: WorkMeter;
  readonly #hasBin: boolean;
  readonly #readLeaf: ReadLeaf;
  #hasSpecial = false;

  /** `hasBin` says that there is something to begin with. */
  constructor(call: Call, hasBin: boolean, meter: WorkMeter, readLeaf = readKnown) {
    this.#call = call;
    this.#hasBin = hasBin;
    this.#items = call.context ?? [];
    this.#meter = meter;
    this.#readLeaf = readLeaf;
  }

  /** Where it leads; undefined when that is nowhere. */
  find(element: Buffer): Buffer | undefined {
    let found = element;
    try {
      for (const item of this.#items) {
        const parent = requireParent(decodeCollection(found, this.#meter), item);
        const at = this.#findChild(parent, item);
        if (at === undefined) return undefined;
        found = childAt(parent, at);
      }
    } catch (error) {
      if (error instanceof ParticleError) return undefined;
      throw error;
    }
    return found;
  }

  /** Replaces what item `depth` and those behind it lead to; undefined when nothing is to be replaced. */
  replace(element: Buffer, change: (leaf: Buffer) => Buffer | undefined, depth = 0): Buffer | undefined {
    const item = this.#items[depth];
    if (item === undefined) return change(element);
    const parent = requireParent(decodeCollection(element, this.#meter), item);
    const at = this.#findChild(parent, item);
    if (at === undefined) return notApplicable('there is no such element');
    const child = this.replace(childAt(parent, at), change, depth + 1);
    return child === undefined ? undefined : encodeCollection(withChild(parent, at, child));
  }

  /** Reads from item `depth` on. */
  read(element: Buffer, persistsIndex: boolean, depth = 0): Answer {
    const item = this.#items[depth];
    if (item === undefined) {
      return this.#readLeaf(decodeCollection(element, this.#meter, persistsIndex), this.#operation());
    }
    const parent = requireParent(decodeCollection(element, this.#meter, persistsIndex), item);
    const at = this.#findChild(parent, item);
    return at === undefined
      ? notApplicable('there is no such element')
      : this.read(childAt(parent, at), false, depth + 1);
  }

  /** Changes what item `depth` and those behind it lead to; `undefined` stands for what is not there. */
  modify(element: Buffer | undefined, persistsIndex: boolean, depth = 0): Change<Collection> {
    const item = this.#items[depth];
    const collection = element === undefined ? undefined : decodeCollection(element, this.#meter, persistsIndex);
    if (item === undefined) {
      const op = this.#operation();
      return modifyCollection(element === undefined ? undefined : requireFamily(collection, op), op);
    }
    if (element === undefined) return this.#modifyCreated(item, depth);
    const parent = requireParent(collection, item);
    const at = this.#findChild(parent, item);
    if (at === undefined) return this.#modifyMissing(parent, item, depth);
    const change = this.modify(childAt(parent, at), false, depth + 1);
    if (change.stored === undefined) return { result: change.result };
    return { stored: withChild(parent, at, encodeCollection(change.stored)), result: change.result };
  }

  /** The operation itself, which is not looked at before its way was found. */
  #operation(): CdtOperation {
    const op = this.#call.operation();
    op.hasSpecialContext = this.#hasSpecial;
    op.hasBin = this.#hasBin;
    op.isNested = this.#items.length > 0;
    return op;
  }

  /** Nothing is there: the item's create flag says what its container becomes, and all that follow are looked at. */
  #modifyCreated(item: ContextItem, depth: number): Change<Collection> {
    const { type } = item;
    const flags = type & CDT_CONTEXT_CREATE_MASK;
    if ((type & CDT_CONTEXT_SELECTOR_MASK) > SELECTOR.VALUE) notApplicable('the context item');
    if (depth === 0) {
      if (flags === 0) notApplicable('there is no collection');
      for (const other of this.#items.slice(1)) checkCreates(other);
    }
    checkCreates(item, depth === 0);
    return this.#addTo(createdParent(type, depth === 0), item, depth, true);
  }

  /** The container is there, the element is not: it is made when the item says so, with all that follow. */
  #modifyMissing(parent: Collection, item: ContextItem, depth: number): Change<Collection> {
    const flags = item.type & CDT_CONTEXT_CREATE_MASK;
    const selector = item.type & CDT_CONTEXT_SELECTOR_MASK;
    if (flags === 0) notApplicable('there is no such element');
    // The rank in an ordered list is an index.
    const isIndex =
      selector === SELECTOR.INDEX || (selector === SELECTOR.RANK && parent.kind === 'list' && parent.isOrdered);
    if (parent.kind === 'map' ? selector !== SELECTOR.KEY : !isIndex) notApplicable('it cannot be created');
    if (parent.kind === 'list') newElementPads(parent, item);
    for (const other of this.#items.slice(depth + 1)) checkCreates(other);
    return this.#addTo(parent, item, depth, false);
  }

  #addTo(parent: Collection, item: ContextItem, depth: number, isNew: boolean): Change<Collection> {
    if (parent.kind === 'map') {
      const key = createdKey(item);
      const { stored, isIdle, result } = this.modify(undefined, false, depth + 1);
      if (stored === undefined || isIdle === true) return { result };
      return { stored: withEntries(parent, [{ key, value: encodeCollection(stored) }]), result };
    }
    const pads = isNew ? createdPads(item) : newElementPads(parent, item);
    this.#meter.checkSize(parent.items.length + pads);
    const { stored, isIdle, result } = this.modify(undefined, false, depth + 1);
    if (stored === undefined || isIdle === true) return { result };
    const child = encodeCollection(stored);
    const { items } = parent;
    if (!parent.isOrdered)
      return { stored: { ...parent, items: [...items, ...new Array<Buffer>(pads).fill(NIL), child] }, result };
    return { stored: { ...parent, items: moved(items, items.length, findRank(items, child).rank, child) }, result };
  }

  /** The position of the element that an item selects; undefined when there is none. */
  #findChild(parent: Collection, item: ContextItem): number | undefined {
    const values = parent.kind === 'list' ? parent.items : parent.values;
    switch (item.type & CDT_CONTEXT_SELECTOR_MASK) {
      case SELECTOR.INDEX:
        return positionOf(item.index, values.length);
      case SELECTOR.RANK: {
        const rank = positionOf(item.index, values.length);
        if (rank === undefined) return undefined;
        if (parent.kind === 'map') return new MapView(parent, this.#meter).byRank[rank];
        return parent.isOrdered ? rank : positionsByRank(values, rank, 1, this.#meter)[0];
      }
      case SELECTOR.KEY: {
        if (parent.kind !== 'map') return notApplicable('a list has no keys');
        this.#hasSpecial = false;
        const { at, isThere } = findKey(parent.keys, createdKey(item));
        return isThere ? at : undefined;
      }
      default: {
        const value = comparable(item.value);
        this.#hasSpecial ||= hasSpecial(value);
        if (parent.kind === 'list' && parent.isOrdered) {
          const { rank, isThere } = findRank(values, value);
          return isThere ? rank : undefined;
        }
        const at = values.findIndex((element) => compareCanonical(element, value) === 0);
        return at === -1 ? undefined : at;
      }
    }
  }
}

/** What the first item makes of a bin that is not there, or another of its element. */
function createdParent(type: number, isTop: boolean): Collection {
  const flags = type & CDT_CONTEXT_CREATE_MASK;
  if ((type & CDT_CONTEXT_FAMILY_MASK) !== FAMILY.MAP)
    return listOf(flags === CREATE.ORDERED ? LIST_ORDER.ORDERED : LIST_ORDER.UNORDERED, []);
  const persistsIndex = isTop && (type & CREATE.PERSIST_INDEX) !== 0;
  return { kind: 'map', flags: createdMapOrder(flags), persistsIndex, keys: [], values: [] };
}

function createdMapOrder(flags: number): number {
  if (flags === CREATE.ORDERED) return MAP_ORDER.KEY_VALUE_ORDERED;
  return flags === CREATE.PADDED_OR_KEY_ORDERED ? MAP_ORDER.KEY_ORDERED : MAP_ORDER.UNORDERED;
}

/** @throws ParticleError with result code 26 unless an item behind one that creates can be created, too. */
function checkCreates(item: ContextItem, isTop = false): void {
  const { type } = item;
  const selector = type & CDT_CONTEXT_SELECTOR_MASK;
  const family = type & CDT_CONTEXT_FAMILY_MASK;
  if (!isTop && (type & CREATE.PERSIST_INDEX) !== 0) notApplicable('an index within a collection');
  if (family === FAMILY.MAP && selector === SELECTOR.KEY) createdKey(item);
  else if (family === FAMILY.LIST && selector === SELECTOR.INDEX) createdPads(item);
  else notApplicable('only keys and indexes can be created');
}

/** A key in the form in which it is stored. */
function createdKey({ value }: ContextItem): Buffer {
  try {
    return canonicalElement(value, 0, value.length, false);
  } catch (error) {
    throw error instanceof ParticleError ? cdtError(RESULT.OP_NOT_APPLICABLE, error.message) : error;
  }
}

/** How many nils go before a new element of a list. */
function newElementPads(parent: CdtList, item: ContextItem): number {
  const size = parent.items.length;
  const { index } = item;
  if (index === BigInt(size) || (size === 0 && index === -1n)) return 0;
  if (index < 0n) notApplicable('index before the head');
  if (parent.isOrdered) return 0;
  // One that is to keep an index, too, is not padded where there is a list already.
  const isPadded = (item.type & (CDT_CONTEXT_CREATE_MASK | CREATE.PERSIST_INDEX)) === CREATE.PADDED_OR_KEY_ORDERED;
  return isPadded ? Number(index) - size : notApplicable('index beyond the end');
}

/** How many nils go before the first element of a new list. */
function createdPads({ index, type }: ContextItem): number {
  if (index === 0n || index === -1n) return 0;
  if (index < 0n) notApplicable('index before the head');
  const flags = type & CDT_CONTEXT_CREATE_MASK;
  if (flags === CREATE.PADDED_OR_KEY_ORDERED) return Number(index);
  // In one that is ordered or keeps an index it is the first, whatever the index says.
  const isFirst = flags === CREATE.ORDERED || (type & CREATE.PERSIST_INDEX) !== 0;
  return isFirst ? 0 : notApplicable('index beyond the end');
}

/** @throws ParticleError with result code 26 unless the item's family is the collection's. */
function requireParent(collection: Collection | undefined, { type }: ContextItem): Collection {
  const family = type & CDT_CONTEXT_FAMILY_MASK;
  const createsByType = family === 0 && (type & (CDT_CONTEXT_CREATE_MASK | CREATE.PERSIST_INDEX)) !== 0;
  if ((type & CDT_CONTEXT_SELECTOR_MASK) > SELECTOR.VALUE || createsByType) notApplicable('the context item');
  if (collection === undefined) return notApplicable('the parent is no collection');
  const other = collection.kind === 'list' ? FAMILY.MAP : FAMILY.LIST;
  if ((type & other) !== 0) notApplicable('context does not fit the collection');
  return collection;
}

/** @throws ParticleError with result code 12 unless the element is a collection of the operation's family. */
export function requireFamily(collection: Collection | undefined, op: CdtOperation): Collection {
  if (collection !== undefined && (collection.kind === 'list') === op.isListOperation) return collection;
  throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'The operation is not for what it was led to');
}

function childAt(parent: Collection, at: number): Buffer {
  return (parent.kind === 'list' ? parent.items[at] : parent.values[at]) as Buffer;
}

function withChild(parent: Collection, at: number, child: Buffer): Collection {
  if (parent.kind === 'map') return { ...parent, values: parent.values.with(at, child) } satisfies CdtMap;
  const { items } = parent;
  if (!parent.isOrdered) return { ...parent, items: items.with(at, child) };
  return { ...parent, items: moved(items, at, findRank(items, child).rank, child) };
}
