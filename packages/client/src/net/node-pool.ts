// The connections to one node and the requests that wait for one. It decides how many connections there are and which
// one a request takes; a full pool makes requests wait under their own deadline and never refuses them for want of a
// connection. It knows addresses, not partitions.
//
// How many: as many as there are requests while those are few, so that at low load none waits behind another; then one
// per REQUESTS_PER_CONNECTION, since the number in flight grows with both load and latency; never above the maximum.
// Which: the one with the fewest requests; among equals the oldest, so that the younger ones fall idle and are reaped.
// Where many connections are all busy, the best of a few will do: see #pickOfFew.

import type { DeadlineWheel } from '../time/deadlines.ts';
import { Connection, type ConnectionAddress, type ConnectionOwner } from './connection.ts';
import { NetError } from './net-error.ts';
import type { Request } from './request.ts';
import { WaitQueue } from './wait-queue.ts';

export interface NodePoolOptions {
  /** Addresses of the node; each connection attempt that fails moves on to the next. */
  readonly addresses: readonly ConnectionAddress[];
  /** Connections kept open without load. */
  readonly minConnections: number;
  readonly maxConnections: number;
  /** Idle connections above the minimum are closed after this long. */
  readonly maxIdleMs: number;
  readonly connectTimeoutMs: number;
  /** Requests that may wait for a connection. */
  readonly maxWaiting: number;
}

export interface NodePoolStats {
  readonly open: number;
  readonly connecting: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly opened: number;
  readonly closed: number;
}

/** Up to here every request gets a connection of its own. */
const PRIVATE_CONNECTIONS = 4;
const REQUESTS_PER_CONNECTION = 16;
/** Connections looked at for one request where all of more than this many are busy. */
const SAMPLE = 4;

export class NodePool implements ConnectionOwner {
  readonly deadlines: DeadlineWheel;
  readonly #options: NodePoolOptions;
  /** Open connections, oldest first. */
  readonly #open: Connection[] = [];
  readonly #connecting = new Set<Connection>();
  readonly #waiting = new WaitQueue();
  /** Requests on open connections, tombstones included. */
  #inFlight = 0;
  /** The open connection that was read from last. */
  #lastRead: Connection | undefined;
  /** Where the next sample starts. */
  #sampleAt = 0;
  /** Whether an open connection may be suspect. */
  #maySuspect = false;
  #nextAddress = 0;
  /** Whether the newest attempt to connect that ended has failed: then one is made at a time. */
  #refused = false;
  /** Addresses that failed one after the other. */
  #failedAddresses = 0;
  #openedTotal = 0;
  #closedTotal = 0;
  #maxConnections: number;
  #retired = false;
  #closed = false;

