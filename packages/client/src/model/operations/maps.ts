// Operations on maps: the module `maps`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBins, AerospikeBinValue, AerospikeMapKey } from '../bin-value.ts';
import type { MapPolicyOptions } from '../policies/collection-policies.ts';
import { type CdtContext, type ContextOrFunction, contextOf } from './context.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import type { MapResult } from './results.ts';
import type { MapReturnType } from './return-types.ts';
import { type MapOrder, mapsConstants } from './surface.ts';

type Constants = typeof mapsConstants;
type Policy = MapPolicyOptions | null;
type Key = AerospikeMapKey;

/** An operation on a map; `Many` where it selects several entries. */
export class MapOperation<
  Name extends string = string,
  Result = AerospikeBinValue,
  Many extends boolean = boolean,
> extends Operation<Name, Result> {
  declare returnType?: number;
  declare context?: CdtContext;

  /** Sets what the operation returns; a value of `maps.returnType`, with `INVERTED` added or not. */
  andReturn<Type extends MapReturnType>(returnType: Type): MapOperation<Name, MapResult<Type, Many>, Many> {
    this.returnType = returnType;
    return this as unknown as MapOperation<Name, MapResult<Type, Many>, Many>;
  }

  /**
   * Applies the operation to a map inside the bin's value.
   *
   * @param contextOrFunction - The way to it, or a function that is given a new context to fill.
   * @throws AerospikeError if it is neither.
   */
  withContext(contextOrFunction: ContextOrFunction): this {
    this.context = contextOf(contextOrFunction);
    return this;
  }
}

/**
 * The functions of `maps`.
 *
 * Keys are text, integers or bytes, and are ordered in that order of types: integers, text, bytes. An index is the place
 * of an entry in the order of its keys, whatever the order of the map, a rank its place in the order of its values; both
 * count from 0, or from the end if negative. A range that reaches beyond the map selects what there is of it; a single
 * index or rank beyond it is an error, `ERR_OP_NOT_APPLICABLE`. Selections return nothing unless `returnType`, or
 * `andReturn`, says what; with `INVERTED` added, ranges and selections by value select all other entries.
 *
 * Where a bin has no map, operations that add to one make it, others return nothing. On a bin with anything but a map
 * all fail with `ERR_BIN_INCOMPATIBLE_TYPE`.
 */
export interface Maps {
  readonly order: Constants['order'];
  readonly writeMode: Constants['writeMode'];
  readonly writeFlags: Constants['writeFlags'];
  readonly returnType: Constants['returnType'];

  /** Sets the order of the map to that of a policy. Makes a map that is missing. */
  setPolicy<N extends string>(bin: N, policy: Policy): MapOperation<N, null>;
  /**
   * Makes an empty map, or sets the order of the one that is there.
   *
   * @param order - A value of `maps.order`; default unordered.
   * @param persistIndex - Whether the server keeps an index with a map that is the whole value of its bin: faster reads
   * of large maps, for memory; default false.
   * @param ctx - The way to a map inside the bin's value.
   */
  create<N extends string>(bin: N, order?: MapOrder, persistIndex?: boolean, ctx?: CdtContext): MapOperation<N, null>;
  /**
   * Sets the value of a key. Returns the size of the map then. Fails with `ERR_FAIL_ELEMENT_EXISTS` or
   * `ERR_FAIL_ELEMENT_NOT_FOUND` where the policy demands another key.
   */
  put<N extends string>(bin: N, key: Key, value: AerospikeBinValue, policy?: Policy): MapOperation<N, number>;
  /** Sets the values of several keys as {@link put} does; of a `Map`, or of an object, whose keys are text. */
  putItems<N extends string>(
    bin: N,
    items: AerospikeBins | ReadonlyMap<Key, AerospikeBinValue>,
    policy?: Policy,
  ): MapOperation<N, number>;
  /** Adds a number to the value of a key, 1 without one; a missing value counts as 0. Returns the sum. */
  increment<N extends string>(bin: N, key: Key, incr?: number, policy?: Policy): MapOperation<N, number | bigint>;
  /** Subtracts a number from the value of a key; a missing value counts as 0. Returns the difference. */
  decrement<N extends string>(bin: N, key: Key, decr: number, policy?: Policy): MapOperation<N, number | bigint>;
  /** Removes all entries. */
  clear<N extends string>(bin: N): MapOperation<N, null>;
  /** Removes the entry with a key. */
  removeByKey<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    key: Key,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Removes the entries with several keys; those that are missing are passed over. */
  removeByKeyList<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    keys: readonly Key[],
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entries with keys from `begin` on and below `end`; null for either leaves that side open. */
  removeByKeyRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes `count` entries, all without `count`, by index from that of the first key not below `key` on. */
  removeByKeyRelIndexRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    key: Key,
    index: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entries with a value. */
  removeByValue<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entries with one of several values. */
  removeByValueList<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    values: readonly AerospikeBinValue[],
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entries with values from `begin` on and below `end`; null for either leaves that side open. */
  removeByValueRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes `count` entries, all without `count`, by rank from that of the first value not below `value` on. */
  removeByValueRelRankRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    rank: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entry at an index. */
  removeByIndex<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    index: number,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Removes `count` entries from an index on, all that follow without `count`. */
  removeByIndexRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    index: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Removes the entry at a rank. */
  removeByRank<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    rank: number,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Removes `count` entries from a rank on, all that follow without `count`. */
  removeByRankRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    rank: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Returns the number of entries. */
  size<N extends string>(bin: N): MapOperation<N, number | null>;
  /** Selects the entry with a key. */
  getByKey<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    key: Key,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Selects the entries with several keys; those that are missing are passed over. */
  getByKeyList<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    keys: readonly Key[],
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entries with keys from `begin` on and below `end`; null for either leaves that side open. */
  getByKeyRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects `count` entries, all without `count`, by index from that of the first key not below `key` on. */
  getByKeyRelIndexRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    key: Key,
    index: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entries with a value. */
  getByValue<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entries with one of several values. */
  getByValueList<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    values: readonly AerospikeBinValue[],
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entries with values from `begin` on and below `end`; null for either leaves that side open. */
  getByValueRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects `count` entries, all without `count`, by rank from that of the first value not below `value` on. */
  getByValueRelRankRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    rank: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entry at an index. */
  getByIndex<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    index: number,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Selects `count` entries from an index on, all that follow without `count`. */
  getByIndexRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    index: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
  /** Selects the entry at a rank. */
  getByRank<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    rank: number,
    returnType?: R,
  ): MapOperation<N, MapResult<R, false>, false>;
  /** Selects `count` entries from a rank on, all that follow without `count`. */
  getByRankRange<N extends string, R extends MapReturnType = MapReturnType.NONE>(
    bin: N,
    rank: number,
    count?: number | null,
    returnType?: R,
  ): MapOperation<N, MapResult<R, true>, true>;
}

const made = makers(FUNCTIONS.maps, MapOperation) as unknown as Maps;

export const maps: Maps = {
  ...made,
  ...mapsConstants,
  create(bin, order, persistIndex, ctx) {
    const operation = made.create(bin, order, persistIndex);
    return ctx === undefined ? operation : operation.withContext(ctx);
  },
};
