// What `exp.selectByPath` and `exp.modifyByPath` mean: types only. The calls are in paths.ts.

import type { CdtContext } from '../operations/context.ts';
import type { ExpType, PathModifyFlags, PathSelectFlags } from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';

/** Expressions on many elements of a nested value at once. Servers from 8.1.1 on. */
export interface PathExpressions {
  /**
   * What a path selects in a list or map.
   *
   * @param valueType - type of the result: a value of `exp.type`
   * @param flags - what to return: a sum of values of `exp.pathSelectFlags`
   * @param ctx - the path: a context, whose steps may be `addAllChildren` and the filters beside it
   * @throws TypeError if `ctx` is not a context.
   */
  selectByPath(bin: AerospikeExp, valueType: ExpType, flags: PathSelectFlags, ctx: CdtContext): AerospikeExp;
  /**
   * The list or map with everything that a path selects replaced by the value of an expression, in which the loop
   * variables stand for the element; `removeResult` removes it.
   *
   * @param flags - a value of `exp.pathModifyFlags`
   * @throws TypeError if `ctx` is not a context or `flags` not a number.
   */
  modifyByPath(
    bin: AerospikeExp,
    valueType: ExpType,
    modExp: AerospikeExp | string,
    flags: PathModifyFlags,
    ctx: CdtContext,
  ): AerospikeExp;
}
