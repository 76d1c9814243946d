// One namespace on one node: its store, its sets, its settings, and the bookkeeping that every change of a record needs.
// It decides what is expired or truncated; who may change a record, and how, is decided by the commands above it,
// and which other nodes have to hear of a change by the cluster.

import { MONITOR_SET, PARTITIONS } from 'tendril/wire';
import { type Clock, epochMs, secondsOf } from '../clock.ts';
import { CAUSE, type Cause, ChangeFeed } from './change-feed.ts';
import type { Completion } from './completion.ts';
import type { NamespaceConfig } from './namespace-config.ts';
import type { StoredRecord } from './record.ts';
import { type LockListener, type Provisional, RecordLocks } from './record-locks.ts';
import { type SetEntry, type SetRegistry, SetTable } from './set-table.ts';
import type { Store } from './store.ts';

/** What the nodes of a cluster have in common of a namespace. */
export interface SharedNamespace {
  readonly name: string;
  readonly config: NamespaceConfig;
  readonly sets: SetRegistry;
  truncateLutMs: number;
  truncate(setName: string | undefined, lutMs?: number): void;
}

export class Namespace {
  readonly name: string;
  readonly config: NamespaceConfig;
  readonly sets: SetTable;
  readonly store: Store;
  /** Tells of every change of a record, whatever its cause. */
  readonly changes = new ChangeFeed();
  /** What transactions have locked; undefined unless the namespace is strongly consistent. */
  readonly locks: RecordLocks | undefined;
  /** Who has to hear of locks that commands take or give up; undefined when nobody has. */
  onLock: LockListener | undefined;
  readonly #shared: SharedNamespace;
  readonly #clock: Clock;
  #dataUsedBytes = 0;
  #expiredObjects = 0;
  #truncatedRecords = 0;
  /** When a record was last removed, or later, in a strongly consistent namespace. */
  #removedMs = -1;

  constructor(shared: SharedNamespace, store: Store, clock: Clock) {
    this.name = shared.name;
    this.config = shared.config;
    this.sets = new SetTable(shared.sets);
    this.store = store;
    this.locks = shared.config.strongConsistency ? new RecordLocks() : undefined;
    this.#shared = shared;
    this.#clock = clock;
  }

  /** Bytes of all records by the server's size formula. */
  get dataUsedBytes(): number {
    return this.#dataUsedBytes;
  }

  get expiredObjects(): number {
    return this.#expiredObjects;
  }

  get truncatedRecords(): number {
    return this.#truncatedRecords;
  }

  get stopWrites(): boolean {
    return this.#dataUsedBytes > (this.config.dataSize * this.config.stopWritesUsedPct) / 100;
  }

  /** Milliseconds since Aerospike's epoch. */
  nowMs(): number {
    return epochMs(this.#clock);
  }

  /** Expired: still stored, but no longer there for anybody. */
  isExpired(record: StoredRecord): boolean {
    return record.voidTime !== 0 && record.voidTime < secondsOf(this.nowMs()) && !this.isMonitor(record);
  }

  /**
   * The last-update time of a record that is created now. In a strongly consistent namespace it is after every removal,
   * so that no version comes twice, even if the clock stands still: a version is that time and the generation.
   */
  creationMs(nowMs: number): number {
    return nowMs > this.#removedMs ? nowMs : this.#removedMs + 1;
  }

  /** Whether the record is the monitor of a transaction; neither time nor truncation removes those. */
  isMonitor(record: StoredRecord): boolean {
    return this.locks !== undefined && record.set?.name === MONITOR_SET;
  }

  /** The default TTL in seconds for a record of that set; 0 = never expires. */
  effectiveDefaultTtl(set: SetEntry | undefined): number {
    const ofSet = set?.config.defaultTtl ?? 0;
    return ofSet === 0 ? this.config.defaultTtl : Math.max(ofSet, 0);
  }

  /** The default percentage for read-touch of a record of that set; 0 = never. */
  effectiveReadTouchPct(set: SetEntry | undefined): number {
    const ofSet = set?.config.defaultReadTouchTtlPct ?? 0;
    return ofSet === 0 ? this.config.defaultReadTouchTtlPct : Math.max(ofSet, 0);
  }

  /** Whether a record that is created now would already be below a truncate threshold. */
  isTruncatedAt(set: SetEntry | undefined, lastUpdateMs: number): boolean {
    return lastUpdateMs < this.#shared.truncateLutMs || (set !== undefined && lastUpdateMs < set.truncateLutMs);
  }

  /** Stores `record` in the place of `previous`, which must be what is stored now. */
  put(digest: string, record: StoredRecord, previous: StoredRecord | undefined): Completion | undefined {
    return this.#commit(digest, previous, record, CAUSE.COMMAND);
  }

  /** Removes `record`, which must be what is stored now. */
  remove(digest: string, record: StoredRecord): Completion | undefined {
    return this.#commit(digest, record, undefined, CAUSE.COMMAND);
  }

  /** Makes this copy of a record what it is on another node. */
  apply(digest: string, record: StoredRecord | undefined): void {
    const previous = this.store.get(digest);
    if (record === undefined && previous === undefined) return;
    const own = record?.set === undefined ? record : { ...record, set: this.sets.getOrCreate(record.set.name) };
    this.#commit(digest, previous, own, CAUSE.COPY);
  }

  /** Keeps, replaces or gives up what a transaction has made of a record. */
  lock(digest: string, provisional: Provisional | undefined): void {
    const record = this.store.get(digest);
    // A version after a removal differs from every version before, also within the transaction.
    if (provisional !== undefined && provisional.record === undefined && record !== undefined)
      this.#noteRemoval(record);
    this.#setLock(digest, provisional);
    this.onLock?.(digest, provisional);
  }

  /** Makes this copy's lock what it is on another node. */
  applyLock(digest: string, provisional: Provisional | undefined): void {
    const set = provisional?.record?.set;
    if (provisional?.record === undefined || set === undefined) this.#setLock(digest, provisional);
    else {
      const record = { ...provisional.record, set: this.sets.getOrCreate(set.name) };
      this.#setLock(digest, { ...provisional, record });
    }
  }

  /** What transactions have written takes room like everything else. */
  #setLock(digest: string, provisional: Provisional | undefined): void {
    const before = this.locks?.get(digest)?.record?.size ?? 0;
    this.#dataUsedBytes += (provisional?.record?.size ?? 0) - before;
    this.locks?.set(digest, provisional);
  }

