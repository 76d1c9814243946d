// Operations on lists: the module `lists`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import { AerospikeError } from '../error.ts';
import type { ListPolicyOptions } from '../policies/collection-policies.ts';
import { type CdtContext, type ContextOrFunction, contextOf } from './context.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import type { ListResult } from './results.ts';
import type { ListReturnType } from './return-types.ts';
import { type ListOrder, type ListSortFlags, listsConstants } from './surface.ts';

type Constants = typeof listsConstants;
type Policy = ListPolicyOptions | null;

type Returning<Name extends string, Type extends ListReturnType, Many extends boolean> = Many extends true
  ? InvertibleListOp<Name, ListResult<Type, true>>
  : ListOperation<Name, ListResult<Type, Many>, Many>;

/** An operation on a list; `Many` where it selects several elements. */
export class ListOperation<
  Name extends string = string,
  Result = AerospikeBinValue,
  Many extends boolean = boolean,
> extends Operation<Name, Result> {
  declare returnType?: number;
  declare context?: CdtContext;

  /** Sets what the operation returns; a value of `lists.returnType`. */
  andReturn<Type extends ListReturnType>(returnType: Type): Returning<Name, Type, Many> {
    this.returnType = returnType;
    return this as unknown as Returning<Name, Type, Many>;
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
export class InvertibleListOp<Name extends string = string, Result = AerospikeBinValue> extends ListOperation<
  Name,
  Result,
  true
> {
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
  create<N extends string>(
    bin: N,
    order?: ListOrder,
    pad?: boolean,
    persistIndex?: boolean,
    ctx?: CdtContext,
  ): ListOperation<N, undefined>;
  /**
   * Sets the order of the list: ordered sorts it, once and from then on. Makes a list that is missing.
   *
   * @param order - A value of `lists.order`.
   */
  setOrder<N extends string>(bin: N, order: ListOrder): ListOperation<N, undefined>;
  /**
   * Sorts the list once.
   *
   * @param flags - A value of `lists.sortFlags`.
   */
  sort<N extends string>(bin: N, flags: ListSortFlags): ListOperation<N, undefined>;
  /** Adds an element at the end, or in its place in an ordered list. Returns the size of the list then. */
  append<N extends string>(bin: N, value: AerospikeBinValue, policy?: Policy): ListOperation<N, number>;
  /** Adds several elements as {@link append} does. Returns the size of the list then. */
  appendItems<N extends string>(bin: N, list: readonly AerospikeBinValue[], policy?: Policy): ListOperation<N, number>;
  /**
   * Puts an element before the one at an index; nulls fill the list up to an index beyond its end. Returns the size of
   * the list then. Ordered lists refuse it with `ERR_OP_NOT_APPLICABLE`.
   */
  insert<N extends string>(bin: N, index: number, value: AerospikeBinValue, policy?: Policy): ListOperation<N, number>;
  /** Puts several elements before the one at an index as {@link insert} does. Returns the size of the list then. */
  insertItems<N extends string>(
    bin: N,
    index: number,
    list: readonly AerospikeBinValue[],
    policy?: Policy,
  ): ListOperation<N, number>;
  /** Removes the element at an index and returns it. */
  pop<N extends string>(bin: N, index: number): ListOperation<N, AerospikeBinValue>;
  /** Removes `count` elements from an index on, all that follow without `count`, and returns them. */
  popRange<N extends string>(bin: N, index: number, count?: number): ListOperation<N, AerospikeBinValue[] | undefined>;
  /** Removes the element at an index. Returns how many were removed. */
  remove<N extends string>(bin: N, index: number): ListOperation<N, number | undefined>;
  /** Removes `count` elements from an index on, all that follow without `count`. Returns how many were removed. */
  removeRange<N extends string>(bin: N, index: number, count?: number): ListOperation<N, number | undefined>;
  /** Removes the element at an index. */
  removeByIndex<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    index: number,
    returnType?: R,
  ): ListOperation<N, ListResult<R, false>, false>;
  /** Removes `count` elements from an index on, all that follow without `count`. */
  removeByIndexRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    index: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes the elements equal to a value. */
  removeByValue<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes the elements equal to one of several values. */
  removeByValueList<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    values: readonly AerospikeBinValue[],
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes the elements from `begin` on and below `end`; null for either leaves that side open. */
  removeByValueRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes `count` elements, all without `count`, by rank from that of the first element not below `value` on. */
  removeByValueRelRankRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes the element at a rank. */
  removeByRank<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    rank: number,
    returnType?: R,
  ): ListOperation<N, ListResult<R, false>, false>;
  /** Removes `count` elements from a rank on, all that follow without `count`. */
  removeByRankRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    rank: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Removes all elements. */
  clear<N extends string>(bin: N): ListOperation<N, undefined>;
  /** Replaces the element at an index; nulls fill the list up to an index beyond its end. Ordered lists refuse it. */
  set<N extends string>(bin: N, index: number, value: AerospikeBinValue, policy?: Policy): ListOperation<N, undefined>;
  /** Removes all but `count` elements from an index on. Returns how many were removed. */
  trim<N extends string>(bin: N, index: number, count: number): ListOperation<N, number | undefined>;
  /** Returns the element at an index. */
  get<N extends string>(bin: N, index: number): ListOperation<N, AerospikeBinValue>;
  /** Returns `count` elements from an index on, all that follow without `count`. */
  getRange<N extends string>(bin: N, index: number, count?: number): ListOperation<N, AerospikeBinValue[] | undefined>;
  /** Selects the element at an index. */
  getByIndex<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    index: number,
    returnType?: R,
  ): ListOperation<N, ListResult<R, false>, false>;
  /** Selects `count` elements from an index on, all that follow without `count`. */
  getByIndexRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    index: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Selects the elements equal to a value. */
  getByValue<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Selects the elements equal to one of several values. */
  getByValueList<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    values: readonly AerospikeBinValue[],
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Selects the elements from `begin` on and below `end`; null for either leaves that side open. */
  getByValueRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    begin: AerospikeBinValue,
    end: AerospikeBinValue,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Selects `count` elements, all without `count`, by rank from that of the first element not below `value` on. */
  getByValueRelRankRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    value: AerospikeBinValue,
    rank: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Selects the element at a rank. */
  getByRank<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    rank: number,
    returnType?: R,
  ): ListOperation<N, ListResult<R, false>, false>;
  /** Selects `count` elements from a rank on, all that follow without `count`. */
  getByRankRange<N extends string, R extends ListReturnType = ListReturnType.NONE>(
    bin: N,
    rank: number,
    count?: number,
    returnType?: R,
  ): InvertibleListOp<N, ListResult<R, true>>;
  /** Adds a number to the element at an index, 1 without one; a missing element counts as 0. Returns the sum. */
  increment<N extends string>(
    bin: N,
    index: number,
    value?: number,
    policy?: Policy,
  ): ListOperation<N, number | bigint>;
  /** Returns the number of elements. */
  size<N extends string>(bin: N): ListOperation<N, number | undefined>;
  /** Returns the elements, which must be text, as one text; from server 8.2 on. */
  join<N extends string>(bin: N, separator?: string): ListOperation<N, string | undefined>;
  /** The same as `join` with a separator. */
  joinSeparator<N extends string>(bin: N, separator: string): ListOperation<N, string | undefined>;
}

const made = makers(FUNCTIONS.lists, ListOperation, InvertibleListOp) as unknown as Lists;

export const lists: Lists = {
  ...made,
  ...listsConstants,
  joinSeparator: made.join,
  create(bin, order, pad, persistIndex, ctx) {
    const operation = made.create(bin, order, pad, persistIndex);
    return ctx === undefined ? operation : operation.withContext(ctx);
  },
};
