// What a payload gets that cannot be read or asks for what there is not: a parameter error.

import { WireError } from 'tendril/wire';
import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';

export function malformed(reason: string, subcode = 0): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed operation: ${reason}`, subcode);
}

/** What makes a stored value corrupt makes a parameter wrong. */
export function asParameterError(error: unknown): unknown {
  const isCorrupt =
    error instanceof WireError || (error instanceof ParticleError && error.resultCode === RESULT.UNKNOWN);
  return isCorrupt ? malformed(error.message) : error;
}
