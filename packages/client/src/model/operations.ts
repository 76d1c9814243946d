// Scalar operations for `operate`: plain values that say what to do with one bin.
// Never checks or encodes them; the operate command does.
// Collection operations add fields to the same class.

import { SCALAR_OPERATION } from '../wire/codes/ops.ts';
import type { AerospikeBinValue } from './bin-value.ts';

/** Codes of the operations on one bin. */
export type ScalarOperations = number;

/** One operation of an `operate` command; made by the functions of `operations`. */
export class Operation {
  /** Code of the operation. */
  op: number;
  /** Bin that it works on; undefined where it works on the record. */
  bin: string;
  /** Value to write, add, append or prepend. */
  declare value?: AerospikeBinValue;
  /** Time to live in seconds, of `touch`. */
  declare ttl?: number | undefined;

  constructor(op: number, bin: string | undefined, props?: object) {
    this.op = op;
    this.bin = bin as string;
    if (props) Object.assign(this, props);
  }
}

/** The operations on one bin or the record as a whole. */
export const operations = {
  Operation,
  /** Reads a bin. */
  read: (bin: string): Operation => new Operation(SCALAR_OPERATION.READ, bin),
  /** Sets a bin; null removes it. */
  write: (bin: string, value: AerospikeBinValue): Operation => new Operation(SCALAR_OPERATION.WRITE, bin, { value }),
  /** Adds to a number; an absent bin counts as 0. */
  add: (bin: string, value: AerospikeBinValue): Operation => new Operation(SCALAR_OPERATION.INCR, bin, { value }),
  /** Adds to a number; an absent bin counts as 0. */
  incr: (bin: string, value: AerospikeBinValue): Operation => new Operation(SCALAR_OPERATION.INCR, bin, { value }),
  /** Appends text or bytes. */
  append: (bin: string, value: AerospikeBinValue): Operation => new Operation(SCALAR_OPERATION.APPEND, bin, { value }),
  /** Prepends text or bytes. */
  prepend: (bin: string, value: AerospikeBinValue): Operation =>
    new Operation(SCALAR_OPERATION.PREPEND, bin, { value }),
  /** Renews the lifetime of the record; seconds, or a constant of `ttl`. */
  touch: (ttl?: number): Operation => new Operation(SCALAR_OPERATION.TOUCH, undefined, { ttl }),
  /** Removes the record. */
  delete: (): Operation => new Operation(SCALAR_OPERATION.DELETE_ALL, undefined),
};
