// Operations that change lists, codes 0 to 13 (docs/protocol/lists.md, "Operations that modify" and "Rules of
// modification"). An operation gets the list, or undefined when there is none, and gives back the new list, or
// undefined when nothing is to be stored.

import { LIST_OP, LIST_ORDER, LIST_SORT_FLAG } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import { malformed } from '../malformed.ts';
import type { WorkMeter } from '../work-meter.ts';
import { notApplicable } from './answers.ts';
import { type CdtList, emptied, encodeList, listOf } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, intElement, isExtension, numberElement, sumElement } from './elements.ts';
import { append, insert, MAX_INDEX, replace, set, toOrdered } from './list-writing.ts';
import type { Change } from './modification.ts';
import type { CdtOperation } from './operation.ts';
import { sortedPositions } from './order.ts';
import { clipRange, positionOf, type Range, WITHOUT_COUNT } from './ranges.ts';

type ListOperation = (list: CdtList | undefined, op: CdtOperation) => Change<CdtList>;

const KNOWN_ORDER = LIST_ORDER.ORDERED | LIST_ORDER.PERSIST_INDEX;

export const LIST_OPERATIONS: Readonly<Record<number, ListOperation>> = {
  // (order)
  [LIST_OP.SET_TYPE]: checked(1, 1, (list, op) => {
    const order = op.flags(0) & 0xff;
    if ((order & ~KNOWN_ORDER) !== 0) notApplicable('order');
    const { items } = list ?? EMPTY;
    const isSorted = (order & LIST_ORDER.ORDERED) === 0 || list?.isOrdered === true;
    return { stored: listOf(op.visibleFlags(order), isSorted ? items : inOrder(items, op.meter)) };
  }),
  // (value, [order], [flags])
  [LIST_OP.APPEND]: checked(1, 3, (list, op) => {
    const flags = op.flags(2);
    return append(list, created(op, op.flags(1)), op.value(0), flags);
  }),
  // (list, [order], [flags])
  [LIST_OP.APPEND_ITEMS]: checked(1, 3, (list, op) => {
    const [order, flags] = [op.flags(1), op.flags(2)];
    const items = op.values(0);
    const target = list ?? created(op, order);
    if (target.isOrdered) return toOrdered(list, target, items, flags, op.meter);
    return insert(list, target, BigInt(target.items.length), items, flags, op.meter);
  }),
  // (index, value, [flags])
  [LIST_OP.INSERT]: checked(2, 3, (list, op) => {
    const [index, flags] = [op.index(0), op.flags(2)];
    return insert(list, unordered(list), index, [op.value(1)], flags, op.meter);
  }),
  // (index, list, [flags])
  [LIST_OP.INSERT_ITEMS]: checked(2, 3, (list, op) => {
    const [index, flags] = [op.index(0), op.flags(2)];
    const items = op.values(1);
    return insert(list, unordered(list), index, items, flags, op.meter);
  }),
  // (index)
  [LIST_OP.POP]: onExisting(1, 1, (list, op) => {
    const at = existing(list, op);
    const result = list.items[at] as Buffer;
    if (isExtension(result)) throw cdtError(RESULT.UNKNOWN, 'An extension is no value of a bin');
    return { stored: withoutPart(list, { start: at, count: 1 }), result };
  }),
  // (index, [count])
  [LIST_OP.POP_RANGE]: onExisting(1, 2, (list, op) => {
    const part = partOf(list, op);
    const popped = encodeList(list.items.slice(part.start, part.start + part.count));
    return { stored: withoutPart(list, part), result: popped };
  }),
  // (index)
  [LIST_OP.REMOVE]: onExisting(1, 1, (list, op) => {
    return { stored: withoutPart(list, { start: existing(list, op), count: 1 }), result: intElement(1) };
  }),
  // (index, [count])
  [LIST_OP.REMOVE_RANGE]: onExisting(1, 2, (list, op) => {
    const part = partOf(list, op);
    return { stored: withoutPart(list, part), result: intElement(part.count) };
  }),
  // (index, value, [flags])
  [LIST_OP.SET]: checked(2, 3, (list, op) => {
    const [index, flags] = [op.index(0), op.flags(2)];
    return set(list, unordered(list), index, op.value(1), flags, op.meter);
  }),
  // (index, count)
  [LIST_OP.TRIM]: onExisting(2, 2, (list, op) => {
    const { start, count } = partOf(list, op);
    const gone = list.items.length - count;
    const stored = gone === 0 ? undefined : { ...list, items: list.items.slice(start, start + count) };
    return { stored, result: intElement(gone) };
  }),
  // ()
  [LIST_OP.CLEAR]: (list) => (list === undefined ? {} : { stored: emptied(list) }),
  // (index, [delta], [order], [flags])
  [LIST_OP.INCREMENT]: checked(1, 4, increment),
  // ([flags])
  [LIST_OP.SORT]: (list, op) => {
    if (!op.hasBin) throw cdtError(RESULT.INCOMPATIBLE_TYPE, 'There is no list');
    op.requireCount(0, 1);
    return sort(list ?? EMPTY, op.flags(0), op.meter);
  },
};

