// Operations on lists: the module `lists`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import { AerospikeError } from '../error.ts';
import type { ListPolicyOptions } from '../policies/collection-policies.ts';
import { type CdtContext, type ContextOrFunction, contextOf } from './context.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { type ListOrder, type ListReturnType, type ListSortFlags, listsConstants } from './surface.ts';

type Constants = typeof listsConstants;
type Policy = ListPolicyOptions | null;

/** An operation on a list. */
export class ListOperation extends Operation {
  declare returnType?: number;
  declare context?: CdtContext;

  /** Sets what the operation returns; a value of `lists.returnType`. */
  andReturn(returnType: ListReturnType): this {
    this.returnType = returnType;
    return this;
  }

  /**
   * Applies the operation to a list inside the bin's value.
   *
   * @param contextOrFunction - The way to it, or a function that is given a new context to fill.
   * @throws AerospikeError if it is neither.
   */
  withContext(contextOrFunction: ContextOrFunction): this {
    this.context = contextOf(contextOrFunction);
    return this;
  }

  /**
   * Selects all elements but those that would be selected.
   *
   * @throws AerospikeError where the operation does not select a range, or elements by value.
   */
  invertSelection(): this {
    throw new AerospikeError(`List operation cannot be inverted [op ${this.op}]`);
  }
}

/** An operation on a list whose selection can be inverted. */
export class InvertibleListOp extends ListOperation {
  /** Whether it is. */
  inverted = false;

  override invertSelection(): this {
    this.inverted = true;
    return this;
  }
}

/**
 * The functions of `lists`.
 *
 * An index counts from 0, or from the end if negative: -1 is the last element. A rank is the place of an element among
 * the values in their order: 0 is the smallest, -1 the largest. Values of different types are ordered null, booleans,
 * integers, text, lists, maps, bytes, doubles, GeoJSON. A range that reaches beyond the list selects what there is of
 * it; a single index or rank beyond it is an error, `ERR_OP_NOT_APPLICABLE`. Selections return nothing unless
 * `returnType`, or `andReturn`, says what.
 *
 * Where a bin has no list, operations that add to one make it, others return nothing. On a bin with anything but a list
 * all fail with `ERR_BIN_INCOMPATIBLE_TYPE`.
 */
export interface Lists {
  readonly order: Constants['order'];
  readonly sortFlags: Constants['sortFlags'];
  readonly writeFlags: Constants['writeFlags'];
  readonly returnType: Constants['returnType'];

