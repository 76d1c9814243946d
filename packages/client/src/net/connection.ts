// One socket to a node as a pipeline: requests are written in turn, replies come back in the same order. It decides whether
// it takes more, and when it is to end. It knows no partitions, no policies and no retries.
//
//   connecting ──► open ──► closed        see dialer.ts for the steps of the first
//
// Its parts: request-line.ts has the requests and gives them their replies, row-gatherer.ts makes one of several,
// write-side.ts has the bytes to send and flush-turn.ts says when they leave, debt.ts has what is owed to nobody,
// drain-turn.ts says when it is to fall empty.
//
// A leased connection carries one request, whose reply is a stream of frames, and nothing else until the last of them.
// Only there may reading be paused. A stream that is cut short costs its connection.

import { FrameSplitter } from '../wire/proto.ts';
import { Debt } from './debt.ts';
import type { Dialer } from './dialer.ts';
import type { DialledSocket, SocketOwner } from './dialled-socket.ts';
import { DrainTurn } from './drain-turn.ts';
import { FlushTurn } from './flush-turn.ts';
import { MAX_ROW_BYTES, type MergedRequest, type MergeLessons } from './merged-request.ts';
import { NetError } from './net-error.ts';
import type { ReplyVerdict, Request } from './request.ts';
import { RequestLine } from './request-line.ts';
import type { Carrier } from './row-gatherer.ts';
import type { ConnectionAddress } from './transport.ts';
import { WriteSide } from './write-side.ts';

export interface ConnectionOwner {
  readonly dialer: Dialer;
  /** Requests on one connection at most, `MAX_PIPELINE_DEPTH` or fewer. */
  readonly maxDepth: number;
  /** Of all merged requests to the node. */
  readonly lessons: MergeLessons;
  onConnected(connection: Connection): void;
  /** The replies to all that gave up have come. */
  onRecovered(): void;
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

type State = 'connecting' | 'open' | 'closed';

export class Connection implements Carrier, SocketOwner {
  readonly address: ConnectionAddress;
  readonly madeAtMs: number;
  readonly #owner: ConnectionOwner;
  readonly #socket: DialledSocket;
  readonly #splitter: FrameSplitter;
  readonly #output = new WriteSide();
  readonly #debt: Debt;
  readonly #line: RequestLine;
  readonly #drainTurn: DrainTurn;
  #state: State = 'connecting';
  readonly #flushTurn = new FlushTurn(this);
  #blocked = false;
  #leased = false;
  #paused = false;
  /** Why it takes no more requests and ends with the reply to the last one. */
  #retiring: NetError | undefined;
  /** Reads so far: whether anything has arrived since a request was sent is a matter of this, not of a clock. */
  #reads = 0;
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
  /** Its number in the lanes of its node; see lanes.ts. */
  laneNumber = 0;

