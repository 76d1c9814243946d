// The selectors of lists and maps by operation code (docs/protocol/lists.md and maps.md, "Reads and selectors"): each
// reads, and each removes, and each answers in the same way. The first parameter is the return type.

import { LIST_OP, MAP_OP } from 'tendril/wire';
import { Wanted } from './answers.ts';
import type { CdtList } from './collection.ts';
import * as list from './list-selection.ts';
import * as mapByKey from './map-by-key.ts';
import * as mapByValue from './map-by-value.ts';
import type { MapView } from './map-view.ts';
import type { CdtOperation } from './operation.ts';
import { WITHOUT_COUNT } from './ranges.ts';
import { ONLY, type Selection } from './selection.ts';

export interface Selector<T> {
  /** Least and most parameters, the return type included. */
  readonly min: number;
  readonly max: number;
  select(from: T, op: CdtOperation): Selection;
}

type Select<T> = (from: T, wanted: Wanted, op: CdtOperation) => Selection;

function single<T>(select: Select<T>): Selector<T> {
  return selector(2, 2, true, select);
}

function multi<T>(min: number, max: number, select: Select<T>): Selector<T> {
  return selector(min, max, false, select);
}

function selector<T>(min: number, max: number, isSingle: boolean, select: Select<T>): Selector<T> {
  return { min, max, select: (from, op) => select(from, Wanted.from(op.count(0), isSingle), op) };
}

function countAt(op: CdtOperation, i: number): bigint {
  return op.has(i) ? op.count(i) : WITHOUT_COUNT;
}

function endAt(op: CdtOperation, i: number): Buffer | undefined {
  return op.has(i) ? op.comparand(i) : undefined;
}

const LIST = {
  index: single<CdtList>((from, wanted, op) => list.byIndex(from, wanted, op.index(1), op.meter)),
  value: single<CdtList>((from, wanted, op) => list.byInterval(from, wanted, op.comparand(1), ONLY, op.meter)),
  rank: single<CdtList>((from, wanted, op) => list.byRank(from, wanted, op.index(1), op.meter)),
  allByValue: multi<CdtList>(2, 2, (from, wanted, op) =>
    list.byInterval(from, wanted, op.comparand(1), ONLY, op.meter),
  ),
  valueList: multi<CdtList>(2, 2, (from, wanted, op) => list.byValues(from, wanted, op)),
  indexRange: multi<CdtList>(2, 3, (from, wanted, op) =>
    list.byIndexRange(from, wanted, op.index(1), countAt(op, 2), op.meter),
  ),
  valueInterval: multi<CdtList>(2, 3, (from, wanted, op) =>
    list.byInterval(from, wanted, op.comparand(1), endAt(op, 2), op.meter),
  ),
  rankRange: multi<CdtList>(2, 3, (from, wanted, op) =>
    list.byRankRange(from, wanted, op.index(1), countAt(op, 2), op.meter),
  ),
  relativeRanks: multi<CdtList>(3, 4, (from, wanted, op) => list.byRelativeRank(from, wanted, op)),
};

const MAP = {
  key: single<MapView>((from, wanted, op) => mapByKey.byKey(from, wanted, op.comparand(1))),
  index: single<MapView>((from, wanted, op) => mapByKey.byIndex(from, wanted, op.index(1))),
  value: single<MapView>((from, wanted, op) => mapByValue.byInterval(from, wanted, op.comparand(1), ONLY)),
  rank: single<MapView>((from, wanted, op) => mapByValue.byRank(from, wanted, op.index(1))),
  allByValue: multi<MapView>(2, 2, (from, wanted, op) => mapByValue.byInterval(from, wanted, op.comparand(1), ONLY)),
  keyInterval: multi<MapView>(2, 3, (from, wanted, op) =>
    mapByKey.byKeyInterval(from, wanted, op.comparand(1), endAt(op, 2)),
  ),
  indexRange: multi<MapView>(2, 3, (from, wanted, op) =>
    mapByKey.byIndexRange(from, wanted, op.index(1), countAt(op, 2)),
  ),
  valueInterval: multi<MapView>(2, 3, (from, wanted, op) =>
    mapByValue.byInterval(from, wanted, op.comparand(1), endAt(op, 2)),
  ),
  rankRange: multi<MapView>(2, 3, (from, wanted, op) =>
    mapByValue.byRankRange(from, wanted, op.index(1), countAt(op, 2)),
  ),
  keyList: multi<MapView>(2, 2, (from, wanted, op) => mapByKey.byKeys(from, wanted, op.comparands(1))),
  valueList: multi<MapView>(2, 2, (from, wanted, op) => mapByValue.byValues(from, wanted, op.comparands(1))),
  relativeIndexes: multi<MapView>(3, 4, (from, wanted, op) =>
    mapByKey.byRelativeIndex(from, wanted, op.comparand(1), op.index(2), countAt(op, 3)),
  ),
  relativeRanks: multi<MapView>(3, 4, (from, wanted, op) =>
    mapByValue.byRelativeRank(from, wanted, op.comparand(1), op.index(2), countAt(op, 3)),
  ),
};

