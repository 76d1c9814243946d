// The connections to one node and the requests that wait for one. It decides how many connections there are and which
// one a request takes; a full pool makes requests wait under their own deadline and never refuses them for want of a
// connection. It knows addresses, not partitions.
//
// How many: as many as there are requests while those are few, so that at low load none waits behind another; then one
// per REQUESTS_PER_CONNECTION, since the number in flight grows with both load and latency; never above the maximum.
// Which: the one with the fewest requests; among equals the oldest, so that the younger ones fall idle and are reaped.
// Where many connections are all busy, the best of a few will do: see #pickOfFew. A request whose lane is busy follows
// the one before it, see lanes.ts; it is parked while that connection has no room.
// When: at once, unless its connection was not heard of for a while. Then the sockets are read first, see #hear.

import type { DeadlineWheel } from '../time/deadlines.ts';
import { afterReads, systemClock } from '../time/system-clock.ts';
import { Connection, type ConnectionOwner, MAX_PIPELINE_DEPTH } from './connection.ts';
import type { ConnectionAddress, Dialer } from './dialer.ts';
import { BUSY, Lanes } from './lanes.ts';
import { RowLimit } from './merged-request.ts';
import { NetError } from './net-error.ts';
import type { Request } from './request.ts';
import { WaitQueue } from './wait-queue.ts';

export interface NodePoolOptions {
  /** Addresses of the node; each connection attempt that fails moves on to the next. */
  readonly addresses: readonly ConnectionAddress[];
  /** Connections kept open without load. */
  readonly minConnections: number;
  readonly maxConnections: number;
  /** Requests on one connection at most; default `MAX_PIPELINE_DEPTH`. */
  readonly maxDepth?: number;
  /** Idle connections above the minimum are closed after this long, and none that was idle for longer is used. */
  readonly maxIdleMs: number;
  readonly connectTimeoutMs: number;
  /** Requests that may wait for a connection. */
  readonly maxWaiting: number;
  /** A clock that runs on while the machine is suspended; default the system's. */
  readonly wallClock?: () => number;
}

export interface NodePoolStats {
  readonly open: number;
  readonly connecting: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly opened: number;
  readonly closed: number;
  /** Commands that travelled with others in one request, and these requests. */
  readonly mergedCommands: number;
  readonly mergedRequests: number;
}

/** Up to here every request gets a connection of its own. */
const PRIVATE_CONNECTIONS = 4;
const REQUESTS_PER_CONNECTION = 16;
/** Connections looked at for one request where all of more than this many are busy. */
const SAMPLE = 4;

/**
 * A connection not heard of for so long is read before it is written to. The process may have been frozen meanwhile, and
 * the peer have closed it: what is sent then is lost, and a write in doubt. Costs an idle client one turn of the loop.
 */
export const HEARING_MS = 50;
/** The wall clock being so far ahead of the other means that the machine was suspended, or the clock was set. */
const SUSPENDED_MS = 1000;
/**
 * Commands of a node under way from which on they are merged: fewer are answered sooner if each has a connection, and
 * the server works on them at a time.
 */
const MERGE_FROM = 8;
/**
 * Of the commands under way, the part that one request may have: while the server does one, replies to another are read
 * and the next is made. Never fewer than `MERGE_FROM`.
 */
const MERGED_SHARE = 2;
/** How long a node is left alone after it refused a merged request, and after a connection with one was lost. */
const REFUSED_MS = 10_000;
const LOST_MS = 1000;
/** Parked requests that may turn out to have no room yet before the rest is not looked at. */
const MAX_PARKED_LOOKS = 256;

