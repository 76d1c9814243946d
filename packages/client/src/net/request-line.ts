// The requests of a connection in the order in which their replies come: nothing ties a reply to its request but its place
// here. It counts them, gives each frame to whom it belongs, and leaves a tombstone where a request gave up.

import type { Writer } from '../wire/writer.ts';
import type { Debt } from './debt.ts';
import { Fifo } from './fifo.ts';
import { MergedRequest } from './merged-request.ts';
import type { NetError } from './net-error.ts';
import type { ReplyVerdict, Request } from './request.ts';
import { type Carrier, type GatheredLine, RowGatherer } from './row-gatherer.ts';

export class RequestLine implements GatheredLine {
  /** Those that are not sent yet and may travel as one. */
  readonly gatherer: RowGatherer;
  readonly #carrier: Carrier;
  readonly #debt: Debt;
  readonly #onMerged: (rows: number) => void;
  readonly #fifo = new Fifo();
  /** Requests in the buffer that no flush has handed to the socket yet: the youngest ones. */
  #unflushed = 0;
  #sent = 0;
  #unanswered = 0;
  #mergedDepth = 0;

  constructor(carrier: Carrier, debt: Debt, writer: Writer, onMerged: (rows: number) => void) {
    this.#carrier = carrier;
    this.#debt = debt;
    this.#onMerged = onMerged;
    this.gatherer = new RowGatherer(carrier, this, this.#fifo, writer);
  }

  /** Requests in it, tombstones included; a merged one counts once. */
  get length(): number {
    return this.#fifo.length;
  }

  /** Whether all of them are still in the buffer: none has a reply to come. */
  get awaitsNothing(): boolean {
    return this.#fifo.length <= this.#unflushed;
  }

  /** Whether the end of a reply is to come that nobody waits for. */
  get lacksAnEnd(): boolean {
    return this.#mergedDepth > 0 && this.#fifo.first?.lacksOnlyItsEnd === true;
  }

  /** How many requests it ever took, each of a merged one by itself; an unsigned 32-bit number. */
  get sent(): number {
    return this.#sent;
  }

  /** Those without an end, each of a merged one by itself, tombstones included. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Merged requests without an end. */
  get mergedDepth(): number {
    return this.#mergedDepth;
  }

  /** Takes a request whose frame is the newest in the buffer, from `start` on. See Connection.send for the others. */
  push(request: Request, start: number, merges: boolean, isFirst: boolean): void {
    this.#sent = (this.#sent + 1) >>> 0;
    this.#unanswered++;
    if (this.gatherer.take(request, start, merges, isFirst)) return;
    request.connection = this.#carrier;
    this.#fifo.push(request);
    this.#unflushed++;
  }

  /** All that is in the buffer goes to the socket now. */
  onFlushed(): void {
    this.#unflushed = 0;
  }

  /** Leaves a tombstone in the place of a request; false when it is not here. */
  bury(request: Request): boolean {
    if (!this.#fifo.bury(request)) return false;
    request.connection = null;
    this.gatherer.forget(request);
    this.#debt.note();
    return true;
  }

  /** Gives a frame to the request whose reply is to come next; undefined when none is. */
  onFrame(type: number, buffer: Buffer, start: number, end: number, owned: boolean): ReplyVerdict | undefined {
    if (this.awaitsNothing) return undefined;
    const fifo = this.#fifo;
    const request = fifo.first;
    if (request === null) {
      fifo.shift();
      this.#unanswered--;
      this.#debt.pay();
      return 'keep';
    }
    if (request.hasManyFrames) return this.#onFrameOfMany(request, type, buffer, start, end, owned);
    fifo.shift();
    this.#unanswered--;
    request.connection = null;
    return request.onReply(type, buffer, start, end, owned);
  }

  /** The request stays first until its last frame; it may give up, or have given up, in the middle. */
  #onFrameOfMany(
    request: Request,
    type: number,
    buffer: Buffer,
    start: number,
    end: number,
    owned: boolean,
  ): ReplyVerdict {
    const verdict = request.onReply(type, buffer, start, end, owned);
    // With nobody left the connection was destroyed meanwhile.
    if (verdict === 'more' || this.#fifo.length === 0) return verdict;
    const isBuried = this.#fifo.shift()?.connection !== this.#carrier;
    request.connection = null;
    if (request instanceof MergedRequest) {
      this.#unanswered -= request.rows;
      this.#mergedDepth--;
      if (request.owed) this.#debt.payMerged();
    } else {
      this.#unanswered--;
      if (isBuried) this.#debt.pay();
    }
    return verdict;
  }

  /** Tells all of them that the connection is lost. */
  fail(error: NetError): void {
    const fifo = this.#fifo;
    while (fifo.length > 0) {
      const written = fifo.length > this.#unflushed;
      const request = fifo.shift();
      if (request === null) continue;
      request.connection = null;
      request.onFailure(error, written);
    }
  }

  onMerged(rows: number): void {
    this.#mergedDepth++;
    this.#onMerged(rows);
  }

  onSpread(request: MergedRequest): void {
    const { members } = request;
    this.#unflushed += members.length - 1;
    let gaveUp = 0;
    for (const member of members) {
      if (member === null) gaveUp++;
      else member.connection = this.#carrier;
    }
    if (request.owed) this.#debt.spreadMerged(gaveUp);
  }
}
