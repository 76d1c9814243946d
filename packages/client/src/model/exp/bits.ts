// The functions of `exp.bit`: calls of operations on bytes. What each means stands in bit-expressions.ts.

import { BITS_OP } from '../../wire/codes/bits.ts';
import { EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import type { BitwisePolicyOptions } from '../policies/collection-policies.ts';
import type { BitExpressions } from './bit-expressions.ts';
import { call, modifying } from './calls.ts';
import { type AerospikeExp, int, uint } from './entry.ts';
import { whole } from './parameters.ts';

type Policy = BitwisePolicyOptions | null | undefined;

/** The vendor's client reads the flags of expressions from another property than those of operations. */
function flags(policy: Policy): AerospikeExp {
  return uint(policy?.writeFlags ?? (policy as { readonly flags?: number } | null | undefined)?.flags ?? 0);
}

function modify(code: number, bin: AerospikeExp, policy: Policy, args: AerospikeExp[], ...after: AerospikeExp[]) {
  const parameters = [...args, flags(policy), ...after];
  return call(EXP_TYPE.BLOB, modifying(EXP_SYSTEM.BITS), code, parameters.length, parameters, bin);
}

function read(type: number, code: number, bin: AerospikeExp, ...args: AerospikeExp[]): AerospikeExp {
  return call(type, EXP_SYSTEM.BITS, code, args.length, args, bin);
}

/** A function that sets a range of bits to the outcome of its value, or of its shift. */
const change =
  (code: number) =>
  (bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp, policy?: Policy) =>
    modify(code, bin, policy, [bitOffset, bitSize, value]);

/** A function that does sums with a range of bits. */
const sum =
  (code: number) =>
  (
    bin: AerospikeExp,
    action: number,
    value: AerospikeExp,
    bitSize: AerospikeExp,
    bitOffset: AerospikeExp,
    policy?: Policy,
  ) =>
    modify(code, bin, policy, [bitOffset, bitSize, value], uint(action));

/** A function that looks for a bit with a value. */
const scan =
  (code: number) => (bin: AerospikeExp, value: AerospikeExp, bitSize: AerospikeExp, bitOffset: AerospikeExp) =>
    read(EXP_TYPE.INT, code, bin, bitOffset, bitSize, value);

export const bits: BitExpressions = {
  reSize: (bin, resizeFlags, byteSize, policy) => modify(BITS_OP.RESIZE, bin, policy, [byteSize], uint(resizeFlags)),
  insert: (bin, value, byteOffset, policy) => modify(BITS_OP.INSERT, bin, policy, [byteOffset, value]),
  remove: (bin, byteSize, byteOffset, policy) => modify(BITS_OP.REMOVE, bin, policy, [byteOffset, byteSize]),
  set: change(BITS_OP.SET),
  or: change(BITS_OP.OR),
  xor: change(BITS_OP.XOR),
  and: change(BITS_OP.AND),
  not: (bin, bitSize, bitOffset, policy) => modify(BITS_OP.NOT, bin, policy, [bitOffset, bitSize]),
  lShift: change(BITS_OP.LSHIFT),
  rShift: change(BITS_OP.RSHIFT),
  add: sum(BITS_OP.ADD),
  subtract: sum(BITS_OP.SUBTRACT),
  setInt: change(BITS_OP.SET_INT),
  get: (bin, bitSize, bitOffset) => read(EXP_TYPE.BLOB, BITS_OP.GET, bin, bitOffset, bitSize),
  count: (bin, bitSize, bitOffset) => read(EXP_TYPE.INT, BITS_OP.COUNT, bin, bitOffset, bitSize),
  lScan: scan(BITS_OP.LSCAN),
  rScan: scan(BITS_OP.RSCAN),
  b64Encode: (bin, offset) =>
    offset === undefined
      ? read(EXP_TYPE.STR, BITS_OP.B64_ENCODE, bin)
      : read(EXP_TYPE.STR, BITS_OP.B64_ENCODE, bin, whole(offset)),
  b64EncodeFrom: (bin, offset) => read(EXP_TYPE.STR, BITS_OP.B64_ENCODE, bin, whole(offset)),
  getInt: (bin, sign, bitSize, bitOffset) =>
    read(EXP_TYPE.INT, BITS_OP.GET_INT, bin, bitOffset, bitSize, int(sign ? 1 : 0)),
};
