// Records in memory: one map per partition, made when its first record comes. Partitions are the unit in which records
// are listed and would be handed to another node.

import { PARTITIONS } from 'tendril/wire';
import type { StoredRecord } from './record.ts';
import { partitionOf, type Store } from './store.ts';

export class MemoryStore implements Store {
  readonly #partitions: (Map<string, StoredRecord> | undefined)[] = new Array(PARTITIONS).fill(undefined);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(digest: string): StoredRecord | undefined {
    return this.#partitions[partitionOf(digest)]?.get(digest);
  }

  put(digest: string, record: StoredRecord): undefined {
    const partition = partitionOf(digest);
    let records = this.#partitions[partition];
    if (records === undefined) {
      records = new Map();
      this.#partitions[partition] = records;
    }
    const before = records.size;
    records.set(digest, record);
    this.#size += records.size - before;
  }

  delete(digest: string): undefined {
    const partition = partitionOf(digest);
    const records = this.#partitions[partition];
    if (records === undefined || !records.delete(digest)) return;
    this.#size--;
    if (records.size === 0) this.#partitions[partition] = undefined;
  }

  partitionSize(partition: number): number {
    return this.#partitions[partition]?.size ?? 0;
  }

  entries(partition: number): Iterable<readonly [string, StoredRecord]> {
    return this.#partitions[partition] ?? [];
  }
}
