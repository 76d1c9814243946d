// Operations on maps: their constants and types. The functions are not there yet; see missing.ts.

import type { AerospikeBins, AerospikeBinValue, AerospikeMapKey } from '../../model/bin-value.ts';
import { constants } from '../../model/named-constants.ts';
import type { Operation } from '../../model/operations.ts';
import type { MapPolicyOptions } from '../../model/policies/collection-policies.ts';
import { missingFunctions } from '../missing.ts';
import type { cdt } from './cdt.ts';

const order = constants({ UNORDERED: 0, KEY_ORDERED: 1, KEY_VALUE_ORDERED: 3 });
const writeMode = constants({ UPDATE: 0, UPDATE_ONLY: 1, CREATE_ONLY: 2 });
const writeFlags = constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 });
const returnType = constants({
  NONE: 0,
  INDEX: 1,
  REVERSE_INDEX: 2,
  RANK: 3,
  REVERSE_RANK: 4,
  COUNT: 5,
  KEY: 6,
  VALUE: 7,
  KEY_VALUE: 8,
  EXISTS: 13,
  UNORDERED_MAP: 16,
  ORDERED_MAP: 17,
  INVERTED: 65536,
});

/** The type of {@link maps}. */
export interface Maps {
  /** How the elements are kept. */
  readonly order: typeof order;
  /** What a write demands of the key; older servers. */
  readonly writeMode: typeof writeMode;
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: typeof writeFlags;
  /** What an operation returns of the elements that it selects. */
  readonly returnType: typeof returnType;
  setPolicy(bin: string, policy: MapPolicyOptions | null): maps.MapOperation;
  create(bin: string, order?: maps.order, persistIndex?: boolean, ctx?: cdt.Context): maps.MapOperation;
  put(bin: string, key: AerospikeMapKey, value: AerospikeBinValue, policy?: MapPolicyOptions | null): maps.MapOperation;
  putItems(
    bin: string,
    items: AerospikeBins | ReadonlyMap<AerospikeMapKey, AerospikeBinValue>,
    policy?: MapPolicyOptions | null,
  ): maps.MapOperation;
  increment(bin: string, key: AerospikeMapKey, incr?: number, policy?: MapPolicyOptions | null): maps.MapOperation;
  decrement(bin: string, key: AerospikeMapKey, decr: number, policy?: MapPolicyOptions | null): maps.MapOperation;
  clear(bin: string): maps.MapOperation;
  removeByKey(bin: string, key: AerospikeMapKey, returnType?: maps.returnType): maps.MapOperation;
  removeByKeyList(bin: string, keys: readonly AerospikeMapKey[], returnType?: maps.returnType): maps.MapOperation;
  removeByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  removeByKeyRelIndexRange(
    bin: string,
    key: AerospikeMapKey,
    index: number,
    count?: number,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: maps.returnType): maps.MapOperation;
  removeByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: maps.returnType): maps.MapOperation;
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  removeByValueRelRankRange(
    bin: string,
    value: number,
    rank: number,
    count?: number,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  removeByIndex(bin: string, index: number, returnType?: maps.returnType): maps.MapOperation;
  removeByIndexRange(
    bin: string,
    index: number,
    count?: number | null,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  removeByRank(bin: string, rank: number, returnType?: maps.returnType): maps.MapOperation;
  removeByRankRange(bin: string, rank: number, count?: number | null, returnType?: maps.returnType): maps.MapOperation;
  size(bin: string): maps.MapOperation;
  getByKey(bin: string, key: AerospikeMapKey, returnType?: maps.returnType): maps.MapOperation;
  getByKeyList(bin: string, keys: readonly AerospikeMapKey[], returnType?: maps.returnType): maps.MapOperation;
  getByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  getByKeyRelIndexRange(
    bin: string,
    key: AerospikeMapKey,
    index: number,
    count?: number,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  getByValue(bin: string, value: AerospikeBinValue, returnType?: maps.returnType): maps.MapOperation;
  getByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: maps.returnType): maps.MapOperation;
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  getByValueRelRankRange(
    bin: string,
    value: number,
    rank: number,
    count?: number,
    returnType?: maps.returnType,
  ): maps.MapOperation;
  getByIndex(bin: string, index: number, returnType?: maps.returnType): maps.MapOperation;
  getByIndexRange(bin: string, index: number, count?: number | null, returnType?: maps.returnType): maps.MapOperation;
  getByRank(bin: string, rank: number, returnType?: maps.returnType): maps.MapOperation;
  getByRankRange(bin: string, rank: number, count?: number | null, returnType?: maps.returnType): maps.MapOperation;
}

/**
 * Operations on maps, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { maps } from 'tendril';
 *
 * console.log(maps.returnType.INDEX); // 1
 */
export const maps: Maps = { order, writeMode, writeFlags, returnType, ...missingFunctions('maps') };

export declare namespace maps {
  type order = Maps['order'][keyof Maps['order']];
  type writeMode = Maps['writeMode'][keyof Maps['writeMode']];
  type writeFlags = Maps['writeFlags'][keyof Maps['writeFlags']];
  type returnType = Maps['returnType'][keyof Maps['returnType']];
  /** An operation on a map. */
  interface MapOperation extends Operation {
    /** Sets what the operation returns. */
    andReturn(returnType: maps.returnType): this;
    /** Applies the operation to a map inside the bin's value; a function is given a new context to fill. */
    withContext(contextOrFunction: cdt.ContextOrFunction): this;
  }
}
