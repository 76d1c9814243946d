// Several requests, each for one record, that travel as the rows of one (docs/decisions/0013-merged-commands.md). Each
// stays what it was, with its own deadline, retries and doubt; this one carries their frames and hands each its answer.
//
//   open ──add──► open ──sealed──► sent ──rows──► … ──last──► done
//                                    └── connection lost: each of them fails by itself
//
// Rows carry their index, and the indexes of one connection never come twice: an answer goes to the row that it names,
// in whatever order they come, and one that names none of them is noticed.

import { status } from '../model/status.ts';
import { INFO3, PROTO_TYPE } from '../wire/codes/message.ts';
import type { RowsOfOne } from '../wire/merged-rows.ts';
import { ReplyRow } from '../wire/reply-rows.ts';
import type { Writer } from '../wire/writer.ts';
import { InlineTrial } from './inline-trial.ts';
import { NetError } from './net-error.ts';
import { type ReplyVerdict, Request, type RequestCarrier, verdictOf } from './request.ts';

/** Fewer travel by themselves. */
export const MIN_ROWS = 2;
/** Rows of one request at most: whoever is last waits for all the others. */
export const MAX_ROWS = 128;
/** A larger frame is worth a request of its own. */
export const MAX_ROW_BYTES = 8 * 1024;
/** Frames of one request together; beyond this it takes no more. */
export const MAX_MERGED_BYTES = 64 * 1024;

/**
 * What a node says that did none of it: it has no batches to offer at the moment (off, too many rows, no buffers), or
 * does not let this user do one of them, which the answer to each by itself will tell.
 */
const REFUSALS: ReadonlySet<number> = new Set([
  status.NOT_AUTHENTICATED,
  status.ROLE_VIOLATION,
  status.NOT_WHITELISTED,
  status.QUOTA_EXCEEDED,
  status.ERR_BATCH_DISABLED,
  status.ERR_BATCH_MAX_REQUESTS_EXCEEDED,
  status.ERR_BATCH_QUEUES_FULL,
]);

/**
 * Bytes that the answer to one request is to have at most, going by those before. A frame up to this size is put together in
 * memory that is used again: with records of 10 KB, a quarter of this many rows took 30 % more operations than all of them.
 */
const MAX_REPLY_BYTES = 64 * 1024;
/** Bytes of an answer to a row, before one was seen. */
const FIRST_ROW_BYTES = 512;

/**
 * How many rows a request may have, so that what comes back is not so large that everybody waits for it: by the size of
 * the answers so far, of which large ones count at once and are forgotten slowly.
 */
export class RowLimit {
  #rowBytes = FIRST_ROW_BYTES;

