// Operations on maps: the module `maps`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBins, AerospikeBinValue, AerospikeMapKey } from '../bin-value.ts';
import type { MapPolicyOptions } from '../policies/collection-policies.ts';
import { type CdtContext, type ContextOrFunction, contextOf } from './context.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { type MapOrder, type MapReturnType, mapsConstants } from './surface.ts';

type Constants = typeof mapsConstants;
type Policy = MapPolicyOptions | null;
type Key = AerospikeMapKey;

/** An operation on a map. */
export class MapOperation extends Operation {
  declare returnType?: number;
  declare context?: CdtContext;

  /** Sets what the operation returns; a value of `maps.returnType`, with `INVERTED` added or not. */
  andReturn(returnType: MapReturnType): this {
    this.returnType = returnType;
    return this;
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
  setPolicy(bin: string, policy: Policy): MapOperation;
  /**
   * Makes an empty map, or sets the order of the one that is there.
   *
   * @param order - A value of `maps.order`; default unordered.
   * @param persistIndex - Whether the server keeps an index with a map that is the whole value of its bin: faster reads
   * of large maps, for memory; default false.
   * @param ctx - The way to a map inside the bin's value.
   */
  create(bin: string, order?: MapOrder, persistIndex?: boolean, ctx?: CdtContext): MapOperation;
  /**
   * Sets the value of a key. Returns the size of the map then. Fails with `ERR_FAIL_ELEMENT_EXISTS` or
   * `ERR_FAIL_ELEMENT_NOT_FOUND` where the policy demands another key.
   */
  put(bin: string, key: Key, value: AerospikeBinValue, policy?: Policy): MapOperation;
  /** Sets the values of several keys as {@link put} does; of a `Map`, or of an object, whose keys are text. */
  putItems(bin: string, items: AerospikeBins | ReadonlyMap<Key, AerospikeBinValue>, policy?: Policy): MapOperation;
  /** Adds a number to the value of a key, 1 without one; a missing value counts as 0. Returns the sum. */
  increment(bin: string, key: Key, incr?: number, policy?: Policy): MapOperation;
  /** Subtracts a number from the value of a key; a missing value counts as 0. Returns the difference. */
  decrement(bin: string, key: Key, decr: number, policy?: Policy): MapOperation;
  /** Removes all entries. */
  clear(bin: string): MapOperation;
  /** Removes the entry with a key. */
  removeByKey(bin: string, key: Key, returnType?: MapReturnType): MapOperation;
  /** Removes the entries with several keys; those that are missing are passed over. */
  removeByKeyList(bin: string, keys: readonly Key[], returnType?: MapReturnType): MapOperation;
  /** Removes the entries with keys from `begin` on and below `end`; null for either leaves that side open. */
  removeByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Removes `count` entries, all without `count`, by index from that of the first key not below `key` on. */
  removeByKeyRelIndexRange(
    bin: string,
    key: Key,
    index: number,
    count?: number | null,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Removes the entries with a value. */
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: MapReturnType): MapOperation;
  /** Removes the entries with one of several values. */
  removeByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: MapReturnType): MapOperation;
  /** Removes the entries with values from `begin` on and below `end`; null for either leaves that side open. */
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Removes `count` entries, all without `count`, by rank from that of the first value not below `value` on. */
  removeByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number | null,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Removes the entry at an index. */
  removeByIndex(bin: string, index: number, returnType?: MapReturnType): MapOperation;
  /** Removes `count` entries from an index on, all that follow without `count`. */
  removeByIndexRange(bin: string, index: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  /** Removes the entry at a rank. */
  removeByRank(bin: string, rank: number, returnType?: MapReturnType): MapOperation;
  /** Removes `count` entries from a rank on, all that follow without `count`. */
  removeByRankRange(bin: string, rank: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  /** Returns the number of entries. */
  size(bin: string): MapOperation;
  /** Selects the entry with a key. */
  getByKey(bin: string, key: Key, returnType?: MapReturnType): MapOperation;
  /** Selects the entries with several keys; those that are missing are passed over. */
  getByKeyList(bin: string, keys: readonly Key[], returnType?: MapReturnType): MapOperation;
  /** Selects the entries with keys from `begin` on and below `end`; null for either leaves that side open. */
  getByKeyRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Selects `count` entries, all without `count`, by index from that of the first key not below `key` on. */
  getByKeyRelIndexRange(
    bin: string,
    key: Key,
    index: number,
    count?: number | null,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Selects the entries with a value. */
  getByValue(bin: string, value: AerospikeBinValue, returnType?: MapReturnType): MapOperation;
  /** Selects the entries with one of several values. */
  getByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: MapReturnType): MapOperation;
  /** Selects the entries with values from `begin` on and below `end`; null for either leaves that side open. */
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Selects `count` entries, all without `count`, by rank from that of the first value not below `value` on. */
  getByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number | null,
    returnType?: MapReturnType,
  ): MapOperation;
  /** Selects the entry at an index. */
  getByIndex(bin: string, index: number, returnType?: MapReturnType): MapOperation;
  /** Selects `count` entries from an index on, all that follow without `count`. */
  getByIndexRange(bin: string, index: number, count?: number | null, returnType?: MapReturnType): MapOperation;
  /** Selects the entry at a rank. */
  getByRank(bin: string, rank: number, returnType?: MapReturnType): MapOperation;
  /** Selects `count` entries from a rank on, all that follow without `count`. */
  getByRankRange(bin: string, rank: number, count?: number | null, returnType?: MapReturnType): MapOperation;
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
