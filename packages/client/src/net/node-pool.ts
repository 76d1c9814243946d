// The connections to one node, and the way of a request to one of them. Where there is none it waits under its own
// deadline: a full pool never refuses for want of a connection. It knows addresses, not partitions.
//
// It is made of parts that each know one thing, and tells them what happens to connections:
//
//   placement.ts         which connection a request takes      ─ lanes.ts, merge-policy.ts, open-connections.ts
//   queued-requests.ts   who waits, and is dealt out when there is room
//   leases.ts            who has a connection alone, as streams do
//   pool-size.ts         how many connections there are        ─ connects.ts
//   hearing.ts           whether a connection was heard of lately enough to be written to

import type { DeadlineWheel } from '../time/deadlines.ts';
import { systemClock } from '../time/system-clock.ts';
import { type Connection, type ConnectionOwner, MAX_PIPELINE_DEPTH } from './connection.ts';
import { Connects } from './connects.ts';
import type { Dialer } from './dialer.ts';
import { Hearing, type HearingOwner } from './hearing.ts';
import { BUSY } from './lanes.ts';
import { Leases } from './leases.ts';
import { type MergedCounts, MergePolicy } from './merge-policy.ts';
import type { MergeLessons } from './merged-request.ts';
import { NetError } from './net-error.ts';
import { OpenConnections } from './open-connections.ts';
import { Placement } from './placement.ts';
import { PoolSize } from './pool-size.ts';
import { QueuedRequests } from './queued-requests.ts';
import type { Request } from './request.ts';
import type { ConnectionAddress } from './transport.ts';

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
  readonly #placement: Placement;
  readonly #queued: QueuedRequests;
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
    this.#placement = new Placement(this.#open, this.#merging);
    this.#queued = new QueuedRequests(this.#placement, this.#open, this.#leases, this.#deadlines, options.maxWaiting);
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
      waiting: this.#queued.count,
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
    if (this.#queued.waiting === 0) {
      const placement = this.#placement;
      const next = placement.next(request);
      if (next === BUSY) {
        this.#queued.park(request);
        return;
      }
      if (next !== undefined && this.#hearing.has(next, nowMs)) {
        const { follows } = placement;
        placement.send(next, request, follows, !follows, nowMs);
        this.#growIfLoaded();
        return;
      }
    }
    this.#queued.add(request);
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
    this.#queued.addLease(request);
    if (!this.#hearing.isOn) this.#leases.grow();
  }

  /** Takes a request out: it timed out or was cancelled. `silenceMs`: see Connection.abandon. */
  withdraw(request: Request, silenceMs: number, timedOut: boolean): void {
    if (request.connection === null) {
      this.#queued.withdraw(request);
      return;
    }
    this.#size.noteDebt();
    request.connection.abandon(request, silenceMs, timedOut);
    this.#queued.serveParked();
    if (this.#queued.waiting > 0) this.#growIfLoaded();
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
    this.#queued.fail(reason);
    for (const connection of [...this.#connects.all, ...this.#open.all]) connection.retire(reason);
  }

  /** Closes every connection. Requests on them and waiting ones fail. */
  close(error = new NetError('shutdown', 'The client was closed')): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [...this.#open.all, ...this.#connects.all]) connection.destroy(error);
    this.#queued.fail(error);
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
    if (this.#queued.count === 0) return;
    this.#queued.serve(connection, this.#connects.count, this.#size.depthPerConnection);
    if (this.#queued.waiting > 0) this.#growIfLoaded();
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
    this.#queued.serveAll();
    this.#grow();
  }

  onClosed(connection: Connection, error: NetError, opened: boolean): void {
    this.#connects.all.delete(connection);
    this.#open.remove(connection);
    this.#merging.forget(connection);
    if (this.#draining === connection) this.#draining = undefined;
    if (opened) {
      this.#closedTotal++;
      if (connection.owes) this.#abortedTotal++;
      this.#placement.forget(connection);
    }
    if (this.#closed || this.#retired) return;
    if (!opened && error.kind !== 'shutdown') this.#connects.onFailed(connection);
    if (this.#queued.count === 0 || this.#hearing.isOn) return;
    const hasHope = this.#connects.count > 0 || this.#open.all.some((other) => other.serves && !other.expendable);
    if (hasHope) {
      this.#queued.serveParked();
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
    this.#queued.fail(error.kind === 'login' ? error : new NetError('connect', error.message, error));
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

  #grow(): void {
    if (this.#leases.queue.length > 0) this.#leases.grow();
    this.#growIfLoaded();
  }

  #growIfLoaded(): void {
    this.#size.grow(this.#queued.waiting, this.#draining !== undefined && !this.#draining.owes);
  }

  closeUnused(sinceMs: number): void {
    this.#size.closeIdle(sinceMs, false);
  }
}
