// Expressions on HyperLogLogs: `exp.hll`. Types only: the functions are not there yet; see missing.ts.

import type { HLLPolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';

/** Expressions on HyperLogLogs. */
export interface HLLExpressions {
  initMH(bin: AerospikeExp, mhBitCount: number, indexBitCount: number, policy?: HLLPolicyOptions | null): AerospikeExp;
  init(bin: AerospikeExp, indexBitCount: number, policy?: HLLPolicyOptions | null): AerospikeExp;
  addMH(
    bin: AerospikeExp,
    mhBitCount: number,
    indexBitCount: number,
    list: AerospikeExp,
    policy?: HLLPolicyOptions | null,
  ): AerospikeExp;
  add(bin: AerospikeExp, indexBitCount: number, list: AerospikeExp, policy?: HLLPolicyOptions | null): AerospikeExp;
  update(bin: AerospikeExp, list: AerospikeExp, policy?: HLLPolicyOptions | null): AerospikeExp;
  getCount(bin: AerospikeExp): AerospikeExp;
  getUnion(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  getUnionCount(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  getIntersectCount(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  getSimilarity(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  describe(bin: AerospikeExp): AerospikeExp;
  mayContain(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
}