const EMPTY = listOf(LIST_ORDER.UNORDERED, []);

function checked(min: number, max: number, apply: ListOperation): ListOperation {
  return (list, op) => {
    op.requireCount(min, max);
    return apply(list, op);
  };
}

/** What takes from a list that is not there does nothing, whatever else it says. */
function onExisting(
  min: number,
  max: number,
  apply: (list: CdtList, op: CdtOperation) => Change<CdtList>,
): ListOperation {
  return (list, op) => {
    if (list === undefined) return {};
    op.requireCount(min, max);
    return apply(list, op);
  };
}

/** A new list; an order that there is not means none. */
function created(op: CdtOperation, order: number): CdtList {
  const flags = order & 0xff;
  return (flags & ~KNOWN_ORDER) === 0 ? listOf(op.visibleFlags(flags), []) : EMPTY;
}

function unordered(list: CdtList | undefined): CdtList {
  return list ?? EMPTY;
}

function existing(list: CdtList, op: CdtOperation): number {
  return (
    positionOf(op.index(0), list.items.length) ?? notApplicable('there is no such index', NOT_APPLICABLE_SUBCODE.INDEX)
  );
}

function partOf(list: CdtList, op: CdtOperation): Range {
  return clipRange(op.index(0), op.has(1) ? op.count(1) : WITHOUT_COUNT, list.items.length);
}

function withoutPart(list: CdtList, { start, count }: Range): CdtList | undefined {
  if (count === 0) return undefined;
  if (count === list.items.length) return emptied(list);
  return { ...list, items: list.items.slice(0, start).concat(list.items.slice(start + count)) };
}

function inOrder(items: readonly Buffer[], meter: WorkMeter): Buffer[] {
  return sortedPositions(items, meter).map((i) => items[i] as Buffer);
}

function increment(list: CdtList | undefined, op: CdtOperation): Change<CdtList> {
  const made = created(op, op.flags(2));
  const target = list ?? made;
  const flags = op.flags(3);
  const index = op.index(0);
  const size = target.items.length;
  const at = index < 0n ? BigInt(size) + index : index;
  if (at < 0n || index > MAX_INDEX) notApplicable('index before the head or beyond all lists');
  const delta = op.delta(1);
  const old = target.items[Number(at)];
  const sum = old === undefined ? numberElement(delta) : sumElement(old, delta);
  const change = target.isOrdered
    ? replace(list, target, Number(at), sum, flags)
    : set(list, target, at, sum, flags, op.meter);
  return { ...change, result: sum };
}

function sort(list: CdtList, flags: number, meter: WorkMeter): Change<CdtList> {
  if (list.items.length <= 1) return {};
  const isDescending = (flags & LIST_SORT_FLAG.DESCENDING) !== 0 && !list.isOrdered;
  let items = list.isOrdered ? list.items : inOrder(list.items, meter);
  if (isDescending) items = descending(items);
  if ((flags & LIST_SORT_FLAG.DROP_DUPLICATES) !== 0) {
    const kept = items.filter((item, i) => i === 0 || compareCanonical(items[i - 1] as Buffer, item) !== 0);
    // The real server refuses this combination unless there is nothing to sort.
    if (isDescending && kept.length > 1) throw malformed('descending without duplicates');
    items = kept;
  }
  return { stored: { ...list, items } };
}

/** Falling values; equal ones stay as they lie. */
function descending(sorted: readonly Buffer[]): Buffer[] {
  const items: Buffer[] = [];
  for (let end = sorted.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && compareCanonical(sorted[start - 1] as Buffer, sorted[start] as Buffer) === 0) start--;
    for (let i = start; i < end; i++) items.push(sorted[i] as Buffer);
    end = start;
  }
  return items;
}
