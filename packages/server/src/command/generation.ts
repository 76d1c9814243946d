// Generations (docs/protocol/server-semantics.md, "Effects"): the check that a command may ask for, and the next value.

import { INFO2, MAX_GENERATION } from 'tendril/wire';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';

/** Compares the expected generation with the stored one; an absent record counts as 0. Equality wins over "greater". */
export function checkGeneration(request: Request, stored: number): number {
  const { info2, generation } = request;
  let passes = true;
  if ((info2 & INFO2.GENERATION) !== 0) passes = generation === stored;
  else if ((info2 & INFO2.GENERATION_GT) !== 0) passes = generation > stored;
  return passes ? RESULT.OK : RESULT.GENERATION;
}

export function nextGeneration(generation: number): number {
  return generation >= MAX_GENERATION ? 1 : generation + 1;
}
