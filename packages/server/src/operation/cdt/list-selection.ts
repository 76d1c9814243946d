// Selecting from lists (docs/protocol/lists.md, "Results of selectors"): what each selector picks and what is answered
// of it, step by step as the real server does it. A list that is ordered is looked through by binary search and read by
// index; one that is not is looked through from the head, and its ranks come from a heap.

import { CDT_RETURN } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import type { WorkMeter } from '../work-meter.ts';
import {
  type Answer,
  countUp,
  eachOf,
  notApplicable,
  nothingOfList,
  partsOf,
  positionsOf,
  rangeOf,
  refuseInvertedSingle,
  refuseType,
  valuesOf,
  type Wanted,
} from './answers.ts';
import type { CdtList } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { matchedPositions, matchItems } from './items.ts';
import type { CdtOperation } from './operation.ts';
import { FIND, findRank, positionsByRank, spendOnOrder } from './order.ts';
import { clipRange, partsAround, positionOf, type Range, relativeRange, restAsPart, WITHOUT_COUNT } from './ranges.ts';
import {
  at,
  countAnswer,
  countBelow,
  type IntervalEnd,
  matchingOrRest,
  NOTHING,
  ONLY,
  type Selection,
  spendOn,
  unionOf,
} from './selection.ts';

export function byIndex(list: CdtList, wanted: Wanted, index: bigint, meter: WorkMeter): Selection {
  const at = positionOf(index, list.items.length);
  if (at === undefined) return notApplicable('there is no such position', NOT_APPLICABLE_SUBCODE.INDEX);
  return byPart(list, wanted, { start: at, count: 1 }, meter);
}

export function byIndexRange(list: CdtList, wanted: Wanted, index: bigint, count: bigint, meter: WorkMeter): Selection {
  return byPart(list, wanted, clipRange(index, count, list.items.length), meter);
}

/** A part of the list, or what is around it. */
function byPart(list: CdtList, wanted: Wanted, part: Range, meter: WorkMeter): Selection {
  if (!wanted.isInverted) return byContiguous(list, wanted, part, meter);
  refuseInvertedSingle(wanted);
  if (wanted.isIndexRange || wanted.isRankRange) refuseType(wanted);
  const size = list.items.length;
  const rest = restAsPart(part, size);
  return rest === undefined
    ? aroundPart(list, wanted.plain, part, meter)
    : byContiguous(list, wanted.plain, rest, meter);
}

function aroundPart(list: CdtList, wanted: Wanted, part: Range, meter: WorkMeter): Selection {
  const { items } = list;
  const size = items.length;
  const parts = partsAround(part, size);
  const picked = parts.flatMap((around) => countUp(around, size, false));
  if (wanted.isIndex || (wanted.isRank && list.isOrdered)) return { picked, answer: partsOf(wanted, parts, size) };
  if (wanted.isRank) return { picked, answer: eachOf(wanted, ranksOf(items, picked, meter), size) };
  return { picked, answer: plainAnswer(wanted, items, picked) };
}

function byContiguous(list: CdtList, wanted: Wanted, part: Range, meter: WorkMeter): Selection {
  const { items, isOrdered } = list;
  const size = items.length;
  const { start, count } = part;
  if (count === 0) return { picked: NOTHING, answer: nothingOfList(wanted, start) };
  if (wanted.isIndex || (wanted.isRank && (isOrdered || count === size)))
    return { picked: part, answer: positionsOf(wanted, part, size) };
  if (wanted.isRank) {
    const ranks = ranksOf(items, countUp(part, size, false), meter);
    return { picked: part, answer: eachOf(wanted, ranks, size) };
  }
  if (wanted.isIndexRange || (wanted.isRankRange && isOrdered))
    return { picked: part, answer: rangeOf(wanted, part, size) };
  if (wanted.type === CDT_RETURN.VALUE)
    return { picked: part, answer: valuesOf(wanted, items.slice(start, start + count), RESULT.UNKNOWN) };
  return { picked: part, answer: countAnswer(wanted, count) };
}

