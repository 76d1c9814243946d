// The calls of operations inside expressions, as entries: what the functions of `exp.lists`, `exp.maps`, `exp.bit` and
// `exp.hll` have in common.
//
//   call := CALL · type of the result · system · CALL_VOP_START · code · parameter* · bin
//
// A call that modifies works on a copy, and yields the changed value of the whole bin.

import { EXP, EXP_ENTRY, EXP_MODIFY_LOCAL } from '../../wire/codes/expressions.ts';
import type { CdtContext } from '../operations/context.ts';
import { type AerospikeExp, append } from './entry.ts';

/** The context of a call on lists and maps; null for none. Bits and HyperLogLogs have no such place. */
export type CallContext = CdtContext | null | undefined;

/**
 * @internal
 * @throws TypeError if `bin` is not an expression, in the vendor's words
 * @param count - how many parameters there will be on the wire: a policy may be several of them, or none
 */
export function call(
  type: number,
  system: number,
  code: number,
  count: number,
  parameters: readonly AerospikeExp[],
  bin: AerospikeExp,
  context?: { readonly ctx: CallContext },
): AerospikeExp {
  if (!Array.isArray(bin)) throw new TypeError('bin is not iterable');
  const entries: AerospikeExp = [
    { op: EXP.CALL, count: 5 },
    { op: EXP_ENTRY.VAL_RTYPE, intVal: type },
    { op: EXP_ENTRY.VAL_INT, intVal: system },
    { op: EXP_ENTRY.CALL_VOP_START, count: 1 + count, ...context },
    { op: EXP_ENTRY.VAL_INT, intVal: code },
  ];
  for (const parameter of parameters) append(entries, parameter);
  append(entries, bin);
  return entries;
}

/** @internal The system of a call that modifies. */
export function modifying(system: number): number {
  return system | EXP_MODIFY_LOCAL;
}
