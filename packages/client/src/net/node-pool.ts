// The connections to one node and the requests that wait for one. It decides which connection a request takes, and lets it
// wait under its own deadline where there is none: a full pool never refuses for want of a connection. It knows addresses,
// not partitions.
//
// How many there are: pool-size.ts. Which is the best: open-connections.ts. A request whose lane is busy follows the one
// before it, see lanes.ts; it is parked while that connection has no room. Whether it shares a request with others:
// merge-policy.ts. When: at once, unless its connection was not heard of for a while, see hearing.ts. Streams get a
// connection for themselves: leases.ts.

import type { DeadlineWheel } from '../time/deadlines.ts';
import { systemClock } from '../time/system-clock.ts';
import { type Connection, type ConnectionOwner, MAX_PIPELINE_DEPTH } from './connection.ts';
import { Connects } from './connects.ts';
import type { ConnectionAddress, Dialer } from './dialer.ts';
import { Hearing, type HearingOwner } from './hearing.ts';
import { BUSY, Lanes } from './lanes.ts';
import { Leases } from './leases.ts';
import { type MergedCounts, MergePolicy } from './merge-policy.ts';
import type { MergeLessons } from './merged-request.ts';
import { NetError } from './net-error.ts';
import { OpenConnections } from './open-connections.ts';
import { PoolSize } from './pool-size.ts';
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
  /** A connection is open, so long after it was begun. */
  readonly onOpened?: (ms: number) => void;
  /** What is merged is counted here as well. */
  readonly merged?: MergedCounts;
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
  /** Connections that took requests again after the late reply to one that gave up, and those closed without it. */
  readonly recovered: number;
  readonly aborted: number;
  /** Commands that travelled with others in one request, and these requests. */
  readonly mergedCommands: number;
  readonly mergedRequests: number;
}

/** Parked requests that may turn out to have no room yet before the rest is not looked at. */
const MAX_PARKED_LOOKS = 256;

export class NodePool implements ConnectionOwner, HearingOwner {
  readonly dialer: Dialer;
  readonly maxDepth: number;
  readonly #deadlines: DeadlineWheel;
  readonly #options: NodePoolOptions;
  readonly #open = new OpenConnections();
  readonly #connects: Connects;
  readonly #size: PoolSize;
  readonly #leases: Leases;
  readonly #hearing: Hearing;
  readonly #merging: MergePolicy;
  readonly #waiting = new WaitQueue();
  /** Those whose lane's connection has no room. */
  readonly #parked = new WaitQueue();
  readonly #lanes = new Lanes();
  /** The connection that `#next` found last, if it was the lane's. */
  #wanted: Connection | undefined;
  /** The connection that is to fall empty; one at a time. */
  #draining: Connection | undefined;
  #openedTotal = 0;
  #closedTotal = 0;
  #recoveredTotal = 0;
  #abortedTotal = 0;
  #retired = false;
  #closed = false;

  constructor(options: NodePoolOptions, dialer: Dialer) {
    this.#options = options;
    this.maxDepth = options.maxDepth ?? MAX_PIPELINE_DEPTH;
    this.dialer = dialer;
    this.#deadlines = dialer.deadlines;
    this.#connects = new Connects(options.addresses, options.connectTimeoutMs, this);
    const { minConnections, maxConnections } = options;
    this.#size = new PoolSize(this.#open, this.#connects, minConnections, maxConnections, this.maxDepth);
    this.#leases = new Leases(this.#open, this.#connects, this.#size);
    const wallClock = options.wallClock ?? systemClock.wallMs;
    this.#hearing = new Hearing(this, options.maxIdleMs, wallClock, this.#deadlines.now());
    this.#merging = new MergePolicy(options.merged ?? { commands: 0, requests: 0 });
    this.#size.openMinimum();
  }

