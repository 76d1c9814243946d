// What an operation answers of the elements that it selects (docs/protocol/lists.md, "Return types, flags and order" and
// "Results of selectors"). Index is the position in a list or in key order, rank the position in value order.

import { CDT_RETURN, CDT_RETURN_INVERTED, MAP_ORDER, packInteger, packListHeader, Writer } from 'tendril/wire';
import { RESULT } from '../../result-code.ts';
import { encodeList, encodeMap } from './collection.ts';
import { boolElement, cdtError, intElement, isExtension } from './elements.ts';
import type { Range } from './ranges.ts';

const RETURN_TYPE_MASK = 0xffff;

/** The return type of an operation, of one element or of many. */
export class Wanted {
  readonly type: number;
  /** What is not selected is answered, or removed. */
  readonly isInverted: boolean;
  /** The selector picks no more than one. */
  readonly isSingle: boolean;

  constructor(type: number, isInverted: boolean, isSingle: boolean) {
    this.type = type;
    this.isInverted = isInverted;
    this.isSingle = isSingle;
  }

  static from(returnType: bigint, isSingle: boolean): Wanted {
    const isInverted = (returnType & BigInt(CDT_RETURN_INVERTED)) !== 0n;
    return new Wanted(Number(returnType & BigInt(RETURN_TYPE_MASK)), isInverted, isSingle);
  }

  /** The same of what was selected after all. */
  get plain(): Wanted {
    return this.isInverted ? new Wanted(this.type, false, this.isSingle) : this;
  }

  get isReversed(): boolean {
    return this.type === CDT_RETURN.REVERSE_INDEX || this.type === CDT_RETURN.REVERSE_RANK;
  }

  get isIndex(): boolean {
    return this.type === CDT_RETURN.INDEX || this.type === CDT_RETURN.REVERSE_INDEX;
  }

  get isRank(): boolean {
    return this.type === CDT_RETURN.RANK || this.type === CDT_RETURN.REVERSE_RANK;
  }

  get isIndexRange(): boolean {
    return this.type === CDT_RETURN.INDEX_RANGE || this.type === CDT_RETURN.REVINDEX_RANGE;
  }

  get isRankRange(): boolean {
    return this.type === CDT_RETURN.RANK_RANGE || this.type === CDT_RETURN.REVRANK_RANGE;
  }

  get isMap(): boolean {
    const { type } = this;
    return type === CDT_RETURN.KEY_VALUE || type === CDT_RETURN.UNORDERED_MAP || type === CDT_RETURN.ORDERED_MAP;
  }

  get isElements(): boolean {
    return this.type === CDT_RETURN.KEY || this.type === CDT_RETURN.VALUE || this.isMap;
  }
}

/** An answer; undefined = none. */
export type Answer = Buffer | undefined;

/** @throws ParticleError with result code 26. */
/** `subcode` is of NOT_APPLICABLE_SUBCODE. */
export function notApplicable(what: string, subcode = 0): never {
  throw cdtError(RESULT.OP_NOT_APPLICABLE, `Not applicable: ${what}`, subcode);
}

export function refuseType(wanted: Wanted): never {
  return notApplicable(`return type ${wanted.type}`);
}

/** @throws ParticleError with result code 26 for an inverted selector that picks one. */
export function refuseInvertedSingle(wanted: Wanted): void {
  if (wanted.isInverted && wanted.isSingle) notApplicable('an inverted single selector');
}

const scratch = new Writer(1024);

export function integerList(values: readonly number[]): Buffer {
  scratch.reset();
  packListHeader(scratch, values.length);
  for (const value of values) packInteger(scratch, value);
  return scratch.take();
}

/** `start` to `start + count`, or what these are from the other end of `size`. */
export function countUp({ start, count }: Range, size: number, isReversed: boolean): number[] {
  const from = isReversed ? size - start - count : start;
  return Array.from({ length: count }, (_, i) => from + i);
}

