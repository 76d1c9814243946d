// Contexts: paths to lists and maps inside the value of a bin. Not there yet; see missing.ts.

import type { AerospikeBinValue, AerospikeMapKey } from '../../model/bin-value.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import { missingClass } from '../missing.ts';

/** The type of the class of {@link cdt.Context}. */
export interface ContextClass {
  new (): cdt.Context;
  readonly prototype: cdt.Context;
  getContextType(context: cdt.Context, type: number): number;
}

/** The type of {@link cdt}. */
export interface CDT {
  readonly Context: ContextClass;
}

/**
 * Paths to lists and maps inside the value of a bin. Not in this version: making one throws an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { cdt, status } from 'tendril';
 *
 * try {
 *   new cdt.Context().addMapKey('address');
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const cdt: CDT = { Context: missingClass<ContextClass>('cdt.Context') };

export declare namespace cdt {
  /** Steps of a path. */
  type CdtItems = CdtContext[];
  /** A path, from the value of the bin to a list or map inside it; each method adds a step. */
  interface CdtContext {
    items: CdtItems;
    addListIndex(index: number): CdtContext;
    addListIndexCreate(index: number, order?: number, pad?: boolean): CdtContext;
    addListRank(rank: number): CdtContext;
    addListValue(value: AerospikeBinValue): CdtContext;
    addMapIndex(index: number): CdtContext;
    addMapRank(rank: number): CdtContext;
    addMapKey(key: AerospikeMapKey): CdtContext;
    addMapKeyCreate(key: AerospikeMapKey, order?: number): CdtContext;
    addMapValue(value: AerospikeBinValue): CdtContext;
    addAllChildren(): CdtContext;
    addAllChildrenWithFilter(filterExpression: AerospikeExp | string): CdtContext;
    addMapKeysIn(keys: readonly AerospikeMapKey[]): CdtContext;
    addAndFilter(filterExpression: AerospikeExp): CdtContext;
  }
  type Context = CdtContext;
  /** A context, or a function that is given a new one to fill. */
  // biome-ignore lint/complexity/noBannedTypes: the types of `aerospike` take any function
  type ContextOrFunction = Context | ((context: Context) => void) | Function;
}
