// What a batch is, as a value: its rows, how some of them become a frame, and how the answer to one becomes a result.
// Which node gets which rows, retries, deadlines and errors are the run's.

import type { AerospikeError } from '../model/error.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import type { ServerNeed } from '../wire/codes/builds.ts';
import type { DetailsReply } from '../wire/error-details.ts';
import type { Writer } from '../wire/writer.ts';

/** What routing and doubt need to know of a row. */
export interface BatchRow {
  readonly ns: string;
  readonly digest: Buffer;
  readonly isWrite: boolean;
  /** What it needs of the server; undefined for nothing that not all have. */
  readonly needs?: ServerNeed | undefined;
}

export interface BatchDefinition<R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  readonly rows: readonly BatchRow[];
  readonly policy: CommandPolicy;
  /** Writes a whole frame with these rows, each under its index in `rows`. Throws for a value that has no bytes. */
  encodeRows(w: Writer, indexes: readonly number[]): void;
  /** Where a node's only row can travel as a command on a record: writes that whole frame. */
  encodeAlone?(w: Writer, index: number): void;
  /** Looks at the message of a row in `buffer[start, end)`, whatever its result code. Throws when it cannot. */
  onReply?(buffer: Buffer, start: number, end: number, index: number, code: number): void;
  /** Reads the message of a row in `buffer[start, end)`, whose result code was 0. Throws WireError when it cannot. */
  decodeRow(buffer: Buffer, start: number, end: number, index: number): R;
}

/** Who is told how a batch went: each row by exactly one of the first three calls, and the end once, after all of them. */
export interface BatchOutcome<R> {
  onRow(index: number, result: R): void;
  /** The row has a code of its own, mostly from the server. An everyday answer, so no error is made for it. */
  onRowCode(index: number, code: number, inDoubt: boolean, attempts: number, details?: DetailsReply): void;
  /** The row has no answer: its node failed, time ran out, the batch was aborted. */
  onRowError(index: number, error: AerospikeError): void;
  onEnd(): void;
}
