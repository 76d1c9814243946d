// The requests that wait for a connection to a node, each under its own deadline, and how they are dealt out when there is
// room: those that any connection may take, those that wait for others of their lane, and those that want one for
// themselves. Together they are bounded.

import type { DeadlineWheel } from '../time/deadlines.ts';
import type { Connection } from './connection.ts';
import { BUSY } from './lanes.ts';
import type { Leases } from './leases.ts';
import { NetError } from './net-error.ts';
import type { OpenConnections } from './open-connections.ts';
import type { Placement } from './placement.ts';
import type { Request } from './request.ts';
import { WaitQueue } from './wait-queue.ts';

/** Parked requests that may turn out to have no room yet before the rest is not looked at. */
const MAX_PARKED_LOOKS = 256;

export class QueuedRequests {
  readonly #placement: Placement;
  readonly #open: OpenConnections;
  readonly #leases: Leases;
  readonly #deadlines: DeadlineWheel;
  readonly #max: number;
  readonly #waiting = new WaitQueue();
  /** Those whose lane's connection has no room. */
  readonly #parked = new WaitQueue();

  constructor(
    placement: Placement,
    open: OpenConnections,
    leases: Leases,
    deadlines: DeadlineWheel,
    maxRequests: number,
  ) {
    this.#placement = placement;
    this.#open = open;
    this.#leases = leases;
    this.#deadlines = deadlines;
    this.#max = maxRequests;
  }

  /** All of them. */
  get count(): number {
    return this.#waiting.length + this.#parked.length + this.#leases.queue.length;
  }

  /** Those that any connection may take. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets a request wait for any connection. Throws a NetError for one too many, or what its encoder throws. */
  add(request: Request): void {
    this.#enqueue(this.#waiting, request);
  }

  /** Lets a request wait for others of its lane. */
  park(request: Request): void {
    this.#enqueue(this.#parked, request);
    this.#placement.park(request.lane);
  }

  /** Lets a request wait for a connection of its own. */
  addLease(request: Request): void {
    this.#enqueue(this.#leases.queue, request);
  }

  /** Takes out a request that gave up. */
  withdraw(request: Request): void {
    if (request.queue === this.#parked) this.#placement.unpark(request.lane);
    request.queue?.remove(request);
    this.#leases.onLeft();
  }

  /**
   * Deals out to a connection that has room what it can take: a share of those that wait, for so many others are
   * connecting, but no less than `minShare`.
   */
  serve(connection: Connection, connecting: number, minShare: number): void {
    if (this.#leases.queue.length > 0) this.#leases.serve(connection);
    this.serveParked();
    const share = Math.ceil(this.#waiting.length / (1 + connecting));
    const depth = connection.depth + Math.max(share, minShare);
    while (this.#waiting.length > 0 && connection.depth < depth && connection.accepts) this.#serveFirst(connection);
    this.#open.recount(connection);
  }

  /** Any connection may have room: deals out those that wait as if they came now. */
  serveAll(): void {
    for (const connection of [...this.#open.all]) if (this.#leases.queue.length > 0) this.#leases.serve(connection);
    this.serveParked();
    while (this.#waiting.length > 0) {
      const connection = this.#open.pick();
      if (connection === undefined) return;
      this.#serveFirst(connection);
      this.#open.recount(connection);
    }
  }

  /** Sends those of the parked whose lane has room again, in their order. */
  serveParked(): void {
    if (this.#parked.length === 0) return;
    const stay = new Set<number>();
    const sent = new Set<number>();
    let looks = MAX_PARKED_LOOKS;
    for (let request = this.#parked.first; request !== null && looks > 0; ) {
      const following: Request | null = request.queueNext;
      const { lane } = request;
      const next = stay.has(lane) ? BUSY : this.#placement.nextOfParked(request, sent.has(lane));
      if (next === BUSY || next === undefined) {
        stay.add(lane);
        looks--;
      } else {
        this.#parked.remove(request);
        this.#placement.unpark(lane);
        if (sent.has(lane)) this.#placement.heat(lane);
        sent.add(lane);
        this.#send(next, request);
      }
      request = following;
    }
  }

  /** None of them will be sent. */
  fail(error: NetError): void {
    const queued: Request[] = [];
    for (const queue of [this.#waiting, this.#parked, this.#leases.queue]) {
      for (let request = queue.shift(); request !== null; request = queue.shift()) {
        if (queue === this.#parked) this.#placement.unpark(request.lane);
        queued.push(request);
      }
    }
    for (const request of queued) request.onFailure(error, false);
  }

  #enqueue(queue: WaitQueue, request: Request): void {
    if (this.count >= this.#max) {
      throw new NetError('queue-full', `${this.count} commands wait for a connection already`);
    }
    request.freeze();
    queue.push(request);
  }

  /** Sends the first that waits on this connection, or where its lane wants it. */
  #serveFirst(connection: Connection): void {
    const request = this.#waiting.shift() as Request;
    const next = this.#placement.next(request, connection);
    if (next === BUSY) {
      this.#parked.push(request);
      this.#placement.park(request.lane);
    } else {
      this.#send(next as Connection, request);
    }
  }

  #send(connection: Connection, request: Request): void {
    try {
      this.#placement.send(connection, request, false, false, this.#deadlines.now());
    } catch (error) {
      request.onFailure(new NetError('encode', (error as Error).message, error), false);
    }
  }
}
