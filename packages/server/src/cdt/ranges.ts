// Indexes and ranges of collection operations (protocol notes, part 3 §3.4): negative ones count from the end, and what
// lies outside is cut off.

export interface Range {
  readonly start: number;
  readonly count: number;
}

/** The position meant by an index among `size` elements; undefined when there is none. */
export function positionOf(index: number, size: number): number | undefined {
  const position = index < 0 ? size + index : index;
  return position >= 0 && position < size ? position : undefined;
}

/** The part of `size` elements that a range covers. Without a count, or with a negative one, it goes to the end. */
export function clipRange(index: number, count: number | undefined, size: number): Range {
  const wanted = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
  const first = index < 0 ? size + index : index;
  const start = Math.min(Math.max(first, 0), size);
  const end = Math.min(Math.max(first + wanted, start), size);
  return { start, count: end - start };
}

/** A range that starts `offset` positions from `origin`; what lies before the head shortens it. */
export function clipRelative(origin: number, offset: number, count: number | undefined, size: number): Range {
  const wanted = count === undefined || count < 0 ? Number.POSITIVE_INFINITY : count;
  const first = origin + offset;
  const start = Math.min(Math.max(first, 0), size);
  const end = Math.min(Math.max(first + wanted, start), size);
  return { start, count: end - start };
}
