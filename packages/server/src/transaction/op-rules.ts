// What the operations of a write command may be, before the record is looked at (protocol notes, part 2 §8.2 step 8).

import { INFO1, INFO2, INFO3, OP, PARTICLE } from 'tendril/wire';
import { MAX_BIN_NAME_BYTES, MAX_OPS } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { isSupportedParticle } from '../particles/stored-value.ts';
import { RESULT } from '../result-code.ts';
import type { TransactionContext } from './context.ts';
import { unsupportedReadOp } from './read.ts';

/** Checks all operations of a write command; the result code of the first rule that is broken. */
export function checkWriteOps(context: TransactionContext): number {
  const { request } = context;
  if (request.opCount === 0 || request.opCount > MAX_OPS) return RESULT.PARAMETER;
  let readAlls = 0;
  let namedReads = 0;
  for (let i = 0; i < request.opCount; i++) {
    const refused = checkName(request, i) || checkOp(context, i);
    if (refused !== RESULT.OK) return refused;
    if (request.opCode(i) !== OP.READ) continue;
    if (request.opNameBytes(i) === 0) readAlls++;
    else namedReads++;
  }
  if (readAlls > 1 || (readAlls === 1 && namedReads > 0)) return RESULT.PARAMETER;
  if (readAlls === 1 && (request.info2 & INFO2.RESPOND_ALL_OPS) !== 0) return RESULT.PARAMETER;
  if (readAlls === 0 && (request.info1 & INFO1.GET_ALL) !== 0) return RESULT.PARAMETER;
  return RESULT.OK;
}

/** Whether the command creates no record: it says so, or it does nothing but touch and read. */
export function mustNotCreate(request: Request): boolean {
  if ((request.info3 & (INFO3.UPDATE_ONLY | INFO3.REPLACE_ONLY)) !== 0) return true;
  for (let i = 0; i < request.opCount; i++) {
    const op = request.opCode(i);
    if (op !== OP.TOUCH && op !== OP.READ) return false;
  }
  return true;
}

/** Whether the command drops the bins that it does not name. */
export function isReplace(request: Request): boolean {
  return (request.info3 & (INFO3.CREATE_OR_REPLACE | INFO3.REPLACE_ONLY)) !== 0;
}

function checkName(request: Request, i: number): number {
  const bytes = request.opNameBytes(i);
  if (bytes > MAX_BIN_NAME_BYTES) return RESULT.BIN_NAME;
  return bytes > 0 && request.opName(i).includes('\0') ? RESULT.BIN_NAME : RESULT.OK;
}

function checkOp(context: TransactionContext, i: number): number {
  const { request } = context;
  const op = request.opCode(i);
  switch (op) {
    case OP.READ:
      return (request.info1 & INFO1.READ) === 0 ? RESULT.PARAMETER : RESULT.OK;
    case OP.WRITE: {
      const type = request.opParticle(i);
      const removesWhileReplacing = type === PARTICLE.NULL && isReplace(request);
      return !isSupportedParticle(type) || removesWhileReplacing ? RESULT.PARAMETER : RESULT.OK;
    }
    case OP.INCR:
    case OP.APPEND:
    case OP.PREPEND:
    case OP.TOUCH:
    case OP.DELETE_ALL:
      return isReplace(request) ? RESULT.PARAMETER : RESULT.OK;
    default:
      return refuseOp(context, op);
  }
}

function refuseOp(context: TransactionContext, op: number): number {
  const readFeature = unsupportedReadOp(op);
  // The server's rule for a read in a command that does not read comes first.
  if (readFeature !== undefined && (context.request.info1 & INFO1.READ) === 0) return RESULT.PARAMETER;
  const feature = readFeature ?? unsupportedModifyOp(op);
  if (feature === undefined) return RESULT.PARAMETER;
  context.log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

function unsupportedModifyOp(op: number): string | undefined {
  switch (op) {
    case OP.CDT_MODIFY:
      return 'list and map operations';
    case OP.EXP_MODIFY:
      return 'expression operations';
    case OP.BITS_MODIFY:
      return 'bit operations';
    case OP.HLL_MODIFY:
      return 'HyperLogLog operations';
    default:
      return undefined;
  }
}
