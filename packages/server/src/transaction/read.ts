// Reads: get, exists, select (protocol notes, part 2 §3 and §8.3). A read changes nothing, save that it may renew the
// life of the record after it was answered.

import { INFO1, INFO2, OP } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import { recordSize } from '../storage/record-size.ts';
import type { TransactionContext } from './context.ts';
import { checkFilter, checkKeyMatches, checkSetOfRead } from './record-checks.ts';
import { readTouchVoidTime } from './ttl.ts';

export function read(context: TransactionContext): number {
  const { request, reply, namespace } = context;
  const record = namespace.store.get(context.digest);
  if (record === undefined) return RESULT.NOT_FOUND;
  reply.describe(record);
  if (namespace.isExpired(record)) return RESULT.NOT_FOUND;

  const refused =
    checkSetOfRead(request.setName(), record) || checkFilter(context) || checkKeyMatches(request.userKey(), record);
  if (refused !== RESULT.OK) return refused;

  const touched = readTouchVoidTime(namespace, record, request.recordTtl);
  if (touched === -1) return RESULT.PARAMETER;
  const result = addBins(context, record);
  if (result === RESULT.OK && touched !== undefined) renew(context, record, touched);
  return result;
}

function addBins(context: TransactionContext, record: StoredRecord): number {
  const { request, reply } = context;
  if ((request.info1 & INFO1.GET_NO_BINS) !== 0) return RESULT.OK;
  if ((request.info1 & INFO1.GET_ALL) !== 0) {
    reply.addBins(record.bins);
    return RESULT.OK;
  }
  if (request.opCount === 0) return RESULT.PARAMETER;
  const respondAll = (request.info2 & INFO2.RESPOND_ALL_OPS) !== 0;
  for (let i = 0; i < request.opCount; i++) {
    const op = request.opCode(i);
    if (op !== OP.READ) return refuseReadOp(context, op);
    const name = request.opName(i);
    reply.addRead(findBin(record.bins, name), name, respondAll);
  }
  return RESULT.OK;
}

function refuseReadOp(context: TransactionContext, op: number): number {
  const feature = unsupportedReadOp(op);
  if (feature === undefined) return RESULT.PARAMETER;
  context.log.unsupported(feature);
  return RESULT.UNSUPPORTED_FEATURE;
}

/** The name of a read operation of the protocol that this server refuses; undefined for every other operation. */
export function unsupportedReadOp(op: number): string | undefined {
  switch (op) {
    case OP.CDT_READ:
      return 'list and map operations';
    case OP.EXP_READ:
      return 'expression operations';
    case OP.BITS_READ:
      return 'bit operations';
    case OP.HLL_READ:
      return 'HyperLogLog operations';
    default:
      return undefined;
  }
}

export function findBin(bins: readonly Bin[], name: string): Bin | undefined {
  for (const bin of bins) {
    if (bin.name === name) return bin;
  }
  return undefined;
}

/** Read-touch: the same span of life again. It is no update, so the generation stays. */
function renew(context: TransactionContext, record: StoredRecord, voidTime: number): void {
  const { namespace } = context;
  const size = recordSize(record.bins, voidTime, record.set?.name ?? '', record.key);
  namespace.put(context.digest, { ...record, voidTime, lastUpdateMs: namespace.nowMs(), size }, record);
}
