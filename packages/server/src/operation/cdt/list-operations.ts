// Operations that change lists, codes 0 to 13 (docs/protocol/lists.md, "Operations that modify" and "Rules of
// modification"). An operation gets the list, or undefined when there is none, and gives back the new list, or
// undefined when nothing is to be stored.

import { LIST_OP, LIST_ORDER, LIST_SORT_FLAG, LIST_WRITE_FLAG } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { malformed } from '../malformed.ts';
import { type CdtList, encodeList, lowerBound, upperBound } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, intElement, NIL, numberElement, numberOf, sumElement } from './elements.ts';
import type { CdtOperation } from './operation.ts';
import { clipRange, positionOf } from './ranges.ts';

/** Most elements that padding may create: the record limit refuses such lists anyway. */
/** The server's positions have 31 bits. */
const MAX_INDEX = 0x7fffffff;

export interface Change<T> {
  /** What is to be stored; undefined = what was there stays. */
  readonly stored?: T | undefined;
  /** The operation's result; undefined = none. */
  readonly result?: Buffer | undefined;
}

interface ListOperation {
  readonly min: number;
  readonly max: number;
  apply(list: CdtList | undefined, op: CdtOperation): Change<CdtList>;
}

export const LIST_OPERATIONS: Readonly<Record<number, ListOperation>> = {
  // (order)
  [LIST_OP.SET_TYPE]: {
    min: 1,
    max: 1,
    apply: (list, op) => {
      const order = op.int(0);
      if ((order & ~(LIST_ORDER.ORDERED | LIST_ORDER.PERSIST_INDEX)) !== 0) throw notApplicable('order');
      const isOrdered = (order & LIST_ORDER.ORDERED) !== 0;
      const items = list?.items ?? [];
      return { stored: { kind: 'list', isOrdered, items: isOrdered ? sorted(items) : items } };
    },
  },
  // (value, [order], [flags])
  [LIST_OP.APPEND]: {
    min: 1,
    max: 3,
    apply: (list, op) => append(created(list, op.flags(1)), [op.value(0)], op.flags(2), list),
  },
  // (list, [order], [flags])
  [LIST_OP.APPEND_ITEMS]: {
    min: 1,
    max: 3,
    apply: (list, op) => append(created(list, op.flags(1)), op.list(0, false), op.flags(2), list),
  },
  // (index, value, [flags])
  [LIST_OP.INSERT]: { min: 2, max: 3, apply: (list, op) => insert(list, op, [op.value(1)]) },
  // (index, list, [flags])
  [LIST_OP.INSERT_ITEMS]: {
    min: 2,
    max: 3,
    apply: (list, op) => insert(list, op, op.list(1, false)),
  },
  // (index)
  [LIST_OP.POP]: {
    min: 1,
    max: 1,
    apply: (list, op) => {
      if (list === undefined) return {};
      const at = positionOf(op.int(0), list.items.length);
      if (at === undefined) throw notApplicable('index');
      return { stored: withoutRange(list, at, 1), result: list.items[at] };
    },
  },
  // (index, [count])
  [LIST_OP.POP_RANGE]: {
    min: 1,
    max: 2,
    apply: (list, op) => {
      if (list === undefined) return {};
      const { start, count } = clipRange(op.int(0), op.optionalInt(1), list.items.length);
      const popped = encodeList(list.items.slice(start, start + count));
      return { stored: withoutRange(list, start, count), result: popped };
    },
  },
  // (index)
  [LIST_OP.REMOVE]: {
    min: 1,
    max: 1,
    apply: (list, op) => {
      if (list === undefined) return {};
      const at = positionOf(op.int(0), list.items.length);
      if (at === undefined) throw notApplicable('index');
      return { stored: withoutRange(list, at, 1), result: intElement(1) };
    },
  },
  // (index, [count])
  [LIST_OP.REMOVE_RANGE]: {
    min: 1,
    max: 2,
    apply: (list, op) => {
      if (list === undefined) return {};
      const { start, count } = clipRange(op.int(0), op.optionalInt(1), list.items.length);
      return { stored: withoutRange(list, start, count), result: intElement(count) };
    },
  },
  // (index, value, [flags])
  [LIST_OP.SET]: { min: 2, max: 3, apply: (list, op) => set(list, op) },
  // (index, count)
  [LIST_OP.TRIM]: {
    min: 2,
    max: 2,
    apply: (list, op) => {
      if (list === undefined) return {};
      const { start, count } = clipRange(op.int(0), op.int(1), list.items.length);
      const kept = list.items.slice(start, start + count);
      return { stored: { ...list, items: kept }, result: intElement(list.items.length - count) };
    },
  },
  // ()
  [LIST_OP.CLEAR]: { min: 0, max: 0, apply: (list) => (list === undefined ? {} : { stored: { ...list, items: [] } }) },
  // (index, [delta], [order], [flags])
  [LIST_OP.INCREMENT]: { min: 1, max: 4, apply: increment },
  // ([flags])
  [LIST_OP.SORT]: { min: 0, max: 1, apply: (list, op) => sort(list, op.flags(0)) },
};