  get maxRows(): number {
    return Math.max(MIN_ROWS, Math.min(MAX_ROWS, Math.floor(MAX_REPLY_BYTES / this.#rowBytes)));
  }

  note(bytes: number, rows: number): void {
    this.#rowBytes = Math.max(bytes / rows, (this.#rowBytes * 15 + bytes / rows) / 16);
  }
}

/** What the answers of a node have taught about how to ask it. */
export class MergeLessons {
  readonly rowLimit = new RowLimit();
  readonly inlining = new InlineTrial();
}

/** What carries a merged request. */
export interface MergedCarrier {
  readonly lessons: MergeLessons;
  nowMs(): number;
  /** One of its requests gave up: until its end the connection owes something. */
  owe(request: MergedRequest, sentAtRead: number, silenceMs: number, timedOut: boolean): void;
  /** The node will not have merged requests. */
  onRefused(): void;
}

/** Whose answer came already; null for one that gave up and whose answer is still to come. */
const ANSWERED = undefined;
type Member = Request | null | typeof ANSWERED;

/** Whether two may not share a request: a server that works on its rows at a time does not keep their order. */
export function conflicts(a: Request, b: Request): boolean {
  return a.lane === b.lane && (a.isWrite || b.isWrite);
}

const row = new ReplyRow();

export class MergedRequest extends Request implements RequestCarrier, RowsOfOne {
  readonly #line: MergedCarrier;
  /** Where its frames begin in the buffer of the connection. */
  readonly at: number;
  /** Index of the first row. */
  readonly firstIndex: number;
  readonly #members: Member[] = [];
  /** Rows without an answer. */
  #left = 0;
  #bytes = 0;
  #replyBytes = 0;
  readonly #maxRows: number;
  /** A row was there, but not to be read. */
  #hasUnreadable = false;
  /** Whether the connection owes the answer to one that gave up. */
  owed = false;
  inlinesOnDevices = true;
  /** When it was sent, if it is to be measured. */
  #sealedAtMs = -1;

  constructor(line: MergedCarrier, at: number, firstIndex: number) {
    super();
    this.#line = line;
    this.at = at;
    this.firstIndex = firstIndex;
    this.#maxRows = line.lessons.rowLimit.maxRows;
  }

  get rows(): number {
    return this.#members.length;
  }

  /** The requests in the order of their frames; null for one that gave up. */
  get members(): readonly (Request | null)[] {
    return this.#members as (Request | null)[];
  }

  get isFull(): boolean {
    return this.#members.length >= this.#maxRows || this.#bytes >= MAX_MERGED_BYTES;
  }

  override get hasManyFrames(): boolean {
    return true;
  }

  override get lacksOnlyItsEnd(): boolean {
    return this.#left === 0;
  }

  /** Its frame is the newest in the buffer. */
  add(request: Request, bytes: number): void {
    request.connection = this;
    this.#members.push(request);
    this.#left++;
    this.#bytes += bytes;
  }

  /** It takes no more, and leaves. */
  seal(): void {
    const { inlining } = this.#line.lessons;
    const nowMs = this.#line.nowMs();
    this.inlinesOnDevices = inlining.next(nowMs);
    if (inlining.measures) this.#sealedAtMs = nowMs;
  }

  /** Whether one of its requests conflicts with this one, or gave up and may. */
  conflictsWith(request: Request): boolean {
    return this.#members.some((member) => member === null || (member !== ANSWERED && conflicts(member, request)));
  }

  abandon(request: Request, silenceMs: number, timedOut: boolean): void {
    const index = this.#members.indexOf(request);
    if (index === -1) return;
    this.#members[index] = null;
    request.connection = null;
    this.#line.owe(this, request.sentAtRead, silenceMs, timedOut);
  }

  /** Only the holder of a lease may. */
  pause(): void {}

  resume(): void {}

  /** The frames of its members are in the buffer already. */
  override encode(_w: Writer): void {}

  override onSent(): void {}

  override onReply(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict {
    if (type !== PROTO_TYPE.MESSAGE) return this.#unreadable(`Answer of type ${type} to merged commands`);
    this.#replyBytes += end - start;
    for (let at = start; at < end; ) {
      try {
        row.read(buffer, at, end);
      } catch (error) {
        return this.#unreadable((error as Error).message);
      }
      const next = row.end;
      if ((row.info3 & INFO3.LAST) !== 0) {
        return next === end ? this.#onLast(row.code) : this.#unreadable('The reply goes on after its last message');
      }
      const index = row.batchIndex - this.firstIndex;
      const member = this.#members[index];
      if (member === ANSWERED) {
        return this.#unreadable(`An answer to row ${index}, which was not asked for or is answered already`);
      }
      this.#members[index] = ANSWERED;
      this.#left--;
      if (member !== null) {
        member.connection = null;
        // Where it ends is certain, whatever is in it: the others can be read.
        if (member.onReply(type, buffer, at, next, owned) === 'unreadable') this.#hasUnreadable = true;
      }
      at = next;
    }
    return 'more';
  }

  #onLast(code: number): ReplyVerdict {
    this.#line.lessons.rowLimit.note(this.#replyBytes, this.rows);
    const verdict = this.#hasUnreadable ? 'retire' : verdictOf(code);
    if (code === status.OK && this.#left === 0) {
      if (this.#sealedAtMs !== -1) this.#noteTime();
      return verdict;
    }
    if (code === status.OK) return this.#unreadable(`The reply ended without an answer to ${this.#left} rows`);
    this.#line.onRefused();
    const refused = REFUSALS.has(code);
    const error = new NetError('protocol', `The server ended a merged request with code ${code}`);
    this.#endEach((member) => {
      if (refused || !member.isWrite) member.onReturned();
      else member.onFailure(error, true);
    });
    return verdict;
  }

  #noteTime(): void {
    const nowMs = this.#line.nowMs();
    this.#line.lessons.inlining.note(this.inlinesOnDevices, (nowMs - this.#sealedAtMs) / this.rows, nowMs);
  }

  #unreadable(message: string): ReplyVerdict {
    this.#line.onRefused();
    this.onFailure(new NetError('protocol', message), true);
    return 'unreadable';
  }

  override onFailure(error: NetError, written: boolean): void {
    this.#endEach((member) => member.onFailure(error, written));
  }

  #endEach(end: (member: Request) => void): void {
    for (let index = 0; index < this.#members.length; index++) {
      const member = this.#members[index];
      this.#members[index] = ANSWERED;
      if (member === null || member === ANSWERED) continue;
      member.connection = null;
      end(member);
    }
    this.#left = 0;
  }

  override onReturned(): void {}

  override onDeadline(): void {}
}
