// Indexes and ranges of collection operations (docs/protocol/lists.md, "Indexes, ranks and ranges"): negative ones
// count from the end, and what lies outside is cut off. Indexes are signed and counts unsigned integers of 64 bits,
// and overflow as such.

export interface Range {
  readonly start: number;
  readonly count: number;
}

/** What a range without a count has. */
export const WITHOUT_COUNT = 0xffffffffn;

/** The position meant by an index among `size` elements; undefined when there is none. */
export function positionOf(index: bigint, size: number): number | undefined {
  if (index >= size) return undefined;
  const position = Number(index) < 0 ? size + Number(index) : Number(index);
  return position < 0 ? undefined : position;
}

/** The part of `size` elements that a range covers; a range outside is an empty one. */
export function clipRange(index: bigint, count: bigint, size: number): Range {
  if (index >= size) return { start: size, count: 0 };
  const start = index < 0n ? BigInt(size) + index : index;
  if (start >= 0n) return { start: Number(start), count: smaller(count, size - Number(start)) };
  // What lies before the head shortens it.
  return { start: 0, count: -start < count ? smaller(count + start, size) : 0 };
}

/** A range that starts `offset` positions from `origin`, for `clipRange`; what lies before the head shortens it. */
export function relativeRange(origin: number, offset: bigint, count: bigint): { index: bigint; count: bigint } {
  const index = BigInt.asIntN(64, offset + BigInt(origin));
  if (index >= 0n) return { index, count };
  const before = -index;
  return { index: 0n, count: count > before ? count - before : 0n };
}

function smaller(count: bigint, limit: number): number {
  return count < limit ? Number(count) : limit;
}

/** What is left of `size` positions, when that is one part. */
export function restAsPart({ start, count }: Range, size: number): Range | undefined {
  if (count === 0) return { start: 0, count: size };
  if (start === 0) return { start: count, count: size - count };
  return start + count >= size ? { start: 0, count: start } : undefined;
}

/** What is before and behind a part. */
export function partsAround({ start, count }: Range, size: number): readonly [Range, Range] {
  const end = start + count;
  return [
    { start: 0, count: start },
    { start: end, count: size - end },
  ];
}
