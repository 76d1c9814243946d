// One socket to a node as a pipeline: requests are written in turn, replies come back in the same order. It coalesces
// what is sent during one event-loop turn into one write, parses replies in place, and leaves a tombstone where a
// request gave up. It knows no partitions, no policies and no retries.
//
//   connecting ──► open ──► closed        see dialer.ts for the steps of the first
//
// Nothing ties a reply to its request but its place in line. So a connection that owes the reply to a request that gave
// up takes no new ones until it has paid: should that reply never come, every later one would be given to the wrong
// request. It is destroyed when it stays silent for too long meanwhile. And since under lasting load nobody would notice a
// reply that is left out, a busy connection falls empty from time to time: then somebody waits in vain, and gives up.
//
// A leased connection carries one request, whose reply is a stream of frames, and nothing else until the last of them.
// Only there may reading be paused. A stream that is cut short costs its connection.

import type { DeadlineEntry } from '../time/deadlines.ts';
import { writeMergedFrames } from '../wire/merged-rows.ts';
import { FrameSplitter } from '../wire/proto.ts';
import { Writer } from '../wire/writer.ts';
import type { ConnectionAddress, Dialer, DialledSocket, SocketOwner } from './dialer.ts';
import { Fifo } from './fifo.ts';
import { flushAfterReads, flushNextTurn, flushNow } from './flush-list.ts';
import {
  conflicts,
  MAX_ROW_BYTES,
  MAX_ROWS,
  type MergedCarrier,
  MergedRequest,
  MIN_ROWS,
  type RowLimit,
} from './merged-request.ts';
import { NetError } from './net-error.ts';
import type { Request, RequestCarrier } from './request.ts';
import { giveWriteBuffer, takeWriteBuffer } from './write-buffers.ts';

export interface ConnectionOwner {
  readonly dialer: Dialer;
  /** Requests on one connection at most, `MAX_PIPELINE_DEPTH` or fewer. */
  readonly maxDepth: number;
  /** Of all merged requests to the node. */
  readonly rowLimit: RowLimit;
  onConnected(connection: Connection): void;
  /** So many requests were merged into one. */
  onMerged(rows: number): void;
  /** A merged request went wrong; it is better to send singly for a while. `refused`: the node will not have them. */
  onMergeFailed(refused: boolean): void;
  /** Replies have arrived, or the socket has drained: there may be room for more. */
  onRoom(connection: Connection): void;
  /** It is gone, and all its requests have been told. `opened`: whether it ever was open. */
  onClosed(connection: Connection, error: NetError, opened: boolean): void;
}

/** Requests on one connection, tombstones included, at most. */
export const MAX_PIPELINE_DEPTH = 256;
/** Bytes that wait for the peer to read; beyond this a connection takes no more requests. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

const WRITE_BUFFER_BYTES = 16 * 1024;
/** A write buffer that grew beyond this is shared with the other connections. */
const KEEP_WRITE_BUFFER_BYTES = 256 * 1024;

/** A busy connection falls empty this often, and spends no more than this part of its time on it. */
export const MIN_DRAIN_INTERVAL_MS = 250;
const DRAIN_SHARE = 32;

/** Least patience with a connection that has been heard of since, but owes the reply to a request that gave up. */
const MIN_SILENCE_MS = 1000;
/** Longest that a connection may owe: one that keeps sending other things is of no use either. */
const MAX_DEBT_MS = 30_000;

/**
 * Up to this depth a connection is flushed as soon as the code that runs now is done, so that few commands lose no
 * time. A deeper one, which awaits replies anyway, is flushed after all sockets that are readable now were read: the
 * requests of an HTTP server arrive by one callback each, and would cost a system call each. With 64 of them in flight
 * this took 20 % off the CPU of a request; at depth 1 it would add 5 %.
 */
const GATHER_DEPTH = 4;

/** Whether there is something to flush: nothing, something that may wait for company, something that may not. */
const CLEAN = 0;
const WAITING = 1;
const DIRTY = 2;

type State = 'connecting' | 'open' | 'closed';

/** Where the frames of a turn become one; of all connections, since nothing of it outlives the call. */
const merged = new Writer(WRITE_BUFFER_BYTES);
const MAX_INDEX = 0xffff_ffff;

