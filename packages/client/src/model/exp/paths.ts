// `exp.selectByPath` and `exp.modifyByPath`: calls that follow a path to many elements of a bin.

import { CDT_FORM, CDT_PATH } from '../../wire/codes/collections.ts';
import { EXP_ENTRY, EXP_SYSTEM } from '../../wire/codes/expressions.ts';
import { type CdtContext, isContext } from '../operations/context.ts';
import { call, modifying } from './calls.ts';
import { type AerospikeExp, constant, int } from './entry.ts';
import type { PathExpressions } from './path-expressions.ts';

function path(ctx: CdtContext): AerospikeExp {
  if (!isContext(ctx)) throw new TypeError('ctx must be a CDT Context');
  return constant(EXP_ENTRY.CTX, 'ctx', ctx);
}

export const paths: PathExpressions = {
  selectByPath: (bin, valueType, flags, ctx) =>
    call(valueType, EXP_SYSTEM.CDT, CDT_FORM.PATH, 2, [path(ctx), int(flags)], bin),
  modifyByPath(bin, valueType, modExp, flags, ctx) {
    const steps = path(ctx);
    if (typeof flags !== 'number') throw new TypeError('flags must be a number');
    const change = constant(EXP_ENTRY.MERGE, 'exp', modExp);
    const parameters = [steps, int(flags | CDT_PATH.APPLY), change];
    return call(valueType, modifying(EXP_SYSTEM.CDT), CDT_FORM.PATH, 3, parameters, bin);
  },
};
