// Operations on the bits of bytes: types of the module `bitwise`. Types only, for they are not there yet; see ../missing.ts.

import type { Operation } from '../../model/operations.ts';
import type { BitwisePolicyOptions } from '../../model/policies/collection-policies.ts';
import type { BitwiseOverflow, BitwiseResizeFlags, bitwiseConstants } from './constants.ts';

type Constants = typeof bitwiseConstants;

/** The type of `bitwise`. */
export interface Bitwise {
  /** What a write demands; flags that can be combined. */
  readonly writeFlags: Constants['writeFlags'];
  /** How bytes are added or removed; flags that can be combined. */
  readonly resizeFlags: Constants['resizeFlags'];
  /** What happens to a number that does not fit. */
  readonly overflow: Constants['overflow'];
  resize(bin: string, size: number, flags?: BitwiseResizeFlags): BitwiseOperation;
  insert(bin: string, byteOffset: number, value: Buffer): BitwiseOperation;
  remove(bin: string, byteOffset: number, byteSize: number): BitwiseOperation;
  set(bin: string, bitOffset: number, bitSize: number, value: number | Buffer): BitwiseOperation;
  or(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  xor(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  and(bin: string, bitOffset: number, bitSize: number, value: Buffer): BitwiseOperation;
  not(bin: string, bitOffset: number, bitSize: number): BitwiseOperation;
  lshift(bin: string, bitOffset: number, bitSize: number, shift: number): BitwiseOperation;
  rshift(bin: string, bitOffset: number, bitSize: number, shift: number): BitwiseOperation;
  add(bin: string, bitOffset: number, bitSize: number, value: number, sign: boolean): OverflowableBitwiseOp;
  subtract(bin: string, bitOffset: number, bitSize: number, value: number, sign: boolean): OverflowableBitwiseOp;
  get(bin: string, bitOffset: number, bitSize: number): BitwiseOperation;
  getInt(bin: string, bitOffset: number, bitSize: number, sign: boolean): BitwiseOperation;
  lscan(bin: string, bitOffset: number, bitSize: number, value: boolean): BitwiseOperation;
  rscan(bin: string, bitOffset: number, bitSize: number, value: boolean): BitwiseOperation;
}

/** An operation on bytes. */
export interface BitwiseOperation extends Operation {
  withPolicy(policy: BitwisePolicyOptions): this;
}
/** An operation whose result may not fit. */
export interface OverflowableBitwiseOp extends BitwiseOperation {
  overflowAction: BitwiseOverflow;
  onOverflow(action: BitwiseOverflow): this;
}