  get lessons(): MergeLessons {
    return this.#merging.lessons;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether it was retired and all its connections are closed. */
  get drained(): boolean {
    return (this.#retired || this.#closed) && this.#size.total === 0;
  }

  stats(): NodePoolStats {
    return {
      open: this.#open.count,
      connecting: this.#connects.count,
      inFlight: this.#open.requests,
      waiting: this.#queued(),
      opened: this.#openedTotal,
      closed: this.#closedTotal,
      recovered: this.#recoveredTotal,
      aborted: this.#abortedTotal,
      mergedCommands: this.#merging.counts.commands,
      mergedRequests: this.#merging.counts.requests,
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
      if (next !== undefined && this.#hearing.has(next, nowMs)) {
        const follows = next === this.#wanted;
        this.#send(next, request, follows, !follows, nowMs);
        this.#growIfLoaded();
        return;
      }
    }
    this.#enqueue(this.#waiting, request);
    if (!this.#hearing.isOn) this.#growIfLoaded();
  }

  /**
   * Gives a connection to a request with many frames, for it alone until the last of them, or lets it wait for one in
   * the same bounds as others. Its connection, which it may pause and resume, is in `request.connection`.
   */
  lease(request: Request, nowMs = this.#deadlines.now()): void {
    if (this.#closed || this.#retired) throw new NetError('shutdown', 'The node left the cluster');
    const connection = this.#leases.find();
    if (connection !== undefined && this.#hearing.has(connection, nowMs)) {
      this.#leases.begin(connection, request);
      return;
    }
    this.#enqueue(this.#leases.queue, request);
    if (!this.#hearing.isOn) this.#leases.grow();
  }

  /** Takes a request out: it timed out or was cancelled. `silenceMs`: see Connection.abandon. */
  withdraw(request: Request, silenceMs: number, timedOut: boolean): void {
    if (request.connection === null) {
      if (request.queue === this.#parked) this.#lanes.unpark(request.lane);
      request.queue?.remove(request);
      this.#leases.onLeft();
      return;
    }
    this.#size.noteDebt();
    request.connection.abandon(request, silenceMs, timedOut);
    if (this.#parked.length > 0) this.#servePark();
    if (this.#waiting.length > 0) this.#growIfLoaded();
  }

  /** Closes connections that have been idle for too long, and opens those that the minimum wants. */
  balance(): void {
    if (this.#closed || this.#retired) return;
    this.#size.closeIdle(this.#deadlines.now() - this.#hearing.maxIdleMs, true);
    this.#size.openMinimum();
  }

  /**
   * Changes how many connections there may be. Of those beyond, the youngest take no more requests and close once their
   * replies are in; there are at most so many more until then.
   */
  limit(maxConnections: number): void {
    this.#size.limit(maxConnections);
    this.#growIfLoaded();
  }

  /** Changes how long a connection may be idle. */
  limitIdle(maxIdleMs: number): void {
    this.#hearing.maxIdleMs = maxIdleMs;
  }

  /** Takes no more requests, and closes each connection once its replies are in: the node left or moved. */
  retire(): void {
    if (this.#closed || this.#retired) return;
    this.#retired = true;
    const reason = new NetError('shutdown', 'The node left the cluster');
    this.#failQueued(reason);
    for (const connection of [...this.#connects.all, ...this.#open.all]) connection.retire(reason);
  }

  /** Closes every connection. Requests on them and waiting ones fail. */
  close(error = new NetError('shutdown', 'The client was closed')): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [...this.#open.all, ...this.#connects.all]) connection.destroy(error);
    this.#failQueued(error);
  }

  onConnected(connection: Connection): void {
    this.#connects.onConnected(connection);
    this.#open.all.push(connection);
    const nowMs = this.#deadlines.now();
    connection.heardMs = nowMs | 0;
    this.#openedTotal++;
    this.#options.onOpened?.(nowMs - connection.madeAtMs);
    this.onRoom(connection);
  }

  onRoom(connection: Connection): void {
    this.#open.onRead(connection);
    this.#hearing.note(connection.heardMs);
    this.#drainInTurn(connection);
    if (this.#queued() === 0) return;
    if (this.#leases.queue.length > 0) this.#leases.serve(connection);
    if (this.#parked.length > 0) this.#servePark();
    this.#serve(connection);
    if (this.#waiting.length > 0) this.#growIfLoaded();
  }

  onRecovered(): void {
    this.#recoveredTotal++;
  }

  onMerged(rows: number): void {
    this.#merging.onMerged(rows);
  }

  onMergeFailed(refused: boolean): void {
    this.#merging.onFailed(refused, this.#deadlines.now());
  }

  onHeard(): void {
    if (this.#closed || this.#retired) return;
    const heardMs = this.#deadlines.now() | 0;
    this.#hearing.note(heardMs);
    for (const connection of this.#open.all) connection.heardMs = heardMs;
    this.#serveAll();
  }

  onClosed(connection: Connection, error: NetError, opened: boolean): void {
    this.#connects.all.delete(connection);
    this.#open.remove(connection);
    this.#merging.forget(connection);
    if (this.#draining === connection) this.#draining = undefined;
    if (opened) {
      this.#closedTotal++;
      if (connection.owes) this.#abortedTotal++;
      this.#lanes.forget(connection);
    }
    if (this.#closed || this.#retired) return;
    if (!opened && error.kind !== 'shutdown') this.#connects.onFailed(connection);
    if (this.#queued() === 0 || this.#hearing.isOn) return;
    const hasHope = this.#connects.count > 0 || this.#open.all.some((other) => other.serves && !other.expendable);
    if (hasHope) {
      if (this.#parked.length > 0) this.#servePark();
      // Not after a failed attempt: its place would be taken by the next one, and no end ever be seen.
      if (opened) this.#grow();
      return;
    }
    // With no other connection and no other address to hope for, those who wait learn why at once.
    if (opened || !this.#connects.hasFailedEverywhere) {
      this.#grow();
      return;
    }
    this.#connects.beginAnew();
    this.#failQueued(error.kind === 'login' ? error : new NetError('connect', error.message, error));
  }

  #queued(): number {
    return this.#waiting.length + this.#parked.length + this.#leases.queue.length;
  }

  #enqueue(queue: WaitQueue, request: Request): void {
    if (this.#queued() >= this.#options.maxWaiting) {
      throw new NetError('queue-full', `${this.#queued()} commands wait for a connection already`);
    }
    request.freeze();
    queue.push(request);
    if (queue === this.#parked) this.#lanes.park(request.lane);
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

  /** After a hearing: every connection may have room, and those that wait are dealt out as if they came now. */
  #serveAll(): void {
    for (const connection of [...this.#open.all]) if (this.#leases.queue.length > 0) this.#leases.serve(connection);
    if (this.#parked.length > 0) this.#servePark();
    while (this.#waiting.length > 0) {
      const connection = this.#open.pick();
      if (connection === undefined) break;
      this.#serveFirst(connection);
      this.#open.recount(connection);
    }
    this.#grow();
  }

  /** Deals out to a connection that has room what it can take of those that wait. */
  #serve(connection: Connection): void {
    // Others that are just connecting take their share.
    const share = Math.ceil(this.#waiting.length / (1 + this.#connects.count));
    const depth = connection.depth + Math.max(share, this.#size.depthPerConnection);
    while (this.#waiting.length > 0 && connection.depth < depth && connection.accepts) this.#serveFirst(connection);
    this.#open.recount(connection);
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
    const sent = new Set<number>();
    let looks = MAX_PARKED_LOOKS;
    for (let request = this.#parked.first; request !== null && looks > 0; ) {
      const following: Request | null = request.queueNext;
      const { lane } = request;
      const next = stay.has(lane) ? BUSY : this.#nextInLane(request, sent.has(lane));
      if (next === BUSY || next === undefined) {
        stay.add(lane);
        looks--;
      } else {
        this.#parked.remove(request);
        this.#lanes.unpark(lane);
        if (sent.has(lane)) this.#lanes.heat(lane);
        sent.add(lane);
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
        // It would leave by itself, and is done sooner among the next ones; unless it waits already, and others with it.
        if (any === undefined && this.#joins(request) && !this.#lanes.isHot(lane)) return BUSY;
        this.#wanted = wanted;
        return wanted;
      }
    }
    this.#wanted = undefined;
    return any ?? this.#pickFor(request);
  }

  /** Whether it is to share a request with others. */
  #joins(request: Request): boolean {
    return request.isMergeable && this.#merging.applies(this.#open.commands);
  }

  /** The best connection; where commands of this turn wait already to be sent as one, that, or where the first waits best. */
  #pickFor(request: Request): Connection | undefined {
    if (!this.#joins(request)) return this.#open.pick();
    const connection = this.#merging.gathering ?? this.#open.pick();
    this.#merging.gathering = connection;
    return connection;
  }

  /** The same for one that is parked. `follows`: one of its lane was sent just now, and it goes behind that. */
  #nextInLane(request: Request, follows: boolean): Connection | typeof BUSY | undefined {
    const wanted = this.#lanes.next(request.lane, request.isWrite);
    if (wanted === undefined) return this.#pickFor(request);
    if (wanted === BUSY || !wanted.accepts) return BUSY;
    return follows || !this.#joins(request) ? wanted : BUSY;
  }

  #send(
    connection: Connection,
    request: Request,
    follows = false,
    isFirst = false,
    nowMs = this.#deadlines.now(),
  ): void {
    const merging = this.#merging;
    const merges = request.isMergeable && merging.applies(this.#open.commands) && merging.isAllowed(nowMs);
    connection.send(request, follows, merges, isFirst);
    const { lane } = request;
    if (lane !== -1) this.#lanes.note(lane, request.isWrite, connection);
    this.#open.recount(connection);
    if (merges && merging.isEnough(connection, this.#open.commands)) connection.flush();
  }

  #sendQueued(connection: Connection, request: Request): void {
    try {
      this.#send(connection, request);
    } catch (error) {
      request.onFailure(new NetError('encode', (error as Error).message, error), false);
    }
  }

  #grow(): void {
    if (this.#leases.queue.length > 0) this.#leases.grow();
    this.#growIfLoaded();
  }

  #growIfLoaded(): void {
    this.#size.grow(this.#waiting.length, this.#draining !== undefined && !this.#draining.owes);
  }

  closeUnused(sinceMs: number): void {
    this.#size.closeIdle(sinceMs, false);
  }

  #failQueued(error: NetError): void {
    const queued: Request[] = [];
    for (const queue of [this.#waiting, this.#parked, this.#leases.queue]) {
      for (let request = queue.shift(); request !== null; request = queue.shift()) {
        if (queue === this.#parked) this.#lanes.unpark(request.lane);
        queued.push(request);
      }
    }
    for (const request of queued) request.onFailure(error, false);
  }
}
