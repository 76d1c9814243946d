// What the functions of `exp.hll` mean: types only. Their table is hll.ts.

import type { HLLPolicyOptions } from '../policies/collection-policies.ts';
import type { AerospikeExp } from './entry.ts';

/**
 * Expressions on HyperLogLogs. `bin` is one: a bin, or another expression; `nil` for none yet. Index bits are 4 to 16,
 * minhash bits 4 to 51 or none. Functions that change one yield it, and the record stays as it is.
 */
export interface HLLExpressions {
  /** An empty HyperLogLog with these numbers of minhash and index bits. */
  initMH(bin: AerospikeExp, mhBitCount: number, indexBitCount: number, policy?: HLLPolicyOptions | null): AerospikeExp;
  /** An empty HyperLogLog with this number of index bits. */
  init(bin: AerospikeExp, indexBitCount: number, policy?: HLLPolicyOptions | null): AerospikeExp;
  /** The HyperLogLog with the values of a list added; created with these numbers of bits if the bin has none. */
  addMH(
    bin: AerospikeExp,
    mhBitCount: number,
    indexBitCount: number,
    list: AerospikeExp,
    policy?: HLLPolicyOptions | null,
  ): AerospikeExp;
  /** The HyperLogLog with the values of a list added; created with this number of index bits if the bin has none. */
  add(bin: AerospikeExp, indexBitCount: number, list: AerospikeExp, policy?: HLLPolicyOptions | null): AerospikeExp;
  /** The HyperLogLog, which must be there, with the values of a list added. */
  update(bin: AerospikeExp, list: AerospikeExp, policy?: HLLPolicyOptions | null): AerospikeExp;
  /** About how many different values were added: an integer. */
  getCount(bin: AerospikeExp): AerospikeExp;
  /** The union with the HyperLogLogs of a list. */
  getUnion(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  /** About how many values the union with the HyperLogLogs of a list has: an integer. */
  getUnionCount(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  /** About how many values it has in common with the HyperLogLogs of a list: an integer. */
  getIntersectCount(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  /** How similar it is to the HyperLogLogs of a list: a float from 0 to 1. */
  getSimilarity(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
  /** The numbers of its index and minhash bits: a list of two integers. */
  describe(bin: AerospikeExp): AerospikeExp;
  /** Whether it may have all values of a list: the integer 1, or 0 if it certainly has not. */
  mayContain(bin: AerospikeExp, list: AerospikeExp): AerospikeExp;
}