  constructor(address: ConnectionAddress, connectTimeoutMs: number, owner: ConnectionOwner) {
    this.address = address;
    this.#owner = owner;
    const { deadlines } = owner.dialer;
    const nowMs = deadlines.now();
    this.madeAtMs = nowMs;
    this.lastUsedAtMs = nowMs;
    this.heardMs = nowMs | 0;
    this.#drainTurn = new DrainTurn(this.heardMs);
    this.#debt = new Debt(deadlines, {
      onSilent: () => this.destroy(new NetError('closed', 'Connection was silent')),
      onPaid: () => owner.onRecovered(),
    });
    this.#line = new RequestLine(this, this.#debt, this.#output.writer, (rows) => owner.onMerged(rows));
    this.#splitter = new FrameSplitter((type, buffer, start, end, owned) =>
      this.#onFrame(type, buffer, start, end, owned),
    );
    this.#socket = owner.dialer.dial(address, connectTimeoutMs, this);
  }

  /** Requests on it, tombstones included. */
  get depth(): number {
    return this.#line.length;
  }

  /** Whether it has been busy for so long that it should fall empty once; see drain-turn.ts. */
  get isDueToDrain(): boolean {
    return this.#drainTurn.isDue(this.heardMs);
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  /** How many requests were ever sent on it; an unsigned 32-bit number. */
  get sent(): number {
    return this.#line.sent;
  }

  get leased(): boolean {
    return this.#leased;
  }

  /** Whether it owes replies to requests that gave up. */
  get owes(): boolean {
    return this.#debt.isOwed;
  }

  /** Whether little is lost with it; see Debt.isAllOf. */
  get expendable(): boolean {
    return this.#debt.isAllOf(this.#line.length);
  }

  /** Whether the next request that is mergeable shares one that is not sent yet. */
  get gathers(): boolean {
    return this.#line.gatherer.takesMore && this.#isOpenToMore;
  }

  /** Commands on it without an end, each of a merged request by itself, tombstones included. */
  get unanswered(): number {
    return this.#line.unanswered;
  }

  /** Commands in the request that is not sent yet and takes more. */
  get gathered(): number {
    return this.#line.gatherer.rows;
  }

  /** Merged requests on it. */
  get mergedDepth(): number {
    return this.#line.mergedDepth;
  }

  /** Whether it takes requests, if not now then once there is room. */
  get serves(): boolean {
    return this.#state === 'open' && this.#retiring === undefined && !this.#leased;
  }

  /** Whether it takes another request. */
  get accepts(): boolean {
    return this.#line.length < this.#owner.maxDepth && this.#isOpenToMore;
  }

  get #isOpenToMore(): boolean {
    return this.serves && !this.#blocked && !this.reserved && !this.#drainTurn.isOn && !this.#debt.isOwed;
  }

  /** Whether it may be leased. */
  get leasable(): boolean {
    return this.serves && !this.#blocked && this.#line.length === 0;
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
    this.#drainTurn.begin(this.heardMs);
  }

  get draining(): boolean {
    return this.#drainTurn.isOn;
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
    if (!this.#line.bury(request)) return;
    if (this.#leased && this.#state === 'open') this.destroy(new NetError('closed', 'A stream was cut short'));
    else this.#limitSilence(request.sentAtRead, silenceMs, timedOut);
  }

  owe(request: MergedRequest, sentAtRead: number, silenceMs: number, timedOut: boolean): void {
    if (!request.owed) {
      request.owed = true;
      this.#debt.noteMerged();
    }
    this.#limitSilence(sentAtRead, silenceMs, timedOut);
  }

  get lessons(): MergeLessons {
    return this.#owner.lessons;
  }

  nowMs(): number {
    return this.#owner.dialer.deadlines.now();
  }

  onRefused(): void {
    this.#owner.onMergeFailed(true);
  }

  #limitSilence(sentAtRead: number, silenceMs: number, timedOut: boolean): void {
    if (this.#state !== 'open') return;
    const heard = !timedOut || this.#reads !== sentAtRead;
    if (heard || silenceMs > 0) this.#debt.limit(silenceMs, heard, timedOut);
    else this.destroy(new NetError('closed', 'Connection was silent'));
  }

  /** Hands what was written since the last flush to the socket. */
  flush(): void {
    this.#flushTurn.onFlushed();
    const { writer } = this.#output;
    if (this.#state === 'closed' || writer.pos === 0) return;
    this.#line.gatherer.end(writer.pos);
    this.#line.onFlushed();
    this.#blocked = this.#output.send(this.#socket) >= MAX_UNSENT_BYTES;
  }

  /** Takes no more requests, and closes once the replies to those it has are in. */
  retire(reason: NetError): void {
    this.#retiring = reason;
    if (this.#state === 'connecting' || this.#line.length === 0) this.destroy(reason);
  }

  /** Closes the socket at once and tells every request on it. */
  destroy(error: NetError): void {
    if (this.#state === 'closed') return;
    const opened = this.#state !== 'connecting';
    this.#state = 'closed';
    this.#leased = false;
    this.#debt.end();
    this.#socket.destroy();
    if (this.#line.mergedDepth > 0) this.#owner.onMergeFailed(false);
    this.#line.fail(error);
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
    this.#output.onDrain();
    if (!this.#blocked) return;
    this.#blocked = false;
    if (this.#state === 'open') this.#owner.onRoom(this);
  }

  onBytes(bytes: number, buffer: Buffer): void {
    const nowMs = this.#owner.dialer.deadlines.now();
    this.#reads++;
    this.lastUsedAtMs = nowMs;
    this.heardMs = nowMs | 0;
    this.#debt.onBytes();
    try {
      this.#splitter.push(buffer, 0, bytes);
    } catch (error) {
      this.destroy(new NetError('protocol', (error as Error).message, error));
      return;
    }
    // A reply handler may have destroyed the connection.
    if (this.#state !== 'open') return;
    // What begins behind the last reply would become the answer to a request that is still to come.
    if (this.#splitter.pendingBytes > 0 && this.#line.awaitsNothing) {
      this.destroy(new NetError('protocol', 'The server sent a reply to no request'));
      return;
    }
    if (this.#line.length === 0) {
      this.#drainTurn.onEmpty(this.heardMs);
      if (this.#retiring !== undefined) {
        this.destroy(this.#retiring);
        return;
      }
    }
    this.#debt.prolong(nowMs, this.#line.lacksAnEnd);
    this.#owner.onRoom(this);
  }

  #write(request: Request, follows = false, merges = false, isFirst = false): void {
    const w = this.#output.writer;
    const start = w.pos;
    try {
      request.encode(w);
    } catch (error) {
      w.pos = start;
      throw error;
    }
    const line = this.#line;
    if (line.length === 0) this.#drainTurn.onEmpty(this.heardMs);
    request.sentAtRead = this.#reads;
    line.push(request, start, merges && w.pos - start <= MAX_ROW_BYTES, isFirst);
    request.onSent();
    this.#flushTurn.onWritten(line.length, follows, merges);
    if (w.pos >= MAX_UNSENT_BYTES) this.flush();
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#state === 'closed') return;
    const verdict = this.#line.onFrame(type, buffer, start, end, owned);
    if (verdict === 'more') return;
    if (this.#leased) {
      this.#leased = false;
      this.resume();
    }
    if (verdict !== 'keep') this.#judge(verdict);
  }

  #judge(verdict: ReplyVerdict | undefined): void {
    if (verdict === undefined) {
      this.destroy(new NetError('protocol', 'The server sent a reply to no request'));
    } else if (verdict === 'unreadable') {
      this.destroy(new NetError('protocol', 'The server sent a reply that cannot be read'));
    } else if (verdict === 'retire' || verdict === 'distrust') {
      this.#retiring = new NetError('closed', 'The server ended the session');
      if (verdict === 'distrust') this.#socket.distrust();
    }
  }
}
