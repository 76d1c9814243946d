// What a connection carries: something that can write itself into a buffer, and is told its reply or its loss exactly
// once per time it is sent. It also holds the links by which queues and the deadline wheel thread it, so that sending
// it allocates nothing.

import type { DeadlineEntry } from '../time/deadlines.ts';
import type { Writer } from '../wire/writer.ts';
import type { NetError } from './net-error.ts';

/** What a request is written to: it can be asked to forget the request. */
export interface RequestCarrier {
  abandon(request: Request, silenceMs: number, timedOut: boolean): void;
}

/**
 * - `keep`: the connection stays in use.
 * - `retire`: the server takes no more requests on it; those on their way are still answered.
 * - `unreadable`: what follows cannot be trusted either; the connection is closed at once.
 */
export type ReplyVerdict = 'keep' | 'retire' | 'unreadable';

export abstract class Request implements DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  /** The wait queue it is in, for comparison only; the two links belong to that queue. */
  queue: object | null = null;
  queueNext: Request | null = null;
  queuePrevious: Request | null = null;

  /** The connection it was written to and whose reply it awaits. */
  connection: RequestCarrier | null = null;
  /** How often that connection had been read from when this was written to it. */
  sentAtRead = 0;

  /** Writes the whole frame. May throw when a value has no bytes; nothing is sent then. */
  abstract encode(w: Writer): void;

  /** Called when it has to wait: what it sends must not change from now on. Throws what `encode` throws. */
  freeze(): void {}

  /** Called when its frame went into the connection's buffer. */
  abstract onSent(): void;

  /**
   * Takes the reply in `buffer[start, end)`, valid only during the call unless `owned`. Must not throw: what the reply means for the
   * connection is returned.
   */
  abstract onReply(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict;

  /** Called instead of a reply when there will be none. `written`: whether bytes may have reached the server. */
  abstract onFailure(error: NetError, written: boolean): void;

  abstract onDeadline(nowMs: number): void;
}
