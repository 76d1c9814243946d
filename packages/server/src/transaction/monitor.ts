// The monitor of a transaction: a record in a set of its own, whose user key is the transaction's id. Before a client
// locks a record it writes the digest down there, and the decision to commit is one bin of it, so that the server can
// end what a client has left behind (docs/protocol/transactions.md, "Flow"). The void time is the deadline.
//
//   OPEN ──fwd──> COMMITTED          more digests and the decision are taken until the deadline, not after it
//     └──deadline──> ABORTED

import {
  computeDigest,
  ElementReader,
  KIND,
  MAX_TRANSACTION_WRITES,
  MONITOR_BIN,
  MONITOR_SET,
  OP,
  PARTICLE,
  TTL,
} from 'tendril/wire';
import { MAX_TRANSACTION_SECONDS } from '../limits.ts';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';
import type { NamespaceConfig } from '../storage/namespace-config.ts';
import { type Bin, binValue, type StoredRecord } from '../storage/record.ts';

export const MONITOR_STATE = { OPEN: 'open', COMMITTED: 'committed', ABORTED: 'aborted' } as const;
export type MonitorState = (typeof MONITOR_STATE)[keyof typeof MONITOR_STATE];

/** Seconds for which a monitor is kept after its deadline, to answer a client that asks late what has become of it. */
export const MONITOR_GRACE_SECONDS = 60;

/** What a write to a monitor is for. */
export type MonitorStep = 'create' | 'add' | 'forward';

/** A write to a monitor that may be carried out. */
export interface MonitorWrite {
  readonly step: MonitorStep;
  /** Seconds since Aerospike's epoch. */
  readonly deadline: number;
}

/** The store's key of a transaction's monitor. */
export function monitorDigest(transactionId: bigint): string {
  const key = Buffer.allocUnsafe(8);
  key.writeBigInt64BE(transactionId);
  return computeDigest(MONITOR_SET, PARTICLE.INTEGER, key).toString('latin1');
}

export function monitorStateOf(monitor: StoredRecord, nowSeconds: number): MonitorState {
  if (isForward(monitor)) return MONITOR_STATE.COMMITTED;
  return nowSeconds > monitor.voidTime ? MONITOR_STATE.ABORTED : MONITOR_STATE.OPEN;
}

/** The digests of the records that the transaction may have locked, as the store's keys. */
export function monitoredDigests(monitor: StoredRecord): string[] {
  const digests: string[] = [];
  const list = digestList(monitor.bins);
  if (list === undefined) return digests;
  for (let left = list.count; left > 0; left--) {
    const kind = list.reader.next();
    const { payloadAt, payloadBytes } = list.reader;
    // A blob begins with its particle type.
    if (kind === KIND.STR) digests.push(list.value.toString('latin1', payloadAt + 1, payloadAt + payloadBytes));
  }
  return digests;
}

/** Whether a monitor with these bins has more digests than a transaction may write records. */
export function hasTooManyDigests(bins: readonly Bin[]): boolean {
  const list = digestList(bins);
  return list !== undefined && list.count > MAX_TRANSACTION_WRITES;
}

/** What the write does, or the result code with which it is refused: the set of monitors takes nothing else. */
export function checkMonitorWrite(
  request: Request,
  monitor: StoredRecord | undefined,
  config: NamespaceConfig,
  nowSeconds: number,
): MonitorWrite | number {
  const step = monitorStepOf(request);
  if (step === undefined) return RESULT.UNSUPPORTED_FEATURE;
  if (monitor === undefined) return checkNewMonitor(step, request, config, nowSeconds);
  if (step === 'create') return RESULT.MRT_MONITOR_EXISTS;
  switch (monitorStateOf(monitor, nowSeconds)) {
    case MONITOR_STATE.COMMITTED:
      return RESULT.MRT_COMMITTED;
    case MONITOR_STATE.ABORTED:
      return step === 'forward' ? RESULT.MRT_ABORTED : RESULT.MRT_EXPIRED;
    case MONITOR_STATE.OPEN:
      return { step, deadline: monitor.voidTime };
  }
}

function checkNewMonitor(
  step: MonitorStep,
  request: Request,
  config: NamespaceConfig,
  nowSeconds: number,
): MonitorWrite | number {
  // Long over, and nothing is known of it any more: whether it was committed cannot be said.
  if (step === 'forward') return RESULT.NOT_FOUND;
  if (step === 'add') return RESULT.MRT_EXPIRED;
  if (config.disableMrtWrites) return RESULT.FORBIDDEN;
  const seconds = request.recordTtl === TTL.NAMESPACE_DEFAULT ? config.mrtDuration : request.recordTtl;
  if (seconds > MAX_TRANSACTION_SECONDS) return RESULT.PARAMETER;
  return { step, deadline: nowSeconds + seconds };
}

function monitorStepOf(request: Request): MonitorStep | undefined {
  let [creates, adds, decides] = [false, false, false];
  for (let i = 0; i < request.opCount; i++) {
    const name = request.opName(i);
    const code = request.opCode(i);
    if (name === MONITOR_BIN.ID && code === OP.WRITE) creates = true;
    else if (name === MONITOR_BIN.DIGESTS && code === OP.CDT_MODIFY) adds = true;
    else if (name === MONITOR_BIN.FORWARD && code === OP.WRITE) decides = true;
    else return undefined;
  }
  if (decides) return creates || adds ? undefined : 'forward';
  return adds ? (creates ? 'create' : 'add') : undefined;
}

function isForward({ bins }: StoredRecord): boolean {
  return bins.some((bin) => bin.name === MONITOR_BIN.FORWARD && binValue(bin)[0] === 1);
}

/** The list of digests behind its header; its elements are the next ones of the reader. */
function digestList(bins: readonly Bin[]): { value: Buffer; reader: ElementReader; count: number } | undefined {
  const bin = bins.find(({ name, type }) => name === MONITOR_BIN.DIGESTS && type === PARTICLE.LIST);
  if (bin === undefined) return undefined;
  const value = binValue(bin);
  const reader = new ElementReader(value, 0, value.length);
  if (reader.next() !== KIND.LIST) return undefined;
  const { count } = reader;
  const at = reader.pos;
  // A list that is kept in order says so in its first element.
  if (count > 0 && reader.next() === KIND.EXT) return { value, reader, count: count - 1 };
  reader.pos = at;
  return { value, reader, count };
}
