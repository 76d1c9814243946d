// Entries behind one another in one array, as the functions of `exp` make them, without an array for each part.

import { EXP, EXP_ENTRY } from '../../wire/codes/expressions.ts';
import { type AerospikeExp, append } from '../exp/entry.ts';
import type { CdtContext } from '../operations/context.ts';
import type { Expression } from './syntax.ts';

/** Adds the entries of a node. */
export type Emit = (node: Expression, out: AerospikeExp) => void;

/** The entries of a node alone. */
export function entriesOf(node: Expression, emit: Emit): AerospikeExp {
  const out: AerospikeExp = [];
  emit(node, out);
  return out;
}

export function emitInt(value: number, out: AerospikeExp): void {
  out.push({ op: EXP_ENTRY.VAL_INT, intVal: value });
}

export function emitName(text: string, out: AerospikeExp): void {
  out.push({ op: EXP_ENTRY.VAL_RAWSTR, strVal: text });
}

/** The head of an operation; its `count` arguments follow. */
export function emitHead(code: number, args: number, out: AerospikeExp): void {
  out.push({ op: code, count: args + 1 });
}

/** An operation with as many arguments as there are. */
export function emitOpen(code: number, args: readonly Expression[], emit: Emit, out: AerospikeExp): void {
  out.push({ op: code });
  for (const arg of args) emit(arg, out);
  out.push({ op: EXP_ENTRY.END_OF_VA_ARGS });
}

/** What a call on a list or map is. */
export interface CallHead {
  readonly type: number;
  readonly system: number;
  readonly code: number;
  /** How many parameters follow; the value that it works on comes behind them. */
  readonly count: number;
  readonly ctx: CdtContext | null;
}

export function emitCall({ type, system, code, count, ctx }: CallHead, out: AerospikeExp): void {
  out.push(
    { op: EXP.CALL, count: 5 },
    { op: EXP_ENTRY.VAL_RTYPE, intVal: type },
    { op: EXP_ENTRY.VAL_INT, intVal: system },
    { op: EXP_ENTRY.CALL_VOP_START, count: 1 + count, ctx },
    { op: EXP_ENTRY.VAL_INT, intVal: code },
  );
}

/** Adds what a function of `exp` has made. */
export function emitMade(made: AerospikeExp, out: AerospikeExp): void {
  append(out, made);
}
