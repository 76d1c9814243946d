// The selectors of lists and maps by operation code (docs/protocol/lists.md and maps.md, "Reads and selectors"): each
// reads, and each removes, and each answers in the same way. The first parameter is the return type.

import { LIST_OP, MAP_OP } from 'tendril/wire';
import { Wanted } from './answers.ts';
import type { CdtList } from './collection.ts';
import * as list from './list-selection.ts';
import * as map from './map-selection.ts';
import type { CdtOperation } from './operation.ts';
import { WITHOUT_COUNT } from './ranges.ts';

export interface Selector<T> {
  /** Least and most parameters, the return type included. */
  readonly min: number;
  readonly max: number;
  select(from: T, op: CdtOperation): list.Selection;
}

type Select<T> = (from: T, wanted: Wanted, op: CdtOperation) => list.Selection;

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
  value: single<CdtList>((from, wanted, op) => list.byInterval(from, wanted, op.comparand(1), list.ONLY, op.meter)),
  rank: single<CdtList>((from, wanted, op) => list.byRank(from, wanted, op.index(1), op.meter)),
  allByValue: multi<CdtList>(2, 2, (from, wanted, op) =>
    list.byInterval(from, wanted, op.comparand(1), list.ONLY, op.meter),
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

type View = map.MapView;

const MAP = {
  key: single<View>((from, wanted, op) => map.byKey(from, wanted, op.comparand(1))),
  index: single<View>((from, wanted, op) => map.byIndex(from, wanted, op.index(1))),
  value: single<View>((from, wanted, op) => map.byInterval(from, wanted, op.comparand(1), list.ONLY)),
  rank: single<View>((from, wanted, op) => map.byRank(from, wanted, op.index(1))),
  allByValue: multi<View>(2, 2, (from, wanted, op) => map.byInterval(from, wanted, op.comparand(1), list.ONLY)),
  keyInterval: multi<View>(2, 3, (from, wanted, op) => map.byKeyInterval(from, wanted, op.comparand(1), endAt(op, 2))),
  indexRange: multi<View>(2, 3, (from, wanted, op) => map.byIndexRange(from, wanted, op.index(1), countAt(op, 2))),
  valueInterval: multi<View>(2, 3, (from, wanted, op) => map.byInterval(from, wanted, op.comparand(1), endAt(op, 2))),
  rankRange: multi<View>(2, 3, (from, wanted, op) => map.byRankRange(from, wanted, op.index(1), countAt(op, 2))),
  keyList: multi<View>(2, 2, (from, wanted, op) => map.byKeys(from, wanted, op.comparands(1))),
  valueList: multi<View>(2, 2, (from, wanted, op) => map.byValues(from, wanted, op.comparands(1))),
  relativeIndexes: multi<View>(3, 4, (from, wanted, op) =>
    map.byRelativeIndex(from, wanted, op.comparand(1), op.index(2), countAt(op, 3)),
  ),
  relativeRanks: multi<View>(3, 4, (from, wanted, op) =>
    map.byRelativeRank(from, wanted, op.comparand(1), op.index(2), countAt(op, 3)),
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

export const MAP_GETS: Readonly<Record<number, Selector<View>>> = {
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

export const MAP_REMOVES: Readonly<Record<number, Selector<View>>> = {
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