export class Connection implements DeadlineEntry, RequestCarrier, MergedCarrier, SocketOwner {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  readonly address: ConnectionAddress;
  readonly #owner: ConnectionOwner;
  readonly #socket: DialledSocket;
  readonly #fifo = new Fifo();
  readonly #splitter: FrameSplitter;
  readonly #writer = new Writer(WRITE_BUFFER_BYTES, takeWriteBuffer);
  /** Buffers that the socket has not finished sending; free once it has drained. */
  #leaving: Buffer[] = [];
  #state: State = 'connecting';
  #dirty: 0 | 1 | 2 = CLEAN;
  #blocked = false;
  #leased = false;
  #paused = false;
  /** Why it takes no more requests and ends with the reply to the last one. */
  #retiring: NetError | undefined;
  /** Reads so far: whether anything has arrived since a request was sent is a matter of this, not of a clock. */
  #reads = 0;
  /** Requests that gave up and whose replies are still to come. While there are any, silence has a limit. */
  #tombstones = 0;
  #silenceMs = 0;
  #debtSinceMs = 0;
  /** Whether one of those timed out, and whether nothing at all has arrived since it was sent. */
  #timedOut = false;
  #silent = false;
  /** Requests in the buffer that no flush has handed to the socket yet: the youngest of the FIFO. */
  #unflushed = 0;
  /** When nothing was owed last, and how long it may be until the next time. */
  #emptyMs: number;
  #drainEveryMs = MIN_DRAIN_INTERVAL_MS;
  #drainSinceMs = 0;
  #draining = false;
  /** Requests sent so far, each of a merged one by itself, as an unsigned 32-bit number; and those without an end. */
  #sent = 0;
  #unanswered = 0;
  /** Takes more requests: its frames are the last ones in the buffer. */
  #merging: MergedRequest | null = null;
  /** May become the first of a merged one: its frame, which begins at `#loneAt`, is the last one in the buffer. */
  #lone: Request | null = null;
  #loneAt = 0;
  /** Index of the next row. None is 0, which is what the reply to a command of its own carries in that place. */
  #nextIndex = 1;
  /** Merged requests without an end. */
  #mergedDepth = 0;
  /** Of those, the ones with an answer to come that nobody waits for. */
  #owedMerged = 0;
  /** When it was last read from, or since when it has been open: for closing idle connections. */
  lastUsedAtMs: number;
  /**
   * When it was last certain that nothing of it waited to be read; kept by its owner, too. Like the other times that
   * every request looks at, a whole number of 32 bits that wraps: a fraction would be a number of its own in memory.
   */
  heardMs: number;
  /** Set by the owner while it is to fall idle, to be leased. */
  reserved = false;
  /** The depth and the commands that the owner has counted; its own business. */
  countedDepth = 0;
  countedCommands = 0;

