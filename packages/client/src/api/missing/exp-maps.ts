// Expressions on maps: `exp.maps`. Types only: the functions are not there yet; see missing.ts.

import type { MapPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { cdt } from './cdt.ts';
import type { ExpType } from './exp-constants.ts';
import type { maps } from './maps.ts';

/** Expressions on maps. */
export interface MapExpressions {
  put(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  putItems(
    bin: AerospikeExp,
    map: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  increment(
    bin: AerospikeExp,
    value: AerospikeExp,
    key: AerospikeExp,
    policy?: MapPolicyOptions | null,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  clear(bin: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  removeByKey(
    bin: AerospikeExp,
    key: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByKeyList(
    bin: AerospikeExp,
    keys: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByValue(
    bin: AerospikeExp,
    value: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByIndex(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  removeByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    ctx?: cdt.Context | null,
    returnType?: maps.returnType,
  ): AerospikeExp;
  size(bin: AerospikeExp, ctx?: cdt.Context | null): AerospikeExp;
  getByKey(
    bin: AerospikeExp,
    key: AerospikeExp,
    valueType: ExpType,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByKeyRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByKeyList(
    bin: AerospikeExp,
    keys: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByKeyRelIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByKeyRelIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    key: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValue(
    bin: AerospikeExp,
    value: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueRange(
    bin: AerospikeExp,
    end: AerospikeExp,
    begin: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueList(
    bin: AerospikeExp,
    values: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueRelRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByValueRelRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    value: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndex(
    bin: AerospikeExp,
    idx: AerospikeExp,
    valueType: ExpType,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndexRangeToEnd(
    bin: AerospikeExp,
    idx: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByIndexRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    idx: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRank(
    bin: AerospikeExp,
    rank: AerospikeExp,
    valueType: ExpType,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRankRangeToEnd(
    bin: AerospikeExp,
    rank: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
  getByRankRange(
    bin: AerospikeExp,
    count: AerospikeExp,
    rank: AerospikeExp,
    returnType: maps.returnType,
    ctx?: cdt.Context | null,
  ): AerospikeExp;
}
