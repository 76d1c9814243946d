// What the functions of `exp.maps` mean: types only. Their table is maps.ts.

import type { MapReturnType } from '../operations/return-types.ts';
import type { MapPolicyOptions } from '../policies/collection-policies.ts';
import type { CallContext } from './calls.ts';
import type { ExpType } from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';

/**
 * Expressions on maps. `bin` is a map: a bin, or another expression. A context leads to a map inside it. What is
 * selected is returned as `returnType` says, a value of `maps.returnType`; a function that selects one entry is also
 * told the type of what it yields, a value of `exp.type`. Functions that change a map yield the changed value of the
 * whole bin, and the record stays as it is.
 */
export interface MapExpressions {
  /** The map with a value under a key. */
  put(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The map with the entries of another. */
  putItems(bin: AerospikeExp, map: AerospikeExp, policy?: MapPolicyOptions | null, ctx?: CallContext): AerospikeExp;
  /** The map with a number added to the value under a key. */
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The map without its entries. */
  clear(bin: AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The map without a key. */
  removeByKey(bin: AerospikeExp, key: AerospikeExp, ctx?: CallContext, returnType?: MapReturnType): AerospikeExp;
  /** The map without the keys of a list. */
  removeByKeyList(bin: AerospikeExp, keys: AerospikeExp, ctx?: CallContext, returnType?: MapReturnType): AerospikeExp;
  /** The map without the keys from `begin` on and below `end`. */
  removeByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entries from an index on, counted from where a key stands. */
  removeByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without `count` entries from an index on, counted from where a key stands. */
  removeByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entries with a value. */
  removeByValue(bin: AerospikeExp, value: AerospikeExp, ctx?: CallContext, returnType?: MapReturnType): AerospikeExp;
  /** The map without the entries with one of the values of a list. */
  removeByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entries with values from `begin` on and below `end`. */
  removeByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entries from a rank on, counted from where a value stands. */
  removeByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without `count` entries from a rank on, counted from where a value stands. */
  removeByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entry at a position in the order of keys. */
  removeByIndex(bin: AerospikeExp, idx: AerospikeExp, ctx?: CallContext, returnType?: MapReturnType): AerospikeExp;
  /** The map without the entries from a position on. */
  removeByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without `count` entries from a position on. */
  removeByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without the entry whose value has a rank. */
  removeByRank(bin: AerospikeExp, rank: AerospikeExp, ctx?: CallContext, returnType?: MapReturnType): AerospikeExp;
  /** The map without the entries whose values have a rank or a greater one. */
  removeByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** The map without `count` entries from a rank on. */
  removeByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CallContext,
    returnType?: MapReturnType,
  ): AerospikeExp;
  /** How many entries the map has: an integer. */
  size(bin: AerospikeExp, ctx?: CallContext): AerospikeExp;
  /** The entry with a key. */
  getByKey(
    bin: AerospikeExp,
    key: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries with keys from `begin` on and below `end`; `nil` and `inf` leave an end open. */
  getByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries with the keys of a list. */
  getByKeyList(bin: AerospikeExp, keys: AerospikeExp, returnType: MapReturnType, ctx?: CallContext): AerospikeExp;
  /** The entries from an index on, counted from where a key stands or would stand. */
  getByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` entries from an index on, counted from where a key stands or would stand. */
  getByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries with a value. */
  getByValue(bin: AerospikeExp, value: AerospikeExp, returnType: MapReturnType, ctx?: CallContext): AerospikeExp;
  /** The entries with values from `begin` on and below `end`; `nil` and `inf` leave an end open. */
  getByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries with one of the values of a list. */
  getByValueList(bin: AerospikeExp, values: AerospikeExp, returnType: MapReturnType, ctx?: CallContext): AerospikeExp;
  /** The entries from a rank on, counted from where a value stands or would stand. */
  getByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` entries from a rank on, counted from where a value stands or would stand. */
  getByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entry at a position in the order of keys; negative ones count from the end. */
  getByIndex(
    bin: AerospikeExp,
    idx: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries from a position on. */
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` entries from a position on. */
  getByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entry whose value has a rank: 0 is the least, -1 the greatest. */
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** The entries from a rank on. */
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
  /** `count` entries from a rank on. */
  getByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CallContext,
  ): AerospikeExp;
}