function created(list: CdtList | undefined, order: number): CdtList {
  return list ?? { kind: 'list', isOrdered: (order & LIST_ORDER.ORDERED) !== 0, items: [] };
}

function sorted(items: readonly Buffer[]): Buffer[] {
  return [...items].sort(compareCanonical);
}

export function includes(items: readonly Buffer[], value: Buffer): boolean {
  return items.some((item) => compareCanonical(item, value) === 0);
}

function withoutRange(list: CdtList, start: number, count: number): CdtList {
  return { ...list, items: [...list.items.slice(0, start), ...list.items.slice(start + count)] };
}

/** From so many new items on, sorting the list once is cheaper than looking through it for each. */
const FEW_ITEMS = 8;

/** Tells which of the new items are in the list already. */
function membership(list: CdtList, added: number): (item: Buffer) => boolean {
  if (added < FEW_ITEMS) return (item) => includes(list.items, item);
  const known = list.isOrdered ? list.items : sorted(list.items);
  return (item) => {
    const at = lowerBound(known, item);
    return at < known.length && compareCanonical(known[at] as Buffer, item) === 0;
  };
}

/** For each item, whether one before it is equal. */
function repetitions(items: readonly Buffer[]): Uint8Array {
  const order = Uint32Array.from(items.keys()).sort(
    (a, b) => compareCanonical(items[a] as Buffer, items[b] as Buffer) || a - b,
  );
  const repeated = new Uint8Array(items.length);
  for (let i = 1; i < order.length; i++) {
    const [before, at] = [order[i - 1] as number, order[i] as number];
    if (compareCanonical(items[before] as Buffer, items[at] as Buffer) === 0) repeated[at] = 1;
  }
  return repeated;
}

/** The items that ADD_UNIQUE lets through; undefined when the whole operation is to do nothing. */
function uniqueItems(list: CdtList, items: readonly Buffer[], flags: number): readonly Buffer[] | undefined {
  if ((flags & LIST_WRITE_FLAG.ADD_UNIQUE) === 0) return items;
  const isInList = membership(list, items.length);
  const repeated = repetitions(items);
  const kept: Buffer[] = [];
  for (const [i, item] of items.entries()) {
    const exists = isInList(item);
    if (!exists && repeated[i] === 0) {
      kept.push(item);
      continue;
    }
    if ((flags & LIST_WRITE_FLAG.NO_FAIL) === 0) {
      throw cdtError(exists ? RESULT.ELEMENT_EXISTS : RESULT.OP_NOT_APPLICABLE, 'Value is in the list already');
    }
    if ((flags & LIST_WRITE_FLAG.PARTIAL) === 0) return undefined;
  }
  return kept;
}

function append(list: CdtList, items: readonly Buffer[], flags: number, before: CdtList | undefined): Change<CdtList> {
  const added = uniqueItems(list, items, flags);
  if (added === undefined)
    return { stored: before === undefined ? list : undefined, result: intElement(list.items.length) };
  const result = list.isOrdered ? merged(list.items, added) : list.items.concat(added);
  return { stored: { ...list, items: result }, result: intElement(result.length) };
}

/** Sorted items with new ones among them, each behind those that it equals. */
function merged(items: readonly Buffer[], added: readonly Buffer[]): Buffer[] {
  if (added.length >= FEW_ITEMS) return sorted([...items, ...added]);
  const result = [...items];
  for (const item of added) result.splice(upperBound(result, item), 0, item);
  return result;
}

/** The items with nil up to `index`, or undefined when the flags forbid it without failing. */
function padded(op: CdtOperation, items: readonly Buffer[], index: number, flags: number): Buffer[] | undefined {
  if (index <= items.length) return [...items];
  if ((flags & LIST_WRITE_FLAG.INSERT_BOUNDED) !== 0) {
    if ((flags & LIST_WRITE_FLAG.NO_FAIL) !== 0) return undefined;
    throw notApplicable('index beyond the end');
  }
  // Every nil is a byte at least.
  op.meter.checkSize(index);
  return items.concat(new Array<Buffer>(index - items.length).fill(NIL));
}

