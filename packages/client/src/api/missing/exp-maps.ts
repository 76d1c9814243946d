// Expressions on maps: `exp.maps`. Types only: the functions are not there yet; see missing.ts.

import type { CdtContext } from '../../model/operations/context.ts';
import type { MapReturnType } from '../../model/operations/surface.ts';
import type { MapPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { ExpType } from './constants.ts';

/** Expressions on maps. */
export interface MapExpressions {
  put(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  putItems(
    bin: AerospikeExp,
    map: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  clear(bin: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  removeByKey(bin: AerospikeExp, key: AerospikeExp, ctx?: CdtContext | null, returnType?: MapReturnType): AerospikeExp;
  removeByKeyList(
    bin: AerospikeExp,
    keys: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByValue(
    bin: AerospikeExp,
    value: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByIndex(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  removeByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    ctx?: CdtContext | null,
    returnType?: MapReturnType,
  ): AerospikeExp;
  size(bin: AerospikeExp, ctx?: CdtContext | null): AerospikeExp;
  getByKey(
    bin: AerospikeExp,
    key: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByKeyList(bin: AerospikeExp, keys: AerospikeExp, returnType: MapReturnType, ctx?: CdtContext | null): AerospikeExp;
  getByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByValue(bin: AerospikeExp, value: AerospikeExp, returnType: MapReturnType, ctx?: CdtContext | null): AerospikeExp;
  getByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndex(
    bin: AerospikeExp,
    idx: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
  getByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    returnType: MapReturnType,
    ctx?: CdtContext | null,
  ): AerospikeExp;
}
