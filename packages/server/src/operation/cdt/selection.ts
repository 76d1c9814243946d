// What a selector picked out of a list or map, and how the return types tell it (docs/protocol/lists.md, "Return types,
// flags and order" and "Results of selectors" and docs/protocol/maps.md, "Edges"). Index is the position in a list or
// in key order, rank the position in value order.

import { CDT_RETURN, CDT_RETURN_INVERTED, MAP_ORDER } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { encodeList, encodeMap } from './collection.ts';
import { compareCanonical } from './compare.ts';
import { boolElement, cdtError, intElement, NIL } from './elements.ts';

/** The elements that are selected from. */
export class Elements {
  /** Keys of a map in key order; undefined for a list. */
  readonly keys: readonly Buffer[] | undefined;
  readonly values: readonly Buffer[];
  readonly isOrderedList: boolean;
  #byRank: readonly number[] | undefined;
  #sorted: readonly Buffer[] | undefined;
  #ranks: Int32Array | undefined;

  constructor(keys: readonly Buffer[] | undefined, values: readonly Buffer[], isOrderedList: boolean) {
    this.keys = keys;
    this.values = values;
    this.isOrderedList = isOrderedList;
  }

  get count(): number {
    return this.values.length;
  }

  /** Indexes in the order of values, equal values in the order of indexes. */
  get byRank(): readonly number[] {
    if (this.#byRank === undefined) {
      const order = this.values.map((_, i) => i);
      if (!this.isOrderedList) {
        order.sort((a, b) => compareCanonical(this.values[a] as Buffer, this.values[b] as Buffer) || a - b);
      }
      this.#byRank = order;
    }
    return this.#byRank;
  }

  /** The values in the order of ranks. */
  get sorted(): readonly Buffer[] {
    this.#sorted ??= this.isOrderedList ? this.values : this.byRank.map((i) => this.values[i] as Buffer);
    return this.#sorted;
  }

  /** The rank of the element at an index. In a list, equal elements share the lowest rank. */
  rankOf(index: number): number {
    if (this.#ranks === undefined) {
      const ranks = new Int32Array(this.count);
      for (const [rank, i] of this.byRank.entries()) {
        const previous = rank === 0 ? -1 : (this.byRank[rank - 1] as number);
        const isEqual =
          this.keys === undefined &&
          previous !== -1 &&
          compareCanonical(this.values[previous] as Buffer, this.values[i] as Buffer) === 0;
        ranks[i] = isEqual ? (ranks[previous] as number) : rank;
      }
      this.#ranks = ranks;
    }
    return this.#ranks[index] as number;
  }
}

/** What was picked. Along `axis` the picks are the positions from `start` on; without an axis they are as they are. */
export interface Selection {
  readonly axis: 'index' | 'rank' | 'none';
  readonly start: number;
  /** Indexes of the picked elements, in the order in which a reply names them. */
  readonly picks: readonly number[];
  /** Ranks in the order in which a reply names them, where that differs from the ranks of `picks`. */
  readonly ranks?: readonly number[] | undefined;
  /** Indexes in the order in which a reply names them, where that differs from `picks`. */
  readonly indexes?: readonly number[] | undefined;
  /** The selector can pick no more than one. */
  readonly isSingle: boolean;
  /** A range that lies completely before or behind the elements. */
  readonly isOutside?: boolean | undefined;
  /** The selector does not say ranks. */
  readonly hasNoRanks?: boolean;
  /** These are the elements that were not selected. */
  readonly isInverted?: boolean;
}

/** The picks as a set of indexes, inverted when the return type says so. */
export function pickedSet(elements: Elements, selection: Selection, returnType: number): Set<number> {
  const picked = new Set(selection.picks);
  if (!isInverted(returnType)) return picked;
  return new Set([...elements.values.keys()].filter((i) => !picked.has(i)));
}

export function isInverted(returnType: number): boolean {
  return (returnType & CDT_RETURN_INVERTED) !== 0;
}

/** @throws ParticleError with result code 26 for a return type that does not exist or not for this selector. */
export function checkReturnType(elements: Elements, selection: Selection, returnType: number): void {
  const type = returnType & ~CDT_RETURN_INVERTED;
  const isMap = elements.keys !== undefined;
  const exists =
    type >= 0 && (type <= CDT_RETURN.EXISTS || type === CDT_RETURN.UNORDERED_MAP || type === CDT_RETURN.ORDERED_MAP);
  const ofMapsOnly = type === CDT_RETURN.KEY || type === CDT_RETURN.KEY_VALUE || type >= CDT_RETURN.UNORDERED_MAP;
  if (!exists || (ofMapsOnly && !isMap)) throw notApplicable(`return type ${type}`);
  if (isInverted(returnType) && selection.isSingle) throw notApplicable('an inverted single selector');
  const asksForRanks = type === CDT_RETURN.RANK || type === CDT_RETURN.REVERSE_RANK;
  if (asksForRanks && selection.hasNoRanks === true) throw notApplicable('ranks of a list of keys');
  if (type < CDT_RETURN.INDEX_RANGE || type > CDT_RETURN.REVRANK_RANGE) return;
  const isIndexRange = type === CDT_RETURN.INDEX_RANGE || type === CDT_RETURN.REVINDEX_RANGE;
  const fits =
    selection.axis === (isIndexRange ? 'index' : 'rank') || (elements.isOrderedList && selection.axis !== 'none');
  // A list takes a range that lies outside for one along either axis.
  if (!fits && (isMap || selection.isOutside !== true)) throw notApplicable(`return type ${type}`);
  // The rest is a range only when it is everything or nothing.
  const restIsRange = selection.isOutside === true || selection.picks.length === elements.count;
  if (isInverted(returnType) && !restIsRange) throw notApplicable(`return type ${type}`);
}

