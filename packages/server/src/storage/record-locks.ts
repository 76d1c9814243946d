// The records of a namespace that transactions have locked, each with what its transaction has made of it so far. The
// store keeps the version before: what everybody else reads, and what stays when the transaction is rolled back. Who
// may lock what, and when a lock ends, is decided above (transaction/).

import type { StoredRecord } from './record.ts';
import { partitionOf } from './store.ts';

/** What a transaction has made of a record, until it is rolled forward or back. */
export interface Provisional {
  readonly transactionId: bigint;
  /** Seconds since Aerospike's epoch: after them the server ends the transaction. */
  readonly deadline: number;
  /** Undefined: the transaction has deleted the record. */
  readonly record: StoredRecord | undefined;
}

/** Hears of every lock that is taken, changed (with its new version) or given up (without one). */
export type LockListener = (digest: string, provisional: Provisional | undefined) => void;

export class RecordLocks {
  readonly #partitions = new Map<number, Map<string, Provisional>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(digest: string): Provisional | undefined {
    return this.#size === 0 ? undefined : this.#partitions.get(partitionOf(digest))?.get(digest);
  }

  /** Keeps what a transaction has made of the record; undefined gives the lock up. */
  set(digest: string, provisional: Provisional | undefined): void {
    const partition = partitionOf(digest);
    const locks = this.#partitions.get(partition);
    if (provisional === undefined) {
      if (locks?.delete(digest) !== true) return;
      this.#size--;
      if (locks.size === 0) this.#partitions.delete(partition);
    } else if (locks === undefined) {
      this.#partitions.set(partition, new Map([[digest, provisional]]));
      this.#size++;
    } else {
      if (!locks.has(digest)) this.#size++;
      locks.set(digest, provisional);
    }
  }

  /** The locks of one partition. Giving them up while iterating is allowed. */
  ofPartition(partition: number): Iterable<readonly [digest: string, provisional: Provisional]> {
    return this.#partitions.get(partition) ?? [];
  }

  /** Those of all partitions, as they are now. */
  all(): (readonly [digest: string, provisional: Provisional])[] {
    return [...this.#partitions.values()].flatMap((locks) => [...locks]);
  }
}