  constructor(options: NodePoolOptions, deadlines: DeadlineWheel) {
    this.#options = options;
    this.#maxConnections = options.maxConnections;
    this.deadlines = deadlines;
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
      waiting: this.#waiting.length,
      opened: this.#openedTotal,
      closed: this.#closedTotal,
    };
  }

  /**
   * Sends a request, or lets it wait. It is told its end by `onReply` or `onFailure`, never before this returns; what
   * its encoder throws comes out of here.
   */
  submit(request: Request): void {
    if (this.#closed || this.#retired) throw new NetError('shutdown', 'The node left the cluster');
    const connection = this.#waiting.length === 0 ? this.#pick() : undefined;
    if (connection !== undefined) {
      connection.send(request);
      this.#recount(connection);
      this.#growIfLoaded();
      return;
    }
    if (this.#waiting.length >= this.#options.maxWaiting) {
      throw new NetError('queue-full', `${this.#waiting.length} commands wait for a connection already`);
    }
    request.freeze();
    this.#waiting.push(request);
    this.#growIfLoaded();
  }

  /** Takes a request out: it timed out or was cancelled. `silenceMs`: see Connection.abandon. */
  withdraw(request: Request, silenceMs: number, timedOut: boolean): void {
    if (request.connection === null) {
      this.#waiting.remove(request);
      return;
    }
    this.#maySuspect ||= timedOut;
    request.connection.abandon(request, silenceMs, timedOut);
  }

  /** Closes connections that have been idle for too long, and opens those that the minimum wants. */
  balance(): void {
    if (this.#closed || this.#retired) return;
    const idleSince = this.deadlines.now() - this.#options.maxIdleMs;
    for (let i = this.#open.length - 1; i >= this.#options.minConnections; i--) {
      const connection = this.#open[i] as Connection;
      if (connection.depth === 0 && connection.lastUsedAtMs < idleSince) {
        connection.destroy(new NetError('shutdown', 'Idle connection closed'));
      }
    }
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
    this.#failWaiting(reason);
    for (const connection of [...this.#connecting, ...this.#open]) connection.retire(reason);
  }

  /** Closes every connection. Requests on them and waiting ones fail. */
  close(error = new NetError('shutdown', 'The client was closed')): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [...this.#open, ...this.#connecting]) connection.destroy(error);
    this.#failWaiting(error);
  }

  onConnected(connection: Connection): void {
    this.#connecting.delete(connection);
    this.#open.push(connection);
    this.#openedTotal++;
    this.#refused = false;
    this.#failedAddresses = 0;
    this.onRoom(connection);
  }

  onRoom(connection: Connection): void {
    this.#recount(connection);
    this.#lastRead = connection;
    // Others that are just connecting take their share.
    const share = Math.ceil(this.#waiting.length / (1 + this.#connecting.size));
    const depth = connection.depth + Math.max(share, REQUESTS_PER_CONNECTION);
    while (connection.depth < depth && connection.accepts) {
      const request = this.#waiting.shift();
      if (request === null) break;
      try {
        connection.send(request);
      } catch (error) {
        request.onFailure(new NetError('encode', (error as Error).message, error), false);
      }
    }
    this.#recount(connection);
    if (this.#waiting.length > 0) this.#growIfLoaded();
  }

  onClosed(connection: Connection, error: NetError, opened: boolean): void {
    this.#connecting.delete(connection);
    this.#recount(connection);
    if (this.#lastRead === connection) this.#lastRead = undefined;
    const index = this.#open.indexOf(connection);
    if (index !== -1) this.#open.splice(index, 1);
    if (opened) this.#closedTotal++;
    if (this.#closed || this.#retired) return;
    const isRefused = !opened && error.kind !== 'shutdown';
    if (isRefused) this.#refused = true;
    // Of several attempts at one address only the first moves on.
    if (isRefused && connection.address === this.#address()) {
      this.#nextAddress++;
      this.#failedAddresses++;
    }
    if (this.#waiting.length === 0) return;
    const hasHope = this.#connecting.size > 0 || this.#open.some((other) => other.serves);
    if (hasHope) {
      // Not after a failed attempt: its place would be taken by the next one, and no end ever be seen.
      if (opened) this.#growIfLoaded();
      return;
    }
    // With no other connection and no other address to hope for, those who wait learn why at once.
    if (opened || this.#failedAddresses < this.#options.addresses.length) {
      this.#growIfLoaded();
      return;
    }
    this.#failedAddresses = 0;
    this.#failWaiting(new NetError('connect', error.message, error));
  }

  #total(): number {
    return this.#open.length + this.#connecting.size;
  }

  #recount(connection: Connection): void {
    this.#inFlight += connection.depth - connection.countedDepth;
    connection.countedDepth = connection.depth;
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

  #growIfLoaded(): void {
    const isFull = this.#total() >= this.#maxConnections;
    // Who waits found no room: the connections may be blocked or about to close, however few requests they carry.
    if (this.#waiting.length > 0 && this.#connecting.size === 0 && !isFull) {
      this.#connect();
      return;
    }
    const isEnough = wantedConnections(this.#waiting.length + this.#inFlight) <= this.#total();
    if ((isEnough || isFull) && !this.#maySuspect) return;
    if (this.#refused && this.#connecting.size > 0) return;
    let load = this.#waiting.length;
    let usable = this.#connecting.size;
    let suspect: Connection | undefined;
    for (const connection of this.#open) {
      if (connection.suspect) {
        suspect ??= connection;
      } else {
        usable++;
        load += connection.depth;
      }
    }
    this.#maySuspect = suspect !== undefined;
    if (usable >= wantedConnections(load)) return;
    if (!isFull) this.#connect();
    // With every place taken, a silent connection must not keep out one that may answer.
    else if (suspect !== undefined) suspect.destroy(new NetError('closed', 'Connection was silent'));
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

  #failWaiting(error: NetError): void {
    const waiting: Request[] = [];
    for (let request = this.#waiting.shift(); request !== null; request = this.#waiting.shift()) waiting.push(request);
    for (const request of waiting) request.onFailure(error, false);
  }
}

function wantedConnections(load: number): number {
  return Math.max(Math.min(load, PRIVATE_CONNECTIONS), Math.ceil(load / REQUESTS_PER_CONNECTION));
}
