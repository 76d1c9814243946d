// Operations on lists: types of the module `lists`. Types only, for they are not there yet; see ../missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { Operation } from '../../model/operations.ts';
import type { ListPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { CdtContext, ContextOrFunction } from './cdt.ts';
import type { ListOrder, ListReturnType, ListSortFlags, listsConstants } from './constants.ts';

type Constants = typeof listsConstants;

/** The type of `lists`. */
export interface Lists {
  /** How the elements are kept. */
  readonly order: Constants['order'];
  /** How a list is sorted. */
  readonly sortFlags: Constants['sortFlags'];
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: Constants['writeFlags'];
  /** What an operation returns of the elements that it selects. */
  readonly returnType: Constants['returnType'];
  create(bin: string, order?: ListOrder, pad?: boolean, persistIndex?: boolean, ctx?: CdtContext): ListOperation;
  setOrder(bin: string, order: ListOrder): ListOperation;
  sort(bin: string, flags: ListSortFlags): ListOperation;
  append(bin: string, value: AerospikeBinValue, policy?: ListPolicyOptions | null): ListOperation;
  appendItems(bin: string, list: readonly AerospikeBinValue[], policy?: ListPolicyOptions | null): ListOperation;
  insert(bin: string, index: number, value: AerospikeBinValue, policy?: ListPolicyOptions | null): ListOperation;
  insertItems(
    bin: string,
    index: number,
    list: readonly AerospikeBinValue[],
    policy?: ListPolicyOptions | null,
  ): ListOperation;
  pop(bin: string, index: number): ListOperation;
  popRange(bin: string, index: number, count?: number): ListOperation;
  remove(bin: string, index: number): ListOperation;
  removeRange(bin: string, index: number, count?: number): ListOperation;
  removeByIndex(bin: string, index: number, returnType?: ListReturnType): ListOperation;
  removeByIndexRange(bin: string, index: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: ListReturnType): InvertibleListOp;
  removeByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: ListReturnType): InvertibleListOp;
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  removeByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  removeByRank(bin: string, rank: number, returnType?: ListReturnType): ListOperation;
  removeByRankRange(bin: string, rank: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  clear(bin: string): ListOperation;
  set(bin: string, index: number, value: AerospikeBinValue, policy?: ListPolicyOptions | null): ListOperation;
  trim(bin: string, index: number, count: number): ListOperation;
  get(bin: string, index: number): ListOperation;
  getRange(bin: string, index: number, count?: number): ListOperation;
  getByIndex(bin: string, index: number, returnType?: ListReturnType): ListOperation;
  getByIndexRange(bin: string, index: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  getByValue(bin: string, value: AerospikeBinValue, returnType?: ListReturnType): InvertibleListOp;
  getByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: ListReturnType): InvertibleListOp;
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  getByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  getByRank(bin: string, rank: number, returnType?: ListReturnType): ListOperation;
  getByRankRange(bin: string, rank: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  increment(bin: string, index: number, value?: number, policy?: ListPolicyOptions | null): ListOperation;
  size(bin: string): ListOperation;
}

/** An operation on a list. */
export interface ListOperation extends Operation {
  /** Sets what the operation returns. */
  andReturn(returnType: ListReturnType): this;
  /** Applies the operation to a list inside the bin's value; a function is given a new context to fill. */
  withContext(contextOrFunction: ContextOrFunction): this;
  /** Selects all elements but those that would be selected. */
  invertSelection(): this;
}
/** An operation whose selection can be inverted. */
export interface InvertibleListOp extends ListOperation {
  inverted: boolean;
}
