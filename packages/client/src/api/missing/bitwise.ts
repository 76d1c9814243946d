// Operations on the bits of bytes: their constants and types. The functions are not there yet; see missing.ts.

import { constants } from '../../model/named-constants.ts';
import type { Operation } from '../../model/operations.ts';
import type { BitwisePolicyOptions } from '../../model/policies/collection-policies.ts';
import { missingFunctions } from '../missing.ts';

const writeFlags = constants({ DEFAULT: 0, CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 });
const resizeFlags = constants({ DEFAULT: 0, FROM_FRONT: 1, GROW_ONLY: 2, SHRINK_ONLY: 4 });
const overflow = constants({ FAIL: 0, SATURATE: 2, WRAP: 4 });

/** The type of {@link bitwise}. */
export interface Bitwise {
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: typeof writeFlags;
  /** How bytes are added or removed; flags that can be combined. */
  readonly resizeFlags: typeof resizeFlags;
  /** What happens to a number that does not fit. */
  readonly overflow: typeof overflow;
  resize(bin: string, size: number, flags?: bitwise.resizeFlags): bitwise.BitwiseOperation;
  insert(bin: string, byteOffset: number, value: Buffer): bitwise.BitwiseOperation;
  remove(bin: string, byteOffset: number, byteSize: number): bitwise.BitwiseOperation;
  set(bin: string, bitOffset: number, bitSize: number, value: number | Buffer): bitwise.BitwiseOperation;
  or(bin: string, bitOffset: number, bitSize: number, value: Buffer): bitwise.BitwiseOperation;
  xor(bin: string, bitOffset: number, bitSize: number, value: Buffer): bitwise.BitwiseOperation;
  and(bin: string, bitOffset: number, bitSize: number, value: Buffer): bitwise.BitwiseOperation;
  not(bin: string, bitOffset: number, bitSize: number): bitwise.BitwiseOperation;
  lshift(bin: string, bitOffset: number, bitSize: number, shift: number): bitwise.BitwiseOperation;
  rshift(bin: string, bitOffset: number, bitSize: number, shift: number): bitwise.BitwiseOperation;
  add(bin: string, bitOffset: number, bitSize: number, value: number, sign: boolean): bitwise.OverflowableBitwiseOp;
  subtract(
    bin: string,
    bitOffset: number,
    bitSize: number,
    value: number,
    sign: boolean,
  ): bitwise.OverflowableBitwiseOp;
  get(bin: string, bitOffset: number, bitSize: number): bitwise.BitwiseOperation;
  getInt(bin: string, bitOffset: number, bitSize: number, sign: boolean): bitwise.BitwiseOperation;
  lscan(bin: string, bitOffset: number, bitSize: number, value: boolean): bitwise.BitwiseOperation;
  rscan(bin: string, bitOffset: number, bitSize: number, value: boolean): bitwise.BitwiseOperation;
}

/**
 * Operations on the bits of bytes, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { bitwise } from 'tendril';
 *
 * console.log(bitwise.overflow.SATURATE); // 2
 */
export const bitwise: Bitwise = { writeFlags, resizeFlags, overflow, ...missingFunctions('bitwise') };

export declare namespace bitwise {
  type writeFlags = Bitwise['writeFlags'][keyof Bitwise['writeFlags']];
  type resizeFlags = Bitwise['resizeFlags'][keyof Bitwise['resizeFlags']];
  type overflow = Bitwise['overflow'][keyof Bitwise['overflow']];
  /** An operation on bytes. */
  interface BitwiseOperation extends Operation {
    withPolicy(policy: BitwisePolicyOptions): this;
  }
  /** An operation whose result may not fit. */
  interface OverflowableBitwiseOp extends BitwiseOperation {
    overflowAction: bitwise.overflow;
    onOverflow(action: bitwise.overflow): this;
  }
}
