// Operations on lists: their constants and types. The functions are not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import { constants } from '../../model/named-constants.ts';
import type { Operation } from '../../model/operations.ts';
import type { ListPolicyOptions } from '../../model/policies/collection-policies.ts';
import { missingFunctions } from '../missing.ts';
import type { cdt } from './cdt.ts';

const order = constants({ UNORDERED: 0, ORDERED: 1 });
const sortFlags = constants({ DEFAULT: 0, DROP_DUPLICATES: 2 });
const writeFlags = constants({ DEFAULT: 0, ADD_UNIQUE: 1, INSERT_BOUNDED: 2, NO_FAIL: 4, PARTIAL: 8 });
const returnType = constants({
  NONE: 0,
  INDEX: 1,
  REVERSE_INDEX: 2,
  RANK: 3,
  REVERSE_RANK: 4,
  COUNT: 5,
  VALUE: 7,
  EXISTS: 13,
  INVERTED: 65536,
});

/** The type of {@link lists}. */
export interface Lists {
  /** How the elements are kept. */
  readonly order: typeof order;
  /** How a list is sorted. */
  readonly sortFlags: typeof sortFlags;
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: typeof writeFlags;
  /** What an operation returns of the elements that it selects. */
  readonly returnType: typeof returnType;
  create(
    bin: string,
    order?: lists.order,
    pad?: boolean,
    persistIndex?: boolean,
    ctx?: cdt.Context,
  ): lists.ListOperation;
  setOrder(bin: string, order: lists.order): lists.ListOperation;
  sort(bin: string, flags: lists.sortFlags): lists.ListOperation;
  append(bin: string, value: AerospikeBinValue, policy?: ListPolicyOptions | null): lists.ListOperation;
  appendItems(bin: string, list: readonly AerospikeBinValue[], policy?: ListPolicyOptions | null): lists.ListOperation;
  insert(bin: string, index: number, value: AerospikeBinValue, policy?: ListPolicyOptions | null): lists.ListOperation;
  insertItems(
    bin: string,
    index: number,
    list: readonly AerospikeBinValue[],
    policy?: ListPolicyOptions | null,
  ): lists.ListOperation;
  pop(bin: string, index: number): lists.ListOperation;
  popRange(bin: string, index: number, count?: number): lists.ListOperation;
  remove(bin: string, index: number): lists.ListOperation;
  removeRange(bin: string, index: number, count?: number): lists.ListOperation;
  removeByIndex(bin: string, index: number, returnType?: lists.returnType): lists.ListOperation;
  removeByIndexRange(bin: string, index: number, count?: number, returnType?: lists.returnType): lists.InvertibleListOp;
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: lists.returnType): lists.InvertibleListOp;
  removeByValueList(
    bin: string,
    values: readonly AerospikeBinValue[],
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  removeByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  removeByRank(bin: string, rank: number, returnType?: lists.returnType): lists.ListOperation;
  removeByRankRange(bin: string, rank: number, count?: number, returnType?: lists.returnType): lists.InvertibleListOp;
  clear(bin: string): lists.ListOperation;
  set(bin: string, index: number, value: AerospikeBinValue, policy?: ListPolicyOptions | null): lists.ListOperation;
  trim(bin: string, index: number, count: number): lists.ListOperation;
  get(bin: string, index: number): lists.ListOperation;
  getRange(bin: string, index: number, count?: number): lists.ListOperation;
  getByIndex(bin: string, index: number, returnType?: lists.returnType): lists.ListOperation;
  getByIndexRange(bin: string, index: number, count?: number, returnType?: lists.returnType): lists.InvertibleListOp;
  getByValue(bin: string, value: AerospikeBinValue, returnType?: lists.returnType): lists.InvertibleListOp;
  getByValueList(
    bin: string,
    values: readonly AerospikeBinValue[],
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  getByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: lists.returnType,
  ): lists.InvertibleListOp;
  getByRank(bin: string, rank: number, returnType?: lists.returnType): lists.ListOperation;
  getByRankRange(bin: string, rank: number, count?: number, returnType?: lists.returnType): lists.InvertibleListOp;
  increment(bin: string, index: number, value?: number, policy?: ListPolicyOptions | null): lists.ListOperation;
  size(bin: string): lists.ListOperation;
}

/**
 * Operations on lists, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { lists } from 'tendril';
 *
 * console.log(lists.returnType.INDEX); // 1
 */
export const lists: Lists = { order, sortFlags, writeFlags, returnType, ...missingFunctions('lists') };

export declare namespace lists {
  type order = Lists['order'][keyof Lists['order']];
  type sortFlags = Lists['sortFlags'][keyof Lists['sortFlags']];
  type writeFlags = Lists['writeFlags'][keyof Lists['writeFlags']];
  type returnType = Lists['returnType'][keyof Lists['returnType']];
  /** An operation on a list. */
  interface ListOperation extends Operation {
    /** Sets what the operation returns. */
    andReturn(returnType: lists.returnType): this;
    /** Applies the operation to a list inside the bin's value; a function is given a new context to fill. */
    withContext(contextOrFunction: cdt.ContextOrFunction): this;
    /** Selects all elements but those that would be selected. */
    invertSelection(): this;
  }
  /** An operation whose selection can be inverted. */
  interface InvertibleListOp extends ListOperation {
    inverted: boolean;
  }
}
