// Putting elements into lists, with the write flags (docs/protocol/lists.md, "Rules of modification"). `list` is what
// is there, undefined when nothing is; `target` is that, or the empty list that is made. An operation that its flags
// end without failing makes the empty list all the same.

import { LIST_WRITE_FLAG } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import { malformed } from '../malformed.ts';
import type { WorkMeter } from '../work-meter.ts';
import { notApplicable } from './answers.ts';
import type { CdtList } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError, intElement, NIL } from './elements.ts';
import type { Change } from './modification.ts';
import { FIND, findRank, sortedPositions, spendOnOrder } from './order.ts';

/** The server's positions have 31 bits. */
export const MAX_INDEX = 0x7fffffffn;

const { LIST_BOUNDS } = NOT_APPLICABLE_SUBCODE;
const { ADD_UNIQUE, INSERT_BOUNDED, NO_FAIL, PARTIAL } = LIST_WRITE_FLAG;

/** One value at the end, or in its place. */
export function append(list: CdtList | undefined, made: CdtList, value: Buffer, flags: number): Change<CdtList> {
  const target = list ?? made;
  const { items } = target;
  if (!target.isOrdered) {
    if ((flags & ADD_UNIQUE) !== 0 && includes(items, value)) return refused(list, target, flags);
    return added(target, [...items, value]);
  }
  const { rank, isThere } = findRank(items, value, FIND.ANY);
  if (isThere && (flags & ADD_UNIQUE) !== 0) return refused(list, target, flags);
  return added(target, [...items.slice(0, rank), value, ...items.slice(rank)]);
}

/** Several values in their places. */
export function toOrdered(
  list: CdtList | undefined,
  target: CdtList,
  values: readonly Buffer[],
  flags: number,
  meter: WorkMeter,
): Change<CdtList> {
  if (values.length === 0) return asItIs(list, target);
  const isUnique = (flags & ADD_UNIQUE) !== 0;
  const sorted = sortedPositions(values, meter).map((i) => values[i] as Buffer);
  const distinct = isUnique
    ? sorted.filter((value, i) => i === 0 || compareCanonical(sorted[i - 1] as Buffer, value) !== 0)
    : sorted;
  if (distinct.length < values.length) {
    if ((flags & NO_FAIL) === 0) notApplicable('a value is given twice');
    if (!isPartial(flags)) return unchanged(list, target);
  }
  const { items } = target;
  spendOnOrder(meter, distinct.length, items.length);
  const merged: Buffer[] = [];
  let from = 0;
  for (const value of distinct) {
    const { rank, isThere } = findRank(items, value, FIND.ANY);
    if (isUnique && isThere) {
      if (isPartial(flags)) continue;
      return refused(list, target, flags);
    }
    for (; from < rank; from++) merged.push(items[from] as Buffer);
    merged.push(value);
  }
  return added(target, merged.concat(items.slice(from)));
}

/** Values before an index of a list without order; beyond its end after nils. */
export function insert(
  list: CdtList | undefined,
  target: CdtList,
  index: bigint,
  values: readonly Buffer[],
  flags: number,
  meter: WorkMeter,
): Change<CdtList> {
  const { items } = target;
  const isBounded = (flags & INSERT_BOUNDED) !== 0;
  if (target.isOrdered)
    notApplicable('insert into an ordered list', isBounded && index > items.length ? LIST_BOUNDS : 0);
  if (values.length === 0) return asItIs(list, target);
  const at = fromStart(index, items.length);
  if (isBounded && at > items.length) {
    if ((flags & NO_FAIL) !== 0) return unchanged(list, target);
    notApplicable('index beyond the end', LIST_BOUNDS);
  }
  const kept = (flags & ADD_UNIQUE) === 0 ? values : uniqueValues(items, values, flags, meter);
  if (kept === undefined || kept.length === 0) return refused(list, target, flags);
  if (BigInt(at + kept.length) >= MAX_INDEX && at >= items.length) throw malformed('more elements than any list has');
  // Every nil is a byte at least.
  if (at > items.length) meter.checkSize(at);
  const head = at > items.length ? items.concat(new Array<Buffer>(at - items.length).fill(NIL)) : items.slice(0, at);
  return added(target, head.concat(kept, items.slice(at)));
}

/** The value at an index of a list without order. */
export function set(
  list: CdtList | undefined,
  target: CdtList,
  index: bigint,
  value: Buffer,
  flags: number,
  meter: WorkMeter,
): Change<CdtList> {
  if (target.isOrdered) notApplicable('set in an ordered list');
  const { items } = target;
  if (index >= items.length) return { ...insert(list, target, index, [value], flags, meter), result: undefined };
  const at = fromStart(index, items.length);
  if ((flags & ADD_UNIQUE) !== 0 && items.some((item, i) => i !== at && compareCanonical(item, value) === 0))
    return { ...refused(list, target, flags), result: undefined };
  return { stored: { ...target, items: items.with(at, value) } };
}

