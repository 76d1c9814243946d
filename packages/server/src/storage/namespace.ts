// One namespace: its store, its sets, its settings, and the bookkeeping that every change of a record needs. It decides
// what is expired or truncated; who may change a record, and how, is decided by the transactions above it.

import { PARTITIONS } from 'tendril/wire';
import { type Clock, epochMs, secondsOf } from '../clock.ts';
import type { NamespaceConfig } from './namespace-config.ts';
import type { StoredRecord } from './record.ts';
import { type SetEntry, SetTable } from './set-table.ts';
import type { Store } from './store.ts';

export class Namespace {
  readonly name: string;
  readonly config: NamespaceConfig;
  readonly sets = new SetTable();
  readonly store: Store;
  readonly #clock: Clock;
  #dataUsedBytes = 0;
  #truncateLutMs = 0;
  #expiredObjects = 0;
  #truncatedRecords = 0;

  constructor(name: string, config: NamespaceConfig, store: Store, clock: Clock) {
    this.name = name;
    this.config = config;
    this.store = store;
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
    return record.voidTime !== 0 && record.voidTime < secondsOf(this.nowMs());
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
    return lastUpdateMs < this.#truncateLutMs || (set !== undefined && lastUpdateMs < set.truncateLutMs);
  }

  /** Stores `record` in the place of `previous`, which must be what is stored now. */
  put(digest: string, record: StoredRecord, previous: StoredRecord | undefined): void {
    if (previous !== undefined) this.#account(previous, -1);
    this.#account(record, 1);
    this.store.put(digest, record);
  }

  /** Removes `record`, which must be what is stored now. */
  remove(digest: string, record: StoredRecord): void {
    this.#account(record, -1);
    this.store.delete(digest);
  }

  #account(record: StoredRecord, sign: 1 | -1): void {
    this.#dataUsedBytes += sign * record.size;
    if (record.set === undefined) return;
    record.set.objects += sign;
    record.set.dataUsedBytes += sign * record.size;
  }

  /**
   * Removes the records of a set, or all when `set` is undefined, that were last updated before `lutMs`. Without
   * `lutMs`: everything that is stored now, whereas what is created within the same millisecond stays.
   */
  truncate(set: SetEntry | undefined, lutMs?: number): number {
    const threshold = lutMs ?? this.nowMs();
    if (set === undefined) this.#truncateLutMs = Math.max(this.#truncateLutMs, threshold);
    else set.truncateLutMs = Math.max(set.truncateLutMs, threshold);
    const removed = this.#removeWhere(
      (record) => (set === undefined || record.set === set) && (lutMs === undefined || record.lastUpdateMs < threshold),
    );
    this.#truncatedRecords += removed;
    return removed;
  }

  /** Drops the truncate threshold; what it removed stays removed. */
  truncateUndo(set: SetEntry | undefined): void {
    if (set === undefined) this.#truncateLutMs = 0;
    else set.truncateLutMs = 0;
  }

  /** Removes every expired record (the server's namespace supervisor, "nsup") and returns how many there were. */
  reapExpired(): number {
    const nowSeconds = secondsOf(this.nowMs());
    const removed = this.#removeWhere((record) => record.voidTime !== 0 && record.voidTime < nowSeconds);
    this.#expiredObjects += removed;
    return removed;
  }

  #removeWhere(matches: (record: StoredRecord) => boolean): number {
    if (this.store.size === 0) return 0;
    let removed = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      for (const [digest, record] of this.store.entries(partition)) {
        if (!matches(record)) continue;
        this.remove(digest, record);
        removed++;
      }
    }
    return removed;
  }
}