/** The reply's element; undefined when the return type asks for none. */
export function answer(elements: Elements, selection: Selection, returnType: number): Buffer | undefined {
  const effective = isInverted(returnType) ? invert(elements, selection) : selection;
  const { picks } = effective;
  const { count } = elements;
  const type = returnType & ~CDT_RETURN_INVERTED;
  switch (type) {
    case CDT_RETURN.NONE:
      return undefined;
    case CDT_RETURN.COUNT:
      return intElement(picks.length);
    case CDT_RETURN.EXISTS:
      return boolElement(picks.length > 0);
    case CDT_RETURN.INDEX:
      return positions(indexes(elements, effective, false), effective);
    case CDT_RETURN.REVERSE_INDEX:
      return positions(indexes(elements, effective, true), effective);
    case CDT_RETURN.RANK:
      return positions(ranks(elements, effective, false), effective);
    case CDT_RETURN.REVERSE_RANK:
      return positions(ranks(elements, effective, true), effective);
    case CDT_RETURN.KEY:
      return listed(
        picks.map((i) => elements.keys?.[i] as Buffer),
        effective,
      );
    case CDT_RETURN.VALUE:
      return listed(
        picks.map((i) => elements.values[i] as Buffer),
        effective,
      );
    case CDT_RETURN.INDEX_RANGE:
    case CDT_RETURN.RANK_RANGE:
      return rangeAnswer(effective.start, picks.length);
    case CDT_RETURN.REVINDEX_RANGE:
    case CDT_RETURN.REVRANK_RANGE:
      // An empty range has no far end to count from.
      return rangeAnswer(picks.length === 0 ? effective.start : count - effective.start - picks.length, picks.length);
    default:
      return entries(elements, picks, type);
  }
}

function rangeAnswer(start: number, count: number): Buffer {
  return encodeList([intElement(start), intElement(count)]);
}

/** Everything that was not picked, in the order of the list or of keys. */
function invert(elements: Elements, selection: Selection): Selection {
  const picked = new Set(selection.picks);
  const picks = [...elements.values.keys()].filter((i) => !picked.has(i));
  const pickedRanks = new Set(selection.ranks ?? selection.picks.map((i) => elements.rankOf(i)));
  const isContiguous = selection.axis === 'rank' || selection.ranks !== undefined;
  const all = [...elements.values.keys()];
  const rest = isContiguous ? all.filter((rank) => !pickedRanks.has(rank)) : undefined;
  const start = picks.length === 0 ? elements.count : 0;
  return { axis: 'none', start, picks, ranks: rest, isSingle: false, isInverted: true };
}

function indexes(
  elements: Elements,
  { axis, start, picks, indexes: given, isInverted: isRest }: Selection,
  reverse: boolean,
): number[] {
  const { count } = elements;
  if (picks.length === count && elements.keys === undefined && count > 1 && !reverse) return [...picks.keys()];
  if (axis === 'index' || (elements.isOrderedList && axis === 'rank')) {
    const from = reverse ? count - start - picks.length : start;
    return picks.map((_, i) => from + i);
  }
  const named = (given ?? picks).map((i) => (reverse ? count - 1 - i : i));
  return isRest === true ? named.sort((a, b) => a - b) : named;
}

function ranks(
  elements: Elements,
  { axis, start, picks, ranks: given, isInverted: isRest }: Selection,
  reverse: boolean,
): number[] {
  const { count } = elements;
  const isWhole = picks.length === count && count > 1 && (elements.keys === undefined || axis === 'index');
  if (isWhole) return [...picks.keys()];
  if (axis === 'rank' || (elements.isOrderedList && axis === 'index')) {
    const from = reverse ? count - start - picks.length : start;
    return picks.map((_, i) => from + i);
  }
  const named = (given ?? picks.map((i) => elements.rankOf(i))).map((rank) => (reverse ? count - 1 - rank : rank));
  return isRest === true ? named.sort((a, b) => a - b) : named;
}

function positions(values: readonly number[], selection: Selection): Buffer {
  if (!selection.isSingle) return encodeList(values.map((value) => intElement(value)));
  return intElement(values[0] ?? -1);
}

function listed(values: readonly Buffer[], selection: Selection): Buffer {
  return selection.isSingle ? (values[0] ?? NIL) : encodeList(values);
}

function entries(elements: Elements, picks: readonly number[], type: number): Buffer {
  const sorted = type === CDT_RETURN.ORDERED_MAP ? [...picks].sort((a, b) => a - b) : picks;
  const keys = sorted.map((i) => elements.keys?.[i] as Buffer);
  const values = sorted.map((i) => elements.values[i] as Buffer);
  const flags = orderOf(type);
  return encodeMap(keys, values, flags);
}

function notApplicable(what: string): Error {
  return cdtError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`);
}

function orderOf(type: number): number {
  if (type === CDT_RETURN.ORDERED_MAP) return MAP_ORDER.KEY_ORDERED;
  return type === CDT_RETURN.KEY_VALUE ? MAP_ORDER.PRESERVE_ORDER : MAP_ORDER.UNORDERED;
}