/** By value: a single one, all that are equal, or an interval. */
export function byInterval(
  list: CdtList,
  wanted: Wanted,
  start: Buffer,
  end: IntervalEnd,
  meter: WorkMeter,
): Selection {
  refuseInvertedSingle(wanted);
  return list.isOrdered
    ? byOrderedInterval(list, wanted, start, end, meter)
    : byScannedInterval(list, wanted, start, end);
}

function byOrderedInterval(
  list: CdtList,
  wanted: Wanted,
  start: Buffer,
  end: IntervalEnd,
  meter: WorkMeter,
): Selection {
  const part = orderedInterval(list.items, start, end, wanted.isSingle);
  if (part.count === 0 && wanted.isSingle) return { picked: NOTHING, answer: nothingOfList(wanted, 0) };
  if (wanted.isSingle) return byPart(list, wanted, part, meter);
  return byPart(list, wanted, clipRange(BigInt(part.start), BigInt(part.count), list.items.length), meter);
}

function orderedInterval(items: readonly Buffer[], value: Buffer, end: IntervalEnd, isSingle: boolean): Range {
  const { rank, isThere } = findRank(items, value);
  if (end === undefined) return { start: rank, count: items.length - rank };
  if (end !== ONLY) {
    if (compareCanonical(value, end) >= 0) return { start: rank, count: 0 };
    return { start: rank, count: findRank(items, end, FIND.FIRST, rank).rank - rank };
  }
  if (!isThere) return { start: rank, count: 0 };
  if (isSingle) return { start: rank, count: 1 };
  const last = findRank(items, value, FIND.LAST, rank + 1);
  return { start: rank, count: last.isThere ? last.rank - rank : 1 };
}

function byScannedInterval(list: CdtList, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  const { items } = list;
  const size = items.length;
  const { rank, picked } = scannedInterval(items, start, end, wanted);
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, size) };
  if (wanted.type === CDT_RETURN.VALUE) return { picked, answer: valuesOf(wanted, at(items, picked), RESULT.UNKNOWN) };
  if (wanted.isIndexRange) return refuseType(wanted);
  const count = wanted.isInverted ? size - picked.length : picked.length;
  return { picked, answer: rangeOf(wanted, { start: rank, count }, size) };
}

function scannedInterval(
  items: readonly Buffer[],
  start: Buffer,
  end: IntervalEnd,
  wanted: Wanted,
): { rank: number; picked: readonly number[] } {
  const picked: number[] = [];
  let rank = 0;
  for (const [i, item] of items.entries()) {
    const order = compareCanonical(item, start);
    if (order < 0) rank++;
    const isWithin = end === ONLY ? order === 0 : order >= 0 && (end === undefined || compareCanonical(item, end) < 0);
    if (wanted.isSingle) {
      if (isWithin && picked.length === 0) picked.push(i);
    } else if (isWithin !== wanted.isInverted) picked.push(i);
  }
  return { rank, picked };
}

export function byRank(list: CdtList, wanted: Wanted, rank: bigint, meter: WorkMeter): Selection {
  refuseInvertedSingle(wanted);
  if (list.isOrdered) return byIndex(list, wanted, rank, meter);
  const at = positionOf(rank, list.items.length);
  if (at === undefined) return notApplicable('there is no such rank', NOT_APPLICABLE_SUBCODE.RANK);
  return byUnorderedRanks(list, wanted, { start: at, count: 1 }, meter);
}

export function byRankRange(list: CdtList, wanted: Wanted, rank: bigint, count: bigint, meter: WorkMeter): Selection {
  if (list.isOrdered) return byIndexRange(list, wanted, rank, count, meter);
  return byUnorderedRanks(list, wanted, clipRange(rank, count, list.items.length), meter);
}

