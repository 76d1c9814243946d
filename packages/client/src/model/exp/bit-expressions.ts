// What the functions of `exp.bit` mean: types only. Their table is bits.ts.

import type { BitwiseOverflow, BitwiseResizeFlags } from '../operations/surface.ts';
import type { BitwisePolicyOptions } from '../policies/collection-policies.ts';
import type { AerospikeExp } from './entry.ts';

/**
 * Expressions on bytes. `bin` is bytes: a bin, or another expression. Offsets and sizes count bits from the left unless
 * said otherwise; negative offsets count from the end. Functions that change bytes yield them, and the record stays as
 * it is.
 */
export interface BitExpressions {
  /** The bytes in base64, as text, from an offset in bytes on; from server 8.2 on. */
  b64Encode(bin: AerospikeExp, byteOffset?: number | AerospikeExp): AerospikeExp;
  /** The same with an offset. */
  b64EncodeFrom(bin: AerospikeExp, byteOffset: number | AerospikeExp): AerospikeExp;
  /** The bytes with another length; `flags` is a sum of `bitwise.resizeFlags`. */
  reSize(
    bin: AerospikeExp,
    flags: BitwiseResizeFlags,
    byteSize: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with others inserted at an offset in bytes. */
  insert(
    bin: AerospikeExp,
    value: AerospikeExp,
    byteOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes without `byteSize` of them from an offset in bytes on. */
  remove(
    bin: AerospikeExp,
    byteSize: AerospikeExp,
    byteOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits set to those of a value. */
  set(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits combined with those of a value: set where either is. */
  or(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits combined with those of a value: set where just one is. */
  xor(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits combined with those of a value: set where both are. */
  and(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits the other way round. */
  not(
    bin: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits moved to the left. */
  lShift(
    bin: AerospikeExp,
    shift: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of bits moved to the right. */
  rShift(
    bin: AerospikeExp,
    shift: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with an integer of up to 64 bits added to; `action` is a value of `bitwise.overflow`. */
  add(
    bin: AerospikeExp,
    action: BitwiseOverflow,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with an integer of up to 64 bits subtracted from; `action` is a value of `bitwise.overflow`. */
  subtract(
    bin: AerospikeExp,
    action: BitwiseOverflow,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** The bytes with a range of up to 64 bits set to an integer. */
  setInt(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  /** A range of bits: bytes, from the left. */
  get(bin: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  /** How many bits of a range are set: an integer. */
  count(bin: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  /** Where in a range the first bit with the value of a boolean is: an integer, -1 for none. */
  lScan(bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  /** Where in a range the last bit with the value of a boolean is: an integer, -1 for none. */
  rScan(bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  /** A range of up to 64 bits as an integer, with or without a sign. */
  getInt(bin: AerospikeExp, sign: boolean, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
}
