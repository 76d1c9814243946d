// The functions of `exp.maps`: calls of operations on maps. What each means stands in map-expressions.ts.

import { MAP_OP } from '../../wire/codes/collections.ts';
import { EXP_ENTRY, EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { MapPolicyOptions } from '../policies/collection-policies.ts';
import type { CallContext } from './calls.ts';
import { modify, type PolicyKind, policyCall, remove, selectOne, selectSeveral, size } from './collections.ts';
import type { AerospikeExp } from './entry.ts';
import type { MapExpressions } from './map-expressions.ts';

type Policy = MapPolicyOptions | null | undefined;

const { MAP } = EXP_TYPE;
/** Items of the policy of most operations; incrementing takes the order alone. */
const ORDER_AND_FLAGS: PolicyKind = { op: EXP_ENTRY.CDT_MAP_CRMOD, items: 2 };
const ORDER: PolicyKind = { op: EXP_ENTRY.CDT_MAP_CR, items: 1 };

function change(
  code: number,
  kind: PolicyKind,
  args: readonly AerospikeExp[],
  bin: AerospikeExp,
  policy: Policy,
  ctx: CallContext,
): AerospikeExp {
  return policyCall(MAP, 'mapPolicy', ORDER_AND_FLAGS.op, code, kind, args, bin, policy, ctx);
}

export const maps: MapExpressions = {
  put: (bin, value, key, policy, ctx) => change(MAP_OP.PUT, ORDER_AND_FLAGS, [key, value], bin, policy, ctx),
  putItems: (bin, map, policy, ctx) => change(MAP_OP.PUT_ITEMS, ORDER_AND_FLAGS, [map], bin, policy, ctx),
  increment: (bin, value, key, policy, ctx) => change(MAP_OP.INCREMENT, ORDER, [key, value], bin, policy, ctx),
  clear: (bin, ctx) => modify(MAP, MAP_OP.CLEAR, 0, [], bin, ctx),
  removeByKey: remove(MAP, MAP_OP.REMOVE_BY_KEY, 1),
  removeByKeyList: remove(MAP, MAP_OP.REMOVE_BY_KEY_LIST, 1),
  removeByKeyRange: remove(MAP, MAP_OP.REMOVE_BY_KEY_INTERVAL, 2),
  removeByKeyRelIndexRangeToEnd: remove(MAP, MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE, 2),
  removeByKeyRelIndexRange: remove(MAP, MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE, 3),
  removeByValue: remove(MAP, MAP_OP.REMOVE_ALL_BY_VALUE, 1),
  removeByValueList: remove(MAP, MAP_OP.REMOVE_BY_VALUE_LIST, 1),
  removeByValueRange: remove(MAP, MAP_OP.REMOVE_BY_VALUE_INTERVAL, 2),
  removeByValueRelRankRangeToEnd: remove(MAP, MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, 2),
  removeByValueRelRankRange: remove(MAP, MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, 3),
  removeByIndex: remove(MAP, MAP_OP.REMOVE_BY_INDEX, 1),
  removeByIndexRangeToEnd: remove(MAP, MAP_OP.REMOVE_BY_INDEX_RANGE, 1),
  removeByIndexRange: remove(MAP, MAP_OP.REMOVE_BY_INDEX_RANGE, 2),
  removeByRank: remove(MAP, MAP_OP.REMOVE_BY_RANK, 1),
  removeByRankRangeToEnd: remove(MAP, MAP_OP.REMOVE_BY_RANK_RANGE, 1),
  removeByRankRange: remove(MAP, MAP_OP.REMOVE_BY_RANK_RANGE, 2),
  size: size(MAP_OP.SIZE),
  getByKey: selectOne(MAP_OP.GET_BY_KEY),
  getByKeyRange: selectSeveral(MAP_OP.GET_BY_KEY_INTERVAL, 2, 'reversed'),
  getByKeyList: selectSeveral(MAP_OP.GET_BY_KEY_LIST, 1),
  getByKeyRelIndexRangeToEnd: selectSeveral(MAP_OP.GET_BY_KEY_REL_INDEX_RANGE, 2, 'reversed'),
  getByKeyRelIndexRange: selectSeveral(MAP_OP.GET_BY_KEY_REL_INDEX_RANGE, 3, 'reversed'),
  getByValue: selectSeveral(MAP_OP.GET_ALL_BY_VALUE, 1),
  getByValueRange: selectSeveral(MAP_OP.GET_BY_VALUE_INTERVAL, 2, 'reversed'),
  getByValueList: selectSeveral(MAP_OP.GET_BY_VALUE_LIST, 1),
  getByValueRelRankRangeToEnd: selectSeveral(MAP_OP.GET_BY_VALUE_REL_RANK_RANGE, 2, 'reversed'),
  getByValueRelRankRange: selectSeveral(MAP_OP.GET_BY_VALUE_REL_RANK_RANGE, 3, 'reversed'),
  getByIndex: selectOne(MAP_OP.GET_BY_INDEX),
  getByIndexRangeToEnd: selectSeveral(MAP_OP.GET_BY_INDEX_RANGE, 1),
  getByIndexRange: selectSeveral(MAP_OP.GET_BY_INDEX_RANGE, 2, 'reversed'),
  getByRank: selectOne(MAP_OP.GET_BY_RANK),
  getByRankRangeToEnd: selectSeveral(MAP_OP.GET_BY_RANK_RANGE, 1),
  getByRankRange: selectSeveral(MAP_OP.GET_BY_RANK_RANGE, 2, 'reversed'),
};
