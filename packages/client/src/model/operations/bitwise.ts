// Operations on the bits of bytes: the module `bitwise`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { BitwisePolicyOptions } from '../policies/collection-policies.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { type BitwiseOverflow, type BitwiseResizeFlags, bitwiseConstants } from './surface.ts';

type Constants = typeof bitwiseConstants;

/** An operation on bytes. */
export class BitwiseOperation extends Operation {
  declare policy?: BitwisePolicyOptions;

  /** Restricts the operation; only those that change the bytes heed it. */
  withPolicy(policy: BitwisePolicyOptions): this {
    this.policy = policy;
    return this;
  }
}

/** An operation on bytes whose result may not fit. */
export class OverflowableBitwiseOp extends BitwiseOperation {
  /** What happens then; a value of `bitwise.overflow`. */
  overflowAction: BitwiseOverflow = bitwiseConstants.overflow.FAIL;

  /** Sets what happens to a result that does not fit; a value of `bitwise.overflow`. */
  onOverflow(action: BitwiseOverflow): this {
    this.overflowAction = action;
    return this;
  }
}

/**
 * The functions of `bitwise`.
 *
 * Bits count from the highest of the first byte on; a negative offset counts from the end. Integers have 1 to 64 bits,
 * the highest first. Operations on bits beyond the end fail with `ERR_OP_NOT_APPLICABLE`, unless their policy has
 * `PARTIAL` or `NO_FAIL`; on a bin with anything but bytes all fail with `ERR_BIN_INCOMPATIBLE_TYPE`. Where the bin is
 * missing, `resize` and `insert` make it, other changes fail with `ERR_BIN_NOT_FOUND`, and reads return nothing.
 */
export interface Bitwise {
  readonly writeFlags: Constants['writeFlags'];
  readonly resizeFlags: Constants['resizeFlags'];
  readonly overflow: Constants['overflow'];

  /**
   * Sets the number of bytes.
   *
   * @param size - Bytes.
   * @param flags - Of `bitwise.resizeFlags`.
   */
  resize(bin: string, size: number, flags?: BitwiseResizeFlags): BitwiseOperation;
  /** Puts bytes before the one at an offset; zeros fill up to an offset beyond the end. */
  insert(bin: string, byteOffset: number, value: Buffer): BitwiseOperation;
  /** Removes bytes. */
  remove(bin: string, byteOffset: number, byteSize: number): BitwiseOperation;
  /**
   * Sets bits: to those of bytes, from the first on, or to an integer.
   *
   * @throws TypeError if the value is neither bytes nor an integer.
   */
  set(bin: string, bitOffset: number, bitSize: number, value: number | Buffer): BitwiseOperation;
  /** Sets each bit where it or the one of the value is set. */
  or(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  /** Sets each bit where either it or the one of the value is set. */
  xor(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  /** Sets each bit where both it and the one of the value are set. */
  and(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  /** Turns each bit over. */
  not(bin: string, bitOffset: number, bitSize: number): BitwiseOperation;
  /** Moves bits to the left, zeros following. */
  lshift(bin: string, bitOffset: number, bitSize: number, shift: number): BitwiseOperation;
  /** Moves bits to the right, zeros following. */
  rshift(bin: string, bitOffset: number, bitSize: number, shift: number): BitwiseOperation;
  /**
   * Adds to the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  add(bin: string, bitOffset: number, bitSize: number, value: number, sign: boolean): OverflowableBitwiseOp;
  /**
   * Subtracts from the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  subtract(bin: string, bitOffset: number, bitSize: number, value: number, sign: boolean): OverflowableBitwiseOp;
  /** Returns bits as bytes, the first bit highest. */
  get(bin: string, bitOffset: number, bitSize: number): BitwiseOperation;
  /**
   * Returns the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  getInt(bin: string, bitOffset: number, bitSize: number, sign: boolean): BitwiseOperation;
  /** Returns the place of the first bit with a value, counted from `bitOffset`; -1 if there is none. */
  lscan(bin: string, bitOffset: number, bitSize: number, value: boolean): BitwiseOperation;
  /** Returns the place of the last bit with a value, counted from `bitOffset`; -1 if there is none. */
  rscan(bin: string, bitOffset: number, bitSize: number, value: boolean): BitwiseOperation;
  /** Returns how many bits are set. Tendril's own; `aerospike` lacks it. */
  count(bin: string, bitOffset: number, bitSize: number): BitwiseOperation;
}

const { setInt, ...made } = makers(FUNCTIONS.bitwise, BitwiseOperation);
const { add, subtract } = makers(
  { add: FUNCTIONS.bitwise.add, subtract: FUNCTIONS.bitwise.subtract },
  OverflowableBitwiseOp,
);

export const bitwise = {
  ...made,
  ...bitwiseConstants,
  add,
  subtract,
  set(bin: string, bitOffset: number, bitSize: number, value: number | Buffer) {
    if (Buffer.isBuffer(value)) return made.set(bin, bitOffset, bitSize, value);
    if (Number.isSafeInteger(value)) return setInt(bin, bitOffset, bitSize, value);
    throw new TypeError('Value should be a Buffer or an Integer');
  },
} as unknown as Bitwise;