  /**
   * Makes an empty list, or sets the order of the one that is there.
   *
   * @param order - A value of `lists.order`; default unordered.
   * @param pad - Whether nulls fill the list around this one up to the place that `ctx` names; default false.
   * @param persistIndex - Whether the server keeps an index with a list that is the whole value of its bin: faster reads
   * of large lists, for memory; default false.
   * @param ctx - The way to a list inside the bin's value.
   */
  create(bin: string, order?: ListOrder, pad?: boolean, persistIndex?: boolean, ctx?: CdtContext): ListOperation;
  /**
   * Sets the order of the list: ordered sorts it, once and from then on. Makes a list that is missing.
   *
   * @param order - A value of `lists.order`.
   */
  setOrder(bin: string, order: ListOrder): ListOperation;
  /**
   * Sorts the list once.
   *
   * @param flags - A value of `lists.sortFlags`.
   */
  sort(bin: string, flags: ListSortFlags): ListOperation;
  /** Adds an element at the end, or in its place in an ordered list. Returns the size of the list then. */
  append(bin: string, value: AerospikeBinValue, policy?: Policy): ListOperation;
  /** Adds several elements as {@link append} does. Returns the size of the list then. */
  appendItems(bin: string, list: readonly AerospikeBinValue[], policy?: Policy): ListOperation;
  /**
   * Puts an element before the one at an index; nulls fill the list up to an index beyond its end. Returns the size of
   * the list then. Ordered lists refuse it with `ERR_OP_NOT_APPLICABLE`.
   */
  insert(bin: string, index: number, value: AerospikeBinValue, policy?: Policy): ListOperation;
  /** Puts several elements before the one at an index as {@link insert} does. Returns the size of the list then. */
  insertItems(bin: string, index: number, list: readonly AerospikeBinValue[], policy?: Policy): ListOperation;
  /** Removes the element at an index and returns it. */
  pop(bin: string, index: number): ListOperation;
  /** Removes `count` elements from an index on, all that follow without `count`, and returns them. */
  popRange(bin: string, index: number, count?: number): ListOperation;
  /** Removes the element at an index. Returns how many were removed. */
  remove(bin: string, index: number): ListOperation;
  /** Removes `count` elements from an index on, all that follow without `count`. Returns how many were removed. */
  removeRange(bin: string, index: number, count?: number): ListOperation;
  /** Removes the element at an index. */
  removeByIndex(bin: string, index: number, returnType?: ListReturnType): ListOperation;
  /** Removes `count` elements from an index on, all that follow without `count`. */
  removeByIndexRange(bin: string, index: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  /** Removes the elements equal to a value. */
  removeByValue(bin: string, value: AerospikeBinValue, returnType?: ListReturnType): InvertibleListOp;
  /** Removes the elements equal to one of several values. */
  removeByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: ListReturnType): InvertibleListOp;
  /** Removes the elements from `begin` on and below `end`; null for either leaves that side open. */
  removeByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  /** Removes `count` elements, all without `count`, by rank from that of the first element not below `value` on. */
  removeByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  /** Removes the element at a rank. */
  removeByRank(bin: string, rank: number, returnType?: ListReturnType): ListOperation;
  /** Removes `count` elements from a rank on, all that follow without `count`. */
  removeByRankRange(bin: string, rank: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  /** Removes all elements. */
  clear(bin: string): ListOperation;
  /** Replaces the element at an index; nulls fill the list up to an index beyond its end. Ordered lists refuse it. */
  set(bin: string, index: number, value: AerospikeBinValue, policy?: Policy): ListOperation;
  /** Removes all but `count` elements from an index on. Returns how many were removed. */
  trim(bin: string, index: number, count: number): ListOperation;
  /** Returns the element at an index. */
  get(bin: string, index: number): ListOperation;
  /** Returns `count` elements from an index on, all that follow without `count`. */
  getRange(bin: string, index: number, count?: number): ListOperation;
  /** Selects the element at an index. */
  getByIndex(bin: string, index: number, returnType?: ListReturnType): ListOperation;
  /** Selects `count` elements from an index on, all that follow without `count`. */
  getByIndexRange(bin: string, index: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  /** Selects the elements equal to a value. */
  getByValue(bin: string, value: AerospikeBinValue, returnType?: ListReturnType): InvertibleListOp;
  /** Selects the elements equal to one of several values. */
  getByValueList(bin: string, values: readonly AerospikeBinValue[], returnType?: ListReturnType): InvertibleListOp;
  /** Selects the elements from `begin` on and below `end`; null for either leaves that side open. */
  getByValueRange(
    bin: string,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  /** Selects `count` elements, all without `count`, by rank from that of the first element not below `value` on. */
  getByValueRelRankRange(
    bin: string,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: ListReturnType,
  ): InvertibleListOp;
  /** Selects the element at a rank. */
  getByRank(bin: string, rank: number, returnType?: ListReturnType): ListOperation;
  /** Selects `count` elements from a rank on, all that follow without `count`. */
  getByRankRange(bin: string, rank: number, count?: number, returnType?: ListReturnType): InvertibleListOp;
  /** Adds a number to the element at an index, 1 without one; a missing element counts as 0. Returns the sum. */
  increment(bin: string, index: number, value?: number, policy?: Policy): ListOperation;
  /** Returns the number of elements. */
  size(bin: string): ListOperation;
}

const made = makers(FUNCTIONS.lists, ListOperation, InvertibleListOp) as unknown as Lists;

export const lists: Lists = {
  ...made,
  ...listsConstants,
  create(bin, order, pad, persistIndex, ctx) {
    const operation = made.create(bin, order, pad, persistIndex);
    return ctx === undefined ? operation : operation.withContext(ctx);
  },
};
