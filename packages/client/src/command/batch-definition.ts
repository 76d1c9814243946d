// What a batch is, as a value: its rows, how some of them become a frame, and how the answer to one becomes a result.
// Which node gets which rows, retries, deadlines and errors are the run's.

import type { AerospikeError } from '../model/error.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import type { Writer } from '../wire/writer.ts';

/** What routing and doubt need to know of a row. */
export interface BatchRow {
  readonly ns: string;
  readonly digest: Buffer;
  readonly isWrite: boolean;
}

export interface BatchDefinition<R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  readonly rows: readonly BatchRow[];
  readonly policy: CommandPolicy;
  /** Writes a whole frame with these rows, each under its index in `rows`. Throws for a value that has no bytes. */
  encodeRows(w: Writer, indexes: readonly number[]): void;
  /** Reads the message of a row in `buffer[start, end)`, whose result code was 0. Throws WireError when it cannot. */
  decodeRow(buffer: Buffer, start: number, end: number, index: number): R;
}

/** Who is told how a batch went: each row by exactly one of the first two calls, and the end once, after all of them. */
export interface BatchOutcome<R> {
  onRow(index: number, result: R): void;
  onRowError(index: number, error: AerospikeError): void;
  onEnd(): void;
}