  /** Gives up this node's copy of a partition. */
  drop(partition: number): void {
    for (const [digest] of this.locks?.ofPartition(partition) ?? []) this.#setLock(digest, undefined);
    for (const [digest, record] of this.store.entries(partition)) this.#commit(digest, record, undefined, CAUSE.DROP);
  }

  /** Gives up all locks and monitors of this node. */
  forgetTransactions(): void {
    for (const [digest] of this.locks?.all() ?? []) this.#setLock(digest, undefined);
    if (this.locks !== undefined) this.#removeWhere(CAUSE.TRUNCATE, (record) => this.isMonitor(record));
  }

  /** The one step by which a record changes: counts, storage, and whoever listens. */
  #commit(
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
    cause: Cause,
  ): Completion | undefined {
    if (before !== undefined) {
      this.#account(before, -1);
      if (after === undefined && this.locks !== undefined) this.#noteRemoval(before);
    }
    if (after !== undefined) this.#account(after, 1);
    const completion = after === undefined ? this.store.delete(digest) : this.store.put(digest, after);
    this.changes.emit(this.name, digest, before, after, cause);
    return completion;
  }

  #noteRemoval(record: StoredRecord): void {
    this.#removedMs = Math.max(this.#removedMs, record.lastUpdateMs, this.nowMs());
  }

  #account(record: StoredRecord, sign: 1 | -1): void {
    this.#dataUsedBytes += sign * record.size;
    if (record.set === undefined) return;
    record.set.objects += sign;
    record.set.dataUsedBytes += sign * record.size;
  }

  /**
   * Removes the records of a set, or all when `set` is undefined, that were last updated before `lutMs`, on all nodes.
   * Without `lutMs`: everything that is stored now, whereas what is created within the same millisecond stays.
   */
  truncate(set: SetEntry | undefined, lutMs?: number): void {
    const shared = set ?? this.#shared;
    shared.truncateLutMs = Math.max(shared.truncateLutMs, lutMs ?? this.nowMs());
    this.#shared.truncate(set?.name, lutMs);
  }

  /** Removes what a truncation that has just been decided concerns on this node. */
  removeTruncated(setName: string | undefined, lutMs?: number): void {
    this.#truncatedRecords += this.#removeWhere(
      CAUSE.TRUNCATE,
      (record) =>
        (setName === undefined || record.set?.name === setName) &&
        (lutMs === undefined || record.lastUpdateMs < lutMs) &&
        !this.isMonitor(record),
    );
  }

  /** Drops the truncate threshold; what it removed stays removed. */
  truncateUndo(set: SetEntry | undefined): void {
    (set ?? this.#shared).truncateLutMs = 0;
  }

  /**
   * Removes every expired record of this node (the server's namespace supervisor, "nsup") and returns how many of them
   * were in partitions that `counts` accepts.
   */
  reapExpired(counts: (partition: number) => boolean): number {
    let counted = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const removed = this.reapExpiredOf(partition);
      if (removed > 0 && counts(partition)) counted += removed;
    }
    return counted;
  }

  /** The same of one partition, all of which count. */
  reapExpiredOf(partition: number): number {
    const nowSeconds = secondsOf(this.nowMs());
    const removed = this.#removeOf(
      partition,
      CAUSE.EXPIRE,
      (record) => record.voidTime !== 0 && record.voidTime < nowSeconds && !this.isMonitor(record),
    );
    this.#expiredObjects += removed;
    return removed;
  }

  #removeWhere(cause: Cause, matches: (record: StoredRecord) => boolean): number {
    if (this.store.size === 0) return 0;
    let removed = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) removed += this.#removeOf(partition, cause, matches);
    return removed;
  }

  #removeOf(partition: number, cause: Cause, matches: (record: StoredRecord) => boolean): number {
    let removed = 0;
    for (const [digest, record] of this.store.entries(partition)) {
      if (!matches(record)) continue;
      this.#commit(digest, record, undefined, cause);
      removed++;
    }
    return removed;
  }
}
