// Operations on HyperLogLogs: types of the module `hll`. Types only, for they are not there yet; see ../missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { Operation } from '../../model/operations.ts';
import type { HLLPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { hllConstants } from './constants.ts';

type Constants = typeof hllConstants;

/** The type of `hll`. */
export interface HLL {
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: Constants['writeFlags'];
  init(bin: string, indexBits: number, minhashBits?: number): HLLOperation;
  add(bin: string, list: readonly AerospikeBinValue[], indexBits?: number, minhashBits?: number): HLLOperation;
  setUnion(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  refreshCount(bin: string): HLLOperation;
  fold(bin: string, indexBits: number): HLLOperation;
  getCount(bin: string): HLLOperation;
  getUnion(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  getUnionCount(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  getIntersectCount(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  getSimilarity(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  describe(bin: string): HLLOperation;
}

/** An operation on a HyperLogLog. */
export interface HLLOperation extends Operation {
  withPolicy(policy: HLLPolicyOptions): this;
}
