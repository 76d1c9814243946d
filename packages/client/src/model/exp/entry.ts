// An expression as programs hold it: its entries in the order of the wire, each a plain object, as the vendor's functions
// make them. An operation stands before its arguments and says how many it has (`count`, itself included), or is closed
// by an entry of its own. Programs pass, spread, join, store and send such arrays as JSON.
//
//   expression := constant | operation · argument* | open operation · argument* · END_OF_VA_ARGS
//
// Never checks what it is given, as a builder throws where nobody waits for an error: wire/expressions/ does.

import { EXP_ENTRY } from '../../wire/codes/expressions.ts';

/** One entry of an expression: an operation, or a constant. */
export interface ExpEntry {
  /** Number of the operation, or of the kind of constant. */
  op: number;
  [key: string]: unknown;
}

/** An expression as the functions of `exp` build it. */
export type AerospikeExp = ExpEntry[];

/** A path to a list or map inside a value, as `cdt.Context` makes it. */
export interface ExpContext {
  readonly items: readonly unknown[];
}

/** @internal A constant of one entry, whose value stands in the field that its kind has for it. */
export function constant(op: number, field: string, value: unknown): AerospikeExp {
  return [{ op, [field]: value }];
}

/** @internal */
export function int(value: unknown): AerospikeExp {
  return [{ op: EXP_ENTRY.VAL_INT, intVal: value }];
}

/** @internal */
export function uint(value: unknown): AerospikeExp {
  return [{ op: EXP_ENTRY.VAL_UINT, uintVal: value }];
}

/** @internal The type that a call says its result has. */
export function resultType(type: number): AerospikeExp {
  return [{ op: EXP_ENTRY.VAL_RTYPE, intVal: type }];
}

/** @internal The name of a bin or variable, or the text of a regular expression. */
export function rawText(value: unknown): AerospikeExp {
  return [{ op: EXP_ENTRY.VAL_RAWSTR, strVal: value }];
}

/**
 * @internal An operation with its arguments: expressions, or single entries where a program has spread them.
 * @param arity - how many arguments it has, for those that come as entries
 */
export function operation(op: number, arity: number, args: readonly AerospikeExp[]): AerospikeExp {
  const count = args.every(Array.isArray) ? args.length : arity;
  return ([{ op, count: count + 1 }] as AerospikeExp).concat(...args);
}

/** @internal An operation with as many arguments as there are. */
export function openOperation(op: number, args: readonly AerospikeExp[]): AerospikeExp {
  return ([{ op }] as AerospikeExp).concat(...args, { op: EXP_ENTRY.END_OF_VA_ARGS });
}

/** @internal Whether a value can be an entry. */
export function isEntry(value: unknown): value is ExpEntry {
  return typeof value === 'object' && value !== null && typeof (value as ExpEntry).op === 'number';
}
