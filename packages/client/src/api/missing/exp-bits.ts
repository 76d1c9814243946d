// Expressions on bytes: `exp.bit`. Types only: the functions are not there yet; see missing.ts.

import type { BitwiseOverflow, BitwiseResizeFlags } from '../../model/operations/surface.ts';
import type { BitwisePolicyOptions } from '../../model/policies/collection-policies.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';

/** Expressions on bytes. */
export interface BitExpressions {
  reSize(
    bin: AerospikeExp,
    flags: BitwiseResizeFlags,
    byteSize: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  insert(
    bin: AerospikeExp,
    value: AerospikeExp,
    byteOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  remove(
    bin: AerospikeExp,
    byteSize: AerospikeExp,
    byteOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  set(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  or(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  xor(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  and(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  not(
    bin: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  lShift(
    bin: AerospikeExp,
    shift: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  rShift(
    bin: AerospikeExp,
    shift: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  add(
    bin: AerospikeExp,
    action: BitwiseOverflow,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  subtract(
    bin: AerospikeExp,
    action: BitwiseOverflow,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  setInt(
    bin: AerospikeExp,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: BitwisePolicyOptions | null,
  ): AerospikeExp;
  get(bin: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  count(bin: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  lScan(bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  rScan(bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
  getInt(bin: AerospikeExp, sign: boolean, bitSize: AerospikeExp, bitOffset: AerospikeExp): AerospikeExp;
}
