// Selecting from maps by value and by rank (docs/protocol/maps.md, "Edges"): what each selector picks and what is answered
// of it, step by step as the real server does it. A map that keeps an index of the order of its values answers some
// selectors in that order.

import { CDT_RETURN } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import {
  countUp,
  eachOf,
  notApplicable,
  nothing,
  partsOf,
  rangeOf,
  refuseInvertedSingle,
  refuseType,
  type Wanted,
} from './answers.ts';
import { compareCanonical } from './compare.ts';
import { matchedPositions, matchItems } from './items.ts';
import { elements, everything, nothingAtAll, ranks } from './map-answers.ts';
import type { MapView } from './map-view.ts';
import { FIND, findRank, spendOnOrder } from './order.ts';
import { clipRange, positionOf, type Range, relativeRange, restAsPart } from './ranges.ts';
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

/** By value: a single one, all that are equal, or an interval. */
export function byInterval(map: MapView, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  if (wanted.isIndexRange) return refuseType(wanted);
  refuseInvertedSingle(wanted);
  if (map.size === 0) return { picked: NOTHING, answer: nothing(wanted, -1) };
  return map.isIndexed ? byIndexedInterval(map, wanted, start, end) : byScannedInterval(map, wanted, start, end);
}

function byIndexedInterval(map: MapView, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  return byPartOfRanks(map, wanted, indexedInterval(map, start, end, wanted.isSingle));
}

function indexedInterval({ values, byRank, size }: MapView, start: Buffer, end: IntervalEnd, isSingle: boolean): Range {
  const { rank, isThere } = findRank(values, start, FIND.FIRST, 0, byRank);
  if (end === undefined) return { start: rank, count: size - rank };
  if (end !== ONLY) {
    const last = findRank(values, end, FIND.FIRST, 0, byRank).rank;
    return { start: rank, count: Math.max(last - rank, 0) };
  }
  if (!isThere) return { start: rank, count: 0 };
  if (isSingle) return { start: rank, count: 1 };
  return { start: rank, count: findRank(values, start, FIND.LAST, 0, byRank).rank - rank };
}

function byScannedInterval(map: MapView, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  const { size } = map;
  const { rank, within } = scannedInterval(map.values, start, end, wanted.isSingle);
  if (within.length === 0) {
    if (wanted.isInverted) return everything(map, wanted.plain);
    return { picked: NOTHING, answer: nothing(wanted, wanted.isRank || wanted.isRankRange ? rank : 0) };
  }
  const picked = matchingOrRest(wanted, within, size);
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, size) };
  return { picked, answer: rangeOf(wanted, { start: rank, count: within.length }, size) };
}

function scannedInterval(
  values: readonly Buffer[],
  start: Buffer,
  end: IntervalEnd,
  isSingle: boolean,
): { rank: number; within: number[] } {
  const within: number[] = [];
  let rank = 0;
  for (const [i, value] of values.entries()) {
    const order = compareCanonical(value, start);
    if (order < 0) rank++;
    const isWithin = end === ONLY ? order === 0 : order >= 0 && (end === undefined || compareCanonical(value, end) < 0);
    if (isWithin && !(isSingle && within.length > 0)) within.push(i);
  }
  return { rank, within };
}

export function byRank(map: MapView, wanted: Wanted, rank: bigint): Selection {
  const position = positionOf(rank, map.size);
  if (position === undefined) return notApplicable('there is no such rank', NOT_APPLICABLE_SUBCODE.RANK);
  refuseInvertedSingle(wanted);
  return byRanks(map, wanted, { start: position, count: 1 });
}

export function byRankRange(map: MapView, wanted: Wanted, rank: bigint, count: bigint): Selection {
  return byRanks(map, wanted, clipRange(rank, count, map.size));
}

export function byRelativeRank(map: MapView, wanted: Wanted, value: Buffer, rank: bigint, count: bigint): Selection {
  const { values, isIndexed } = map;
  const origin = isIndexed ? findRank(values, value, FIND.FIRST, 0, map.byRank).rank : countBelow(values, value);
  const range = relativeRange(origin, rank, count);
  return byRankRange(map, wanted, range.index, range.count);
}

function byRanks(map: MapView, wanted: Wanted, asked: Range): Selection {
  if (wanted.isIndexRange) return refuseType(wanted);
  const { size } = map;
  const reduced = wanted.isInverted ? restAsPart(asked, size) : asked;
  const part = reduced ?? asked;
  const effective = reduced === undefined ? wanted : wanted.plain;
  if (part.count === 0) return { picked: NOTHING, answer: nothing(effective, part.start) };
  return byPartOfRanks(map, effective, part);
}

/** A part of the order of values, or all but that. */
function byPartOfRanks(map: MapView, wanted: Wanted, part: Range): Selection {
  const { size, byRank } = map;
  const inRankOrder = byRank.slice(part.start, part.start + part.count);
  const ascending = [...inRankOrder].sort((a, b) => a - b);
  const picked = matchingOrRest(wanted, ascending, size);
  const isByRank = !wanted.isInverted && wanted.type !== CDT_RETURN.ORDERED_MAP;
  if (wanted.isElements)
    return { picked, answer: elements(map, wanted, isByRank ? inRankOrder : picked, RESULT.PARAMETER) };
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, isByRank ? inRankOrder : picked, size) };
  return { picked, answer: rangeOf(wanted, part, size) };
}

export function byValues(map: MapView, wanted: Wanted, values: readonly Buffer[]): Selection {
  if (values.length === 0) {
    if (wanted.isIndexRange || wanted.isRankRange) return refuseType(wanted);
    return wanted.isInverted ? everything(map, wanted.plain) : nothingAtAll(wanted);
  }
  // A map of one entry needs no index to have one.
  const isIndexed = map.isIndexed || map.size <= 1;
  return isIndexed ? byIndexedValues(map, wanted, values) : byScannedValues(map, wanted, values);
}

function byIndexedValues(map: MapView, wanted: Wanted, values: readonly Buffer[]): Selection {
  const { size, byRank, meter } = map;
  spendOnOrder(meter, values.length, size);
  const parts = values.map((value) => indexedInterval(map, value, ONLY, false));
  const ascending = at(byRank, unionOf(parts, size)).sort((a, b) => a - b);
  const picked = matchingOrRest(wanted, ascending, size);
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  if (!wanted.isIndex && !wanted.isRank) return { picked, answer: countAnswer(wanted, picked.length) };
  if (wanted.isInverted && wanted.isIndex) return { picked, answer: eachOf(wanted, picked, size) };
  if (wanted.isInverted) return { picked, answer: eachOf(wanted, ranks(map, picked), size) };
  spendOn(parts, meter);
  if (wanted.isRank) return { picked, answer: partsOf(wanted, parts, size) };
  const positions = parts.flatMap((part) => countUp(part, size, false));
  return { picked, answer: eachOf(wanted, at(byRank, positions), size) };
}

function byScannedValues(map: MapView, wanted: Wanted, values: readonly Buffer[]): Selection {
  const matches = matchItems(map.values, values, wanted.isInverted, map.meter);
  const { picked } = matches;
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, map.size) };
  if (wanted.isRank) return { picked, answer: matchedPositions(wanted, matches, map.size) };
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  return { picked, answer: countAnswer(wanted, picked.length) };
}
