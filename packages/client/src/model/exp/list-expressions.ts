// What the functions of `exp.lists` mean: types only. Their table is lists.ts.

import type { ListReturnType } from '../operations/return-types.ts';
import type { ListSortFlags } from '../operations/surface.ts';
import type { ListPolicyOptions } from '../policies/collection-policies.ts';
import type { CallContext } from './calls.ts';
import type { ExpType } from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';

/**
 * Expressions on lists. `bin` is a list: a bin, or another expression. A context leads to a list inside it. What is
 * selected is returned as `returnType` says, a value of `lists.returnType`; a function that selects one element is also
 * told the type of what it yields, a value of `exp.type`. Functions that change a list yield the changed value of the
 * whole bin, and the record stays as it is.
 */
export interface ListExpressions {
  /** How many elements the list has: an integer. */
  size(bin: AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The elements with a value. */
  getByValue(bin: AerospikeExp, value: AerospikeExp, returnType: ListReturnType, ctx?: CallContext): AerospikeExp;
  /** The elements from `begin` on and below `end`; `nil` and `inf` leave an end open. */
  getByValueRange(
    bin: AerospikeExp,
    begin: AerospikeExp,
    end: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The elements with one of the values of a list. */
  getByValueList(bin: AerospikeExp, value: AerospikeExp, returnType: ListReturnType, ctx?: CallContext): AerospikeExp;
  /** The elements from a rank on, counted from where a value stands or would stand. */
  getByRelRankRangeToEnd(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` elements from a rank on, counted from where a value stands or would stand. */
  getByRelRankRange(
    bin: AerospikeExp,
    value: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The element at a position; negative ones count from the end. */
  getByIndex(
    bin: AerospikeExp,
    index: AerospikeExp,
    valueType: ExpType,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The elements from a position on. */
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    index: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` elements from a position on. */
  getByIndexRange(
    bin: AerospikeExp,
    index: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The element with a rank: 0 is the least, -1 the greatest. */
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The elements from a rank on. */
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` elements from a rank on. */
  getByRankRange(
    bin: AerospikeExp,
    rank: AerospikeExp,
    count: AerospikeExp,
    returnType: ListReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The elements, which must be text, as one text; from server 8.2 on. */
  join(bin: AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The same with text between them. */
  joinSeparator(bin: AerospikeExp, separator: string | AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The list with a value added at its end. */
  append(bin: AerospikeExp, value: AerospikeExp, policy?: ListPolicyOptions | null, ctx?: CallContext): AerospikeExp;
  /** The list with the values of another added at its end. */
  appendItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The list with a value inserted at a position. */
  insert(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The list with the values of another inserted at a position. */
  insertItems(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The list with a number added to the element at a position. */
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The list with another value at a position. */
  set(
    bin: AerospikeExp,
    value: AerospikeExp,
    idx: AerospikeExp,
    policy?: ListPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The list without its elements. */
  clear(bin: AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The list sorted; `order` is a sum of `lists.sortFlags`. */
  sort(bin: AerospikeExp, order: ListSortFlags, ctx?: CallContext): AerospikeExp;
  /** The list without the elements with a value. */
  removeByValue(bin: AerospikeExp, value: AerospikeExp, ctx?: CallContext, returnType?: ListReturnType): AerospikeExp;
  /** The list without the elements with one of the values of a list. */
  removeByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without the elements from `begin` on and below `end`. */
  removeByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without the elements from a rank on, counted from where a value stands. */
  removeByRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without `count` elements from a rank on, counted from where a value stands. */
  removeByRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without the element at a position. */
  removeByIndex(bin: AerospikeExp, idx: AerospikeExp, ctx?: CallContext, returnType?: ListReturnType): AerospikeExp;
  /** The list without the elements from a position on. */
  removeByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without `count` elements from a position on. */
  removeByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without the element with a rank. */
  removeByRank(bin: AerospikeExp, rank: AerospikeExp, ctx?: CallContext, returnType?: ListReturnType): AerospikeExp;
  /** The list without the elements from a rank on. */
  removeByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
  /** The list without `count` elements from a rank on. */
  removeByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CallContext,
    returnType?: ListReturnType,
  ): AerospikeExp;
}
