// Selecting from maps (docs/protocol/maps.md, "Edges"): what each selector picks and what is answered of it, step by step
// as the real server does it. Entries lie in the order of keys whatever the map's order; the server looks through those
// of a map that says so by binary search, and through others from the first on. The order of values is that of values,
// then of keys. A map that keeps an index of it answers some selectors in that order.

import { CDT_RETURN } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { NOT_APPLICABLE_SUBCODE } from '../../subcodes.ts';
import type { WorkMeter } from '../work-meter.ts';
import {
  type Answer,
  countUp,
  eachOf,
  mapFlags,
  notApplicable,
  nothing,
  partsOf,
  positionsOf,
  rangeOf,
  refuseInvertedSingle,
  refuseType,
  valuesOf,
  type Wanted,
} from './answers.ts';
import { type CdtMap, encodeMap } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { boolElement, hasSpecial } from './elements.ts';
import { matchedPositions, matchItems } from './items.ts';
import { allBut, at, countAnswer, type IntervalEnd, ONLY, type Selection, spendOn, unionOf } from './list-selection.ts';
import { FIND, findRank, sortedPositions, spendOnOrder } from './order.ts';
import { clipRange, positionOf, type Range, relativeRange } from './ranges.ts';

const NOTHING: Range = { start: 0, count: 0 };

/** A map and what is computed of it once. */
export class MapView {
  readonly keys: readonly Buffer[];
  readonly values: readonly Buffer[];
  /** Its flags say that it is in order. */
  readonly isOrdered: boolean;
  /** It keeps an index of the order of values. */
  readonly isIndexed: boolean;
  /** What the command has cost so far. */
  readonly meter: WorkMeter;
  #byRank: readonly number[] | undefined;
  #ranks: Uint32Array | undefined;

  constructor(map: CdtMap, meter: WorkMeter) {
    this.meter = meter;
    this.keys = map.keys;
    this.values = map.values;
    this.isOrdered = map.flags !== 0 || map.persistsIndex;
    this.isIndexed = map.persistsIndex && (map.flags & VALUE_ORDERED) !== 0 && map.keys.length > 1;
  }

  get size(): number {
    return this.keys.length;
  }

  /** Positions in the order of values. */
  get byRank(): readonly number[] {
    this.#byRank ??= sortedPositions(this.values, this.meter);
    return this.#byRank;
  }

  rankOf(position: number): number {
    if (this.#ranks === undefined) {
      this.#ranks = new Uint32Array(this.size);
      for (const [rank, i] of this.byRank.entries()) this.#ranks[i] = rank;
    }
    return this.#ranks[position] as number;
  }
}

const VALUE_ORDERED = 0x02;

/** Where a key stands, or would; a wildcard stands where the search comes across it. */
export function findKey(keys: readonly Buffer[], key: Buffer): { at: number; isThere: boolean } {
  const { rank, isThere } = findRank(keys, key, FIND.ANY);
  return { at: rank, isThere };
}

export function byKey(map: MapView, wanted: Wanted, key: Buffer): Selection {
  if (wanted.isRankRange) return refuseType(wanted);
  if (!map.isOrdered) refuseInvertedSingle(wanted);
  const { at: position, isThere } = map.isOrdered ? findKey(map.keys, key) : scanForKey(map.keys, key);
  if (!isThere) return { picked: NOTHING, answer: wanted.isRankRange ? refuseType(wanted) : nothing(wanted, -1) };
  return byPart(map, wanted, { start: position, count: 1 }, RESULT.UNKNOWN);
}

function scanForKey(keys: readonly Buffer[], key: Buffer): { at: number; isThere: boolean } {
  if (!hasSpecial(key)) return findKey(keys, key);
  const position = keys.findIndex((other) => compareCanonical(key, other) === 0);
  return { at: position, isThere: position !== -1 };
}

export function byKeyInterval(map: MapView, wanted: Wanted, start: Buffer, end: Buffer | undefined): Selection {
  if (wanted.isRankRange) return refuseType(wanted);
  const { keys, size } = map;
  if (map.isOrdered) {
    const first = findKey(keys, start).at;
    const count = end === undefined ? size - first : Math.max(findKey(keys, end).at - first, 0);
    return byPart(map, wanted, clipRange(BigInt(first), BigInt(count), size));
  }
  let below = 0;
  const within: number[] = [];
  for (const [i, key] of keys.entries()) {
    if (compareCanonical(key, start) < 0) below++;
    else if (end === undefined || compareCanonical(key, end) < 0) within.push(i);
  }
  const picked = wanted.isInverted ? allBut(within, size) : within;
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  if (wanted.isRank) return { picked, answer: eachOf(wanted, ranks(map, picked), size) };
  return { picked, answer: rangeOf(wanted, { start: below, count: within.length }, size) };
}

export function byIndex(map: MapView, wanted: Wanted, index: bigint): Selection {
  const position = positionOf(index, map.size);
  if (position === undefined) return notApplicable('there is no such index', NOT_APPLICABLE_SUBCODE.INDEX);
  return byPart(map, wanted, { start: position, count: 1 });
}

