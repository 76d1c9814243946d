// What a scan or query is, as a value: how the part of one node becomes a frame, and how a message of the answer becomes
// a record. Partitions, nodes, retries, deadlines and back pressure are the run's.

import type { AerospikeError } from '../model/error.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import type { Writer } from '../wire/writer.ts';

/** Where a partition goes on: behind the record with this digest, and this value of the index where one is used. */
export interface PartitionCursor {
  readonly digest: Buffer;
  readonly bval: bigint | undefined;
}

/** What one node is asked for. */
export interface StreamPart {
  /** Partitions from their beginning. */
  readonly fresh: readonly number[];
  /** Partitions that go on behind a record. */
  readonly resumed: readonly PartitionCursor[];
  /** Records at most; 0 for all. */
  readonly maxRecords: number;
}

export interface StreamDefinition<R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  readonly ns: string;
  readonly policy: CommandPolicy;
  /** Partitions, from the first one on. */
  readonly firstPartition: number;
  readonly partitions: number;
  /** Records of all nodes together at most; 0 for all. */
  readonly maxRecords: number;
  encodePart(w: Writer, part: StreamPart): void;
  /** Reads the record in the message `buffer[start, end)`. Throws WireError when it cannot. */
  decodeRecord(buffer: Buffer, start: number, end: number): R;
}

/** Who takes the records. None of these may throw; after `onEnd`, `onError` or `stop` nothing more is called. */
export interface StreamConsumer<R> {
  /**
   * Returns whether more is welcome. After `false` the sockets are not read until `resume`; what has been read already,
   * one frame of each node at most, still comes.
   */
  onRecord(record: R): boolean;
  onEnd(): void;
  onError(error: AerospikeError): void;
}
