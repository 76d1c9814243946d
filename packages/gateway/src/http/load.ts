// What all connections of a worker hold together, and what gives way when it is too much. Connections tell it what they
// take and give back; it closes those whose clients do not read.
import type { Limits } from './limits.ts';

/** A connection as its worker sees it. */
export interface Loaded {
  /** A number that changes when some of what is unsent was taken by the client. */
  readonly unsentMark: number;
  close(): void;
}

interface Stall {
  mark: number;
  sinceMs: number;
}

export class Load {
  readonly #limits: Limits;
  /** Connections with unsent answers; those that have stood still longest come first. */
  readonly #stalls = new Map<Loaded, Stall>();
  #unsentBytes = 0;
  #bodyBytes = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Unsent answers, in bytes. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Requests that have arrived and wait for others of their connection. */
  get waiting(): number {
    return this.#waiting;
  }

  addUnsent(connection: Loaded, bytes: number): void {
    this.#unsentBytes += bytes;
    if (!this.#stalls.has(connection)) {
      this.#stalls.set(connection, { mark: connection.unsentMark, sinceMs: performance.now() });
    }
    this.#timer ??= setInterval(() => this.#look(), this.#limits.unreadCheckMs).unref();
    while (this.#unsentBytes > this.#limits.workerUnsentBytes) {
      const [stillest] = this.#stalls.keys();
      if (stillest === undefined) return;
      stillest.close();
    }
  }

  /** @param isLast - Whether the connection has nothing unsent any more. */
  removeUnsent(connection: Loaded, bytes: number, isLast: boolean): void {
    this.#unsentBytes -= bytes;
    if (!isLast) return;
    this.#stalls.delete(connection);
    if (this.#stalls.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Whether the part of a body may be kept; if so, it must be given back. */
  takeBody(bytes: number): boolean {
    if (this.#bodyBytes + bytes > this.#limits.workerBodyBytes) return false;
    this.#bodyBytes += bytes;
    return true;
  }

  giveBody(bytes: number): void {
    this.#bodyBytes -= bytes;
  }

  /** Whether there are too many now. */
  addWaiting(): boolean {
    this.#waiting += 1;
    return this.#waiting > this.#limits.workerWaiting;
  }

  removeWaiting(count: number): void {
    this.#waiting -= count;
  }

  #look(): void {
    const nowMs = performance.now();
    for (const [connection, stall] of [...this.#stalls]) {
      const mark = connection.unsentMark;
      if (mark !== stall.mark) {
        this.#stalls.delete(connection);
        this.#stalls.set(connection, { mark, sinceMs: nowMs });
      } else if (nowMs - stall.sinceMs >= this.#limits.unreadTimeoutMs) {
        connection.close();
      }
    }
  }
}
