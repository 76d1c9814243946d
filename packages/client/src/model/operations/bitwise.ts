// Operations on the bits of bytes: the module `bitwise`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import type { BitwisePolicyOptions } from '../policies/collection-policies.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { type BitwiseOverflow, type BitwiseResizeFlags, bitwiseConstants } from './surface.ts';

type Constants = typeof bitwiseConstants;

/** An operation on bytes. */
export class BitwiseOperation<Name extends string = string, Result = AerospikeBinValue> extends Operation<
  Name,
  Result
> {
  declare policy?: BitwisePolicyOptions;

  /** Restricts the operation; only those that change the bytes heed it. */
  withPolicy(policy: BitwisePolicyOptions): this {
    this.policy = policy;
    return this;
  }
}

/** An operation on bytes whose result may not fit. */
export class OverflowableBitwiseOp<Name extends string = string, Result = AerospikeBinValue> extends BitwiseOperation<
  Name,
  Result
> {
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
  resize<N extends string>(bin: N, size: number, flags?: BitwiseResizeFlags): BitwiseOperation<N, null>;
  /** Puts bytes before the one at an offset; zeros fill up to an offset beyond the end. */
  insert<N extends string>(bin: N, byteOffset: number, value: Buffer): BitwiseOperation<N, null>;
  /** Removes bytes. */
  remove<N extends string>(bin: N, byteOffset: number, byteSize: number): BitwiseOperation<N, null>;
  /**
   * Sets bits: to those of bytes, from the first on, or to an integer.
   *
   * @throws TypeError if the value is neither bytes nor an integer.
   */
  set<N extends string>(bin: N, bitOffset: number, bitSize: number, value: number | Buffer): BitwiseOperation<N, null>;
  /** Sets each bit where it or the one of the value is set. */
  or<N extends string>(bin: N, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation<N, null>;
  /** Sets each bit where either it or the one of the value is set. */
  xor<N extends string>(bin: N, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation<N, null>;
  /** Sets each bit where both it and the one of the value are set. */
  and<N extends string>(bin: N, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation<N, null>;
  /** Turns each bit over. */
  not<N extends string>(bin: N, bitOffset: number, bitSize: number): BitwiseOperation<N, null>;
  /** Moves bits to the left, zeros following. */
  lshift<N extends string>(bin: N, bitOffset: number, bitSize: number, shift: number): BitwiseOperation<N, null>;
  /** Moves bits to the right, zeros following. */
  rshift<N extends string>(bin: N, bitOffset: number, bitSize: number, shift: number): BitwiseOperation<N, null>;
  /**
   * Adds to the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  add<N extends string>(
    bin: N,
    bitOffset: number,
    bitSize: number,
    value: number,
    sign: boolean,
  ): OverflowableBitwiseOp<N, null>;
  /**
   * Subtracts from the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  subtract<N extends string>(
    bin: N,
    bitOffset: number,
    bitSize: number,
    value: number,
    sign: boolean,
  ): OverflowableBitwiseOp<N, null>;
  /** Returns bits as bytes, the first bit highest. */
  get<N extends string>(bin: N, bitOffset: number, bitSize: number): BitwiseOperation<N, Buffer | null>;
  /**
   * Returns the integer that bits are.
   *
   * @param sign - Whether it is signed.
   */
  getInt<N extends string>(
    bin: N,
    bitOffset: number,
    bitSize: number,
    sign: boolean,
  ): BitwiseOperation<N, number | bigint | null>;
  /** Returns the place of the first bit with a value, counted from `bitOffset`; -1 if there is none. */
  lscan<N extends string>(
    bin: N,
    bitOffset: number,
    bitSize: number,
    value: boolean,
  ): BitwiseOperation<N, number | null>;
  /** Returns the place of the last bit with a value, counted from `bitOffset`; -1 if there is none. */
  rscan<N extends string>(
    bin: N,
    bitOffset: number,
    bitSize: number,
    value: boolean,
  ): BitwiseOperation<N, number | null>;
  /** Returns how many bits are set. Tendril's own; `aerospike` lacks it. */
  count<N extends string>(bin: N, bitOffset: number, bitSize: number): BitwiseOperation<N, number | null>;
  /**
   * Returns bytes in base64; from server 8.2 on.
   *
   * @param offset - In bytes; 0 unless given.
   * @param size - In bytes; all that follow unless given.
   */
  b64Encode<N extends string>(bin: N, offset?: number, size?: number): BitwiseOperation<N, string | null>;
  /** The same as `b64Encode` with an offset. */
  b64EncodeFrom<N extends string>(bin: N, offset: number): BitwiseOperation<N, string | null>;
  /**
   * The same as `b64Encode` with an offset and a size.
   *
   * @param invertSize - Whether the size is how many bytes at the end are left out.
   */
  b64EncodeRange<N extends string>(
    bin: N,
    offset: number,
    size: number,
    invertSize?: boolean,
  ): BitwiseOperation<N, string | null>;
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
  b64EncodeFrom: made.b64Encode,
  b64EncodeRange: made.b64Encode,
  set(bin: string, bitOffset: number, bitSize: number, value: number | Buffer) {
    if (Buffer.isBuffer(value)) return made.set(bin, bitOffset, bitSize, value);
    if (Number.isSafeInteger(value)) return setInt(bin, bitOffset, bitSize, value);
    throw new TypeError('Value should be a Buffer or an Integer');
  },
} as unknown as Bitwise;
