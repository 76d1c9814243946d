// Values that AEL computes, where typed bins have no words for them.

import { exp } from '../public.ts';
import { Condition } from './condition.ts';
import type { Computed } from './values.ts';
import type { WhereParameters } from './where.ts';

/**
 * A value that AEL computes, for `compute` and for `set` of a change: `ael<number>('$.price * $.count')`.
 *
 * @param parameters - Values for `?0` or `?name` in the text.
 * @throws AerospikeError `ERR_PARAM` for text that is not AEL.
 */
export function ael<Type>(text: string, parameters?: WhereParameters): Computed<Type> {
  const expression = exp.ael(text, parameters);
  return new Condition(expression) as object as Computed<Type>;
}
