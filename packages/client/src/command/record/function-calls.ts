// Operations on lists, maps, bits and HyperLogLogs, along paths and with expressions, as commands see them. Loaded with
// the first of them: see functionCalls in operate.ts.

import { type FunctionRow, functionOf } from '../../wire/codes/functions.ts';
import { writeExpression } from '../../wire/expressions/encode.ts';
import { beginPayloadOp, endPayloadOp } from '../../wire/message.ts';
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
  const at = beginPayloadOp(w, row.op, bin);
  packCall(w, row, call as FunctionCall, writeExpression);
  endPayloadOp(w, at);
}