export function byIndexRange(map: MapView, wanted: Wanted, index: bigint, count: bigint): Selection {
  return byPart(map, wanted, clipRange(index, count, map.size));
}

/** A part of the map by keys, or what is around it. */
function byPart(
  map: MapView,
  wanted: Wanted,
  part: Range,
  ofExtension: number = map.isOrdered ? RESULT.UNKNOWN : RESULT.PARAMETER,
): Selection {
  if (wanted.isRankRange) return refuseType(wanted);
  refuseInvertedSingle(wanted);
  const { size } = map;
  const reduced = wanted.isInverted ? restAsPart(part, size) : part;
  if (reduced === undefined) {
    const picked = around(part, size);
    if (wanted.type === CDT_RETURN.EXISTS && map.isOrdered) return { picked, answer: boolElement(true) };
    if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
    if (wanted.isRank) return { picked, answer: eachOf(wanted, ranks(map, picked), size) };
    return { picked, answer: rangeOf(wanted, part, size) };
  }
  const plain = wanted.plain;
  if (reduced.count === 0) return { picked: NOTHING, answer: nothing(plain, reduced.start) };
  if (reduced.count === size) return everything(map, plain);
  if (plain.isElements)
    return { picked: reduced, answer: elements(map, plain, countUp(reduced, size, false), ofExtension) };
  if (plain.isRank) return { picked: reduced, answer: eachOf(plain, ranks(map, countUp(reduced, size, false)), size) };
  return { picked: reduced, answer: rangeOf(plain, reduced, size) };
}

/** What is left of `size` positions, when that is one part. */
function restAsPart({ start, count }: Range, size: number): Range | undefined {
  if (count === 0) return { start: 0, count: size };
  if (start === 0) return { start: count, count: size - count };
  return start + count >= size ? { start: 0, count: start } : undefined;
}

function behind({ start, count }: Range, size: number): Range {
  return { start: start + count, count: size - start - count };
}

function around(part: Range, size: number): number[] {
  return countUp({ start: 0, count: part.start }, size, false).concat(countUp(behind(part, size), size, false));
}

function everything(map: MapView, wanted: Wanted): Selection {
  const all = { start: 0, count: map.size };
  if (wanted.isElements) return { picked: all, answer: elements(map, wanted, countUp(all, map.size, false)) };
  if (wanted.isIndexRange || wanted.isRankRange) return { picked: all, answer: rangeOf(wanted, all, map.size) };
  return { picked: all, answer: positionsOf(wanted, all, map.size) };
}

/** By value: a single one, all that are equal, or an interval. */
export function byInterval(map: MapView, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  if (wanted.isIndexRange) return refuseType(wanted);
  refuseInvertedSingle(wanted);
  if (map.size === 0) return { picked: NOTHING, answer: nothing(wanted, -1) };
  return map.isIndexed ? byIndexedInterval(map, wanted, start, end) : byScannedInterval(map, wanted, start, end);
}

function byIndexedInterval(map: MapView, wanted: Wanted, start: Buffer, end: IntervalEnd): Selection {
  const { size, byRank } = map;
  const part = indexedInterval(map, start, end, wanted.isSingle);
  const inRankOrder = byRank.slice(part.start, part.start + part.count);
  const ascending = [...inRankOrder].sort((a, b) => a - b);
  const picked = wanted.isInverted ? allBut(ascending, size) : ascending;
  const isByRank = !wanted.isInverted && wanted.type !== CDT_RETURN.ORDERED_MAP;
  if (wanted.isElements)
    return { picked, answer: elements(map, wanted, isByRank ? inRankOrder : picked, RESULT.PARAMETER) };
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, isByRank ? inRankOrder : picked, size) };
  return { picked, answer: rangeOf(wanted, part, size) };
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
  const picked = wanted.isInverted ? allBut(within, size) : within;
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

function byRanks(map: MapView, wanted: Wanted, asked: Range): Selection {
  if (wanted.isIndexRange) return refuseType(wanted);
  const { size } = map;
  const reduced = wanted.isInverted ? restAsPart(asked, size) : asked;
  const part = reduced ?? asked;
  const effective = reduced === undefined ? wanted : wanted.plain;
  if (part.count === 0) return { picked: NOTHING, answer: nothing(effective, part.start) };
  const inRankOrder = map.byRank.slice(part.start, part.start + part.count);
  const ascending = [...inRankOrder].sort((a, b) => a - b);
  const picked = effective.isInverted ? allBut(ascending, size) : ascending;
  const isByRank = !effective.isInverted && effective.type !== CDT_RETURN.ORDERED_MAP;
  if (effective.isElements)
    return { picked, answer: elements(map, effective, isByRank ? inRankOrder : picked, RESULT.PARAMETER) };
  if (effective.isIndex) return { picked, answer: eachOf(effective, isByRank ? inRankOrder : picked, size) };
  return { picked, answer: rangeOf(effective, part, size) };
}

