// The functions of `exp.lists`: calls of operations on lists. What each means stands in list-expressions.ts.

import { LIST_OP } from '../../wire/codes/collections.ts';
import { EXP_ENTRY, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { ListPolicyOptions } from '../policies/collection-policies.ts';
import { type CallContext, call } from './calls.ts';
import { modify, type PolicyKind, policyCall, remove, selectOne, selectSeveral, size } from './collections.ts';
import { type AerospikeExp, int } from './entry.ts';
import type { ListExpressions } from './list-expressions.ts';
import { text } from './parameters.ts';

type Policy = ListPolicyOptions | null | undefined;

const { LIST } = EXP_TYPE;
/** Items of the policy that operations take which may create a list, and of that of the others. */
const CREATING: PolicyKind = { op: EXP_ENTRY.CDT_LIST_CRMOD, items: 2 };
const CHANGING: PolicyKind = { op: EXP_ENTRY.CDT_LIST_MOD, items: 1 };

function change(
  code: number,
  kind: PolicyKind,
  args: readonly AerospikeExp[],
  bin: AerospikeExp,
  policy: Policy,
  ctx: CallContext,
): AerospikeExp {
  return policyCall(LIST, 'listPolicy', CREATING.op, code, kind, args, bin, policy, ctx);
}

const append =
  (code: number) =>
  (bin: AerospikeExp, value: AerospikeExp, policy?: Policy, ctx?: CallContext): AerospikeExp =>
    change(code, CREATING, [value], bin, policy, ctx);

const insert =
  (code: number, kind: PolicyKind) =>
  (bin: AerospikeExp, value: AerospikeExp, index: AerospikeExp, policy?: Policy, ctx?: CallContext): AerospikeExp =>
    change(code, kind, [index, value], bin, policy, ctx);

function join(bin: AerospikeExp, ctx?: CallContext, separator?: unknown): AerospikeExp {
  const parameters = separator === undefined ? [] : [text(separator)];
  return call(EXP_TYPE.STR, EXP_SYSTEM.CDT, LIST_OP.STRING_LIST_JOIN, parameters.length, parameters, bin, { ctx });
}

export const lists: ListExpressions = {
  size: size(LIST_OP.SIZE),
  getByValue: selectSeveral(LIST_OP.GET_ALL_BY_VALUE, 1),
  getByValueRange: selectSeveral(LIST_OP.GET_BY_VALUE_INTERVAL, 2),
  getByValueList: selectSeveral(LIST_OP.GET_BY_VALUE_LIST, 1),
  getByRelRankRangeToEnd: selectSeveral(LIST_OP.GET_BY_VALUE_REL_RANK_RANGE, 2),
  getByRelRankRange: selectSeveral(LIST_OP.GET_BY_VALUE_REL_RANK_RANGE, 3),
  getByIndex: selectOne(LIST_OP.GET_BY_INDEX),
  getByIndexRangeToEnd: selectSeveral(LIST_OP.GET_BY_INDEX_RANGE, 1),
  getByIndexRange: selectSeveral(LIST_OP.GET_BY_INDEX_RANGE, 2),
  getByRank: selectOne(LIST_OP.GET_BY_RANK),
  getByRankRangeToEnd: selectSeveral(LIST_OP.GET_BY_RANK_RANGE, 1),
  getByRankRange: selectSeveral(LIST_OP.GET_BY_RANK_RANGE, 2),
  append: append(LIST_OP.APPEND),
  appendItems: append(LIST_OP.APPEND_ITEMS),
  insert: insert(LIST_OP.INSERT, CHANGING),
  insertItems: insert(LIST_OP.INSERT_ITEMS, CHANGING),
  increment: insert(LIST_OP.INCREMENT, CREATING),
  set: insert(LIST_OP.SET, CHANGING),
  clear: (bin, ctx) => modify(LIST, LIST_OP.CLEAR, 0, [], bin, ctx),
  sort: (bin, order, ctx) => modify(LIST, LIST_OP.SORT, 1, [int(order)], bin, ctx),
  join,
  joinSeparator: (bin, separator, ctx) => join(bin, ctx, separator),
  removeByValue: remove(LIST, LIST_OP.REMOVE_ALL_BY_VALUE, 1),
  removeByValueList: remove(LIST, LIST_OP.REMOVE_BY_VALUE_LIST, 1),
  removeByValueRange: remove(LIST, LIST_OP.REMOVE_BY_VALUE_INTERVAL, 2),
  removeByRelRankRangeToEnd: remove(LIST, LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, 2),
  removeByRelRankRange: remove(LIST, LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, 3),
  removeByIndex: remove(LIST, LIST_OP.REMOVE_BY_INDEX, 1),
  removeByIndexRangeToEnd: remove(LIST, LIST_OP.REMOVE_BY_INDEX_RANGE, 1),
  removeByIndexRange: remove(LIST, LIST_OP.REMOVE_BY_INDEX_RANGE, 2),
  removeByRank: remove(LIST, LIST_OP.REMOVE_BY_RANK, 1),
  removeByRankRangeToEnd: remove(LIST, LIST_OP.REMOVE_BY_RANK_RANGE, 1),
  removeByRankRange: remove(LIST, LIST_OP.REMOVE_BY_RANK_RANGE, 2),
};
