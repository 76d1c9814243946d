// Contexts: paths to lists and maps inside the value of a bin. Not there yet; see missing.ts.

import type { AerospikeBinValue, AerospikeMapKey } from '../../model/bin-value.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';

/** The type of the class of `cdt.Context`. */
export interface ContextClass {
  new (): CdtContext;
  readonly prototype: CdtContext;
  getContextType(context: CdtContext, type: number): number;
}

/** The type of `cdt`. */
export interface CDT {
  readonly Context: ContextClass;
}

/** Steps of a path. */
export type CdtItems = CdtContext[];
/** A path, from the value of the bin to a list or map inside it; each method adds a step. */
export interface CdtContext {
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
/** A context, or a function that is given a new one to fill. */
// biome-ignore lint/complexity/noBannedTypes: the types of `aerospike` take any function
export type ContextOrFunction = CdtContext | ((context: CdtContext) => void) | Function;