/** Another value instead of that at an index of an ordered list, in its place. */
export function replace(
  list: CdtList | undefined,
  target: CdtList,
  at: number,
  value: Buffer,
  flags: number,
): Change<CdtList> {
  const { items } = target;
  const { rank, isThere } = findRank(items, value);
  if (at > items.length) notApplicable('index beyond the end of an ordered list');
  if ((flags & ADD_UNIQUE) !== 0 && isThere) {
    if (rank === at) return unchanged(list, target);
    return refused(list, target, flags);
  }
  return { stored: { ...target, items: moved(items, at, rank, value) } };
}

/** The items with `value` before that of rank `rank`, instead of that at `at`. */
export function moved(items: readonly Buffer[], at: number, rank: number, value: Buffer): Buffer[] {
  if (rank <= at) return [...items.slice(0, rank), value, ...items.slice(rank, at), ...items.slice(at + 1)];
  return [...items.slice(0, at), ...items.slice(at + 1, rank), value, ...items.slice(rank)];
}

/** The values that ADD_UNIQUE lets through; undefined when they are all refused, without failing. */
function uniqueValues(
  items: readonly Buffer[],
  values: readonly Buffer[],
  flags: number,
  meter: WorkMeter,
): readonly Buffer[] | undefined {
  const isInList = membership(items, values.length, meter);
  const repeated = repetitions(values, meter);
  const kept: Buffer[] = [];
  for (const [i, value] of values.entries()) {
    const exists = isInList(value);
    if (!exists && repeated[i] === 0) {
      kept.push(value);
      continue;
    }
    if ((flags & NO_FAIL) === 0) {
      if (exists) throw alreadyThere();
      notApplicable('a value is given twice');
    }
    if (!isPartial(flags)) return undefined;
  }
  return kept;
}

/** From so many new items on, sorting the list once is cheaper than looking through it for each. */
const FEW_ITEMS = 8;

/** Tells which of the new items are in the list already. */
function membership(items: readonly Buffer[], added: number, meter: WorkMeter): (item: Buffer) => boolean {
  if (added < FEW_ITEMS) return (item) => includes(items, item);
  spendOnOrder(meter, items.length + added, items.length);
  const known = [...items].sort(compareCanonical);
  return (item) => findRank(known, item, FIND.ANY).isThere;
}

/** For each item, whether one before it is equal. */
function repetitions(items: readonly Buffer[], meter: WorkMeter): Uint8Array {
  const order = sortedPositions(items, meter);
  const repeated = new Uint8Array(items.length);
  for (let i = 1; i < order.length; i++) {
    const [before, at] = [order[i - 1] as number, order[i] as number];
    if (compareCanonical(items[before] as Buffer, items[at] as Buffer) === 0) repeated[at] = 1;
  }
  return repeated;
}

function includes(items: readonly Buffer[], value: Buffer): boolean {
  return items.some((item) => compareCanonical(item, value) === 0);
}

/** A position from the start, which may lie beyond the end but not before the head. */
function fromStart(index: bigint, size: number): number {
  const position = index < 0n ? BigInt(size) + index : index;
  if (position < 0n || position > MAX_INDEX) notApplicable('index before the head or beyond all lists');
  return Number(position);
}

function isPartial(flags: number): boolean {
  return (flags & (NO_FAIL | PARTIAL)) === (NO_FAIL | PARTIAL);
}

function added(target: CdtList, items: readonly Buffer[]): Change<CdtList> {
  return { stored: { ...target, items }, result: intElement(items.length) };
}

/** Nothing is put in, but the list is made. */
function asItIs(list: CdtList | undefined, target: CdtList): Change<CdtList> {
  return { stored: list === undefined ? target : undefined, result: intElement(target.items.length) };
}

/** The flags end the operation without failing. */
function unchanged(list: CdtList | undefined, target: CdtList): Change<CdtList> {
  return { ...asItIs(list, target), isIdle: true };
}

/** The value is there already: nothing is done where the flags allow that. */
function refused(list: CdtList | undefined, target: CdtList, flags: number): Change<CdtList> {
  if ((flags & NO_FAIL) === 0) throw alreadyThere();
  return unchanged(list, target);
}

function alreadyThere(): Error {
  return cdtError(RESULT.ELEMENT_EXISTS, 'Value is in the list already');
}
