// What the tables of functions and methods say of each: types only.

import type { AerospikeExp } from '../exp/entry.ts';

/** An argument: its name, where it must be named, and what it may be. */
export interface Parameter {
  readonly name?: string;
  readonly set: number;
  readonly isOptional?: boolean;
  /** The value itself is needed, not an expression. */
  readonly isConstant?: boolean;
  /** A regular expression, which is handed over as it was read. */
  readonly isRegex?: boolean;
}

export interface FunctionRow {
  /** What the value is that a method is called on. */
  readonly receiver?: number;
  readonly params: readonly Parameter[];
  /** The operation of a function that takes any number of arguments from two on, alike. */
  readonly open?: number;
  /** What it yields; undefined for the same as its argument. */
  readonly result: number | undefined;
  /** Yields its receiver changed: then that is a whole value, not what is inside a list or map. */
  readonly isChange?: boolean;
  /** Constants are handed over as such. */
  make(receiver: AerospikeExp, ...args: never[]): AerospikeExp;
}