/** Nothing was found; a range of nothing stands at `at`. */
export function nothing(wanted: Wanted, at: number): Answer {
  switch (wanted.type) {
    case CDT_RETURN.NONE:
      return undefined;
    case CDT_RETURN.INDEX:
    case CDT_RETURN.REVERSE_INDEX:
    case CDT_RETURN.RANK:
    case CDT_RETURN.REVERSE_RANK:
      return wanted.isSingle ? intElement(-1) : integerList([]);
    case CDT_RETURN.COUNT:
      return intElement(0);
    case CDT_RETURN.EXISTS:
      return boolElement(false);
    case CDT_RETURN.KEY:
    case CDT_RETURN.VALUE:
      return wanted.isSingle ? undefined : integerList([]);
    default:
      if (wanted.isIndexRange || wanted.isRankRange) return integerList([at, 0]);
      return wanted.isMap ? encodeMap([], [], mapFlags(wanted)) : refuseType(wanted);
  }
}

/** Nothing of a list was found, whose elements have no keys. */
export function nothingOfList(wanted: Wanted, at: number): Answer {
  return wanted.type === CDT_RETURN.KEY || wanted.isMap ? refuseType(wanted) : nothing(wanted, at);
}

/** A contiguous part of `size` positions, or the rest when that is wanted. */
export function positionsOf(wanted: Wanted, { start, count }: Range, size: number): Answer {
  const { type, isInverted, isReversed } = wanted;
  switch (type) {
    case CDT_RETURN.NONE:
      return undefined;
    case CDT_RETURN.COUNT:
      return intElement(isInverted ? size - count : count);
    case CDT_RETURN.EXISTS:
      return boolElement((count === 0) === isInverted);
    case CDT_RETURN.INDEX:
    case CDT_RETURN.REVERSE_INDEX:
    case CDT_RETURN.RANK:
    case CDT_RETURN.REVERSE_RANK: {
      if (wanted.isSingle) return intElement(count === 0 ? -1 : isReversed ? size - start - 1 : start);
      if (!isInverted) return integerList(countUp({ start, count }, size, isReversed));
      const end = start + count;
      const before = countUp({ start: 0, count: start }, size, isReversed);
      return integerList([...before, ...countUp({ start: end, count: size - end }, size, isReversed)]);
    }
    default:
      return refuseType(wanted);
  }
}

/** As `positionsOf`, where also the range itself may be wanted. */
export function rangeOf(wanted: Wanted, { start, count }: Range, size: number): Answer {
  if (!wanted.isIndexRange && !wanted.isRankRange) return positionsOf(wanted, { start, count }, size);
  if (wanted.isInverted) return refuseType(wanted);
  const isReversed = wanted.type === CDT_RETURN.REVINDEX_RANGE || wanted.type === CDT_RETURN.REVRANK_RANGE;
  return integerList([isReversed ? size - start - count : start, count]);
}

/** Positions that were picked, each by itself. */
export function eachOf(wanted: Wanted, picked: readonly number[], size: number): Answer {
  const named = wanted.isReversed ? picked.map((position) => size - position - 1) : picked;
  return wanted.isSingle ? intElement(named[0] ?? -1) : integerList(named);
}

/** The parts that were found for each of several items, one after the other. */
export function partsOf(wanted: Wanted, parts: readonly Range[], size: number): Answer {
  return integerList(parts.flatMap((part) => countUp(part, size, wanted.isReversed)));
}

/**
 * Values alone: a list, or the one there may be.
 *
 * @throws ParticleError with that result code when the one is an extension, which no bin holds.
 */
export function valuesOf(wanted: Wanted, values: readonly Buffer[], ofExtension: number): Answer {
  if (!wanted.isSingle) return encodeList(values);
  const [value] = values;
  if (value !== undefined && isExtension(value)) throw cdtError(ofExtension, 'An extension is no value of a bin');
  return value;
}

/** How a map is answered. */
export function mapFlags({ type }: Wanted): number {
  if (type === CDT_RETURN.ORDERED_MAP) return MAP_ORDER.KEY_ORDERED;
  return type === CDT_RETURN.KEY_VALUE ? MAP_ORDER.PRESERVE_ORDER : MAP_ORDER.UNORDERED;
}
