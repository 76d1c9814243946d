// Contexts: paths from the value of a bin to a list or map inside it, one step after the other. Plain values; their
// bytes are in wire/context.ts.

import {
  CDT_CONTEXT,
  CDT_CONTEXT_CREATE,
  CDT_CONTEXT_FAMILY,
  LIST_ORDER,
  MAP_ORDER,
} from '../../wire/codes/collections.ts';
import { EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { AerospikeBinValue, AerospikeMapKey } from '../bin-value.ts';
import { AerospikeError } from '../error.ts';
import type { AerospikeExp } from '../exp/entry.ts';

/** One step of a path: what selects, and by what; the second is undefined where all children are selected. */
export type CdtItem = [type: number, value?: unknown];

/** Steps of a path. */
export type CdtItems = CdtItem[];

const MAX_INT32 = 2 ** 31 - 1;
const MIN_INT32 = -(2 ** 31);

/**
 * A path, from the value of the bin to a list or map inside it; each method adds a step and returns the path. A path
 * has at most 64 steps.
 *
 * Negative indexes and ranks count from the end: -1 is the last element, or the one with the largest value.
 */
export class CdtContext {
  /** The steps so far. */
  items: CdtItems = [];

  /**
   * The element of a list at a position.
   *
   * @throws Error if the index does not fit 32 bits.
   */
  addListIndex(index: number): this {
    return this.#add(CDT_CONTEXT.LIST_INDEX, int32('index', index));
  }

  /**
   * The element of a list at a position. Where the bin has no list yet, one is made.
   *
   * @param order - Order of that list: 0 unordered, 1 ordered.
   * @param pad - Whether nulls fill an unordered list up to the index; else an index beyond its end is an error.
   * @throws Error if the index does not fit 32 bits.
   */
  addListIndexCreate(index: number, order?: number | null, pad?: boolean | null): this {
    const flag = listCreateFlag(order ?? LIST_ORDER.UNORDERED, pad === true);
    return this.#add(CDT_CONTEXT.LIST_INDEX | flag, int32('index', index));
  }

  /**
   * The element of a list by the rank of its value, 0 for the smallest.
   *
   * @throws Error if the rank does not fit 32 bits.
   */
  addListRank(rank: number): this {
    return this.#add(CDT_CONTEXT.LIST_RANK, int32('rank', rank));
  }

  /** The first element of a list with a value. */
  addListValue(value: AerospikeBinValue): this {
    return this.#add(CDT_CONTEXT.LIST_VALUE, value);
  }

  /**
   * The entry of a map at a position in the order of its keys.
   *
   * @throws Error if the index does not fit 32 bits.
   */
  addMapIndex(index: number): this {
    return this.#add(CDT_CONTEXT.MAP_INDEX, int32('index', index));
  }

  /**
   * The entry of a map by the rank of its value, 0 for the smallest.
   *
   * @throws Error if the rank does not fit 32 bits.
   */
  addMapRank(rank: number): this {
    return this.#add(CDT_CONTEXT.MAP_RANK, int32('rank', rank));
  }

  /** The entry of a map with a key. */
  addMapKey(key: AerospikeMapKey): this {
    return this.#add(CDT_CONTEXT.MAP_KEY, key);
  }

  /**
   * The entry of a map with a key. Where the bin has no map yet, one is made.
   *
   * @param order - Order of that map: 0 unordered, 1 by key, 3 by key and value.
   */
  addMapKeyCreate(key: AerospikeMapKey, order?: number | null): this {
    return this.#add(CDT_CONTEXT.MAP_KEY | mapCreateFlag(order ?? MAP_ORDER.UNORDERED), key);
  }

  /** The first entry of a map with a value. */
  addMapValue(value: AerospikeBinValue): this {
    return this.#add(CDT_CONTEXT.MAP_VALUE, value);
  }

  /** All children, on the path of `operations.selectByPath` and `operations.modifyByPath`. */
  addAllChildren(): this {
    return this.#add(CDT_CONTEXT.EXP);
  }

  /** The children for which an expression is true, on a path as with {@link addAllChildren}. */
  addAllChildrenWithFilter(filterExpression: AerospikeExp | string): this {
    return this.#add(CDT_CONTEXT.EXP, filterExpression);
  }

  /** The entries of a map with one of these keys, on a path as with {@link addAllChildren}. Servers since 8.1.2. */
  addMapKeysIn(keys: readonly AerospikeMapKey[]): this {
    return this.#add(CDT_CONTEXT.MAP_KEYS_IN, keys);
  }

  /**
   * Of what the step before selects, that for which an expression is true, on a path as with {@link addAllChildren}.
   * Servers since 8.1.2.
   */
  addAndFilter(filterExpression: AerospikeExp | string): this {
    return this.#add(CDT_CONTEXT.AND, filterExpression);
  }

  /**
   * The type of what a path leads into, as a value of `exp.type`, by its last step: `LIST` or `MAP`; without a path the
   * type given.
   */
  static getContextType(context: CdtContext | null | undefined, type: number): number {
    const last = context?.items.at(-1);
    if (last === undefined) return type;
    return (last[0] & CDT_CONTEXT_FAMILY.LIST) === 0 ? EXP_TYPE.MAP : EXP_TYPE.LIST;
  }

  #add(type: number, value?: unknown): this {
    this.items.push([type, value]);
    return this;
  }
}

/** A context, or a function that is given a new one to fill. */
// biome-ignore lint/complexity/noBannedTypes: the types of `aerospike` take any function
export type ContextOrFunction = CdtContext | ((context: CdtContext) => void) | Function;

/** What a step has added to its type when it makes a list that is missing. */
export function listCreateFlag(order: number, pad: boolean): number {
  if ((order & LIST_ORDER.ORDERED) !== 0) return CDT_CONTEXT_CREATE.ORDERED;
  return pad ? CDT_CONTEXT_CREATE.PADDED_OR_KEY_ORDERED : CDT_CONTEXT_CREATE.UNORDERED;
}

/** What a step has added to its type when it makes a map that is missing. */
export function mapCreateFlag(order: number): number {
  if (order === MAP_ORDER.UNORDERED) return CDT_CONTEXT_CREATE.UNORDERED;
  return order === MAP_ORDER.KEY_ORDERED ? CDT_CONTEXT_CREATE.PADDED_OR_KEY_ORDERED : CDT_CONTEXT_CREATE.ORDERED;
}

/** The context that a program gives or fills; other copies of this package make contexts of another class. */
export function contextOf(contextOrFunction: unknown): CdtContext {
  if (typeof contextOrFunction === 'function') {
    const context = new CdtContext();
    contextOrFunction(context);
    return context;
  }
  if (isContext(contextOrFunction)) return contextOrFunction;
  throw new AerospikeError('Context param must be a CDT Context or a function that accepts a context');
}

/** Whether a value has the steps of a context; contexts of another copy of this package are contexts too. */
export function isContext(value: unknown): value is CdtContext {
  return Array.isArray((value as CdtContext | null | undefined)?.items);
}

function int32(name: string, value: number): number {
  if (value > MAX_INT32) throw new Error(`${name} overflow, largest supported integer is ${MAX_INT32}`);
  if (value < MIN_INT32) throw new Error(`${name} underflow, smallest supported integer is ${MIN_INT32}`);
  return value;
}
