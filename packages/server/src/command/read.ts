// Reads: get, exists, select (docs/protocol/records.md, "Replies" and docs/protocol/server-semantics.md, "Effects"). A
// read changes nothing, save that it may renew the life of the record after it was answered.

import { INFO1 } from 'tendril/wire';
import { MAX_BIN_NAME_BYTES } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { BinSet } from '../operation/bin-set.ts';
import { operationOf } from '../operation/registry.ts';
import { RESULT } from '../result-code.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import { recordSize } from '../storage/record-size.ts';
import type { CommandContext } from './context.ts';
import { checkFilter, checkKeyMatches, checkMayRead, checkNotLinearizing, checkSetOfRead } from './record-checks.ts';
import { readTouchVoidTime } from './ttl.ts';

/** More operations than these find their bins by an index, or many of both would take the square of their number. */
const LOOKED_UP_OPS = 32;

export function read(context: CommandContext): number {
  const { request, reply, namespace, access } = context;
  const linearizing = checkNotLinearizing(context);
  if (linearizing !== RESULT.OK) return linearizing;
  const record = access === undefined ? namespace.store.get(context.digest) : access.record;
  const refused = checkMayRead(context) || (record === undefined ? RESULT.NOT_FOUND : RESULT.OK);
  if (record === undefined || refused !== RESULT.OK) return refused;
  reply.describe(record);

  const otherSet = checkSetOfRead(request.setName(), record);
  if (otherSet !== RESULT.OK) return otherSet;
  if (namespace.isExpired(record)) return RESULT.NOT_FOUND;
  const touched = access?.mayTouch === false ? undefined : readTouchVoidTime(namespace, record, request.recordTtl);
  if (touched === -1) return RESULT.PARAMETER;
  const unfit = checkFilter(context, record) || checkKeyMatches(request.userKey(), record);
  if (unfit !== RESULT.OK) return unfit;
  access?.describe(reply);
  const result = addBins(context, record);
  if (result === RESULT.OK && touched !== undefined) renew(context, record, touched);
  return result;
}

function addBins(context: CommandContext, record: StoredRecord): number {
  const { request, reply } = context;
  if ((request.info1 & INFO1.GET_NO_BINS) !== 0) return RESULT.OK;
  if ((request.info1 & INFO1.GET_ALL) !== 0) {
    reply.addBins(record.bins);
    return RESULT.OK;
  }
  if (request.opCount === 0) return RESULT.PARAMETER;
  context.scope.record = context.view.show(context.namespace, context.digest, record);
  const indexed = request.opCount > LOOKED_UP_OPS ? new BinSet(record.bins) : undefined;
  for (let i = 0; i < request.opCount; i++) {
    if (!isBinName(request, i)) return RESULT.BIN_NAME;
    const name = request.opName(i);
    const operation = operationOf(request.opCode(i), context.version);
    if (operation?.access !== 'reads') return RESULT.PARAMETER;
    const bin = indexed === undefined ? findBin(record.bins, name) : indexed.get(name);
    const refused = operation.read(context, i, name, bin);
    if (refused !== RESULT.OK) return refused;
  }
  return RESULT.OK;
}

/** Bin names have at most 15 bytes, none of them zero. */
export function isBinName(request: Request, i: number): boolean {
  const bytes = request.opNameBytes(i);
  return bytes <= MAX_BIN_NAME_BYTES && (bytes === 0 || !request.opName(i).includes('\0'));
}

export function findBin(bins: readonly Bin[], name: string): Bin | undefined {
  for (const bin of bins) {
    if (bin.name === name) return bin;
  }
  return undefined;
}

/** Read-touch: the same span of life again. It is no update, so the generation stays. */
function renew(context: CommandContext, record: StoredRecord, voidTime: number): void {
  const { namespace } = context;
  const size = recordSize(record.bins, voidTime, record.set?.name ?? '', record.key);
  namespace.put(context.digest, { ...record, voidTime, lastUpdateMs: namespace.nowMs(), size }, record);
}
