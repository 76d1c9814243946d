// One socket to a node as a pipeline: requests are written in turn, replies come back in the same order. It coalesces
// what is sent during one event-loop turn into one write, parses replies in place, and leaves a tombstone where a
// request gave up. It knows no partitions, no policies and no retries.
//
//   connecting ──connect──► open ──silent──► suspect ──data──► open
//        └──────────────────┴──────────────────┴── error, end, destroy ──► closed
//
// A suspect connection takes no new requests. It became so because a request timed out on it and nothing has arrived
// since that request was sent. Any connection that owes the reply to a request that gave up is destroyed when it stays
// silent for too long.

import { AsyncResource } from 'node:async_hooks';
import * as net from 'node:net';
import type { DeadlineEntry, DeadlineWheel } from '../time/deadlines.ts';
import { afterReads, nextTick } from '../time/system-clock.ts';
import { FrameSplitter } from '../wire/proto.ts';
import { Writer } from '../wire/writer.ts';
import { Fifo } from './fifo.ts';
import { NetError } from './net-error.ts';
import type { Request, RequestCarrier } from './request.ts';
import { giveWriteBuffer, takeWriteBuffer } from './write-buffers.ts';

export interface ConnectionAddress {
  readonly host: string;
  readonly port: number;
}

export interface ConnectionOwner {
  readonly deadlines: DeadlineWheel;
  onConnected(connection: Connection): void;
  /** Replies have arrived, or the socket has drained: there may be room for more. */
  onRoom(connection: Connection): void;
  /** It is gone, and all its requests have been told. `opened`: whether it ever was open. */
  onClosed(connection: Connection, error: NetError, opened: boolean): void;
}

/** Requests on one connection, tombstones included, at most. */
export const MAX_PIPELINE_DEPTH = 256;
/** Bytes that wait for the peer to read; beyond this a connection takes no more requests. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

const READ_BUFFER_BYTES = 128 * 1024;
const WRITE_BUFFER_BYTES = 16 * 1024;
/** A write buffer that grew beyond this is shared with the other connections. */
const KEEP_WRITE_BUFFER_BYTES = 256 * 1024;

/** Least patience with a connection that has been heard of since, but owes the reply to a request that gave up. */
const MIN_SILENCE_MS = 1000;

type State = 'connecting' | 'open' | 'suspect' | 'closed';

/** Read into by every socket: on POSIX the bytes are handed over and parsed before the next read starts. */
const sharedReadBuffer = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

/** Made here and not in the call that opened it, a socket does not keep that caller's AsyncLocalStorage for its life. */
const nobodysContext = new AsyncResource('tendril.connection');

/**
 * Up to this depth a connection is flushed as soon as the code that runs now is done, so that few commands lose no
 * time. A deeper one, which awaits replies anyway, is flushed after all sockets that are readable now were read: the
 * requests of an HTTP server arrive by one callback each, and would cost a system call each. With 64 of them in flight
 * this took 20 % off the CPU of a request; at depth 1 it would add 5 %.
 */
const GATHER_DEPTH = 4;

/** Connections with unsent bytes, flushed together at the moment that `schedule` chooses. */
class FlushList {
  readonly #schedule: (callback: () => void) => void;
  #connections: Connection[] = [];
  #scheduled = false;
  readonly #run = (): void => {
    this.#scheduled = false;
    const connections = this.#connections;
    this.#connections = [];
    for (const connection of connections) connection.flush();
  };

  constructor(schedule: (callback: () => void) => void) {
    this.#schedule = schedule;
  }

  add(connection: Connection): void {
    this.#connections.push(connection);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#run);
  }
}

const flushNow = new FlushList(nextTick);
const flushAfterReads = new FlushList(afterReads);

export class Connection implements DeadlineEntry, RequestCarrier {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  readonly address: ConnectionAddress;
  readonly #owner: ConnectionOwner;
  readonly #socket: net.Socket;
  readonly #fifo = new Fifo();
  readonly #splitter: FrameSplitter;
  readonly #writer = new Writer(WRITE_BUFFER_BYTES, takeWriteBuffer);
  /** Buffers that the socket has not finished sending; free once it has drained. */
  #leaving: Buffer[] = [];
  #state: State = 'connecting';
  #dirty = false;
  #blocked = false;
  /** Why it takes no more requests and ends with the reply to the last one. */
  #retiring: NetError | undefined;
  /** Reads so far: whether anything has arrived since a request was sent is a matter of this, not of a clock. */
  #reads = 0;
  /** Requests that gave up and whose replies are still to come. While there are any, silence has a limit. */
  #tombstones = 0;
  #silenceMs = 0;
  /** Requests in the buffer that no flush has handed to the socket yet: the youngest of the FIFO. */
  #unflushed = 0;
  /** When it was last read from, or since when it has been open: for reaping idle connections. */
  lastUsedAtMs: number;
  /** The depth that the owner has counted; its own business. */
  countedDepth = 0;

