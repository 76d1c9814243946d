// What a connection carries: something that can write itself into a buffer, and is told its reply or its loss exactly
// once per time it is sent. A reply may have many frames. It also holds the links by which queues and the deadline wheel
// thread it, so that sending it allocates nothing.

import { status, statusEntry } from '../model/status.ts';
import type { DeadlineEntry } from '../time/deadlines.ts';
import type { Writer } from '../wire/writer.ts';
import type { NetError } from './net-error.ts';

/** What a request is written to. */
export interface RequestCarrier {
  /** Forgets the request; see Connection.abandon. */
  abandon(request: Request, silenceMs: number, timedOut: boolean): void;
  /** Stops and continues reading; only the holder of a lease may. */
  pause(): void;
  resume(): void;
}

/** What holds a request that waits: it can be left at any time. */
export interface RequestQueue {
  remove(request: Request): void;
}

/**
 * - `keep`: the reply is complete, the connection stays in use.
 * - `more`: further frames of the same reply follow. Only a request that says `hasManyFrames` may answer so.
 * - `retire`: complete; the server takes no more requests on it, those on their way are still answered.
 * - `distrust`: as `retire`, because the server does not know who speaks here.
 * - `unreadable`: what follows cannot be trusted either; the connection is closed at once.
 */
export type ReplyVerdict = 'keep' | 'more' | 'retire' | 'distrust' | 'unreadable';

/** What a complete reply with that code means for its connection. */
export function verdictOf(code: number): ReplyVerdict {
  if (code === status.NOT_AUTHENTICATED || code === status.EXPIRED_SESSION) return 'distrust';
  return statusEntry(code).closesConnection ? 'retire' : 'keep';
}

export abstract class Request implements DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  /** The wait queue it is in; the two links belong to that queue. */
  queue: RequestQueue | null = null;
  queueNext: Request | null = null;
  queuePrevious: Request | null = null;

  /** The connection it was written to and whose reply it awaits. */
  connection: RequestCarrier | null = null;
  /** How often that connection had been read from when this was written to it. */
  sentAtRead = 0;

  /** Requests of one lane keep their order; -1 for one that needs none. See lanes.ts. */
  get lane(): number {
    return -1;
  }

  /** Whether it may change what others of its lane see. */
  get isWrite(): boolean {
    return false;
  }

  /** Whether it may travel as one of several in a merged request; see merged-request.ts. */
  get isMergeable(): boolean {
    return false;
  }

  /** Whether its reply may have more than one frame; it then stays first in line until the last one. */
  get hasManyFrames(): boolean {
    return false;
  }

  /** Whether nobody waits for what is still to come of its reply, the last frame. */
  get lacksOnlyItsEnd(): boolean {
    return false;
  }

  /**
   * What takes its place when it gives up: for a reply of many frames somebody who knows the last one, otherwise null.
   */
  tombstone(): Request | null {
    return null;
  }

  /** Writes the whole frame. May throw when a value has no bytes; nothing is sent then. */
  abstract encode(w: Writer): void;

  /** Called when it has to wait: what it sends must not change from now on. Throws what `encode` throws. */
  freeze(): void {}

  /** Called when its frame went into the connection's buffer. */
  abstract onSent(): void;

  /**
   * Takes a frame of the reply in `buffer[start, end)`, valid only during the call unless `owned`. Must not throw: what
   * it means for the connection is returned.
   */
  abstract onReply(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict;

  /** Called when there will be no reply, or no more of it. `written`: whether bytes may have reached the server. */
  abstract onFailure(error: NetError, written: boolean): void;

  /** Called when it was sent, and is certain to have been left alone: it is as if it never had been. */
  abstract onReturned(): void;

  abstract onDeadline(nowMs: number): void;
}

/** Stands for a request that gave up, until the last frame of its reply has come. The judge must not throw. */
export class Tombstone extends Request {
  readonly #judge: (type: number, buffer: Buffer, start: number, end: number) => ReplyVerdict;

  constructor(judge: (type: number, buffer: Buffer, start: number, end: number) => ReplyVerdict) {
    super();
    this.#judge = judge;
  }

  override get hasManyFrames(): boolean {
    return true;
  }

  override encode(): void {}

  override onSent(): void {}

  override onReply(type: number, buffer: Buffer, start: number, end: number): ReplyVerdict {
    return this.#judge(type, buffer, start, end);
  }

  override onFailure(): void {}

  override onReturned(): void {}

  override onDeadline(): void {}
}
