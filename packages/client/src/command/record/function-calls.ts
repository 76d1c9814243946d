// Operations on lists, maps, bits, HyperLogLogs and text, along paths and with expressions, as commands see them. Loaded with
// the first of them: see functionCalls in operate.ts.

import { type FunctionRow, functionOf } from '../../wire/codes/functions.ts';
import { OP } from '../../wire/codes/ops.ts';
import { PARTICLE } from '../../wire/codes/particles.ts';
import { writeExpression } from '../../wire/expressions/encode.ts';
import { beginPayloadOp, endPayloadOp, writeEmptyOp } from '../../wire/message.ts';
import { type FunctionCall, packCall } from '../../wire/operations.ts';
import { WireError } from '../../wire/wire-error.ts';
import type { Writer } from '../../wire/writer.ts';
import { wrongArgument } from './function-arguments.ts';

export { functionOf, wrongArgument };

/** @throws {@link WireError} for the code of an operation that is not known. */
export function calledFunction(op: number): FunctionRow {
  const row = functionOf(op);
  if (row === undefined) throw new WireError(`Operation ${op} is not known`);
  return row;
}

export function writeCall(w: Writer, op: number, bin: string, call: object): void {
  const row = calledFunction(op);
  if (row.op === OP.TO_STRING) return writeEmptyOp(w, row.op, bin);
  // The payload goes as bytes, but for text, of which servers demand that it goes as text.
  const isOnText = row.op === OP.STRING_READ || row.op === OP.STRING_MODIFY;
  const at = beginPayloadOp(w, row.op, bin, isOnText ? PARTICLE.STRING : PARTICLE.BLOB);
  packCall(w, row, call as FunctionCall, writeExpression);
  endPayloadOp(w, at);
}
