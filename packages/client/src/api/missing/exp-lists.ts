// Expressions on lists: `exp.lists`. Types only: the functions are not there yet; see missing.ts.

import type { CdtContext } from '../../model/operations/context.ts';
import type { ListReturnType, ListSortFlags } from '../../model/operations/surface.ts';
import type { ListPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { ExpType } from './constants.ts';

/** Expressions on lists. */
export interface ListExpressions {
  size(bin: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  getByValue(bin: AerospikeExp, value: AerospikeExp, returnType: ListReturnType, ctx?: CdtContext | null): AerospikeExp;
  getByValueRange(
    bin: AerospikeExp,
    begin: AerospikeExp,
    end: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByValueList(
    bin: AerospikeExp,
    value: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRelRankRangeToEnd(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRelRankRange(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndex(
    bin: AerospikeExp,
    index: AerospikeExp,
    valueType: ExpType,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    index: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndexRange(
    bin: AerospikeExp,
    index: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRankRange(
    bin: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  append(
    bin: AerospikeExp,
    value: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  appendItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  insert(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  insertItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  set(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  clear(bin: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  sort(bin: AerospikeExp, order: ListSortFlags, ctx?: CdtContext | null): AerospikeExp;
  removeByValue(bin: AerospikeExp, value: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByValueList(bin: AerospikeExp, values: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByValueRange(bin: AerospikeExp, end: AerospikeExp, begin: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  removeByRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  removeByIndex(bin: AerospikeExp, idx: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByIndexRangeToEnd(bin: AerospikeExp, idx: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByIndexRange(bin: AerospikeExp, count: AerospikeExp, idx: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByRank(bin: AerospikeExp, rank: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByRankRangeToEnd(bin: AerospikeExp, rank: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByRankRange(bin: AerospikeExp, count: AerospikeExp, rank: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
}
