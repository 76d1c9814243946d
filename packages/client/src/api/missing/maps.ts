// Operations on maps: types of the module `maps`. Types only, for they are not there yet; see ../missing.ts.

import type { AerospikeBins, AerospikeBinValue, AerospikeMapKey } from '../../model/bin-value.ts';
import type { Operation } from '../../model/operations.ts';
import type { MapPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { CdtContext, ContextOrFunction } from './cdt.ts';
import type { MapOrder, MapReturnType, mapsConstants } from './constants.ts';

type Constants = typeof mapsConstants;

/** The type of `maps`. */
export interface Maps {
  /** How the elements are kept. */
  readonly order: Constants['order'];
  /** What a write demands of the key; older servers. */
  readonly writeMode: Constants['writeMode'];
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: Constants['writeFlags'];
  /** What an operation returns of the elements that it selects. */
  readonly returnType: Constants['returnType'];
  setPolicy(bin: string, policy: MapPolicyOptions | null): MapOperation;
  create(bin: string, order?: MapOrder, persistIndex?: boolean, ctx?: CdtContext): MapOperation;
  put(bin: string, key: AerospikeMapKey, value: AerospikeBinValue, policy?: MapPolicyOptions | null): MapOperation;
  putItems(
    bin: string,
    items: AerospikeBins | ReadonlyMap<AerospikeMapKey, AerospikeBinValue>,
    policy?: MapPolicyOptions | null,
  ): MapOperation;
  increment(bin: string, key: AerospikeMapKey, incr?: number, policy?: MapPolicyOptions | null): MapOperation;
  decrement(bin: string, key: AerospikeMapKey, decr: number, policy?: MapPolicyOptions | null): MapOperation;
  clear(bin: string): MapOperation;
  removeByKey(bin: string, key: AerospikeMapKey, returnType?: MapReturnType): MapOperation;
  removeByKeyList(bin: string, keys: readonly AerospikeMapKey[], returnType?: MapReturnType): MapOperation;
  removeByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  removeByKeyRelIndexRange(
    bin: string,
    key: AerospikeMapKey,
    index: number,
    count?: number,
    returnType?: MapReturnType,
  ): MapOperation;
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: MapReturnType): MapOperation;
  removeByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: MapReturnType): MapOperation;
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  removeByValueRelRankRange(
    bin: string,
    value: number,
    rank: number,
    count?: number,
    returnType?: MapReturnType,
  ): MapOperation;
  removeByIndex(bin: string, index: number, returnType?: MapReturnType): MapOperation;
  removeByIndexRange(bin: string, index: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  removeByRank(bin: string, rank: number, returnType?: MapReturnType): MapOperation;
  removeByRankRange(bin: string, rank: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  size(bin: string): MapOperation;
  getByKey(bin: string, key: AerospikeMapKey, returnType?: MapReturnType): MapOperation;
  getByKeyList(bin: string, keys: readonly AerospikeMapKey[], returnType?: MapReturnType): MapOperation;
  getByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  getByKeyRelIndexRange(
    bin: string,
    key: AerospikeMapKey,
    index: number,
    count?: number,
    returnType?: MapReturnType,
  ): MapOperation;
  getByValue(bin: string, value: AerospikeBinValue, returnType?: MapReturnType): MapOperation;
  getByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: MapReturnType): MapOperation;
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  getByValueRelRankRange(
    bin: string,
    value: number,
    rank: number,
    count?: number,
    returnType?: MapReturnType,
  ): MapOperation;
  getByIndex(bin: string, index: number, returnType?: MapReturnType): MapOperation;
  getByIndexRange(bin: string, index: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  getByRank(bin: string, rank: number, returnType?: MapReturnType): MapOperation;
  getByRankRange(bin: string, rank: number, count?: number | null, returnType?: MapReturnType): MapOperation;
}

/** An operation on a map. */
export interface MapOperation extends Operation {
  /** Sets what the operation returns. */
  andReturn(returnType: MapReturnType): this;
  /** Applies the operation to a map inside the bin's value; a function is given a new context to fill. */
  withContext(contextOrFunction: ContextOrFunction): this;
}
