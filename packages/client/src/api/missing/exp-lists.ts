// Expressions on lists: `exp.lists`. Types only: the functions are not there yet; see missing.ts.

import type { ListPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { cdt } from './cdt.ts';
import type { ExpType } from './exp-constants.ts';
import type { lists } from './lists.ts';

/** Expressions on lists. */
export interface ListExpressions {
  size(bin: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  getByValue(
    bin: AerospikeExp,
    value: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueRange(
    bin: AerospikeExp,
    begin: AerospikeExp,
    end: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueList(
    bin: AerospikeExp,
    value: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRelRankRangeToEnd(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRelRankRange(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndex(
    bin: AerospikeExp,
    index: AerospikeExp,
    valueType: ExpType,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    index: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndexRange(
    bin: AerospikeExp,
    index: AerospikeExp,
    count: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRankRange(
    bin: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: lists.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  append(
    bin: AerospikeExp,
    value: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  appendItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  insert(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  insertItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  set(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  clear(bin: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  sort(bin: AerospikeExp, order: lists.sortFlags, ctx?: cdt.Context | null): AerospikeExp;
  removeByValue(bin: AerospikeExp, value: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByValueList(bin: AerospikeExp, values: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByValueRange(bin: AerospikeExp, end: AerospikeExp, begin: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  removeByRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  removeByIndex(bin: AerospikeExp, idx: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByIndexRangeToEnd(bin: AerospikeExp, idx: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByIndexRange(bin: AerospikeExp, count: AerospikeExp, idx: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByRank(bin: AerospikeExp, rank: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByRankRangeToEnd(bin: AerospikeExp, rank: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByRankRange(bin: AerospikeExp, count: AerospikeExp, rank: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
}
