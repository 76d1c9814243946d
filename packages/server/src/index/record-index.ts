// One secondary index on one node: for each partition its keys, and the records of each key. It is built from what is
// stored, a step at a time, while changes go into it at once; it answers queries when it is complete.
//
//   partition ─► key ─► digests        order of a query: partition, then key, then digest

import { PARTITIONS } from 'tendril/wire';
import { BUILD_STEP_MS } from '../limits.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import { partitionOf } from '../storage/store.ts';
import type { IndexDefinition } from './index-definition.ts';
import { type IndexedValue, type IndexKey, indexedValue, keysOf } from './index-keys.ts';
import type { IndexLookup, KeyRange } from './index-lookup.ts';
import { KeyTable } from './key-table.ts';

/** A record that a query finds. */
export interface IndexEntry {
  readonly key: IndexKey;
  readonly digest: string;
}

export class RecordIndex {
  definition: IndexDefinition;
  readonly #namespace: Namespace;
  readonly #partitions: (KeyTable | undefined)[] = new Array(PARTITIONS).fill(undefined);
  #entries = 0;
  #built = 0;
  #isDropped = false;

  constructor(definition: IndexDefinition, namespace: Namespace) {
    this.definition = definition;
    this.#namespace = namespace;
  }

  get entries(): number {
    return this.#entries;
  }

  get isReadable(): boolean {
    return this.#built === PARTITIONS;
  }

  get loadPercent(): number {
    return Math.floor((this.#built / PARTITIONS) * 100);
  }

  /** Begins to take in what is stored; others get their turn between two steps. */
  build(): void {
    if (this.#namespace.store.size === 0) this.#built = PARTITIONS;
    else this.#step();
  }

  /** Stops what is under way; the index is gone. */
  drop(): void {
    this.#isDropped = true;
  }

  #step(): void {
    if (this.#isDropped) return;
    // Regions take milliseconds each to be covered with cells: time counts, and not records.
    const endMs = performance.now() + BUILD_STEP_MS;
    do {
      for (const [digest, record] of this.#namespace.store.entries(this.#built)) this.#add(digest, record);
      // Texts and blobs are never asked for in ranges.
      if (this.definition.dataType === 'numeric') this.#partitions[this.#built]?.sort();
      this.#built++;
    } while (this.#built < PARTITIONS && performance.now() < endMs);
    if (!this.isReadable) setImmediate(() => this.#step());
  }

  /** A record has changed. */
  update(digest: string, before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const old = indexedValue(this.definition, this.#namespace, digest, before);
    const now = indexedValue(this.definition, this.#namespace, digest, after);
    if (old === now) return;
    const keys = new Set(this.#keysOf(now));
    for (const key of this.#keysOf(old)) {
      if (!keys.delete(key)) this.#remove(digest, key);
    }
    for (const key of keys) this.#insert(digest, key);
  }

  #keysOf(value: IndexedValue | undefined): readonly IndexKey[] {
    return keysOf(this.definition, value, this.#namespace.config.maxRecordSize);
  }

  #add(digest: string, record: StoredRecord): void {
    const value = indexedValue(this.definition, this.#namespace, digest, record);
    for (const key of this.#keysOf(value)) this.#insert(digest, key);
  }

  #insert(digest: string, key: IndexKey): void {
    const partition = partitionOf(digest);
    let keys = this.#partitions[partition];
    if (keys === undefined) {
      keys = new KeyTable();
      this.#partitions[partition] = keys;
    }
    if (keys.add(key, digest)) this.#entries++;
  }

  #remove(digest: string, key: IndexKey): void {
    const partition = partitionOf(digest);
    const keys = this.#partitions[partition];
    if (keys?.remove(key, digest) !== true) return;
    this.#entries--;
    if (keys.isEmpty) this.#partitions[partition] = undefined;
  }

  /** What the partition has in the ranges, in the order of queries; each record once, under its first key. */
  find(partition: number, { ranges }: IndexLookup): IndexEntry[] {
    const keys = this.#partitions[partition];
    const found: IndexEntry[] = [];
    if (keys === undefined) return found;
    for (const range of ranges) this.#findRange(keys, range, found);
    if (this.definition.kind === 'default' && this.definition.dataType !== 'geo2dsphere') return found;
    const seen = new Set<string>();
    return found.filter(({ digest }) => {
      if (seen.has(digest)) return false;
      seen.add(digest);
      return true;
    });
  }

  #findRange(keys: KeyTable, { begin, end }: KeyRange, found: IndexEntry[]): void {
    for (const key of keys.between(begin, end)) {
      for (const digest of keys.digests(key)) found.push({ key, digest });
    }
  }
}
