// Arguments of calls that may be plain values or expressions, as parameters of the call.

import { EXP_ENTRY } from '../../wire/codes/expressions.ts';
import { type AerospikeExp, constant, int } from './entry.ts';

/** @internal Makes the parameter that an argument is. */
export type Parameter = (given: unknown) => AerospikeExp;

/** @internal An integer. */
export const whole: Parameter = (given) => (Array.isArray(given) ? given : int(given));

/** @internal Text. */
export const text: Parameter = (given) => (Array.isArray(given) ? given : constant(EXP_ENTRY.VAL_STR, 'strVal', given));
