// Operations on HyperLogLogs: the module `hll`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import type { HyperLogLog } from '../hyperloglog.ts';
import type { HLLPolicyOptions } from '../policies/collection-policies.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { hllConstants } from './surface.ts';

type Constants = typeof hllConstants;

/** An operation on a HyperLogLog. */
export class HLLOperation<Name extends string = string, Result = AerospikeBinValue> extends Operation<Name, Result> {
  declare policy?: HLLPolicyOptions;

  /** Restricts the operation; only `init`, `add` and `setUnion` heed it. */
  withPolicy(policy: HLLPolicyOptions): this {
    this.policy = policy;
    return this;
  }
}

/**
 * The functions of `hll`. A HyperLogLog estimates how many different values were added to it; the more index bits, the
 * closer, and with minhash bits also how much it has in common with others.
 *
 * Index bits are 4 to 16, minhash bits 0 or 4 to 51, both together at most 64; 2 to the power of the index bits is the
 * number of registers. Other HyperLogLogs are passed as they are read from bins: as bytes, or as `HyperLogLog`.
 */
export interface HLL {
  readonly writeFlags: Constants['writeFlags'];

  /**
   * Makes an empty HyperLogLog, or empties the one that is there.
   *
   * @param minhashBits - Default: those of the one that is there, or none.
   */
  init<N extends string>(bin: N, indexBits: number, minhashBits?: number): HLLOperation<N, null>;
  /**
   * Adds values. Returns how many registers changed.
   *
   * @param indexBits - Of a HyperLogLog that is made; without them a missing one is an error.
   */
  add<N extends string>(
    bin: N,
    list: readonly AerospikeBinValue[],
    indexBits?: number,
    minhashBits?: number,
  ): HLLOperation<N, number>;
  /** Adds all that was added to other HyperLogLogs. */
  setUnion<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, null>;
  /** Computes the count anew, keeps it with the HyperLogLog, and returns it. */
  refreshCount<N extends string>(bin: N): HLLOperation<N, number | null>;
  /** Lowers the index bits; not possible with minhash bits. */
  fold<N extends string>(bin: N, indexBits: number): HLLOperation<N, null>;
  /** Returns how many different values were added, about. */
  getCount<N extends string>(bin: N): HLLOperation<N, number | null>;
  /** Returns the union with other HyperLogLogs. */
  getUnion<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, Buffer | HyperLogLog | null>;
  /** Returns how many different values the union with other HyperLogLogs has, about. */
  getUnionCount<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, number | null>;
  /** Returns how many values are in all, about; with more than two all need minhash bits. */
  getIntersectCount<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, number | null>;
  /** Returns how much of the union is in all, 0 to 1, about; with more than two all need minhash bits. */
  getSimilarity<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, number | null>;
  /** Returns the number of index bits and of minhash bits. */
  describe<N extends string>(bin: N): HLLOperation<N, [indexBits: number, minhashBits: number] | null>;
  /** Returns 1 when all of these values may have been added, 0 when not. Tendril's own; `aerospike` lacks it. */
  mayContain<N extends string>(bin: N, list: readonly AerospikeBinValue[]): HLLOperation<N, number | null>;
}

export const hll = { ...makers(FUNCTIONS.hll, HLLOperation), ...hllConstants } as unknown as HLL;
