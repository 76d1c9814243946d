// Finding and ordering elements by value exactly as the real server does it. Where elements are equal, or a wildcard is
// equal to everything, what an operation picks depends on how it looks: on the steps of a binary search, on the shape
// of a heap, on a sort being stable.

import type { Meter } from '../../expression/scope.ts';
import { compareCanonical } from './compare.ts';

/** Comparisons that take the time in which an element is taken apart. */
const COMPARISONS_PER_ELEMENT = 2;

/** Counts what it costs to put so many elements in order, or to look them up among so many others. */
export function spendOnOrder(meter: Meter, count: number, among = count): void {
  meter.spend((count * Math.log2(among + 1)) / COMPARISONS_PER_ELEMENT, 0);
}

export interface Found {
  /** Where the value stands, or would. */
  readonly rank: number;
  readonly isThere: boolean;
}

/** Which of equal elements a search ends at. */
export const FIND = { FIRST: 0, LAST: 1, ANY: 2 } as const;

/**
 * A binary search for a value among sorted elements, from `start` on. FIRST ends at the first that is equal, LAST
 * behind the last one, ANY at the one that it comes across. `at` maps ranks to positions where elements lie in another
 * order.
 */
export function findRank(
  values: readonly Buffer[],
  value: Buffer,
  which: number = FIND.FIRST,
  start = 0,
  at?: readonly number[],
): Found {
  const size = values.length;
  if (start >= size) return { rank: size, isThere: false };
  let lower = start;
  let upper = size;
  let rank = start + ((size - start) >> 1);
  let isThere = false;
  for (;;) {
    const position = at === undefined ? rank : (at[rank] as number);
    let order = compareCanonical(value, values[position] as Buffer);
    if (order === 0) {
      isThere = true;
      if (which === FIND.ANY) return { rank, isThere };
      if (which === FIND.LAST) {
        if (rank === upper - 1) return { rank: rank + 1, isThere };
        order = 1;
      } else if (position === 0) return { rank, isThere };
      else order = -1;
    }
    if (order > 0) {
      if (rank >= upper - 1) return { rank: rank + 1, isThere };
      lower = isThere ? rank : rank + 1;
      rank = (rank + upper) >> 1;
    } else {
      if (rank === lower) return { rank, isThere };
      upper = rank;
      rank = (rank + lower) >> 1;
    }
  }
}

/** The positions of elements in the order of values, equal ones as they lie: a merge sort, as the C library's. */
export function sortedPositions(values: readonly Buffer[], meter: Meter): number[] {
  spendOnOrder(meter, values.length);
  const positions = values.map((_, i) => i);
  mergeSort(positions, 0, positions.length, new Array(positions.length), values);
  return positions;
}

function mergeSort(all: number[], from: number, count: number, scratch: number[], values: readonly Buffer[]): void {
  if (count <= 1) return;
  const half = count >> 1;
  mergeSort(all, from, half, scratch, values);
  mergeSort(all, from + half, count - half, scratch, values);
  let [left, right, to] = [from, from + half, 0];
  const [middle, end] = [from + half, from + count];
  while (left < middle && right < end) {
    const isOrdered =
      compareCanonical(values[all[left] as number] as Buffer, values[all[right] as number] as Buffer) <= 0;
    scratch[to++] = all[isOrdered ? left++ : right++] as number;
  }
  while (left < middle) scratch[to++] = all[left++] as number;
  // What is left on the right is in its place.
  for (let i = 0; i < to; i++) all[from + i] = scratch[i] as number;
}

/**
 * The positions of the `count` elements of a list from rank `start` on. The server takes them from a heap, from the end
 * that is nearer: by falling rank when that is the head, by rising rank otherwise.
 */
export function positionsByRank(values: readonly Buffer[], start: number, count: number, meter: Meter): number[] {
  const size = values.length;
  const behind = size - start - count;
  const fromHead = start <= behind;
  const taken = count + (fromHead ? start : behind);
  meter.spend(size / COMPARISONS_PER_ELEMENT, 0);
  spendOnOrder(meter, taken, size);
  const heap = new RankHeap(values, fromHead ? -1 : 1);
  const positions: number[] = [];
  for (let i = 0; i < taken; i++) positions.push(heap.take());
  return positions.slice(taken - count).reverse();
}

/** The server's heap over positions, whose top is the least or the greatest element. */
class RankHeap {
  readonly #values: readonly Buffer[];
  /** The sign of a comparison whose first element belongs above the second. */
  readonly #above: number;
  readonly #heap: number[];

  constructor(values: readonly Buffer[], above: number) {
    this.#values = values;
    this.#above = above;
    this.#heap = values.map((_, i) => i);
    for (let i = (values.length >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  take(): number {
    const top = this.#heap[0] as number;
    this.#heap[0] = this.#heap[this.#heap.length - 1] as number;
    this.#heap.pop();
    this.#sink(0);
    return top;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let index = from; ; ) {
      const left = 2 * index + 1;
      if (left >= heap.length) return;
      // Of equal children the left one.
      const child = left + 1 < heap.length && this.#order(left, left + 1) === -this.#above ? left + 1 : left;
      if (this.#order(child, index) !== this.#above) return;
      [heap[index], heap[child]] = [heap[child] as number, heap[index] as number];
      index = child;
    }
  }

  #order(a: number, b: number): number {
    const [first, second] = [this.#heap[a] as number, this.#heap[b] as number];
    return Math.sign(compareCanonical(this.#values[first] as Buffer, this.#values[second] as Buffer));
  }
}

/**
 * The position of the element of a rank, as the server's paths find it: by partitions around the middle one. Elements can
 * lie so that each partition takes off one only, which `meter` ends.
 */
export function selectRank(values: readonly Buffer[], rank: number, meter: Meter): number {
  const order = values.map((_, i) => i);
  const valueAt = (i: number): Buffer => values[order[i] as number] as Buffer;
  const swap = (i: number, j: number): void => {
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  };
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    meter.spend((high - low) / COMPARISONS_PER_ELEMENT, 0);
    swap(low, low + ((high - low) >> 1));
    const pivot = valueAt(low);
    let [left, right] = [low + 1, high];
    for (;;) {
      while (left < right && compareCanonical(valueAt(left), pivot) < 0) left++;
      while (left <= right && right !== low && compareCanonical(pivot, valueAt(right)) < 0) right--;
      if (left >= right) break;
      swap(left++, right--);
    }
    swap(low, right);
    if (right === rank) return order[right] as number;
    if (right < rank) low = right + 1;
    else high = right - 1;
  }
  return order[low] as number;
}