export const LIST_GETS: Readonly<Record<number, Selector<CdtList>>> = {
  [LIST_OP.GET_BY_INDEX]: LIST.index,
  [LIST_OP.GET_BY_VALUE]: LIST.value,
  [LIST_OP.GET_BY_RANK]: LIST.rank,
  [LIST_OP.GET_ALL_BY_VALUE]: LIST.allByValue,
  [LIST_OP.GET_BY_VALUE_LIST]: LIST.valueList,
  [LIST_OP.GET_BY_INDEX_RANGE]: LIST.indexRange,
  [LIST_OP.GET_BY_VALUE_INTERVAL]: LIST.valueInterval,
  [LIST_OP.GET_BY_RANK_RANGE]: LIST.rankRange,
  [LIST_OP.GET_BY_VALUE_REL_RANK_RANGE]: LIST.relativeRanks,
};

export const LIST_REMOVES: Readonly<Record<number, Selector<CdtList>>> = {
  [LIST_OP.REMOVE_BY_INDEX]: LIST.index,
  [LIST_OP.REMOVE_BY_VALUE]: LIST.value,
  [LIST_OP.REMOVE_BY_RANK]: LIST.rank,
  [LIST_OP.REMOVE_ALL_BY_VALUE]: LIST.allByValue,
  [LIST_OP.REMOVE_BY_VALUE_LIST]: LIST.valueList,
  [LIST_OP.REMOVE_BY_INDEX_RANGE]: LIST.indexRange,
  [LIST_OP.REMOVE_BY_VALUE_INTERVAL]: LIST.valueInterval,
  [LIST_OP.REMOVE_BY_RANK_RANGE]: LIST.rankRange,
  [LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: LIST.relativeRanks,
};

export const MAP_GETS: Readonly<Record<number, Selector<MapView>>> = {
  [MAP_OP.GET_BY_KEY]: MAP.key,
  [MAP_OP.GET_BY_INDEX]: MAP.index,
  [MAP_OP.GET_BY_VALUE]: MAP.value,
  [MAP_OP.GET_BY_RANK]: MAP.rank,
  [MAP_OP.GET_ALL_BY_VALUE]: MAP.allByValue,
  [MAP_OP.GET_BY_KEY_INTERVAL]: MAP.keyInterval,
  [MAP_OP.GET_BY_INDEX_RANGE]: MAP.indexRange,
  [MAP_OP.GET_BY_VALUE_INTERVAL]: MAP.valueInterval,
  [MAP_OP.GET_BY_RANK_RANGE]: MAP.rankRange,
  [MAP_OP.GET_BY_KEY_LIST]: MAP.keyList,
  [MAP_OP.GET_BY_VALUE_LIST]: MAP.valueList,
  [MAP_OP.GET_BY_KEY_REL_INDEX_RANGE]: MAP.relativeIndexes,
  [MAP_OP.GET_BY_VALUE_REL_RANK_RANGE]: MAP.relativeRanks,
};

export const MAP_REMOVES: Readonly<Record<number, Selector<MapView>>> = {
  [MAP_OP.REMOVE_BY_KEY]: MAP.key,
  [MAP_OP.REMOVE_BY_INDEX]: MAP.index,
  [MAP_OP.REMOVE_BY_VALUE]: MAP.value,
  [MAP_OP.REMOVE_BY_RANK]: MAP.rank,
  [MAP_OP.REMOVE_ALL_BY_VALUE]: MAP.allByValue,
  [MAP_OP.REMOVE_BY_KEY_INTERVAL]: MAP.keyInterval,
  [MAP_OP.REMOVE_BY_INDEX_RANGE]: MAP.indexRange,
  [MAP_OP.REMOVE_BY_VALUE_INTERVAL]: MAP.valueInterval,
  [MAP_OP.REMOVE_BY_RANK_RANGE]: MAP.rankRange,
  [MAP_OP.REMOVE_BY_KEY_LIST]: MAP.keyList,
  [MAP_OP.REMOVE_BY_VALUE_LIST]: MAP.valueList,
  [MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE]: MAP.relativeIndexes,
  [MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: MAP.relativeRanks,
};
