// One secondary index on one node: for each partition its keys, and the records of each key. It is built from what is
// stored, a step at a time, while changes go into it at once; it answers queries when it is complete.
//
//   partition ─► key ─► digests        order of a query: partition, then key, then digest

import { PARTITIONS } from 'tendril/wire';
import { ROWS_PER_STEP } from '../limits.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import { partitionOf } from '../storage/store.ts';
import type { IndexDefinition } from './index-definition.ts';
import { type IndexKey, indexedBin, keysOf } from './index-keys.ts';

/** Keys from `begin` to `end`, both included; texts and blobs have the same at both ends. */
export interface KeyRange {
  readonly begin: IndexKey;
  readonly end: IndexKey;
}

/** A record that a query finds. */
export interface IndexEntry {
  readonly key: IndexKey;
  readonly digest: string;
}

export class RecordIndex {
  definition: IndexDefinition;
  readonly #namespace: Namespace;
  readonly #partitions: (Map<IndexKey, Set<string>> | undefined)[] = new Array(PARTITIONS).fill(undefined);
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
    let left = ROWS_PER_STEP;
    while (this.#built < PARTITIONS && left > 0) {
      for (const [digest, record] of this.#namespace.store.entries(this.#built)) {
        this.#add(digest, record);
        left--;
      }
      this.#built++;
    }
    if (!this.isReadable) setImmediate(() => this.#step());
  }

  /** A record has changed. */
  update(digest: string, before: StoredRecord | undefined, after: StoredRecord | undefined): void {
    const [old, now] = [indexedBin(this.definition, before), indexedBin(this.definition, after)];
    if (old === now) return;
    const { maxRecordSize } = this.#namespace.config;
    const keys = new Set(keysOf(this.definition, now, maxRecordSize));
    for (const key of keysOf(this.definition, old, maxRecordSize)) {
      if (!keys.delete(key)) this.#remove(digest, key);
    }
    for (const key of keys) this.#insert(digest, key);
  }

  #add(digest: string, record: StoredRecord): void {
    const bin = indexedBin(this.definition, record);
    for (const key of keysOf(this.definition, bin, this.#namespace.config.maxRecordSize)) this.#insert(digest, key);
  }

  #insert(digest: string, key: IndexKey): void {
    const partition = partitionOf(digest);
    let keys = this.#partitions[partition];
    if (keys === undefined) {
      keys = new Map();
      this.#partitions[partition] = keys;
    }
    const digests = keys.get(key);
    if (digests === undefined) keys.set(key, new Set([digest]));
    else if (digests.has(digest)) return;
    else digests.add(digest);
    this.#entries++;
  }

  #remove(digest: string, key: IndexKey): void {
    const partition = partitionOf(digest);
    const keys = this.#partitions[partition];
    const digests = keys?.get(key);
    if (keys === undefined || digests === undefined || !digests.delete(digest)) return;
    this.#entries--;
    if (digests.size === 0) keys.delete(key);
    if (keys.size === 0) this.#partitions[partition] = undefined;
  }

  /** What the partition has in the range, in the order of queries; each record once, under its first key. */
  find(partition: number, { begin, end }: KeyRange): IndexEntry[] {
    const keys = this.#partitions[partition];
    if (keys === undefined) return [];
    const found: IndexEntry[] = [];
    if (begin === end) {
      for (const digest of keys.get(begin) ?? []) found.push({ key: begin, digest });
      return found.sort(byDigest);
    }
    for (const [key, digests] of keys) {
      if (key < begin || key > end) continue;
      for (const digest of digests) found.push({ key, digest });
    }
    found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : byDigest(a, b)));
    const seen = new Set<string>();
    return found.filter(({ digest }) => {
      if (seen.has(digest)) return false;
      seen.add(digest);
      return true;
    });
  }
}

function byDigest(a: IndexEntry, b: IndexEntry): number {
  return a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0;
}
