// How long a text may become, asked before memory is taken for it.

import { MAX_STRING_RESULT_BYTES } from '../../limits.ts';
import { badArgument } from './payload.ts';

/** @throws ParticleError with result code 4 when a text would become longer than any may. */
export function checkResult(bytes: number): void {
  if (bytes > MAX_STRING_RESULT_BYTES)
    throw badArgument(`the result may have ${bytes} bytes, the limit is ${MAX_STRING_RESULT_BYTES}`);
}
