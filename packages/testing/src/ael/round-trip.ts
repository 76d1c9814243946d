// What must hold of one random text: it compiles to the bytes of its builders, and its text compiles to them again.

import { type AerospikeExp, exp } from 'tendril';
import type { Random } from '../random.ts';
import { AelConditions } from './conditions.ts';

const MAX_DEPTH = 5;

/** @param bytes - of an expression, as text */
export function checkRoundTrip(random: Random, bytes: (expression: AerospikeExp) => string): string {
  const conditions = new AelConditions(random, true);
  const depth = random.below(MAX_DEPTH);
  const { text, expression } = random.below(3) === 0 ? conditions.value(depth) : conditions.condition(depth);
  const wanted = bytes(expression);
  const compiled = exp.ael(text);
  if (bytes(compiled) !== wanted) throw new Error(`${text}\n  does not mean what its builders mean`);
  const again = exp.toText(compiled);
  if (bytes(exp.ael(again)) !== wanted)
    throw new Error(`${text}\n  is shown as\n${again}\n  which means something else`);
  if (exp.toText(expression) !== again) throw new Error(`${text}\n  and its builders are shown differently`);
  return text;
}
