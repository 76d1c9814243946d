// Selecting from maps by key and by index (docs/protocol/maps.md, "Edges"): what each selector picks and what is answered
// of it, step by step as the real server does it. The server looks through the keys of a map that says it is in order by
// binary search, and through others from the first on.

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
import { boolElement, hasSpecial } from './elements.ts';
import { matchedPositions, matchItems } from './items.ts';
import { elements, everything, nothingAtAll, ranks } from './map-answers.ts';
import { findKey, type MapView } from './map-view.ts';
import { FIND, findRank, spendOnOrder } from './order.ts';
import { clipRange, partsAround, positionOf, type Range, relativeRange, restAsPart } from './ranges.ts';
import { countAnswer, countBelow, matchingOrRest, NOTHING, type Selection, spendOn, unionOf } from './selection.ts';

export function byKey(map: MapView, wanted: Wanted, key: Buffer): Selection {
  if (wanted.isRankRange) return refuseType(wanted);
  if (!map.isOrdered) refuseInvertedSingle(wanted);
  const { at: position, isThere } = map.isOrdered ? findKey(map.keys, key) : scanForKey(map.keys, key);
  if (!isThere) return { picked: NOTHING, answer: nothing(wanted, -1) };
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
  const picked = matchingOrRest(wanted, within, size);
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

export function byRelativeIndex(map: MapView, wanted: Wanted, key: Buffer, index: bigint, count: bigint): Selection {
  const { keys } = map;
  const origin = map.isOrdered ? findKey(keys, key).at : countBelow(keys, key);
  const range = relativeRange(origin, index, count);
  return byIndexRange(map, wanted, range.index, range.count);
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
    const picked = partsAround(part, size).flatMap((around) => countUp(around, size, false));
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
  const picked = matchingOrRest(wanted, ascending, size);
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
