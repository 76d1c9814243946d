// What an `operate` command is made of: plain values that say what to do with one bin. Never checks or encodes them; the
// operate command does.

import type { AerospikeBinValue } from '../bin-value.ts';

/** Codes of the operations on one bin. */
export type ScalarOperations = number;

/** The property that carries types: it is never there. */
declare const RETURNS: unique symbol;

/**
 * One operation of an `operate` command; made by the functions of `operations`, `lists`, `maps`, `bitwise` and `hll`.
 *
 * `Name` is its bin, and `Result` what it leaves there in the record that `operate` returns; undefined for nothing.
 */
export class Operation<Name extends string = string, Result = AerospikeBinValue> {
  declare readonly [RETURNS]?: readonly [Name, Result];

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
