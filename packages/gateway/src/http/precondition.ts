// HTTP preconditions on record generations (RFC 9110 §13). The entity tag of a record is its generation in quotes.
// A record that was removed and written anew starts again at generation 1, so a tag identifies a version of one life.
import type { Precondition } from '../store/record-store.ts';
import { Problem } from './problem.ts';

const GENERATION_MAX = 65535;

export interface ConditionalHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** @param isLossless - Another form of the same version is another thing to a cache, and has a tag of its own. */
export const entityTag = (generation: number, isLossless: boolean): string =>
  isLossless ? `"${generation}-lossless"` : `"${generation}"`;

/** The one precondition a write or removal can carry. @throws Problem for what the database cannot check atomically. */
export function preconditionOf(headers: ConditionalHeaders): Precondition | undefined {
  const match = headers['if-match']?.trim();
  const noneMatch = headers['if-none-match']?.trim();
  if (match === undefined && noneMatch === undefined) return undefined;
  if (noneMatch === '*' && match === undefined) return { absent: true };
  if (match === '*' && noneMatch === undefined) return { present: true };
  const generation = Number(/^"(\d{1,5})(?:-lossless)?"$/.exec(match ?? '')?.[1] ?? 0);
  if (noneMatch !== undefined || generation < 1 || generation > GENERATION_MAX) {
    throw new Problem(
      'bad-precondition',
      'A write accepts one of If-Match: "<generation>", If-Match: * and If-None-Match: *',
    );
  }
  return { generation };
}

/** The precondition of a removal. @throws Problem also for the one that only a write can have. */
export function removalPreconditionOf(headers: ConditionalHeaders): Precondition | undefined {
  const precondition = preconditionOf(headers);
  if (precondition === undefined || !('absent' in precondition)) return precondition;
  throw new Problem('bad-precondition', 'A removal accepts one of If-Match: "<generation>" and If-Match: *');
}

/**
 * Whether the caller of a read has this generation already. RFC 9110 §13.2.2: If-Match comes first.
 *
 * @throws Problem when it wants another generation.
 */
export function isUnmodified(headers: ConditionalHeaders, generation: number, isLossless: boolean): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (
    match !== undefined &&
    !tagsOf(match).some((tag) => names(tag, generation, false) || names(tag, generation, true))
  ) {
    throw new Problem('precondition-failed', `The record has the generation ${generation}`);
  }
  return (
    noneMatch !== undefined && tagsOf(noneMatch).some((tag) => names(tag.replace(/^W\//, ''), generation, isLossless))
  );
}

const tagsOf = (header: string): string[] => header.split(',').map((item) => item.trim());
const names = (tag: string, generation: number, isLossless: boolean): boolean =>
  tag === '*' || tag === entityTag(generation, isLossless);
