// The selectors of lists and maps (docs/protocol/lists.md, "Reads and selectors" and docs/protocol/maps.md, "Reads and
// selectors"): from an operation's parameters to what it picks. Get and remove share them. The first parameter of each
// is the return type.

import { RESULT } from '../../result-code.ts';
import { lowerBound, upperBound } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { cdtError } from './elements.ts';
import type { CdtOperation } from './operation.ts';
import { clipRange, clipRelative, positionOf, type Range } from './ranges.ts';
import type { Elements, Selection } from './selection.ts';

export type SelectorName =
  | 'key'
  | 'index'
  | 'value'
  | 'rank'
  | 'allByValue'
  | 'keyInterval'
  | 'indexRange'
  | 'valueInterval'
  | 'rankRange'
  | 'keyList'
  | 'valueList'
  | 'keyRelIndexRange'
  | 'valueRelRankRange';

interface Selector {
  /** Least and most parameters, the return type included. */
  readonly min: number;
  readonly max: number;
  select(elements: Elements, op: CdtOperation): Selection;
}

export const SELECTORS: Readonly<Record<SelectorName, Selector>> = {
  key: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const key = op.selector(1);
      const keys = elements.keys ?? [];
      const at = lowerBound(keys, key);
      const isThere = at < keys.length && compareCanonical(keys[at] as Buffer, key) === 0;
      return { axis: 'index', start: isThere ? at : -1, picks: isThere ? [at] : [], isSingle: true };
    },
  },
  index: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const at = required(positionOf(op.int(1), elements.count));
      return { axis: 'index', start: at, picks: [at], isSingle: true };
    },
  },
  rank: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const rank = required(positionOf(op.int(1), elements.count));
      return { axis: 'rank', start: rank, picks: [elements.byRank[rank] as number], isSingle: true };
    },
  },
  value: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const range = equalRange(elements, op.selector(1));
      const picks = range.count === 0 ? [] : [elements.byRank[range.start] as number];
      return { axis: 'rank', start: range.start, picks, isSingle: true };
    },
  },
  allByValue: {
    min: 2,
    max: 2,
    select: (elements, op) => byRanks(elements, equalRange(elements, op.selector(1)), 'index'),
  },
  indexRange: {
    min: 2,
    max: 3,
    select: (elements, op) => byIndexes(clipRange(op.int(1), op.optionalInt(2), elements.count)),
  },
  rankRange: {
    min: 2,
    max: 3,
    select: (elements, op) => {
      return byRanks(elements, clipRange(op.int(1), op.optionalInt(2), elements.count), 'rank');
    },
  },
  keyInterval: {
    min: 2,
    max: 3,
    select: (elements, op) => {
      const keys = elements.keys ?? [];
      const start = lowerBound(keys, op.selector(1));
      const end = op.has(2) ? lowerBound(keys, op.selector(2)) : keys.length;
      return byIndexes({ start, count: Math.max(end - start, 0) });
    },
  },
  valueInterval: {
    min: 2,
    max: 3,
    select: (elements, op) => {
      const { sorted } = elements;
      const start = lowerBound(sorted, op.selector(1));
      const end = op.has(2) ? lowerBound(sorted, op.selector(2)) : sorted.length;
      return byRanks(elements, { start, count: Math.max(end - start, 0) }, 'index');
    },
  },
  keyRelIndexRange: {
    min: 3,
    max: 4,
    select: (elements, op) => {
      const origin = lowerBound(elements.keys ?? [], op.selector(1));
      return byIndexes(clipRelative(origin, op.int(2), op.optionalInt(3), elements.count));
    },
  },
  valueRelRankRange: {
    min: 3,
    max: 4,
    select: (elements, op) => {
      const origin = lowerBound(elements.sorted, op.selector(1));
      return byRanks(elements, clipRelative(origin, op.int(2), op.optionalInt(3), elements.count), 'rank');
    },
  },
  keyList: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const keys = elements.keys ?? [];
      const picked = new Set<number>();
      for (const key of op.list(1, true)) {
        const at = lowerBound(keys, key);
        if (at < keys.length && compareCanonical(keys[at] as Buffer, key) === 0) picked.add(at);
      }
      const picks = [...picked].sort((a, b) => a - b);
      return { axis: 'none', start: 0, picks, indexes: [...picked], isSingle: false, hasNoRanks: true };
    },
  },
  valueList: {
    min: 2,
    max: 2,
    select: (elements, op) => {
      const ranks = ranksOfValues(elements, op.list(1, true));
      const picked = ranks.map((rank) => elements.byRank[rank] as number);
      const picks = elements.isOrderedList ? picked : picked.sort((a, b) => a - b);
      return { axis: 'none', start: 0, picks, ranks, isSingle: false };
    },
  },
};

function required(position: number | undefined): number {
  if (position === undefined) throw cdtError(RESULT.OP_NOT_APPLICABLE, 'Index or rank is out of range');
  return position;
}

/** The ranks of the elements equal to any of the values, each once, in the order of the values. */
function ranksOfValues(elements: Elements, values: readonly Buffer[]): number[] {
  const ranks: number[] = [];
  // Where the first rank from one on that is not picked yet may be: many equal values must not look at all of them again.
  const next = new Uint32Array(elements.count + 1).map((_, rank) => rank);
  const firstFree = (rank: number): number => {
    let free = rank;
    while (next[free] !== free) free = next[free] as number;
    for (let at = rank; at !== free; ) {
      const after = next[at] as number;
      next[at] = free;
      at = after;
    }
    return free;
  };
  for (const value of values) {
    const { start, count } = equalRange(elements, value);
    for (let rank = firstFree(start); rank < start + count; rank = firstFree(rank)) {
      ranks.push(rank);
      next[rank] = rank + 1;
    }
  }
  return ranks;
}

/** The ranks of the elements equal to a value. A wildcard in the value makes the comparison end as equal. */
function equalRange({ sorted }: Elements, value: Buffer): Range {
  const start = lowerBound(sorted, value);
  return { start, count: upperBound(sorted, value) - start };
}

function byIndexes({ start, count, isOutside }: Range): Selection {
  const picks = Array.from({ length: count }, (_, i) => start + i);
  return { axis: 'index', start, picks, isSingle: false, isOutside };
}

/**
 * Elements of a range of ranks, named in the order of indexes or of ranks. A list that is not ordered names those of a
 * rank range by falling ranks when the range is nearer to its head: the server finds them with a heap.
 */
function byRanks(elements: Elements, { start, count, isOutside }: Range, order: 'index' | 'rank'): Selection {
  const picks = elements.byRank.slice(start, start + count);
  if (order === 'index') picks.sort((a, b) => a - b);
  const isHeapOrder = order === 'rank' && elements.keys === undefined && !elements.isOrderedList;
  if (isHeapOrder && start <= elements.count - start - count) picks.reverse();
  const indexes = elements.keys === undefined ? [...picks].sort((a, b) => a - b) : undefined;
  return { axis: 'rank', start, picks, indexes, isSingle: false, isOutside };
}
