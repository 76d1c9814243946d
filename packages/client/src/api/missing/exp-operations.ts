// Operations that read or write what an expression yields: `exp.operations`. Not there yet; see missing.ts.

import type { AerospikeBinValue } from '../../model/bin-value.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';

/** An operation with an expression. */
export interface ExpOperation extends Operation {
  exp: AerospikeExp | string;
  flags: number;
}

/** The type of the class of {@link ExpOperation}. */
export interface ExpOperationClass {
  new (
    op: number,
    bin: string,
    exp: AerospikeExp | string,
    flags: number,
    props?: { [name: string]: AerospikeBinValue },
  ): ExpOperation;
  readonly prototype: ExpOperation;
}

/** Operations with expressions. */
export interface ExpOperations {
  readonly ExpOperation: ExpOperationClass;
  /** Returns what an expression yields, under the name of a bin. */
  read(bin: string, exp: AerospikeExp | string, flags?: number): ExpOperation;
  /** Writes what an expression yields into a bin. */
  write(bin: string, exp: AerospikeExp | string, flags?: number): ExpOperation;
}
