// HTTP preconditions on record generations (RFC 9110 §13). The entity tag of a record is its generation in quotes.
// A record that was removed and written anew starts again at generation 1, so a tag identifies a version of one life.
import type { Precondition } from '../store/record-store.ts';
import { Problem } from './problem.ts';

const GENERATION_MAX = 65535;

export const entityTag = (generation: number): string => `"${generation}"`;

/** The one precondition a write or removal can carry. @throws Problem for what the database cannot check atomically. */
export function preconditionOf(headers: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}): Precondition | undefined {
  const match = headers['if-match']?.trim();
  const noneMatch = headers['if-none-match']?.trim();
  if (match === undefined && noneMatch === undefined) return undefined;
  if (noneMatch === '*' && match === undefined) return { absent: true };
  if (match === '*' && noneMatch === undefined) return { present: true };
  const generation = Number(/^"(\d{1,5})"$/.exec(match ?? '')?.[1] ?? 0);
  if (noneMatch !== undefined || generation < 1 || generation > GENERATION_MAX) {
    throw new Problem(
      'bad-precondition',
      'A write accepts one of If-Match: "<generation>", If-Match: * and If-None-Match: *',
    );
  }
  return { generation };
}

/** Whether an If-None-Match header of a read names this generation. */
export function isUnmodified(ifNoneMatch: string | undefined, generation: number): boolean {
  if (ifNoneMatch === undefined) return false;
  const tag = entityTag(generation);
  return ifNoneMatch.split(',').some((item) => item.trim().replace(/^W\//, '') === tag || item.trim() === '*');
}
