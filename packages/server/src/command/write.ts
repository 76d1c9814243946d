// Writes: put, touch, increment, append, prepend and operate with any write (docs/protocol/server-semantics.md,
// "Writes"). The steps are the server's, in the server's order, because a request that breaks two rules is answered by
// the first.

import { FIELD, INFO1, INFO2, MONITOR_SET, MRT_DEADLINE_BYTES, TTL } from 'tendril/wire';
import { MAX_BINS, MAX_RECORD_BYTES } from '../limits.ts';
import { BinSet } from '../operation/bin-set.ts';
import { operationOf } from '../operation/registry.ts';
import { RESULT } from '../result-code.ts';
import type { StoredRecord } from '../storage/record.ts';
import { recordSize } from '../storage/record-size.ts';
import type { SetEntry } from '../storage/set-table.ts';
import { FORBIDDEN_SUBCODE, PARAMETER_SUBCODE } from '../subcodes.ts';
import { hasTooManyDigests } from '../transaction/monitor.ts';
import type { CommandContext } from './context.ts';
import { checkGeneration, nextGeneration } from './generation.ts';
import { checkWriteOps, isReadAll, isReplace, mustNotCreate } from './op-rules.ts';
import {
  checkDeletable,
  checkFilter,
  checkKeyField,
  checkKeyMatches,
  checkMayWrite,
  checkSetOfWrite,
} from './record-checks.ts';
import { refuse } from './refusal.ts';
import { isTtlForbidden, isValidTtl, voidTimeAfter } from './ttl.ts';

export function write(context: CommandContext): number {
  const { request, reply, namespace, access } = context;
  const setName = request.setName();
  const refused = checkNamespace(context, setName) || checkWriteOps(request, context.version) || checkMayWrite(context);
  if (refused !== RESULT.OK) return refused;
  const monitor = access !== undefined && setName === MONITOR_SET ? access.checkMonitor() : undefined;
  if (typeof monitor === 'number') return monitor;
  // Whatever the size of records: too many digests are counted, when they are all there.
  if (monitor !== undefined) context.meter.begin(MAX_RECORD_BYTES);

  // An expired record counts as absent; only a command that may not create says what is known of it.
  const stored = access === undefined ? namespace.store.get(context.digest) : access.record;
  const record = stored !== undefined && namespace.isExpired(stored) ? undefined : stored;
  if (record === undefined && mustNotCreate(request, context.version)) {
    if (stored !== undefined) reply.describe(stored);
    return RESULT.NOT_FOUND;
  }
  if (record !== undefined) reply.describe(record);

  if (record !== undefined && (request.info2 & INFO2.CREATE_ONLY) !== 0) return RESULT.RECORD_EXISTS;
  const mismatch = (access?.checkLocking() ?? RESULT.OK) || checkGeneration(request, record?.generation ?? 0);
  if (mismatch !== RESULT.OK) return mismatch;

  const set = setName === '' ? undefined : (record?.set ?? namespace.sets.getOrCreate(setName));
  const unfit =
    (record === undefined ? checkNew(context, set, setName) : checkExisting(context, record, setName)) ||
    (monitor === undefined ? checkTtl(context, set, record) : RESULT.OK);
  if (unfit !== RESULT.OK) return unfit;

  const bins = new BinSet(record === undefined || isReplace(request) ? [] : record.bins);
  const nowMs = namespace.nowMs();
  const voidTime = monitor?.deadline ?? voidTimeAfter(namespace, set, request.recordTtl, record, nowMs);
  if (monitor !== undefined && monitor.step !== 'forward') addDeadline(context, monitor.deadline);
  showRecord(context, record, bins, { voidTime, nowMs });
  for (let i = 0; i < request.opCount; i++) {
    const failed = execute(context, i, bins);
    if (failed !== RESULT.OK) return failed;
  }
  return commit(context, bins, { stored, record, set, voidTime, nowMs, isMonitor: monitor !== undefined });
}

/** What the client is to send with everything that the transaction writes. */
function addDeadline({ reply }: CommandContext, deadline: number): void {
  const field = Buffer.allocUnsafe(MRT_DEADLINE_BYTES);
  field.writeUInt32LE(deadline);
  reply.addField(FIELD.MRT_DEADLINE, field);
}

/** Expressions see the bins as they are now, and of the metadata what a command sets before its operations: times. */
function showRecord(
  context: CommandContext,
  record: StoredRecord | undefined,
  bins: BinSet,
  { voidTime, nowMs }: { readonly voidTime: number; readonly nowMs: number },
): void {
  const { view, namespace, digest, scope } = context;
  if (record === undefined) view.showNew(namespace, digest, context.request.setName());
  else view.show(namespace, digest, record);
  view.voidTime = voidTime;
  view.lastUpdateMs = nowMs;
  view.bins = bins;
  scope.record = view;
}

/** What a command writes over, and when. */
interface Writing {
  readonly stored: StoredRecord | undefined;
  readonly record: StoredRecord | undefined;
  readonly set: SetEntry | undefined;
  readonly voidTime: number;
  readonly nowMs: number;
  readonly isMonitor: boolean;
}

