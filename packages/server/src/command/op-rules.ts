// What the operations of a write command may be together, before the record is looked at
// (docs/protocol/server-semantics.md, "Writes", step 8). An operation code or particle type that does not exist is
// found later, when the operation's turn comes.

import { INFO1, INFO2, INFO3, OP } from 'tendril/wire';
import { MAX_OPS } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { operationOf } from '../operation/registry.ts';
import { RESULT } from '../result-code.ts';
import type { ServerVersion } from '../server-version.ts';
import { isBinName } from './read.ts';

/** Checks all operations of a write command; the result code of the first rule that is broken. */
export function checkWriteOps(request: Request, version: ServerVersion): number {
  if (request.opCount === 0 || request.opCount > MAX_OPS) return RESULT.PARAMETER;
  const isRespondAll = (request.info2 & INFO2.RESPOND_ALL_OPS) !== 0;
  const isReplacing = isReplace(request);
  let readAlls = 0;
  let reads = 0;
  let results = 0;
  for (let i = 0; i < request.opCount; i++) {
    const operation = operationOf(request.opCode(i), version);
    const modifies = operation?.access === 'modifies';
    if (!(modifies && operation.ignoresName === true) && !isBinName(request, i)) return RESULT.BIN_NAME;
    if (isReplacing && modifies && operation.dependsOnRecord(request, i)) return RESULT.PARAMETER;
    if (isReadAll(request, i)) {
      if (isRespondAll || readAlls > 0) return RESULT.PARAMETER;
      readAlls++;
    } else if (operation?.access === 'reads') reads++;
    else if (modifies && operation.hasResult) results++;
  }
  if (readAlls + reads > 0 && (request.info1 & INFO1.READ) === 0) return RESULT.PARAMETER;
  if (readAlls > 0 && reads + results > 0) return RESULT.PARAMETER;
  if (readAlls === 0 && (request.info1 & INFO1.GET_ALL) !== 0) return RESULT.PARAMETER;
  return RESULT.OK;
}

/** Whether the command creates no record: it says so, or one of its operations needs one. */
export function mustNotCreate(request: Request, version: ServerVersion): boolean {
  if ((request.info3 & (INFO3.UPDATE_ONLY | INFO3.REPLACE_ONLY)) !== 0) return true;
  for (let i = 0; i < request.opCount; i++) {
    const operation = operationOf(request.opCode(i), version);
    if (operation?.access === 'modifies' && operation.needsRecord === true) return true;
  }
  return false;
}

/** Whether the command drops the bins that it does not name. */
export function isReplace(request: Request): boolean {
  return (request.info3 & (INFO3.CREATE_OR_REPLACE | INFO3.REPLACE_ONLY)) !== 0;
}

/** A READ without a name in a command that asks for all bins. */
export function isReadAll(request: Request, i: number): boolean {
  return request.opCode(i) === OP.READ && request.opNameBytes(i) === 0 && (request.info1 & INFO1.GET_ALL) !== 0;
}
