// Operations on HyperLogLogs: the module `hll`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import type { HLLPolicyOptions } from '../policies/collection-policies.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { hllConstants } from './surface.ts';

type Constants = typeof hllConstants;

/** An operation on a HyperLogLog. */
export class HLLOperation extends Operation {
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
  init(bin: string, indexBits: number, minhashBits?: number): HLLOperation;
  /**
   * Adds values. Returns how many registers changed.
   *
   * @param indexBits - Of a HyperLogLog that is made; without them a missing one is an error.
   */
  add(bin: string, list: readonly AerospikeBinValue[], indexBits?: number, minhashBits?: number): HLLOperation;
  /** Adds all that was added to other HyperLogLogs. */
  setUnion(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  /** Computes the count anew, keeps it with the HyperLogLog, and returns it. */
  refreshCount(bin: string): HLLOperation;
  /** Lowers the index bits; not possible with minhash bits. */
  fold(bin: string, indexBits: number): HLLOperation;
  /** Returns how many different values were added, about. */
  getCount(bin: string): HLLOperation;
  /** Returns the union with other HyperLogLogs. */
  getUnion(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  /** Returns how many different values the union with other HyperLogLogs has, about. */
  getUnionCount(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  /** Returns how many values are in all, about; with more than two all need minhash bits. */
  getIntersectCount(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  /** Returns how much of the union is in all, 0 to 1, about; with more than two all need minhash bits. */
  getSimilarity(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
  /** Returns the number of index bits and of minhash bits. */
  describe(bin: string): HLLOperation;
  /** Returns 1 when all of these values may have been added, 0 when not. Tendril's own; `aerospike` lacks it. */
  mayContain(bin: string, list: readonly AerospikeBinValue[]): HLLOperation;
}

export const hll = { ...makers(FUNCTIONS.hll, HLLOperation), ...hllConstants } as unknown as HLL;
