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

/** @internal The name of a bin or variable, or the text of a regular expression. */
export function rawText(value: unknown): AerospikeExp {
  return [{ op: EXP_ENTRY.VAL_RAWSTR, strVal: value }];
}

/**
 * @internal An operation with its arguments: expressions, or single entries where a program has spread them.
 * @param arity - how many arguments it has, for those that come as entries
 */
export function operation(op: number, arity: number, args: readonly AerospikeExp[]): AerospikeExp {
  const head: ExpEntry = { op, count: args.length + 1 };
  const entries = [head];
  for (const arg of args) if (!append(entries, arg)) head.count = arity + 1;
  return entries;
}

/** @internal An operation with as many arguments as there are. */
export function openOperation(op: number, args: readonly AerospikeExp[]): AerospikeExp {
  const entries: AerospikeExp = [{ op }];
  for (const arg of args) append(entries, arg);
  entries.push({ op: EXP_ENTRY.END_OF_VA_ARGS });
  return entries;
}

/** @internal Adds the entries of an expression, or what else was given in its place; says whether it was an array. */
export function append(entries: AerospikeExp, expression: AerospikeExp): boolean {
  if (!Array.isArray(expression)) {
    entries.push(expression);
    return false;
  }
  // Faster than spreading, and without its limit.
  for (const entry of expression) entries.push(entry);
  return true;
}

/** @internal Whether a value can be an entry. */
export function isEntry(value: unknown): value is ExpEntry {
  return typeof value === 'object' && value !== null && typeof (value as ExpEntry).op === 'number';
}
