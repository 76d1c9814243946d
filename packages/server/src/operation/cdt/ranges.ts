// Indexes and ranges of collection operations (docs/protocol/lists.md, "Indexes, ranks and ranges"): negative ones
// count from the end, and what lies outside is cut off.

export interface Range {
  readonly start: number;
  readonly count: number;
  /** It lies completely before or behind the elements. */
  readonly isOutside?: boolean;
}

/** The position meant by an index among `size` elements; undefined when there is none. */
export function positionOf(index: number, size: number): number | undefined {
  const position = index < 0 ? size + index : index;
  return position >= 0 && position < size ? position : undefined;
}

/** The part of `size` elements that a range covers. Without a count, or with a negative one, it goes to the end. */
export function clipRange(index: number, count: number | undefined, size: number): Range {
  return clip(index < 0 ? size + index : index, count, size);
}

/** A range that starts `offset` positions from `origin`; what lies before the head shortens it. */
export function clipRelative(origin: number, offset: number, count: number | undefined, size: number): Range {
  return clip(origin + offset, count, size);
}

function clip(first: number, count: number | undefined, size: number): Range {
  const end = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : first + count;
  const start = Math.min(Math.max(first, 0), size);
  return { start, count: Math.min(Math.max(end, start), size) - start, isOutside: first >= size || end <= 0 };
}