/** Steps 1 to 6: what the namespace refuses whatever the record. */
function checkNamespace(context: CommandContext, setName: string): number {
  const { config } = context.namespace;
  const isXdr = (context.request.info1 & INFO1.XDR) !== 0;
  if (isXdr ? config.rejectXdrWrites : config.rejectNonXdrWrites) return RESULT.FORBIDDEN;
  if (context.namespace.stopWrites) return RESULT.OUT_OF_SPACE;
  return config.disallowNullSetname && setName === '' ? RESULT.PARAMETER : RESULT.OK;
}

/** Steps 12, 13, 15 and 17 for a record that is about to be created. A filter is not looked at. */
function checkNew(context: CommandContext, set: SetEntry | undefined, setName: string): number {
  if (setName !== '' && set === undefined) return RESULT.PARAMETER;
  const limit = set?.config.stopWritesCount ?? 0;
  if (set !== undefined && limit !== 0 && set.objects >= limit)
    return refuse(context, RESULT.FORBIDDEN, FORBIDDEN_SUBCODE.SET_COUNT, `Set ${setName} has ${limit} records`);
  const isTruncated = context.namespace.isTruncatedAt(set, context.namespace.nowMs());
  if (isTruncated && context.access?.isExemptFromTruncation !== true)
    return refuse(context, RESULT.FORBIDDEN, FORBIDDEN_SUBCODE.TRUNCATED, 'The record would be truncated');
  return checkSetSize(context, set) || checkKeyField(context.request.userKey());
}

/** Steps 14 to 18 for a record that exists. */
function checkExisting(context: CommandContext, record: StoredRecord, setName: string): number {
  const key = context.request.userKey();
  return (
    checkSetOfWrite(setName, record) ||
    checkSetSize(context, record.set) ||
    checkFilter(context, record) ||
    (record.key === undefined ? checkKeyField(key) : checkKeyMatches(key, record))
  );
}

function checkSetSize(context: CommandContext, set: SetEntry | undefined): number {
  const limit = set?.config.stopWritesSize ?? 0;
  if (set === undefined || limit === 0 || set.dataUsedBytes < limit) return RESULT.OK;
  return refuse(context, RESULT.FORBIDDEN, FORBIDDEN_SUBCODE.SET_SIZE, `Set ${set.name} has ${limit} bytes or more`);
}

/** Steps 19 and 20. */
function checkTtl(context: CommandContext, set: SetEntry | undefined, record: StoredRecord | undefined): number {
  const sent = context.request.recordTtl;
  // Nothing to keep: a new record takes the default.
  const ttl = sent === TTL.DONT_UPDATE && record === undefined ? TTL.NAMESPACE_DEFAULT : sent;
  if (!isValidTtl(ttl)) return refuse(context, RESULT.PARAMETER, PARAMETER_SUBCODE.TTL, `There is no TTL ${ttl}`);
  return isTtlForbidden(context.namespace, set, ttl) ? RESULT.FORBIDDEN : RESULT.OK;
}

/** Step 21: one operation, on the working copy. */
function execute(context: CommandContext, i: number, bins: BinSet): number {
  const { request } = context;
  const operation = operationOf(request.opCode(i), context.version);
  if (operation === undefined) return RESULT.PARAMETER;
  const name = request.opName(i);
  if (operation.access === 'modifies') return operation.modify(context, i, name, bins);
  if (!isReadAll(request, i)) return operation.read(context, i, name, bins.get(name));
  context.reply.addBins(bins.bins);
  return RESULT.OK;
}

/** Steps 22 and 23: stores the result, or removes the record when nothing is left of it. */
function commit(context: CommandContext, work: BinSet, writing: Writing): number {
  const { request, reply, namespace, digest, access } = context;
  const { stored, record, set, voidTime, nowMs, isMonitor } = writing;
  if (work.bins.length === 0) return commitEmpty(context, record);
  if (work.bins.length > MAX_BINS)
    return refuse(context, RESULT.PARAMETER, PARAMETER_SUBCODE.BIN_COUNT, `A record has at most ${MAX_BINS} bins`);

  const sentKey = request.userKey();
  const key = record?.key ?? (sentKey === undefined ? undefined : Buffer.from(sentKey));
  const size = recordSize(work.bins, voidTime, set?.name ?? '', key);
  if (size > namespace.config.maxRecordSize && !isMonitor) return RESULT.RECORD_TOO_BIG;
  if (isMonitor && hasTooManyDigests(work.bins)) return RESULT.MRT_TOO_MANY_WRITES;

  const written: StoredRecord = {
    generation: record === undefined ? 1 : nextGeneration(record.generation),
    voidTime,
    lastUpdateMs: record === undefined ? namespace.creationMs(nowMs) : nowMs,
    set,
    key,
    bins: work.bins,
    size,
  };
  context.completion = access === undefined ? namespace.put(digest, written, stored) : access.put(written, stored);
  reply.describe(written);
  return RESULT.OK;
}

function commitEmpty(context: CommandContext, record: StoredRecord | undefined): number {
  // A command that replaces the record does not look at the old bins: to it, nothing was there.
  if (record === undefined || isReplace(context.request)) return RESULT.NOT_FOUND;
  // A record that a write empties is deleted.
  const refused = checkDeletable(context);
  if (refused !== RESULT.OK) return refused;
  const { access, namespace, digest } = context;
  context.completion = access === undefined ? namespace.remove(digest, record) : access.remove(record);
  context.reply.generation = 0;
  context.reply.voidTime = 0;
  return RESULT.OK;
}