export function byKeys(map: MapView, wanted: Wanted, keys: readonly Buffer[]): Selection {
  if (keys.length === 0) {
    if (wanted.isRank || wanted.isIndexRange || wanted.isRankRange) return refuseType(wanted);
    return wanted.isInverted ? everything(map, wanted.plain) : nothingAtAll(wanted);
  }
  return map.isOrdered ? byOrderedKeys(map, wanted, keys) : byScannedKeys(map, wanted, keys);
}

function byOrderedKeys(map: MapView, wanted: Wanted, keys: readonly Buffer[]): Selection {
  const { size, meter } = map;
  spendOnOrder(meter, keys.length, size);
  const parts = keys.map((key) => partOfKey(map.keys, key));
  const ascending = unionOf(parts, size);
  const picked = wanted.isInverted ? allBut(ascending, size) : ascending;
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  if (!wanted.isIndex) return { picked, answer: countAnswer(wanted, picked.length) };
  if (wanted.isInverted) return { picked, answer: eachOf(wanted, picked, size) };
  spendOn(parts, meter);
  return { picked, answer: partsOf(wanted, parts, size) };
}

function partOfKey(keys: readonly Buffer[], key: Buffer): Range {
  if (!hasSpecial(key)) {
    const found = findKey(keys, key);
    return { start: found.at, count: found.isThere ? 1 : 0 };
  }
  const first = findRank(keys, key);
  if (!first.isThere) return { start: first.rank, count: 0 };
  return { start: first.rank, count: findRank(keys, key, FIND.LAST, first.rank).rank - first.rank };
}

function byScannedKeys(map: MapView, wanted: Wanted, keys: readonly Buffer[]): Selection {
  const matches = matchItems(map.keys, keys, wanted.isInverted, map.meter);
  const { picked } = matches;
  if (wanted.isIndex) return { picked, answer: matchedPositions(wanted, matches, map.size) };
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  return { picked, answer: countAnswer(wanted, picked.length) };
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
  const ascending = mapped(byRank, unionOf(parts, size)).sort((a, b) => a - b);
  const picked = wanted.isInverted ? allBut(ascending, size) : ascending;
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  if (!wanted.isIndex && !wanted.isRank) return { picked, answer: countAnswer(wanted, picked.length) };
  if (wanted.isInverted && wanted.isIndex) return { picked, answer: eachOf(wanted, picked, size) };
  if (wanted.isInverted) return { picked, answer: eachOf(wanted, ranks(map, picked), size) };
  spendOn(parts, meter);
  if (wanted.isRank) return { picked, answer: partsOf(wanted, parts, size) };
  return {
    picked,
    answer: eachOf(
      wanted,
      mapped(
        byRank,
        parts.flatMap((part) => countUp(part, size, false)),
      ),
      size,
    ),
  };
}

function byScannedValues(map: MapView, wanted: Wanted, values: readonly Buffer[]): Selection {
  const matches = matchItems(map.values, values, wanted.isInverted, map.meter);
  const { picked } = matches;
  if (wanted.isIndex) return { picked, answer: eachOf(wanted, picked, map.size) };
  if (wanted.isRank) return { picked, answer: matchedPositions(wanted, matches, map.size) };
  if (wanted.isElements) return { picked, answer: elements(map, wanted, picked) };
  return { picked, answer: countAnswer(wanted, picked.length) };
}

export function byRelativeIndex(map: MapView, wanted: Wanted, key: Buffer, index: bigint, count: bigint): Selection {
  const { keys } = map;
  const origin = map.isOrdered
    ? findKey(keys, key).at
    : keys.filter((other) => compareCanonical(other, key) < 0).length;
  const range = relativeRange(origin, index, count);
  return byIndexRange(map, wanted, range.index, range.count);
}

export function byRelativeRank(map: MapView, wanted: Wanted, value: Buffer, rank: bigint, count: bigint): Selection {
  const { values, isIndexed } = map;
  const origin = isIndexed
    ? findRank(values, value, FIND.FIRST, 0, map.byRank).rank
    : values.filter((other) => compareCanonical(other, value) < 0).length;
  const range = relativeRange(origin, rank, count);
  return byRankRange(map, wanted, range.index, range.count);
}

/** No items: an unknown return type is not noticed. */
function nothingAtAll(wanted: Wanted): Selection {
  const isKnown = wanted.type <= CDT_RETURN.EXISTS || wanted.isMap;
  return { picked: NOTHING, answer: isKnown ? nothing(wanted, 0) : undefined };
}

function ranks(map: MapView, positions: readonly number[]): number[] {
  return positions.map((position) => map.rankOf(position));
}

function mapped(positions: readonly number[], which: readonly number[]): number[] {
  return which.map((i) => positions[i] as number);
}

/** Entries, keys or values in the order in which they are given. */
function elements(
  map: MapView,
  wanted: Wanted,
  positions: readonly number[],
  ofExtension: number = RESULT.UNKNOWN,
): Answer {
  if (wanted.isMap) return encodeMap(at(map.keys, positions), at(map.values, positions), mapFlags(wanted));
  return valuesOf(wanted, at(wanted.type === CDT_RETURN.KEY ? map.keys : map.values, positions), ofExtension);
}
