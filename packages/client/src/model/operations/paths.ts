// Operations along paths into the value of a bin. Loaded with the first of them: see scalar.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { type CdtContext, isContext } from './context.ts';
import { Operation } from './operation.ts';

const { selectByPath: SELECT, modifyByPath: MODIFY } = FUNCTIONS.operations;

export function selectByPath<N extends string>(bin: N, flags: number, context: CdtContext): Operation<N> {
  return new Operation(SELECT.number, bin, { ctx: pathOf(context), flags });
}

export function modifyByPath<N extends string>(
  bin: N,
  modExp: AerospikeExp | string,
  flags: number,
  context: CdtContext,
): Operation<N> {
  return new Operation(MODIFY.number, bin, { modExp, ctx: pathOf(context), flags });
}

function pathOf(context: CdtContext): CdtContext {
  if (isContext(context)) return context;
  throw new TypeError('ctx must be a CDT Context');
}
