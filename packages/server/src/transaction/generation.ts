// Generations (protocol notes, part 2 §8.3): the check that a command may ask for, and the next value.

import { INFO2 } from 'tendril/wire';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';

const MAX_GENERATION = 65_535;

/** Compares the request's expected generation with the stored one; an absent record counts as 0. */
export function checkGeneration(request: Request, stored: number): number {
  if ((request.info2 & INFO2.GENERATION) !== 0 && request.generation !== stored) return RESULT.GENERATION;
  if ((request.info2 & INFO2.GENERATION_GT) !== 0 && request.generation <= stored) return RESULT.GENERATION;
  return RESULT.OK;
}

export function nextGeneration(generation: number): number {
  return generation >= MAX_GENERATION ? 1 : generation + 1;
}
