// What a scan or query is, as a value: how the part of one node becomes a frame, and how a message of the answer becomes
// a record. Partitions, nodes, retries, deadlines and back pressure are the run's.

import type { AerospikeError } from '../model/error.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import type { ServerNeed } from '../wire/codes/builds.ts';
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

/** A partition that a scan or query has not finished. */
export interface OpenPartition {
  readonly partition: number;
  /** Undefined at its beginning. */
  readonly cursor: PartitionCursor | undefined;
}

export interface StreamDefinition<R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  readonly ns: string;
  readonly policy: CommandPolicy;
  /** What it needs of all nodes; undefined for nothing that not all servers have. */
  readonly needs?: ServerNeed | undefined;
  /** The partitions to ask, in their order, and where each begins. */
  readonly open: readonly OpenPartition[];
  /** Records of all nodes together at most; 0 for all. */
  readonly maxRecords: number;
  /** Whether all nodes are asked at the same time. */
  readonly isConcurrent: boolean;
  /** Under what number the nodes first know it; a node that is asked again needs another one. */
  readonly jobId: number;
  /**
   * Whether each node answers for all that it is master of, in rows that belong to no partition: nothing can be asked a
   * second time, and what breaks off has failed.
   */
  readonly isWhole: boolean;
  encodePart(w: Writer, part: StreamPart, jobId: number): void;
  /**
   * Reads the record in the message `buffer[start, end)`. Throws WireError when it cannot, and AerospikeError when the
   * message tells of a failure.
   */
  decodeRecord(buffer: Buffer, start: number, end: number, digest: Buffer): R;
}

/** Who takes the records. None of these may throw; after `onEnd`, `onError` or `stop` nothing more is called. */
export interface StreamConsumer<R> {
  /**
   * Returns whether more is welcome. After `false` the sockets are not read until `resume`; what has been read already,
   * one frame of each node at most, still comes.
   */
  onRecord(record: R, partition: number, cursor: PartitionCursor): boolean;
  onEnd(): void;
  onError(error: AerospikeError): void;
}
