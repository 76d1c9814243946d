// What a list of items, as a parameter, finds in a collection that is looked through element by element.

import type { Meter } from '../../expression/scope.ts';
import { type Answer, countUp, integerList, type Wanted } from './answers.ts';
import { FIND, findRank, sortedPositions, spendOnOrder } from './order.ts';
import type { Range } from './ranges.ts';

export interface ItemMatches {
  /** Positions of the elements that are equal to an item, or of the others. */
  readonly picked: readonly number[];
  /** For each item the ranks of its elements. Of equal items the last one has them. */
  readonly ranks: readonly Range[];
  /** The items in the order of values. */
  readonly order: readonly number[];
}

/** Looks each element up among the items. */
export function matchItems(
  elements: readonly Buffer[],
  items: readonly Buffer[],
  isInverted: boolean,
  meter: Meter,
): ItemMatches {
  const order = sortedPositions(items, meter);
  spendOnOrder(meter, elements.length, items.length);
  const sorted = order.map((i) => items[i] as Buffer);
  const counts = new Uint32Array(items.length);
  const belows = new Uint32Array(items.length + 1);
  const picked: number[] = [];
  for (const [position, element] of elements.entries()) {
    const { rank, isThere } = findRank(sorted, element, FIND.LAST);
    if (isThere) (counts[rank - 1] as number)++;
    (belows[rank] as number)++;
    if (isThere !== isInverted) picked.push(position);
  }
  const ranks = new Array<Range>(items.length);
  let below = 0;
  for (const [at, item] of order.entries()) {
    below += belows[at] as number;
    ranks[item] = { start: below, count: counts[at] as number };
  }
  return { picked, ranks, order };
}

/** The positions in order of what the items found, item by item, or of everything else. */
export function matchedPositions(wanted: Wanted, { ranks, order }: ItemMatches, size: number): Answer {
  const { isReversed } = wanted;
  if (!wanted.isInverted) {
    const each = ranks.flatMap(({ start, count }) => countUp({ start, count }, size, false));
    return integerList(isReversed ? each.map((rank) => size - rank - 1) : each);
  }
  const rest: number[] = [];
  let from = 0;
  // One by one: to join lists again and again takes the square of their number.
  const addUpTo = (end: number): void => {
    for (const rank of countUp({ start: from, count: end - from }, size, isReversed)) rest.push(rank);
  };
  for (const item of order) {
    const { start, count } = ranks[item] as Range;
    if (count === 0) continue;
    addUpTo(start);
    from = start + count;
  }
  addUpTo(size);
  return integerList(rest);
}
