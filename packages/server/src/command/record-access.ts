// A record of a strongly consistent namespace, as one command may see and change it: a transaction sees what it has made
// of the record itself, everybody else what was committed last. What a transaction writes becomes a lock with a
// provisional version instead of a change. Commands on other namespaces have no such access, and pay nothing for it.

import { FIELD, INFO2, INFO4, MONITOR_SET, RECORD_VERSION_BYTES, recordVersionBytes } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { Settlement } from '../cluster/settlement.ts';
import { MAX_TRANSACTION_SECONDS } from '../limits.ts';
import type { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';
import type { Completion } from '../storage/completion.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { Provisional } from '../storage/record-locks.ts';
import { checkMonitorWrite, type MonitorWrite } from '../transaction/monitor.ts';
import { isSameVersion, versionOf } from '../transaction/record-version.ts';
import { roll } from '../transaction/rolling.ts';
import { type TransactionFields, transactionFieldsOf, versionFieldOf } from '../transaction/transaction-fields.ts';

export class RecordAccess {
  readonly #own: NodeNamespace;
  readonly #settlement: Settlement;
  readonly #request: Request;
  readonly #digest: string;
  /** Undefined outside of transactions, null when the fields cannot be understood. */
  readonly #fields: TransactionFields | undefined | null;
  #nowSeconds = 0;

  constructor(own: NodeNamespace, settlement: Settlement, request: Request, digest: string) {
    this.#own = own;
    this.#settlement = settlement;
    this.#request = request;
    this.#digest = digest;
    this.#fields = transactionFieldsOf(request);
    this.refresh();
  }

  /**
   * Ends a lock on the record that is overdue. Only here, and not whenever the record is looked at: within one command
   * time stands still, or it would check something else than it has read.
   */
  refresh(): void {
    this.#nowSeconds = secondsOf(this.#own.namespace.nowMs());
    this.#settlement.standing(this.#own, this.#digest);
  }

  /** The record as the command sees it. */
  get record(): StoredRecord | undefined {
    const { store } = this.#own.namespace;
    const lock = this.#lock;
    return lock !== undefined && this.#isMine(lock) ? lock.record : store.get(this.#digest);
  }

  /** Records of transactions and monitors are created whatever was truncated. */
  get isExemptFromTruncation(): boolean {
    return this.#fields !== undefined || this.#request.setName() === MONITOR_SET;
  }

  /** Whether a read may renew the record's life: nobody's transaction has to do with it. */
  get mayTouch(): boolean {
    return this.#fields === undefined && this.#lock === undefined;
  }

  get #lock(): Provisional | undefined {
    return this.#own.namespace.locks?.get(this.#digest);
  }

  #isMine(lock: Provisional): boolean {
    return lock.transactionId === this.#fields?.id;
  }

  /** Reads outside of transactions are free; within one the record is locked by nobody else, and is as it was read before. */
  checkRead(): number {
    if (this.#fields === undefined) return RESULT.OK;
    if (this.#fields === null) return RESULT.PARAMETER;
    return this.#checkLock();
  }

  checkWrite(): number {
    const fields = this.#fields;
    if (fields === null) return RESULT.PARAMETER;
    if (fields === undefined) return this.#checkLock();
    const now = this.#nowSeconds;
    if (fields.deadline === undefined || fields.deadline > now + MAX_TRANSACTION_SECONDS) return RESULT.PARAMETER;
    return now > fields.deadline ? RESULT.MRT_EXPIRED : this.#checkLock();
  }

  #checkLock(): number {
    const lock = this.#lock;
    if (lock !== undefined) return this.#isMine(lock) ? RESULT.OK : this.#blocked();
    const version = this.#fields?.version;
    return version === undefined || this.#hasVersion(version) ? RESULT.OK : this.#mismatched();
  }

  #hasVersion(version: { readonly lastUpdateMs: number; readonly generation: number }): boolean {
    return isSameVersion(version, versionOf(this.#own.namespace.store.get(this.#digest)));
  }

  #blocked(): number {
    this.#own.transactions.blocked++;
    return RESULT.MRT_BLOCKED;
  }

  #mismatched(): number {
    this.#own.transactions.versionMismatch++;
    return RESULT.MRT_VERSION_MISMATCH;
  }

  /** A write that is only to take a lock finds that its transaction has it already. */
  checkLocking(): number {
    const isLockingOnly = (this.#request.info4 & INFO4.ON_LOCKING_ONLY) !== 0;
    const lock = this.#lock;
    return isLockingOnly && lock !== undefined && this.#isMine(lock) ? RESULT.MRT_ALREADY_LOCKED : RESULT.OK;
  }

  /** Deletes are durable here; in a transaction always. */
  checkDelete(): number {
    if ((this.#request.info2 & INFO2.DURABLE_DELETE) !== 0) return RESULT.OK;
    const { strongConsistencyAllowExpunge } = this.#own.namespace.config;
    return strongConsistencyAllowExpunge && this.#fields === undefined ? RESULT.OK : RESULT.FORBIDDEN;
  }

  /** What a write to the set of monitors is for, or the result code with which it is refused. */
  checkMonitor(): MonitorWrite | number {
    if (this.#fields !== undefined) return RESULT.UNSUPPORTED_FEATURE;
    const { store, config } = this.#own.namespace;
    return checkMonitorWrite(this.#request, store.get(this.#digest), config, this.#nowSeconds);
  }

  /** Stores `record` in the place of `previous`. */
  put(record: StoredRecord, previous: StoredRecord | undefined): Completion | undefined {
    return this.#fields ? this.#keep(record) : this.#own.namespace.put(this.#digest, record, previous);
  }

  remove(record: StoredRecord): Completion | undefined {
    return this.#fields ? this.#keep(undefined) : this.#own.namespace.remove(this.#digest, record);
  }

  #keep(record: StoredRecord | undefined): undefined {
    const { id, deadline } = this.#fields as TransactionFields;
    this.#own.namespace.lock(this.#digest, { transactionId: id, deadline: deadline as number, record });
  }

  /**
   * The version of the record, which a transaction that has read it verifies at its end; undefined outside of
   * transactions, and for what the transaction has written itself.
   */
  get version(): Buffer | undefined {
    if (!this.#fields || this.#lock !== undefined) return undefined;
    return recordVersionBytes(versionOf(this.#own.namespace.store.get(this.#digest)));
  }

  /** Adds the version to the reply; before any operation. */
  describe(reply: Reply): void {
    const { version } = this;
    if (version !== undefined) reply.addField(FIELD.RECORD_VERSION, version);
  }

  /** A command that has failed has read the record all the same, unless its transaction was in the way. */
  describeFailure(reply: Reply, result: number): void {
    if (result < RESULT.MRT_BLOCKED || result > RESULT.MRT_MONITOR_EXISTS) this.describe(reply);
  }

  /** Whether the record is still as a transaction has read it, and nobody is about to change it. */
  verify(): number {
    const { transactions } = this.#own;
    const result = this.#verify();
    if (result === RESULT.OK) transactions.verifyReadSuccess++;
    else transactions.verifyReadError++;
    return result;
  }

  #verify(): number {
    const bytes = this.#request.field(FIELD.RECORD_VERSION);
    if (this.#fields === null || bytes === undefined || bytes.length !== RECORD_VERSION_BYTES) return RESULT.PARAMETER;
    const lock = this.#lock;
    if (lock !== undefined && !this.#isMine(lock)) return this.#blocked();
    const version = versionFieldOf(this.#request);
    return version !== undefined && this.#hasVersion(version) ? RESULT.OK : this.#mismatched();
  }

  /** Ends the transaction's lock on the record. Without one there is nothing to do. */
  roll(isForward: boolean): { readonly result: number; readonly completion: Completion | undefined } {
    const { transactions, namespace } = this.#own;
    const lock = this.#lock;
    if (!this.#fields) return { result: this.#rolled(isForward, RESULT.PARAMETER), completion: undefined };
    if (lock !== undefined && !this.#isMine(lock)) {
      transactions.blocked++;
      return { result: this.#rolled(isForward, RESULT.MRT_BLOCKED), completion: undefined };
    }
    const completion = lock && roll(namespace, this.#digest, lock, isForward);
    return { result: this.#rolled(isForward, RESULT.OK), completion };
  }

  #rolled(isForward: boolean, result: number): number {
    const { transactions } = this.#own;
    if (isForward) {
      if (result === RESULT.OK) transactions.rollForwardSuccess++;
      else transactions.rollForwardError++;
    } else if (result === RESULT.OK) transactions.rollBackSuccess++;
    else transactions.rollBackError++;
    return result;
  }
}
