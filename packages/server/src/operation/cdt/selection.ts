// What the selectors of lists and maps have in common: what they pick, and sets of positions.

import { CDT_RETURN } from 'tendril/wire';
import type { WorkMeter } from '../work-meter.ts';
import { type Answer, refuseType, type Wanted } from './answers.ts';
import { compareCanonical } from './compare.ts';
import { boolElement, intElement } from './elements.ts';
import type { Range } from './ranges.ts';

/** Positions: a part of the list, or single ones in ascending order. */
export type Picked = Range | readonly number[];

export interface Selection {
  /** What an operation that removes takes away. */
  readonly picked: Picked;
  readonly answer: Answer;
}

export const NOTHING: Range = { start: 0, count: 0 };

/** Values from `start` on and below `end`. Without an end all that follow, with `ONLY` those that are equal. */
export const ONLY = Symbol('only');
export type IntervalEnd = Buffer | typeof ONLY | undefined;

/** An answer that does not say which. */
export function countAnswer(wanted: Wanted, count: number): Answer {
  switch (wanted.type) {
    case CDT_RETURN.NONE:
      return undefined;
    case CDT_RETURN.COUNT:
      return intElement(count);
    case CDT_RETURN.EXISTS:
      return boolElement(count !== 0);
    default:
      return refuseType(wanted);
  }
}

export function at<T>(values: readonly T[], positions: readonly number[]): T[] {
  return positions.map((i) => values[i] as T);
}

/** The other positions; those given are in ascending order. */
function allBut(positions: readonly number[], size: number): number[] {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < size; i++) {
    if (positions[next] === i) next++;
    else rest.push(i);
  }
  return rest;
}

/** Of an inverted selector all but what matches, which is in ascending order. */
export function matchingOrRest(wanted: Wanted, matching: readonly number[], size: number): readonly number[] {
  return wanted.isInverted ? allBut(matching, size) : matching;
}

/** The positions that any of the parts has, in ascending order. */
export function unionOf(parts: readonly Range[], size: number): number[] {
  const changes = new Int32Array(size + 1);
  for (const { start, count } of parts) {
    if (count === 0) continue;
    (changes[start] as number)++;
    (changes[start + count] as number)--;
  }
  const positions: number[] = [];
  let depth = 0;
  for (let i = 0; i < size; i++) {
    depth += changes[i] as number;
    if (depth > 0) positions.push(i);
  }
  return positions;
}

/** Counts what parts have together. */
export function spendOn(parts: readonly Range[], meter: WorkMeter): void {
  for (const { count } of parts) meter.spend(count, 0);
}

/** Elements that are below a value. */
export function countBelow(items: readonly Buffer[], value: Buffer): number {
  let below = 0;
  for (const item of items) if (compareCanonical(item, value) < 0) below++;
  return below;
}