export class NodePool implements ConnectionOwner {
  readonly dialer: Dialer;
  readonly maxDepth: number;
  readonly rowLimit = new RowLimit();
  readonly #deadlines: DeadlineWheel;
  readonly #options: NodePoolOptions;
  /** Open connections, oldest first. */
  readonly #open: Connection[] = [];
  readonly #connecting = new Set<Connection>();
  readonly #waiting = new WaitQueue();
  /** Those whose lane's connection has no room. */
  readonly #parked = new WaitQueue();
  /** Those that wait for a lease. */
  readonly #leasing = new WaitQueue();
  readonly #lanes = new Lanes();
  /** Requests on open connections, tombstones included. */
  #inFlight = 0;
  /** Commands on open connections; those that share a request count each. */
  #commands = 0;
  /** Connections that are leased. */
  #leased = 0;
  /** The open connection that was read from last. */
  #lastRead: Connection | undefined;
  /** Where the next sample starts. */
  #sampleAt = 0;
  /** Whether an open connection may owe replies. */
  #mayOwe = false;
  #hearing = false;
  /**
   * When a socket of this pool was read last: then the event loop has looked at all of them. A whole number of 32 bits,
   * see Connection.heardMs.
   */
  #heardMs = 0;
  /** The connection that `#next` found last, if it was the lane's. */
  #wanted: Connection | undefined;
  /** The connection that is to fall empty; one at a time. */
  #draining: Connection | undefined;
  readonly #wallClock: () => number;
  /** How far the wall clock is ahead of the other one. */
  #wallAheadMs: number;
  /** Requests for which one more connection is opened. */
  readonly #depthPerConnection: number;
  #nextAddress = 0;
  /** Whether the newest attempt to connect that ended has failed: then one is made at a time. */
  #refused = false;
  /** Addresses that failed one after the other. */
  #failedAddresses = 0;
  #openedTotal = 0;
  /** The connection whose merged request took the newest command, if it is still open to more. */
  #gathering: Connection | undefined;
  /** Until when commands are sent singly. */
  #singlyUntilMs = Number.NEGATIVE_INFINITY;
  #mergedCommands = 0;
  #mergedRequests = 0;
  #closedTotal = 0;
  #maxConnections: number;
  #retired = false;
  #closed = false;