  constructor(address: ConnectionAddress, connectTimeoutMs: number, owner: ConnectionOwner) {
    this.address = address;
    this.#owner = owner;
    const nowMs = owner.dialer.deadlines.now();
    this.lastUsedAtMs = nowMs;
    this.heardMs = nowMs | 0;
    this.#emptyMs = nowMs | 0;
    this.#splitter = new FrameSplitter((type, buffer, start, end, owned) =>
      this.#onFrame(type, buffer, start, end, owned),
    );
    this.#socket = owner.dialer.dial(address, connectTimeoutMs, this);
  }

  /** Requests on it, tombstones included. */
  get depth(): number {
    return this.#fifo.length;
  }

  /** Whether it has been busy for so long that it should fall empty once; see the top of this file. */
  get isDueToDrain(): boolean {
    return ((this.heardMs - this.#emptyMs) | 0) > this.#drainEveryMs;
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  /** Requests that are done with, of all that were ever sent on it; an unsigned 32-bit number. */
  get answered(): number {
    return (this.#sent - this.#unanswered) >>> 0;
  }

  /** How many requests were ever sent on it; an unsigned 32-bit number. */
  get sent(): number {
    return this.#sent;
  }

  get leased(): boolean {
    return this.#leased;
  }

  /** Whether it owes replies to requests that gave up. */
  get owes(): boolean {
    return this.#tombstones > 0;
  }

  /**
   * Whether little is lost with it: it owes the reply to a request that timed out, and either has been silent since
   * that was sent or carries nothing else.
   */
  get expendable(): boolean {
    return this.#timedOut && (this.#silent || (this.#tombstones === this.#fifo.length && this.#owedMerged === 0));
  }

  /** Whether the next request that is mergeable shares one that is not sent yet. */
  get gathers(): boolean {
    return this.#isOpenToMore && (this.#merging === null ? this.#lone !== null : !this.#merging.isFull);
  }

  /** Commands on it without an end, each of a merged request by itself, tombstones included. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Commands in the request that is not sent yet and takes more. */
  get gathered(): number {
    return this.#merging === null ? 0 : this.#merging.rows;
  }

  /** Merged requests on it. */
  get mergedDepth(): number {
    return this.#mergedDepth;
  }

  /** Whether it takes requests, if not now then once there is room. */
  get serves(): boolean {
    return this.#state === 'open' && this.#retiring === undefined && !this.#leased;
  }

  /** Whether it takes another request. */
  get accepts(): boolean {
    return this.#fifo.length < this.#owner.maxDepth && this.#isOpenToMore;
  }

  get #isOpenToMore(): boolean {
    return this.serves && !this.#blocked && !this.reserved && !this.#draining && this.#tombstones === 0;
  }

  /** Whether it may be leased. */
  get leasable(): boolean {
    return this.serves && !this.#blocked && this.#fifo.length === 0;
  }

  /** Lets the process end while only this connection is open. */
  unref(): void {
    this.#socket.setRef(false);
  }

  /**
   * Writes a request behind those already here. Throws what the request's encoder throws, with nothing sent; it must
   * be asked `accepts` first. `follows`: it is here for its order, not because this was the best place; on a busy
   * connection it may wait for company, where it would cost a system call alone. `merges`: it may become one with those
   * before or after it that are not sent yet either; `isFirst` if none of them can be of its lane.
   */
  send(request: Request, follows = false, merges = false, isFirst = false): void {
    this.#write(request, follows, merges, isFirst);
  }

  /**
   * Gives itself to one request, which must have many frames, until the last of them. It must be asked `leasable`
   * first. Throws what the request's encoder throws, and is free then.
   */
  lease(request: Request): void {
    this.reserved = false;
    this.#leased = true;
    try {
      this.#write(request);
    } catch (error) {
      this.#leased = false;
      throw error;
    }
  }

  /** Takes no more requests until those it has are answered. */
  drain(): void {
    this.#draining = true;
    this.#drainSinceMs = this.heardMs;
  }

  get draining(): boolean {
    return this.#draining;
  }

  pause(): void {
    if (!this.#leased || this.#paused || this.#state !== 'open') return;
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#state === 'open') this.#socket.resume();
  }

  /**
   * Gives up on a request: its reply will be dropped, and until it has come no new request is taken. The connection is
   * destroyed when it stays silent for `silenceMs` meanwhile; at once when it is leased.
   */
  abandon(request: Request, silenceMs: number, timedOut: boolean): void {
    if (!this.#fifo.bury(request)) return;
    request.connection = null;
    if (this.#lone === request) this.#lone = null;
    this.#noteDebt();
    if (this.#leased && this.#state === 'open') this.destroy(new NetError('closed', 'A stream was cut short'));
    else this.#limitSilence(request.sentAtRead, silenceMs, timedOut);
  }

  owe(request: MergedRequest, sentAtRead: number, silenceMs: number, timedOut: boolean): void {
    if (!request.owed) {
      request.owed = true;
      this.#owedMerged++;
      this.#noteDebt();
    }
    this.#limitSilence(sentAtRead, silenceMs, timedOut);
  }

  get rowLimit(): RowLimit {
    return this.#owner.rowLimit;
  }

  onRefused(): void {
    this.#owner.onMergeFailed(true);
  }

  #noteDebt(): void {
    if (this.#tombstones++ === 0) this.#debtSinceMs = this.#owner.dialer.deadlines.now();
  }

  #limitSilence(sentAtRead: number, silenceMs: number, timedOut: boolean): void {
    if (this.#state !== 'open') return;
    const heard = !timedOut || this.#reads !== sentAtRead;
    if (!heard && silenceMs === 0) {
      this.destroy(new NetError('closed', 'Connection was silent'));
      return;
    }
    this.#timedOut ||= timedOut;
    if (!heard) this.#silent = true;
    this.#silenceMs = Math.max(silenceMs, MIN_SILENCE_MS);
    const { deadlines } = this.#owner.dialer;
    const deadlineMs = deadlines.now() + (heard ? this.#silenceMs : silenceMs);
    if (this.deadlineSlot === -1 || deadlineMs < this.deadlineMs) deadlines.add(this, deadlineMs);
  }

  onDeadline(): void {
    this.destroy(new NetError('closed', 'Connection was silent'));
  }

  /** Hands what was written since the last flush to the socket. */
  flush(): void {
    this.#dirty = CLEAN;
    const w = this.#writer;
    if (this.#state === 'closed' || w.pos === 0) return;
    this.#endMerging(w.pos);
    const willDrain = !this.#socket.write(w.buffer.subarray(0, w.pos));
    w.pos = 0;
    this.#unflushed = 0;
    const unsent = this.#socket.unsentBytes;
    // With nothing left unsent the kernel has taken a copy, and the buffer can be written again at once.
    if (unsent > 0 && !this.#socket.copiesAtOnce) {
      // Without a drain to come nobody would say when it is free; then it is left to the garbage collector.
      if (willDrain) this.#leaving.push(w.buffer);
      w.buffer = takeWriteBuffer(WRITE_BUFFER_BYTES);
    } else if (w.buffer.length > KEEP_WRITE_BUFFER_BYTES) {
      giveWriteBuffer(w.buffer);
      w.buffer = takeWriteBuffer(WRITE_BUFFER_BYTES);
    }
    this.#blocked = unsent >= MAX_UNSENT_BYTES;
  }

  /** Takes no more requests, and closes once the replies to those it has are in. */
  retire(reason: NetError): void {
    this.#retiring = reason;
    if (this.#state === 'connecting' || this.#fifo.length === 0) this.destroy(reason);
  }

  /** Closes the socket at once and tells every request on it. */
  destroy(error: NetError): void {
    if (this.#state === 'closed') return;
    const opened = this.#state !== 'connecting';
    this.#state = 'closed';
    this.#leased = false;
    this.#owner.dialer.deadlines.remove(this);
    this.#socket.destroy();
    if (this.#mergedDepth > 0) this.#owner.onMergeFailed(false);
    const fifo = this.#fifo;
    while (fifo.length > 0) {
      const written = fifo.length > this.#unflushed;
      const request = fifo.shift();
      if (request === null) continue;
      request.connection = null;
      request.onFailure(error, written);
    }
    this.#owner.onClosed(this, error, opened);
  }

  onOpen(): void {
    this.#state = 'open';
    this.#owner.onConnected(this);
  }

  onGone(error: NetError): void {
    this.destroy(error);
  }

  onDrain(): void {
    for (const buffer of this.#leaving) giveWriteBuffer(buffer);
    this.#leaving = [];
    if (!this.#blocked) return;
    this.#blocked = false;
    if (this.#state === 'open') this.#owner.onRoom(this);
  }

  onBytes(bytes: number, buffer: Buffer): void {
    const nowMs = this.#owner.dialer.deadlines.now();
    this.#reads++;
    this.lastUsedAtMs = nowMs;
    this.heardMs = nowMs | 0;
    this.#silent = false;
    try {
      this.#splitter.push(buffer, 0, bytes);
    } catch (error) {
      this.destroy(new NetError('protocol', (error as Error).message, error));
      return;
    }
    // A reply handler may have destroyed the connection.
    if (this.#state !== 'open') return;
    // What begins behind the last reply would become the answer to a request that is still to come.
    if (this.#fifo.length <= this.#unflushed && this.#splitter.pendingBytes > 0) {
      this.destroy(new NetError('protocol', 'The server sent a reply to no request'));
      return;
    }
    if (this.#fifo.length === 0) {
      this.#onEmpty();
      if (this.#retiring !== undefined) {
        this.destroy(this.#retiring);
        return;
      }
    }
    const { deadlines } = this.#owner.dialer;
    if (this.#tombstones > 0) deadlines.add(this, Math.min(nowMs + this.#silenceMs, this.#debtSinceMs + MAX_DEBT_MS));
    else deadlines.remove(this);
    this.#owner.onRoom(this);
  }

  #write(request: Request, follows = false, merges = false, isFirst = false): void {
    const w = this.#writer;
    const start = w.pos;
    try {
      request.encode(w);
    } catch (error) {
      w.pos = start;
      throw error;
    }
    if (this.#fifo.length === 0) this.#emptyMs = this.heardMs;
    this.#sent = (this.#sent + 1) >>> 0;
    this.#unanswered++;
    request.sentAtRead = this.#reads;
    this.#enqueue(request, start, merges && w.pos - start <= MAX_ROW_BYTES, isFirst);
    request.onSent();
    if (follows && this.#fifo.length > GATHER_DEPTH) {
      if (this.#dirty === CLEAN) flushNextTurn.add(this);
      this.#dirty ||= WAITING;
    } else if (this.#dirty !== DIRTY) {
      this.#dirty = DIRTY;
      (merges || this.#fifo.length > GATHER_DEPTH ? flushAfterReads : flushNow).add(this);
    }
    if (w.pos >= MAX_UNSENT_BYTES) this.flush();
  }

  /** Takes its place in line: with others in one merged request, or by itself. Its frame is the newest, from `start` on. */
  #enqueue(request: Request, start: number, merges: boolean, isFirst: boolean): void {
    let at = start;
    let merging = this.#merging;
    if (merging === null && merges && this.#lone !== null && (isFirst || !conflicts(request, this.#lone))) {
      merging = this.#beginMerging(this.#lone, start);
    }
    if (merging !== null) {
      if (merges && !merging.isFull && (isFirst || !merging.conflictsWith(request))) {
        merging.add(request, this.#writer.pos - start);
        return;
      }
      at += this.#endMerging(start);
    }
    request.connection = this;
    this.#fifo.push(request);
    this.#unflushed++;
    this.#lone = merges ? request : null;
    this.#loneAt = at;
  }

  /** Makes a merged request of the youngest in line, whose frame ends at `end`. */
  #beginMerging(first: Request, end: number): MergedRequest {
    const merging = new MergedRequest(this, this.#loneAt, this.#nextIndex);
    merging.connection = this;
    merging.add(first, end - this.#loneAt);
    this.#fifo.replaceLast(merging);
    this.#merging = merging;
    return merging;
  }

  /**
   * Turns the frames of a merged request, which end at `end`, into one, and moves what is behind them. Returns by how
   * much. If it has too few, or one that cannot be a row, they travel by themselves.
   */
  #endMerging(end: number): number {
    this.#lone = null;
    const request = this.#merging;
    if (request === null) return 0;
    this.#merging = null;
    const { at, rows } = request;
    const w = this.#writer;
    merged.reset();
    if (rows < MIN_ROWS || !writeMergedFrames(merged, w.buffer, at, end, request.firstIndex, rows)) {
      this.#spread(request);
      return 0;
    }
    const bytes = merged.pos;
    const moved = at + bytes - end;
    if (moved > 0) w.ensure(moved);
    if (end < w.pos) w.buffer.copyWithin(end + moved, end, w.pos);
    merged.buffer.copy(w.buffer, at, 0, bytes);
    w.pos += moved;
    this.#mergedDepth++;
    this.#nextIndex += rows;
    if (this.#nextIndex > MAX_INDEX - MAX_ROWS) this.#nextIndex = 1;
    this.#owner.onMerged(rows);
    return moved;
  }

  #spread(request: MergedRequest): void {
    const { members } = request;
    this.#fifo.spread(request, members);
    this.#unflushed += members.length - 1;
    for (const member of members) if (member !== null) member.connection = this;
    if (!request.owed) return;
    this.#owedMerged--;
    this.#tombstones += members.reduce((sum, member) => sum + (member === null ? 1 : 0), -1);
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#state === 'closed') return;
    const fifo = this.#fifo;
    if (fifo.length <= this.#unflushed) {
      this.destroy(new NetError('protocol', 'The server sent a reply to no request'));
      return;
    }
    const request = fifo.first;
    if (request === null) {
      fifo.shift();
      this.#unanswered--;
      this.#payDebt();
      return;
    }
    if (request.hasManyFrames) {
      this.#onFrameOfMany(request, type, buffer, start, end, owned);
      return;
    }
    fifo.shift();
    this.#unanswered--;
    request.connection = null;
    this.#judge(request.onReply(type, buffer, start, end, owned));
  }

  /** The request stays first in line until its last frame; it may give up, or have given up, in the middle. */
  #onFrameOfMany(request: Request, type: number, buffer: Buffer, start: number, end: number, owned: boolean): void {
    const verdict = request.onReply(type, buffer, start, end, owned);
    if (verdict === 'more' || this.#state === 'closed') return;
    let isDebt = this.#fifo.shift()?.connection !== this;
    if (request instanceof MergedRequest) {
      this.#unanswered -= request.rows;
      this.#mergedDepth--;
      isDebt = request.owed;
      if (isDebt) this.#owedMerged--;
    } else this.#unanswered--;
    request.connection = null;
    if (isDebt) this.#payDebt();
    this.#endLease();
    this.#judge(verdict);
  }

  #onEmpty(): void {
    this.#emptyMs = this.heardMs;
    if (!this.#draining) return;
    this.#draining = false;
    this.#drainEveryMs = Math.max(MIN_DRAIN_INTERVAL_MS, ((this.heardMs - this.#drainSinceMs) | 0) * DRAIN_SHARE);
  }

  #payDebt(): void {
    this.#tombstones--;
    if (this.#tombstones === 0) this.#timedOut = false;
  }

  #endLease(): void {
    this.#leased = false;
    this.resume();
  }

  #judge(verdict: string): void {
    if (verdict === 'unreadable') {
      this.destroy(new NetError('protocol', 'The server sent a reply that cannot be read'));
    } else if (verdict === 'retire') {
      this.#retiring = new NetError('closed', 'The server ended the session');
    }
  }
}
