// What is answered of the entries of a map that a selector has picked.

import { CDT_RETURN } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { type Answer, countUp, mapFlags, nothing, positionsOf, rangeOf, valuesOf, type Wanted } from './answers.ts';
import { encodeMap } from './collection.ts';
import type { MapView } from './map-view.ts';
import { at, NOTHING, type Selection } from './selection.ts';

export function everything(map: MapView, wanted: Wanted): Selection {
  const all = { start: 0, count: map.size };
  if (wanted.isElements) return { picked: all, answer: elements(map, wanted, countUp(all, map.size, false)) };
  if (wanted.isIndexRange || wanted.isRankRange) return { picked: all, answer: rangeOf(wanted, all, map.size) };
  return { picked: all, answer: positionsOf(wanted, all, map.size) };
}

/** No items: an unknown return type is not noticed. */
export function nothingAtAll(wanted: Wanted): Selection {
  const isKnown = wanted.type <= CDT_RETURN.EXISTS || wanted.isMap;
  return { picked: NOTHING, answer: isKnown ? nothing(wanted, 0) : undefined };
}

export function ranks(map: MapView, positions: readonly number[]): number[] {
  return positions.map((position) => map.rankOf(position));
}

/** Entries, keys or values in the order in which they are given. */
export function elements(
  map: MapView,
  wanted: Wanted,
  positions: readonly number[],
  ofExtension: number = RESULT.UNKNOWN,
): Answer {
  if (wanted.isMap) return encodeMap(at(map.keys, positions), at(map.values, positions), mapFlags(wanted));
  return valuesOf(wanted, at(wanted.type === CDT_RETURN.KEY ? map.keys : map.values, positions), ofExtension);
}