function byUnorderedRanks({ items }: CdtList, wanted: Wanted, ranks: Range, meter: WorkMeter): Selection {
  const size = items.length;
  if ((wanted.isInverted ? size - ranks.count : ranks.count) === 0)
    return { picked: NOTHING, answer: nothingOfList(wanted, ranks.start) };
  if (wanted.isInverted && wanted.isRankRange) return refuseType(wanted);
  const selected = positionsByRank(items, ranks.start, ranks.count, meter);
  const ascending = [...selected].sort((a, b) => a - b);
  const picked = matchingOrRest(wanted, ascending, size);
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, size) };
  if (wanted.type === CDT_RETURN.VALUE)
    return { picked, answer: valuesOf(wanted, at(items, wanted.isInverted ? picked : selected), RESULT.PARAMETER) };
  if (wanted.isIndexRange) return refuseType(wanted);
  return { picked, answer: rangeOf(wanted, ranks, size) };
}

/** `value`, rank and count, which may be left out, are the parameters of the operation. */
export function byRelativeRank(list: CdtList, wanted: Wanted, op: CdtOperation): Selection {
  const { items, isOrdered } = list;
  const value = op.comparand(1);
  const origin = isOrdered ? findRank(items, value).rank : countBelow(items, value);
  const range = relativeRange(origin, op.index(2), op.has(3) ? op.count(3) : WITHOUT_COUNT);
  return byRankRange(list, wanted, range.index, range.count, op.meter);
}

export function byValues(list: CdtList, wanted: Wanted, op: CdtOperation): Selection {
  // The type is looked at before the values are.
  if (wanted.isRankRange || wanted.isIndexRange) refuseType(wanted);
  const values = op.comparands(1);
  const size = list.items.length;
  if (values.length === 0) {
    if (!wanted.isInverted) return { picked: NOTHING, answer: nothingOfList(wanted, 0) };
    return byPart(list, wanted.plain, { start: 0, count: size }, op.meter);
  }
  return list.isOrdered
    ? byOrderedValues(list, wanted, values, op.meter)
    : byScannedValues(list, wanted, values, op.meter);
}

function byOrderedValues({ items }: CdtList, wanted: Wanted, values: readonly Buffer[], meter: WorkMeter): Selection {
  const size = items.length;
  spendOnOrder(meter, values.length, size);
  const parts = values.map((value) => orderedInterval(items, value, ONLY, false));
  const ascending = unionOf(parts, size);
  const picked = matchingOrRest(wanted, ascending, size);
  const names = wanted.isIndex || wanted.isRank;
  if (wanted.isInverted && names) return { picked, answer: eachOf(wanted, picked, size) };
  if (wanted.isInverted || !(names || wanted.type === CDT_RETURN.VALUE))
    return { picked, answer: plainAnswer(wanted, items, picked) };
  // Items that are equal are answered each for itself.
  spendOn(parts, meter);
  if (names) return { picked, answer: partsOf(wanted, parts, size) };
  const found = parts.flatMap(({ start, count }) => items.slice(start, start + count));
  return { picked, answer: valuesOf(wanted, found, RESULT.UNKNOWN) };
}

function byScannedValues({ items }: CdtList, wanted: Wanted, values: readonly Buffer[], meter: WorkMeter): Selection {
  const matches = matchItems(items, values, wanted.isInverted, meter);
  const { picked } = matches;
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, items.length) };
  if (wanted.isRank) return { picked, answer: matchedPositions(wanted, matches, items.length) };
  return { picked, answer: plainAnswer(wanted, items, picked) };
}

/** How many elements are below each of some: equal ones share a rank. */
function ranksOf(items: readonly Buffer[], positions: readonly number[], meter: WorkMeter): number[] {
  if (positions.length < FEW_POSITIONS) return positions.map((i) => countBelow(items, items[i] as Buffer));
  spendOnOrder(meter, items.length + positions.length, items.length);
  const sorted = [...items].sort(compareCanonical);
  return positions.map((i) => findRank(sorted, items[i] as Buffer).rank);
}

/** From so many positions on, sorting the list once is cheaper than looking through it for each. */
const FEW_POSITIONS = 8;

function plainAnswer(wanted: Wanted, items: readonly Buffer[], picked: readonly number[]): Answer {
  return wanted.type === CDT_RETURN.VALUE
    ? valuesOf(wanted, at(items, picked), RESULT.UNKNOWN)
    : countAnswer(wanted, picked.length);
}
