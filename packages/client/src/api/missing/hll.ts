// Operations on HyperLogLogs: their constants and types. The functions are not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import { constants } from '../../model/named-constants.ts';
import type { Operation } from '../../model/operations.ts';
import type { HLLPolicyOptions } from '../../model/policies/collection-policies.ts';
import { missingFunctions } from '../missing.ts';

const writeFlags = constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, ALLOW_FOLD: 8 });

/** The type of {@link hll}. */
export interface HLL {
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: typeof writeFlags;
  init(bin: string, indexBits: number, minhashBits?: number): hll.HLLOperation;
  add(bin: string, list: readonly AerospikeBinValue[], indexBits?: number, minhashBits?: number): hll.HLLOperation;
  setUnion(bin: string, list: readonly AerospikeBinValue[]): hll.HLLOperation;
  refreshCount(bin: string): hll.HLLOperation;
  fold(bin: string, indexBits: number): hll.HLLOperation;
  getCount(bin: string): hll.HLLOperation;
  getUnion(bin: string, list: readonly AerospikeBinValue[]): hll.HLLOperation;
  getUnionCount(bin: string, list: readonly AerospikeBinValue[]): hll.HLLOperation;
  getIntersectCount(bin: string, list: readonly AerospikeBinValue[]): hll.HLLOperation;
  getSimilarity(bin: string, list: readonly AerospikeBinValue[]): hll.HLLOperation;
  describe(bin: string): hll.HLLOperation;
}

/**
 * Operations on HyperLogLogs, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { hll } from 'tendril';
 *
 * console.log(hll.writeFlags.CREATE_ONLY); // 1
 */
export const hll: HLL = { writeFlags, ...missingFunctions('hll') };

export declare namespace hll {
  type writeFlags = HLL['writeFlags'][keyof HLL['writeFlags']];
  /** An operation on a HyperLogLog. */
  interface HLLOperation extends Operation {
    withPolicy(policy: HLLPolicyOptions): this;
  }
}
