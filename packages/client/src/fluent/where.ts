// What `where` takes, and the filter that becomes of it.

import { type AerospikeExp, exp } from '../public.ts';
import { type Condition, expressionOf } from './condition.ts';
import { binsOf, RECORD } from './value-expressions.ts';
import type { BinsOf, RecordValues } from './values.ts';

/** What `where` takes: AEL, an expression of the client, or a function that makes a condition of typed bins. */
export type Where<Bins extends object> =
  | string
  | AerospikeExp
  | Condition
  | ((bins: BinsOf<Bins>, record: RecordValues) => Condition);

/** Values of an AEL text: for `?0`, `?1` … in an array, for `?name` in an object. */
export type WhereParameters = readonly unknown[] | { readonly [name: string]: unknown };

/** A filter beside one that was there before: both must hold. */
export function both(before: AerospikeExp | undefined, filter: AerospikeExp): AerospikeExp {
  return before === undefined ? filter : exp.and(before, filter);
}

/** @throws AerospikeError `ERR_PARAM` for a text that is not AEL, and for a function that makes no condition. */
export function filterOf<Bins extends object>(
  where: Where<Bins>,
  parameters: WhereParameters | undefined,
): AerospikeExp {
  if (typeof where === 'string') return exp.ael(where, parameters);
  if (Array.isArray(where)) return where;
  return expressionOf(typeof where === 'function' ? where(binsOf<Bins>(), RECORD) : (where as Condition));
}
