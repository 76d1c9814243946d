// One namespace on one node: its store, its sets, its settings, and the bookkeeping that every change of a record needs.
// It decides what is expired or truncated; who may change a record, and how, is decided by the transactions above it,
// and which other nodes have to hear of a change by the cluster.

import { PARTITIONS } from 'tendril/wire';
import { type Clock, epochMs, secondsOf } from '../clock.ts';
import type { NamespaceConfig } from './namespace-config.ts';
import type { StoredRecord } from './record.ts';
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

/** Hears of every record that a command stored or, when `record` is undefined, removed. */
export type ChangeListener = (digest: string, record: StoredRecord | undefined) => void;

export class Namespace {
  readonly name: string;
  readonly config: NamespaceConfig;
  readonly sets: SetTable;
  readonly store: Store;
  /** Set while the node has others to keep up to date. */
  onChange: ChangeListener | undefined;
  readonly #shared: SharedNamespace;
  readonly #clock: Clock;
  #dataUsedBytes = 0;
  #expiredObjects = 0;
  #truncatedRecords = 0;

  constructor(shared: SharedNamespace, store: Store, clock: Clock) {
    this.name = shared.name;
    this.config = shared.config;
    this.sets = new SetTable(shared.sets);
    this.store = store;
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
    return lastUpdateMs < this.#shared.truncateLutMs || (set !== undefined && lastUpdateMs < set.truncateLutMs);
  }

  /** Stores `record` in the place of `previous`, which must be what is stored now. */
  put(digest: string, record: StoredRecord, previous: StoredRecord | undefined): void {
    if (previous !== undefined) this.#account(previous, -1);
    this.#account(record, 1);
    this.store.put(digest, record);
    this.onChange?.(digest, record);
  }

  /** Removes `record`, which must be what is stored now. */
  remove(digest: string, record: StoredRecord): void {
    this.#discard(digest, record);
    this.onChange?.(digest, undefined);
  }

  /** Makes this copy of a record what it is on another node: nobody is told. */
  apply(digest: string, record: StoredRecord | undefined): void {
    const previous = this.store.get(digest);
    if (record === undefined) {
      if (previous !== undefined) this.#discard(digest, previous);
      return;
    }
    if (previous !== undefined) this.#account(previous, -1);
    const own = record.set === undefined ? record : { ...record, set: this.sets.getOrCreate(record.set.name) };
    this.#account(own, 1);
    this.store.put(digest, own);
  }

  /** Gives up this node's copy of a partition. */
  drop(partition: number): void {
    for (const [digest, record] of this.store.entries(partition)) this.#discard(digest, record);
  }

  #discard(digest: string, record: StoredRecord): void {
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
      (record) =>
        (setName === undefined || record.set?.name === setName) && (lutMs === undefined || record.lastUpdateMs < lutMs),
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
  reapExpired(counts: (partition: number) => boolean = () => true): number {
    const nowSeconds = secondsOf(this.nowMs());
    let counted = 0;
    this.#expiredObjects += this.#removeWhere((record, partition) => {
      const isExpired = record.voidTime !== 0 && record.voidTime < nowSeconds;
      if (isExpired && counts(partition)) counted++;
      return isExpired;
    });
    return counted;
  }

  #removeWhere(matches: (record: StoredRecord, partition: number) => boolean): number {
    if (this.store.size === 0) return 0;
    let removed = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      for (const [digest, record] of this.store.entries(partition)) {
        if (!matches(record, partition)) continue;
        this.#discard(digest, record);
        removed++;
      }
    }
    return removed;
  }
}
