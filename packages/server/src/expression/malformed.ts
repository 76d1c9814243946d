// The one error of an expression that cannot be built, whatever is the matter with it.

import { ParticleError } from '../particles/particle-error.ts';
import { RESULT } from '../result-code.ts';

export function malformed(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed expression: ${reason}`);
}
