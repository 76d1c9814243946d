// Where in an expression the encoder stands, for messages: the operations that it is inside of, and which argument of
// each. One for all, filled as the encoder goes down; nothing is made per entry.

import { type ExpEntry, isEntry } from '../../model/exp/entry.ts';
import { shapeOf } from '../../model/exp/shapes.ts';
import { MAX_EXP_DEPTH } from '../codes/limits.ts';
import { UnsupportedValueError } from '../wire-error.ts';

/** An expression that has no bytes, and where in it the cause is. */
export class ExpressionError extends UnsupportedValueError {}

const codes = new Uint16Array(MAX_EXP_DEPTH + 1);
const args = new Uint32Array(MAX_EXP_DEPTH + 1);

/** The encoder enters an operation. */
export function enter(depth: number, code: number): void {
  if (depth >= MAX_EXP_DEPTH) {
    throw new ExpressionError(`Expression is nested deeper than ${MAX_EXP_DEPTH} operations, which is the limit`);
  }
  codes[depth] = code;
}

/** It now is at an argument of the operation at `depth`, counted from 1. */
export function argument(depth: number, index: number): void {
  args[depth] = index;
}

/** The code of the operation that encloses what stands at `depth`; undefined for the whole expression. */
export function enclosing(depth: number): number | undefined {
  return depth === 0 ? undefined : codes[depth - 1];
}

/** An error about what stands at `depth`. */
export function misfit(depth: number, what: string): ExpressionError {
  const steps: string[] = [];
  for (let i = 0; i < depth; i++) steps.push(`argument ${args[i]} of ${nameOf(codes[i] as number)}`);
  return new ExpressionError(
    `Expression invalid${steps.length > 0 ? ` at ${steps.reverse().join(', ')}` : ''}: ${what}`,
  );
}

export function nameOf(code: number): string {
  return shapeOf(code)?.name ?? `operation ${code}`;
}

/** What stands where an expression should, and how it would be right. */
export function shown(value: unknown): string {
  if (value === undefined) return 'there is nothing';
  if (typeof value === 'number')
    return `the number ${value} is not an expression, exp.${wholeOr(value)}(${value}) is one`;
  if (typeof value === 'bigint') return `the number ${value} is not an expression, exp.int(${value}n) is one`;
  if (typeof value === 'string') {
    const text = JSON.stringify(value.length > 20 ? `${value.slice(0, 20)}…` : value);
    return `the text ${text} is not an expression, exp.str(${text}) is one`;
  }
  if (typeof value === 'boolean') return `${value} is not an expression, exp.bool(${value}) is one`;
  if (value === null) return 'null is not an expression, exp.nil() is one';
  if (typeof value === 'function') return 'a function is not an expression; it may have to be called';
  return isEntry(value) ? `operation ${(value as ExpEntry).op} is not known` : 'an object is not an expression';
}

function wholeOr(value: number): string {
  return Number.isInteger(value) ? 'int' : 'float';
}
