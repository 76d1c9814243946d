// What passes between the server and a thread that runs scripts. Requests and answers of calls are bytes that only the
// two ends understand (record-call.ts, aggregation.ts and lua/calls.ts).

import type { MessagePort } from 'node:worker_threads';

/** All registered modules: name without extension, source. */
export interface ModulesMessage {
  readonly type: 'modules';
  readonly modules: readonly (readonly [string, Uint8Array])[];
}

/** Run a function on a record. */
export interface RecordMessage {
  readonly type: 'record';
  readonly module: string;
  readonly request: Uint8Array;
  readonly budgetMs: number;
}

/** Run a function on a stream, whose chunks come and go through the port. */
export interface StreamMessage {
  readonly type: 'stream';
  readonly module: string;
  readonly request: Uint8Array;
  readonly budgetMs: number;
  readonly port: MessagePort;
  /** Counts the chunks that were sent: the thread sleeps on it. Its second number is 1 when nobody wants more values. */
  readonly signal: Int32Array;
}

/** Load a module that is about to be registered. */
export interface ValidateMessage {
  readonly type: 'validate';
  readonly file: string;
  readonly source: Uint8Array;
  readonly budgetMs: number;
}

export type ScriptMessage = RecordMessage | StreamMessage | ValidateMessage;
export type ToThread = ModulesMessage | ScriptMessage;

/** What a script has come to. */
export type Outcome =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  /** The module is not there, or does not load. */
  | { readonly kind: 'no-module' }
  /** An error that the script did not catch, outside the function that was called. */
  | { readonly kind: 'error'; readonly text: string; readonly isSyntax: boolean }
  /** The script did not end, and was ended. */
  | { readonly kind: 'timeout' }
  /** The engine broke: its thread is gone, and a script with it. */
  | { readonly kind: 'broken'; readonly text: string };

export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'log'; readonly level: number; readonly text: string }
  /** `isWorn`: the thread has taken so much memory that it should be replaced. */
  | { readonly type: 'done'; readonly outcome: Outcome; readonly isWorn: boolean };

/** To the thread: records or values, packed one behind the other with their length, or nothing: it may go on. */
export interface ChunkMessage {
  readonly bytes: Uint8Array;
  /** There is no further one. */
  readonly isLast: boolean;
}

/**
 * From the thread, which then waits for a chunk: values, packed as type, length and bytes. The last ones come with the
 * outcome.
 */
export interface ValuesMessage {
  readonly bytes: Uint8Array;
  /** It has read all that it was sent. */
  readonly wantsMore: boolean;
}
