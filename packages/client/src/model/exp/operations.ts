// Operations with an expression, for `client.operate`: `exp.operations`. Plain values; what they send is in
// wire/codes/functions.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import { Operation } from '../operations/operation.ts';
import type { ExpReadFlags, ExpWriteFlags } from './constant-types.ts';
import type { AerospikeExp } from './entry.ts';

/** An operation with an expression; made by the functions of `exp.operations`. */
export class ExpOperation<Name extends string = string, Result = AerospikeBinValue> extends Operation<Name, Result> {
  /** The expression, or its base64. */
  exp: AerospikeExp | string;
  /** Sum of values of `exp.expReadFlags` or `exp.expWriteFlags`. */
  flags: number;

  constructor(op: number, bin: Name, exp: AerospikeExp | string, flags?: number, props?: object) {
    super(op, bin);
    this.exp = exp;
    this.flags = flags ?? 0;
    if (props) Object.assign(this, props);
  }
}

/** Operations with expressions. */
export interface ExpOperations {
  readonly ExpOperation: typeof ExpOperation;
  /**
   * Returns the value of an expression under a name, which may be that of a bin or any other.
   *
   * @param flags - A value of `exp.expReadFlags`.
   */
  read<N extends string>(bin: N, exp: AerospikeExp | string, flags?: ExpReadFlags): ExpOperation<N>;
  /**
   * Writes the value of an expression into a bin.
   *
   * @param flags - A sum of values of `exp.expWriteFlags`.
   */
  write<N extends string>(bin: N, exp: AerospikeExp | string, flags?: ExpWriteFlags): ExpOperation<N, undefined>;
}

const ROWS = FUNCTIONS['exp.operations'];

export const operations: ExpOperations = {
  ExpOperation,
  read: (bin, exp, flags) => new ExpOperation(ROWS.read.number, bin, exp, flags),
  write: (bin, exp, flags) => new ExpOperation(ROWS.write.number, bin, exp, flags),
};
