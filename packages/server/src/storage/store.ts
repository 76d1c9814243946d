// What a namespace needs of its storage. Digests are 20-character latin1 strings. A store knows records, not rules:
// expiry, generations and limits are decided above it.

import type { Completion } from './completion.ts';
import type { StoredRecord } from './record.ts';

export interface Store {
  /** Number of records, the expired and not yet removed included. */
  readonly size: number;
  get(digest: string): StoredRecord | undefined;
  /** Stores the record: it is there at once. The completion says when it is safe; without one it is. */
  put(digest: string, record: StoredRecord): Completion | undefined;
  /** Removes the record, as `put` stores one. */
  delete(digest: string): Completion | undefined;
  /** Number of records of one partition. */
  partitionSize(partition: number): number;
  /** The records of one partition, in no order. Deleting while iterating is allowed. */
  entries(partition: number): Iterable<readonly [digest: string, record: StoredRecord]>;
}

/** The partition of a digest string: low 12 bits of its first two bytes, little-endian. */
export function partitionOf(digest: string): number {
  return (digest.charCodeAt(0) | (digest.charCodeAt(1) << 8)) & 0x0fff;
}