  constructor(options: NodePoolOptions, dialer: Dialer) {
    this.#options = options;
    this.#maxConnections = options.maxConnections;
    this.maxDepth = options.maxDepth ?? MAX_PIPELINE_DEPTH;
    this.#depthPerConnection = Math.min(this.maxDepth, REQUESTS_PER_CONNECTION);
    this.dialer = dialer;
    this.#deadlines = dialer.deadlines;
    this.#wallClock = options.wallClock ?? systemClock.wallMs;
    this.#wallAheadMs = this.#wallClock() - this.#deadlines.now();
    this.#openMinimum();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether it was retired and all its connections are closed. */
  get drained(): boolean {
    return (this.#retired || this.#closed) && this.#total() === 0;
  }

  stats(): NodePoolStats {
    return {
      open: this.#open.length,
      connecting: this.#connecting.size,
      inFlight: this.#inFlight,
      waiting: this.#queued(),
      opened: this.#openedTotal,
      closed: this.#closedTotal,
      mergedCommands: this.#mergedCommands,
      mergedRequests: this.#mergedRequests,
    };
  }

  /**
   * Sends a request, or lets it wait. It is told its end by `onReply` or `onFailure`, never before this returns; what
   * its encoder throws comes out of here.
   */
  submit(request: Request, nowMs = this.#deadlines.now()): void {
    if (this.#closed || this.#retired) throw new NetError('shutdown', 'The node left the cluster');
    if (this.#waiting.length === 0) {
      const next = this.#next(request);
      if (next === BUSY) {
        this.#enqueue(this.#parked, request);
        return;
      }
      if (next !== undefined && this.#isHeard(next, nowMs)) {
        const follows = next === this.#wanted;
        this.#send(next, request, follows, !follows, nowMs);
        this.#growIfLoaded();
        return;
      }
    }
    this.#enqueue(this.#waiting, request);
    if (!this.#hearing) this.#growIfLoaded();
  }

  /**
   * Gives a connection to a request with many frames, for it alone until the last of them, or lets it wait for one in
   * the same bounds as others. Its connection, which it may pause and resume, is in `request.connection`.
   */
  lease(request: Request, nowMs = this.#deadlines.now()): void {
    if (this.#closed || this.#retired) throw new NetError('shutdown', 'The node left the cluster');
    if (this.#leasing.length === 0 && this.#leased < this.#maxLeases()) {
      const connection = this.#open.find(({ leasable }) => leasable);
      if (connection !== undefined && this.#isHeard(connection, nowMs)) {
        this.#lease(connection, request);
        return;
      }
    }
    this.#enqueue(this.#leasing, request);
    if (!this.#hearing) this.#growForLeases();
  }

  /** Takes a request out: it timed out or was cancelled. `silenceMs`: see Connection.abandon. */
  withdraw(request: Request, silenceMs: number, timedOut: boolean): void {
    if (request.connection === null) {
      if (request.queue === this.#parked) this.#lanes.unpark(request.lane);
      request.queue?.remove(request);
      if (this.#leasing.length === 0) this.#unreserve();
      return;
    }
    this.#mayOwe = true;
    request.connection.abandon(request, silenceMs, timedOut);
    if (this.#parked.length > 0) this.#servePark();
    if (this.#waiting.length > 0) this.#growIfLoaded();
  }

  /** Closes connections that have been idle for too long, and opens those that the minimum wants. */
  balance(): void {
    if (this.#closed || this.#retired) return;
    this.#closeIdle(this.#deadlines.now() - this.#options.maxIdleMs, this.#options.minConnections);
    this.#openMinimum();
  }

  /**
   * Changes how many connections there may be. Of those beyond, the youngest take no more requests and close once their
   * replies are in; there are at most so many more until then.
   */
  limit(maxConnections: number): void {
    this.#maxConnections = maxConnections;
    const surplus = [...this.#open, ...this.#connecting].slice(maxConnections);
    for (const connection of surplus) connection.retire(new NetError('shutdown', 'Fewer connections are allowed'));
    this.#growIfLoaded();
  }

  /** Takes no more requests, and closes each connection once its replies are in: the node left or moved. */
  retire(): void {
    if (this.#closed || this.#retired) return;
    this.#retired = true;
    const reason = new NetError('shutdown', 'The node left the cluster');
    this.#failQueued(reason);
    for (const connection of [...this.#connecting, ...this.#open]) connection.retire(reason);
  }

  /** Closes every connection. Requests on them and waiting ones fail. */
  close(error = new NetError('shutdown', 'The client was closed')): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [...this.#open, ...this.#connecting]) connection.destroy(error);
    this.#failQueued(error);
  }

  onConnected(connection: Connection): void {
    this.#connecting.delete(connection);
    this.#open.push(connection);
    this.#heardMs = this.#deadlines.now() | 0;
    connection.heardMs = this.#heardMs;
    this.#openedTotal++;
    this.#refused = false;
    this.#failedAddresses = 0;
    this.onRoom(connection);
  }

  onRoom(connection: Connection): void {
    this.#recount(connection);
    this.#lastRead = connection;
    this.#heardMs = connection.heardMs;
    this.#drainInTurn(connection);
    if (this.#queued() === 0) return;
    if (this.#leasing.length > 0) this.#serveLeases(connection);
    if (this.#parked.length > 0) this.#servePark();
    this.#serve(connection);
    if (this.#waiting.length > 0) this.#growIfLoaded();
  }

  onMerged(rows: number): void {
    this.#mergedCommands += rows;
    this.#mergedRequests++;
  }

  onMergeFailed(refused: boolean): void {
    this.#singlyUntilMs = Math.max(this.#singlyUntilMs, this.#deadlines.now() + (refused ? REFUSED_MS : LOST_MS));
  }

  onClosed(connection: Connection, error: NetError, opened: boolean): void {
    this.#connecting.delete(connection);
    this.#recount(connection);
    if (this.#lastRead === connection) this.#lastRead = undefined;
    if (this.#gathering === connection) this.#gathering = undefined;
    if (this.#draining === connection) this.#draining = undefined;
    const index = this.#open.indexOf(connection);
    if (index !== -1) this.#open.splice(index, 1);
    if (opened) {
      this.#closedTotal++;
      this.#lanes.forget(connection);
    }
    if (this.#closed || this.#retired) return;
    const isRefused = !opened && error.kind !== 'shutdown';
    if (isRefused) this.#refused = true;
    // Of several attempts at one address only the first moves on.
    if (isRefused && connection.address === this.#address()) {
      this.#nextAddress++;
      this.#failedAddresses++;
    }
    if (this.#queued() === 0 || this.#hearing) return;
    const hasHope = this.#connecting.size > 0 || this.#open.some((other) => other.serves && !other.expendable);
    if (hasHope) {
      if (this.#parked.length > 0) this.#servePark();
      // Not after a failed attempt: its place would be taken by the next one, and no end ever be seen.
      if (opened) this.#grow();
      return;
    }
    // With no other connection and no other address to hope for, those who wait learn why at once.
    if (opened || this.#failedAddresses < this.#options.addresses.length) {
      this.#grow();
      return;
    }
    this.#failedAddresses = 0;
    this.#failQueued(error.kind === 'login' ? error : new NetError('connect', error.message, error));
  }

  #total(): number {
    return this.#open.length + this.#connecting.size;
  }

  #queued(): number {
    return this.#waiting.length + this.#parked.length + this.#leasing.length;
  }

  #enqueue(queue: WaitQueue, request: Request): void {
    if (this.#queued() >= this.#options.maxWaiting) {
      throw new NetError('queue-full', `${this.#queued()} commands wait for a connection already`);
    }
    request.freeze();
    queue.push(request);
    if (queue === this.#parked) this.#lanes.park(request.lane);
  }

  #recount(connection: Connection): void {
    this.#inFlight += connection.depth - connection.countedDepth;
    connection.countedDepth = connection.depth;
    this.#commands += connection.unanswered - connection.countedCommands;
    connection.countedCommands = connection.unanswered;
    if (this.#leased > 0) this.#leased = this.#open.reduce((sum, { leased }) => sum + (leased ? 1 : 0), 0);
  }

  /**
   * Whether nothing can wait to be read on that connection, and it was not idle for too long. If something may, those who want to send wait
   * until the sockets have been read: what has ended is gone then. What was idle for longer than it may
   * be goes at once.
   */
  #isHeard(connection: Connection, nowMs: number): boolean {
    const isFresh = (((nowMs | 0) - this.#heardMs) | 0) <= HEARING_MS;
    return (isFresh && (connection.depth > 0 || this.#isUsable(connection, nowMs))) || this.#startHearing(nowMs);
  }

  #startHearing(nowMs: number): false {
    const wallAheadMs = this.#wallClock() - nowMs;
    const suspendedMs = Math.max(wallAheadMs - this.#wallAheadMs, 0);
    this.#wallAheadMs = wallAheadMs;
    this.#closeIdle(nowMs + suspendedMs - this.#options.maxIdleMs, 0);
    this.#hear();
    return false;
  }

  /**
   * Whether an idle connection was used lately, and the machine awake all the time: the clock of the deadlines may stand
   * still while it is suspended.
   */
  #isUsable(connection: Connection, nowMs: number): boolean {
    if (nowMs - connection.lastUsedAtMs > this.#options.maxIdleMs) return false;
    const jumpMs = this.#wallClock() - nowMs - this.#wallAheadMs;
    return jumpMs < SUSPENDED_MS && jumpMs > -SUSPENDED_MS;
  }

  /** Two turns: the first may come without a look at the sockets, when one of them is being read now. */
  #hear(): void {
    if (this.#hearing) return;
    this.#hearing = true;
    afterReads(() => afterReads(() => this.#onHeard()));
  }

  /** One connection at a time falls empty. */
  #drainInTurn(connection: Connection): void {
    if (this.#draining === undefined) {
      if (!connection.isDueToDrain || connection.depth === 0) return;
      this.#draining = connection;
      connection.drain();
    } else if (connection === this.#draining && !connection.draining) {
      this.#draining = undefined;
    }
  }

  #onHeard(): void {
    this.#hearing = false;
    if (this.#closed || this.#retired) return;
    this.#heardMs = this.#deadlines.now() | 0;
    for (const connection of this.#open) connection.heardMs = this.#heardMs;
    this.#serveAll();
  }

  /** After a hearing: every connection may have room, and those that wait are dealt out as if they came now. */
  #serveAll(): void {
    for (const connection of [...this.#open]) if (this.#leasing.length > 0) this.#serveLeases(connection);
    if (this.#parked.length > 0) this.#servePark();
    while (this.#waiting.length > 0) {
      const connection = this.#pick();
      if (connection === undefined) break;
      this.#serveFirst(connection);
      this.#recount(connection);
    }
    this.#grow();
  }

  /** Deals out to a connection that has room what it can take of those that wait. */
  #serve(connection: Connection): void {
    // Others that are just connecting take their share.
    const share = Math.ceil(this.#waiting.length / (1 + this.#connecting.size));
    const depth = connection.depth + Math.max(share, this.#depthPerConnection);
    while (this.#waiting.length > 0 && connection.depth < depth && connection.accepts) this.#serveFirst(connection);
    this.#recount(connection);
  }

  /** Sends the first that waits on this connection, or where its lane wants it. */
  #serveFirst(connection: Connection): void {
    const request = this.#waiting.shift() as Request;
    const next = this.#next(request, connection);
    if (next === BUSY) {
      this.#parked.push(request);
      this.#lanes.park(request.lane);
    } else {
      this.#sendQueued(next as Connection, request);
    }
  }

  /** Sends those of the parked whose lane has room again, in their order. */
  #servePark(): void {
    const stay = new Set<number>();
    let looks = MAX_PARKED_LOOKS;
    for (let request = this.#parked.first; request !== null && looks > 0; ) {
      const following: Request | null = request.queueNext;
      const { lane } = request;
      const next = stay.has(lane) ? BUSY : this.#nextInLane(request);
      if (next === BUSY || next === undefined) {
        stay.add(lane);
        looks--;
      } else {
        this.#parked.remove(request);
        this.#lanes.unpark(lane);
        this.#sendQueued(next, request);
      }
      request = following;
    }
  }

  /**
   * The connection for a request: `any`, or the best one, unless its lane wants another. BUSY when that has no room, or
   * others of the lane are parked; undefined when none has room.
   */
  #next(request: Request, any?: Connection): Connection | typeof BUSY | undefined {
    const { lane } = request;
    if (lane !== -1) {
      if (this.#lanes.parked(lane) > 0) return BUSY;
      const wanted = this.#lanes.next(lane, request.isWrite);
      if (wanted !== undefined) {
        if (wanted === BUSY || !wanted.accepts) return BUSY;
        this.#wanted = wanted;
        return wanted;
      }
    }
    this.#wanted = undefined;
    return any ?? (this.#commands >= MERGE_FROM && request.isMergeable ? this.#pickToMerge() : this.#pick());
  }

  /** Where commands of this turn wait already to be sent as one, or where the first of them waits best. */
  #pickToMerge(): Connection | undefined {
    if (this.#gathering?.gathers === true) return this.#gathering;
    this.#gathering = this.#pick();
    return this.#gathering;
  }

  #nextInLane(request: Request): Connection | typeof BUSY | undefined {
    const wanted = this.#lanes.next(request.lane, request.isWrite);
    if (wanted === undefined) return this.#pick();
    return wanted === BUSY || !wanted.accepts ? BUSY : wanted;
  }

  #send(
    connection: Connection,
    request: Request,
    follows = false,
    isFirst = false,
    nowMs = this.#deadlines.now(),
  ): void {
    const merges = this.#commands >= MERGE_FROM && request.isMergeable && nowMs >= this.#singlyUntilMs;
    connection.send(request, follows, merges, isFirst);
    const { lane } = request;
    if (lane !== -1) this.#lanes.note(lane, request.isWrite, connection);
    this.#recount(connection);
    if (merges && connection.gathered * MERGED_SHARE >= this.#commands && connection.gathered >= MERGE_FROM)
      connection.flush();
  }

  #sendQueued(connection: Connection, request: Request): void {
    try {
      this.#send(connection, request);
    } catch (error) {
      request.onFailure(new NetError('encode', (error as Error).message, error), false);
    }
  }

  /** Connections that may be leased at a time: where there are several, one is left to commands. */
  #maxLeases(): number {
    return Math.max(1, this.#maxConnections - 1);
  }

  #lease(connection: Connection, request: Request): void {
    connection.lease(request);
    this.#leased++;
    this.#recount(connection);
  }

  #serveLeases(connection: Connection): void {
    if (!connection.leasable || this.#leased >= this.#maxLeases()) return;
    const request = this.#leasing.shift();
    if (request === null) return;
    try {
      this.#lease(connection, request);
    } catch (error) {
      request.onFailure(new NetError('encode', (error as Error).message, error), false);
    }
    if (this.#leasing.length === 0) this.#unreserve();
  }

  /** Opens connections for those that wait for a lease; in a full pool, lets as many fall idle as are wanted. */
  #growForLeases(): void {
    let wanted = Math.min(this.#leasing.length, this.#maxLeases() - this.#leased) - this.#connecting.size;
    while (wanted > 0 && this.#total() < this.#maxConnections && !(this.#refused && this.#connecting.size > 0)) {
      this.#connect();
      wanted--;
    }
    if (this.#total() < this.#maxConnections) return;
    wanted -= this.#open.reduce((sum, { reserved }) => sum + (reserved ? 1 : 0), 0);
    for (; wanted > 0; wanted--) {
      const connection = this.#pickOf(0, this.#open.length);
      if (connection === undefined) return;
      connection.reserved = true;
    }
  }

  #unreserve(): void {
    for (const connection of this.#open) connection.reserved = false;
  }

  #pick(): Connection | undefined {
    const open = this.#open;
    if (open.length > SAMPLE && this.#inFlight > open.length) return this.#pickOfFew() ?? this.#pickOf(0, open.length);
    return this.#pickOf(0, open.length);
  }

  /** Of `count` connections from the index `first` on, in a ring, the one with the fewest requests. */
  #pickOf(first: number, count: number, start?: Connection): Connection | undefined {
    const open = this.#open;
    let best = start;
    let bestDepth = start === undefined ? Number.POSITIVE_INFINITY : start.depth;
    for (let i = first; i < first + count; i++) {
      const connection = open[i % open.length] as Connection;
      const { depth } = connection;
      if (depth >= bestDepth || !connection.accepts) continue;
      if (depth === 0) return connection;
      best = connection;
      bestDepth = depth;
    }
    return best;
  }

  /**
   * The least busy of a few in turn and the one read last: replies have just made room there, and what follows them
   * goes out in one write. That balances almost as well as looking at all of them.
   */
  #pickOfFew(): Connection | undefined {
    const first = this.#sampleAt;
    this.#sampleAt = (first + SAMPLE) % this.#open.length;
    return this.#pickOf(first, SAMPLE, this.#lastRead?.accepts === true ? this.#lastRead : undefined);
  }

  #grow(): void {
    if (this.#leasing.length > 0) this.#growForLeases();
    this.#growIfLoaded();
  }

  #wantedConnections(load: number): number {
    return Math.max(Math.min(load, PRIVATE_CONNECTIONS), Math.ceil(load / this.#depthPerConnection));
  }

  #growIfLoaded(): void {
    const isFull = this.#total() >= this.#maxConnections;
    // Who waits found no room: the connections may be blocked or about to close, however few requests they carry.
    const isForAMoment = this.#draining !== undefined && !this.#draining.owes;
    if (this.#waiting.length > 0 && this.#connecting.size === 0 && !isFull && !isForAMoment) {
      this.#connect();
      return;
    }
    const isEnough =
      this.#wantedConnections(this.#waiting.length + this.#inFlight - this.#leased) <= this.#total() - this.#leased;
    if ((isEnough || isFull) && !this.#mayOwe) return;
    if (this.#refused && this.#connecting.size > 0) return;
    let load = this.#waiting.length;
    let usable = this.#connecting.size;
    let owing = 0;
    let expendable: Connection | undefined;
    for (const connection of this.#open) {
      if (connection.owes) {
        owing++;
        if (connection.expendable) expendable ??= connection;
      } else if (!connection.leased) {
        usable++;
        load += connection.depth;
      }
    }
    this.#mayOwe = owing > 0;
    if (usable >= this.#wantedConnections(load)) return;
    if (!isFull) this.#connect();
    // With every place taken, one that owes must not keep out one that may answer.
    else if (expendable !== undefined) expendable.destroy(new NetError('closed', 'Connection was silent'));
  }

  /** Closes what has carried nothing since then, but for the oldest connections. */
  #closeIdle(sinceMs: number, kept: number): void {
    for (let i = this.#open.length - 1; i >= kept; i--) {
      const connection = this.#open[i] as Connection;
      if (connection.depth === 0 && connection.lastUsedAtMs < sinceMs) {
        connection.destroy(new NetError('shutdown', 'Idle connection closed'));
      }
    }
  }

  #openMinimum(): void {
    const minimum = Math.min(this.#options.minConnections, this.#maxConnections);
    for (let i = this.#total(); i < minimum; i++) this.#connect();
  }

  #connect(): void {
    this.#connecting.add(new Connection(this.#address(), this.#options.connectTimeoutMs, this));
  }

  #address(): ConnectionAddress {
    const { addresses } = this.#options;
    return addresses[this.#nextAddress % addresses.length] as ConnectionAddress;
  }

  #failQueued(error: NetError): void {
    const queued: Request[] = [];
    for (const queue of [this.#waiting, this.#parked, this.#leasing]) {
      for (let request = queue.shift(); request !== null; request = queue.shift()) {
        if (queue === this.#parked) this.#lanes.unpark(request.lane);
        queued.push(request);
      }
    }
    for (const request of queued) request.onFailure(error, false);
  }
}
