// What a command is: a frozen value that says whether it writes, how it becomes a frame, and how its reply becomes a
// result. Routing, retries, deadlines and errors are the router's and stand nowhere else.

import type { CommandTrace } from '../channels.ts';
import type { AerospikeError } from '../model/error.ts';
import type { UserKey } from '../model/key.ts';
import type { CommandPolicy } from '../model/policies/resolve.ts';
import type { ServerNeed } from '../wire/codes/builds.ts';
import type { Writer } from '../wire/writer.ts';

/** The address of a record as commands need it; a public Key fits. */
export interface RecordKey {
  readonly ns: string;
  readonly set?: string | null | undefined;
  readonly key?: UserKey | null | undefined;
  /** Taken where there is no user key; otherwise the computed one is left here. */
  digest?: Buffer | null | undefined;
}

/** What an encoder is given: the command's arguments, its key as it was at the call, and its policy. */
export interface CommandCall<A> {
  readonly ns: string;
  /** Empty for the records in no set. */
  readonly set: string;
  readonly userKey: UserKey | null;
  readonly digest: Buffer;
  readonly args: A;
  readonly policy: CommandPolicy;
  /** Whether the reply's buffer may be kept after decoding. */
  readonly ownsReply: boolean;
}

/** Who is told how a command ended: by exactly one of the two calls, perhaps before `run` has returned. */
export interface CommandOutcome<R> {
  /** Is told where it was tried, and how often; null where nobody listens. */
  readonly trace?: CommandTrace | null;
  onResult(result: R): void;
  onError(error: AerospikeError): void;
}

export interface CommandDefinition<A, R> {
  /** The public name, for errors and traces. */
  readonly name: string;
  /** Whether it may change the record: decides replicas, retries and whether a lost reply leaves doubt. */
  readonly isWrite: boolean;
  /** What the arguments need of the server; undefined for nothing that not all have. */
  needsOf?(args: A): ServerNeed | undefined;
  /** Writes the whole frame. Throws UnsupportedValueError for a value that has no bytes. */
  encode(w: Writer, call: CommandCall<A>): void;
  /** Reads the message in `buffer[start, end)`, whose result code was 0. Throws WireError when it cannot. */
  decode(buffer: Buffer, start: number, end: number, call: CommandCall<A>): R;
  /** What the message, whose result code was not 0, says about why; undefined if nothing. */
  failureText?(buffer: Buffer, start: number, end: number): string | undefined;
}