/** A position from the start, which may lie beyond the end but not before the head. */
function fromStart(index: number, size: number): number {
  const position = index < 0 ? size + index : index;
  if (position < 0 || position > MAX_INDEX) throw notApplicable('index before the head or beyond all lists');
  return position;
}

function insert(list: CdtList | undefined, op: CdtOperation, items: readonly Buffer[]): Change<CdtList> {
  const index = op.int(0);
  const flags = op.flags(2);
  const target = created(list, 0);
  if (target.isOrdered) throw notApplicable('insert into an ordered list');
  const unchanged = { stored: list === undefined ? target : undefined, result: intElement(target.items.length) };
  if (items.length === 0) return unchanged;
  const at = fromStart(index, target.items.length);
  const added = uniqueItems(target, items, flags);
  const base = padded(op, target.items, at, flags);
  if (added === undefined || base === undefined) return unchanged;
  const all = base.slice(0, at).concat(added, base.slice(at));
  return { stored: { ...target, items: all }, result: intElement(all.length) };
}

function set(list: CdtList | undefined, op: CdtOperation): Change<CdtList> {
  const index = op.int(0);
  const value = op.value(1);
  const flags = op.flags(2);
  const target = created(list, 0);
  if (target.isOrdered) throw notApplicable('set in an ordered list');
  const at = fromStart(index, target.items.length);
  const unchanged = { stored: list === undefined ? target : undefined };
  if ((flags & LIST_WRITE_FLAG.ADD_UNIQUE) !== 0) {
    const others = target.items.filter((_, i) => i !== at);
    if (includes(others, value)) {
      if ((flags & LIST_WRITE_FLAG.NO_FAIL) !== 0) return unchanged;
      throw cdtError(RESULT.ELEMENT_EXISTS, 'Value is in the list already');
    }
  }
  const items = padded(op, target.items, at, flags);
  if (items === undefined) return unchanged;
  items[at] = value;
  return { stored: { ...target, items } };
}

function increment(list: CdtList | undefined, op: CdtOperation): Change<CdtList> {
  const target = created(list, op.flags(2));
  const flags = op.flags(3);
  const at = fromStart(op.int(0), target.items.length);
  const delta = deltaOf(op, 1);
  if (target.isOrdered && at > target.items.length) throw notApplicable('index beyond the end of an ordered list');
  const items = padded(op, target.items, at, flags);
  if (items === undefined) return { stored: list === undefined ? target : undefined };
  const old = target.items[at];
  const sum = old === undefined ? numberElement(delta) : sumElement(old, delta);
  if (
    (flags & LIST_WRITE_FLAG.ADD_UNIQUE) !== 0 &&
    includes(
      items.filter((_, i) => i !== at),
      sum,
    )
  ) {
    if ((flags & LIST_WRITE_FLAG.NO_FAIL) !== 0) return { result: old ?? NIL };
    throw cdtError(RESULT.ELEMENT_EXISTS, 'Value is in the list already');
  }
  items[at] = sum;
  return { stored: { ...target, items: target.isOrdered ? sorted(items) : items }, result: sum };
}

/** The optional number that is added; absent or nil = 1. */
export function deltaOf(op: CdtOperation, i: number): bigint | number {
  if (!op.has(i) || op.raw(i).equals(NIL)) return 1n;
  const delta = numberOf(op.raw(i));
  if (delta === undefined) throw malformed('delta is not a number');
  // What does not fit a signed integer of 64 bits is taken for its bits.
  return typeof delta === 'bigint' ? BigInt.asIntN(64, delta) : delta;
}

function sort(list: CdtList | undefined, flags: number): Change<CdtList> {
  if (list === undefined) throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'There is no list');
  const isDescending = (flags & LIST_SORT_FLAG.DESCENDING) !== 0 && !list.isOrdered;
  const dropsDuplicates = (flags & LIST_SORT_FLAG.DROP_DUPLICATES) !== 0;
  let items = sorted(list.items);
  if (dropsDuplicates) {
    const distinct = items.filter((item, i) => i === 0 || compareCanonical(items[i - 1] as Buffer, item) !== 0);
    // The real server refuses this combination unless there is nothing to sort.
    if (isDescending && distinct.length > 1) throw malformed('descending without duplicates');
    items = distinct;
  }
  if (isDescending) items.reverse();
  return { stored: { ...list, items } };
}

function notApplicable(what: string): Error {
  return cdtError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`);
}