  constructor(address: ConnectionAddress, connectTimeoutMs: number, owner: ConnectionOwner) {
    this.address = address;
    this.#owner = owner;
    this.lastUsedAtMs = owner.deadlines.now();
    this.#splitter = new FrameSplitter((type, buffer, start, end, owned) =>
      this.#onFrame(type, buffer, start, end, owned),
    );
    this.#socket = nobodysContext.runInAsyncScope(() =>
      net.connect({
        host: address.host,
        port: address.port,
        noDelay: true,
        keepAlive: true,
        onread: {
          buffer: sharedReadBuffer ?? Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
          callback: (bytes, buffer) => this.#onRead(bytes, buffer as Buffer),
        },
      }),
    );
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on('error', (error) => this.#onSocketError(error));
    this.#socket.on('end', () => this.destroy(new NetError('closed', 'Connection closed by the server')));
    this.#socket.on('close', () => this.destroy(new NetError('closed', 'Connection closed')));
    this.#socket.on('drain', () => this.#onDrain());
    owner.deadlines.add(this, this.lastUsedAtMs + connectTimeoutMs);
  }

  get depth(): number {
    return this.#fifo.length;
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether it has been silent since a request timed out on it. */
  get suspect(): boolean {
    return this.#state === 'suspect';
  }

  /** Whether it takes requests, if not now then once there is room. */
  get serves(): boolean {
    return this.#state === 'open' && this.#retiring === undefined;
  }

  /** Whether it takes another request. */
  get accepts(): boolean {
    return this.serves && !this.#blocked && this.#fifo.length < MAX_PIPELINE_DEPTH;
  }

  /** Lets the process end while only this connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  /**
   * Writes a request behind those already here. Throws what the request's encoder throws, with nothing sent; it must
   * be asked `accepts` first.
   */
  send(request: Request): void {
    const w = this.#writer;
    const start = w.pos;
    try {
      request.encode(w);
    } catch (error) {
      w.pos = start;
      throw error;
    }
    this.#fifo.push(request);
    request.connection = this;
    request.sentAtRead = this.#reads;
    request.onSent();
    this.#unflushed++;
    if (!this.#dirty) {
      this.#dirty = true;
      (this.#fifo.length > GATHER_DEPTH ? flushAfterReads : flushNow).add(this);
    } else if (w.pos >= MAX_UNSENT_BYTES) {
      this.flush();
    }
  }

  /**
   * Gives up on a request: its reply will be dropped, and the connection is destroyed when it stays silent for
   * `silenceMs` while it owes such a reply. When the request timed out and nothing has arrived since it was sent, it
   * also takes no new requests until something does; one that was merely cancelled says nothing about the connection.
   */
  abandon(request: Request, silenceMs: number, timedOut: boolean): void {
    if (!this.#fifo.bury(request)) return;
    request.connection = null;
    this.#tombstones++;
    if (this.#state !== 'open') return;
    const heard = !timedOut || this.#reads !== request.sentAtRead;
    if (!heard && silenceMs === 0) {
      this.destroy(new NetError('closed', 'Connection was silent'));
      return;
    }
    if (!heard) this.#state = 'suspect';
    this.#silenceMs = Math.max(silenceMs, MIN_SILENCE_MS);
    const deadlineMs = this.#owner.deadlines.now() + (heard ? this.#silenceMs : silenceMs);
    if (this.deadlineSlot === -1 || deadlineMs < this.deadlineMs) this.#owner.deadlines.add(this, deadlineMs);
  }

  onDeadline(): void {
    if (this.#state === 'connecting') this.destroy(new NetError('connect', 'Connecting timed out'));
    else this.destroy(new NetError('closed', 'Connection was silent'));
  }

  /** Hands what was written since the last flush to the socket. */
  flush(): void {
    this.#dirty = false;
    const w = this.#writer;
    if (this.#state === 'closed' || w.pos === 0) return;
    const willDrain = !this.#socket.write(w.buffer.subarray(0, w.pos));
    w.pos = 0;
    this.#unflushed = 0;
    const unsent = this.#socket.writableLength;
    // With nothing left unsent the kernel has taken a copy, and the buffer can be written again at once.
    if (unsent > 0) {
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
    this.#owner.deadlines.remove(this);
    this.#socket.destroy();
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

  #onConnect(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#owner.deadlines.remove(this);
    this.#owner.onConnected(this);
  }

  #onSocketError(error: Error): void {
    const kind = this.#state === 'connecting' ? 'connect' : 'closed';
    this.destroy(new NetError(kind, error.message, error));
  }

  #onDrain(): void {
    for (const buffer of this.#leaving) giveWriteBuffer(buffer);
    this.#leaving = [];
    if (!this.#blocked) return;
    this.#blocked = false;
    if (this.#state === 'open') this.#owner.onRoom(this);
  }

  #onRead(bytes: number, buffer: Buffer): boolean {
    if (this.#state === 'closed') return false;
    this.#reads++;
    this.lastUsedAtMs = this.#owner.deadlines.now();
    if (this.#state === 'suspect') this.#state = 'open';
    try {
      this.#splitter.push(buffer, 0, bytes);
    } catch (error) {
      this.destroy(new NetError('protocol', (error as Error).message, error));
      return false;
    }
    // A reply handler may have destroyed the connection.
    if (!this.#isOpen()) return false;
    if (this.#retiring !== undefined && this.#fifo.length === 0) {
      this.destroy(this.#retiring);
      return false;
    }
    if (this.#tombstones > 0) this.#owner.deadlines.add(this, this.lastUsedAtMs + this.#silenceMs);
    else this.#owner.deadlines.remove(this);
    this.#owner.onRoom(this);
    return true;
  }

  #isOpen(): boolean {
    return this.#state === 'open';
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#state === 'closed') return;
    if (this.#fifo.length <= this.#unflushed) {
      this.destroy(new NetError('protocol', 'The server sent a reply to no request'));
      return;
    }
    const request = this.#fifo.shift();
    if (request === null) {
      this.#tombstones--;
      return;
    }
    request.connection = null;
    const verdict = request.onReply(type, buffer, start, end, owned);
    if (verdict === 'unreadable') {
      this.destroy(new NetError('protocol', 'The server sent a reply that cannot be read'));
    } else if (verdict === 'retire') {
      this.#retiring = new NetError('closed', 'The server ended the session');
    }
  }
}
