// One client connection: frames in, replies out in the same order, one request at a time (docs/protocol/connections.md,
// "The connection model of the server"). Replies of one turn of the event loop leave in one write. When the peer does
// not read, the server stops serving it: what has arrived waits in a queue no longer than one read of the socket, and
// the socket is not read.
//
//   socket ──data──> FrameSplitter ──frame──> serve ──reply──> shared output ──write──> socket
//                                        ├──> queue (while the socket has too much unsent) ──drain──> serve
//                                        └──> job ──step──> shared output; what arrives meanwhile queues
//
// A command that cannot be answered at once is a job: the connection makes its steps, one in a turn of the event loop,
// or leaves it alone until it wakes the connection. When the connection closes, so does its job.

import type { Socket } from 'node:net';
import { FrameSplitter, PROTO_TYPE, PROTO_VERSION, WireError, type Writer } from 'tendril/wire';
import type { Clock } from '../clock.ts';
import { type Job, type JobOwner, PROGRESS, type Progress } from '../command/job.ts';
import { ANONYMOUS, type Principal } from '../command/principal.ts';
import {
  FLUSH_BYTES,
  FRAME_AT_ONCE_BYTES,
  MAX_INFO_BYTES,
  MAX_UNSENT_BYTES,
  REPLY_BUFFER_BYTES,
  SEND_TIMEOUT_MS,
} from '../limits.ts';
import type { Log } from '../log.ts';
import { type Peer, SocketPeer } from '../security/peer.ts';
import { RecordGate } from './record-gate.ts';

/** What a connection is to the handlers of its frames. */
export interface ConnectionState {
  /** Base64 user agent, once the client has told it. */
  userAgent: string | undefined;
  /** Who sends the requests. */
  principal: Principal;
  /** Who that is as far as the socket knows. */
  readonly peer: Peer;
}

/** Answers one frame by appending exactly one reply to the shared output, or by the job that it returns. */
export interface FrameService {
  serve(type: number, buffer: Buffer, bodyStart: number, bodyEnd: number, connection: ConnectionState): Job | undefined;
  /** Appends the reply to a request whose service failed unexpectedly. A WireError closes the connection instead. */
  serveFailure(type: number): void;
}

/** What a node receives but does not answer for the time being. */
export interface Hold {
  /** Whether frames of that type, and all that comes after them on their connection, have to wait. */
  holds(type: number): boolean;
}

/** So much is sent from the shared output itself, by a connection that has nothing unsent. */
const DIRECT_BYTES = 64 * 1024;

interface QueuedFrame {
  readonly type: number;
  readonly body: Buffer;
}

export interface ServiceConnectionOptions {
  readonly socket: Socket;
  /** Whether what the socket gives comes in TLS records. */
  readonly isEncrypted?: boolean;
  readonly service: FrameService;
  readonly hold: Hold;
  /** Shared by all connections: it is empty between two turns. */
  readonly out: Writer;
  readonly log: Log;
  readonly clock: Clock;
  readonly onClose: (connection: ServiceConnection) => void;
}

/** Version 0 with a security message is accepted, as the server does. */
function acceptsHeader(version: number, type: number, bodyBytes: number): boolean {
  if (type === PROTO_TYPE.INFO && bodyBytes > MAX_INFO_BYTES) return false;
  return (
    (version === PROTO_VERSION && type >= PROTO_TYPE.INFO && type <= PROTO_TYPE.XDR) ||
    (version === 0 && type === PROTO_TYPE.ADMIN)
  );
}

export class ServiceConnection implements JobOwner {
  readonly state: ConnectionState;
  readonly #socket: Socket;
  readonly #service: FrameService;
  readonly #hold: Hold;
  readonly #out: Writer;
  readonly #log: Log;
  readonly #splitter: FrameSplitter;
  readonly #clock: Clock;
  readonly #records: RecordGate | undefined;
  #lastUsedMs: number;
  #queue: QueuedFrame[] = [];
  /** The peer does not read: nothing is served until it does. */
  #isBlocked = false;
  /** Nothing more is read; the connection closes once the queue is served. */
  #isEnding = false;
  /** The peer has asked for what is refused by closing: nothing more of it is served. */
  #isRefused = false;
  /** A command that is not answered yet: what comes after it waits. */
  #job: Job | undefined;
  /** The job has nothing to do until it wakes the connection. */
  #isWaiting = false;
  /** The next step is to be made in another turn. */
  #isScheduled = false;
  #sendTimer: NodeJS.Timeout | undefined;

  constructor(options: ServiceConnectionOptions) {
    this.#socket = options.socket;
    this.state = { userAgent: undefined, principal: ANONYMOUS, peer: new SocketPeer(options.socket) };
    this.#service = options.service;
    this.#hold = options.hold;
    this.#out = options.out;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#records = options.isEncrypted === true ? new RecordGate() : undefined;
    this.#lastUsedMs = options.clock.now();
    this.#splitter = new FrameSplitter((type, buffer, start, end) => this.#onFrame(type, buffer, start, end), {
      accepts: acceptsHeader,
      atOnceBytes: FRAME_AT_ONCE_BYTES,
    });
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('drain', () => this.#onDrain());
    // Half-closing ends the connection: pending input is dropped.
    socket.on('end', () => socket.destroy());
    socket.on('error', (error) => this.#log.debug(`Connection failed: ${error.message}`));
    socket.on('close', () => {
      clearTimeout(this.#sendTimer);
      this.#queue = [];
      this.#cancelJob();
      options.onClose(this);
    });
  }

  /** When something was last asked or answered; undefined while an answer is owed. */
  get idleSinceMs(): number | undefined {
    const isBusy = this.#job !== undefined || this.#isBlocked || this.#queue.length > 0;
    return isBusy ? undefined : this.#lastUsedMs;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Goes on with what was held. */
  proceed(): void {
    if (this.#job === undefined) this.#resume();
  }

  wake(job: Job): void {
    if (job !== this.#job) return;
    this.#isWaiting = false;
    // The output may hold what another connection is being answered.
    this.#schedule();
  }

  #onData(chunk: Buffer): void {
    if (this.#isEnding) return;
    this.#lastUsedMs = this.#clock.now();
    try {
      this.#splitter.push(this.#records === undefined ? chunk : this.#oneRequest(this.#records, chunk));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      // A bad header: what was asked before is answered, what follows is lost.
      this.#log.debug(`Closing a connection: ${error.message}`);
      this.#isEnding = true;
    }
    this.#settle();
  }

  #oneRequest(records: RecordGate, record: Buffer): Buffer {
    const read = records.push(record);
    // As the real server says it.
    if (records.heldBytes > 0 && read.length > 0)
      this.#log.warn(`unexpected pending TLS data after full client read: ${records.heldBytes} byte(s)`);
    return read;
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    if (this.#isRefused) return;
    if (this.#isBlocked || this.#job !== undefined || this.#queue.length > 0 || this.#hold.holds(type))
      this.#queue.push({ type, body: Buffer.from(buffer.subarray(start, end)) });
    else this.#serve(type, buffer, start, end);
  }

  #serve(type: number, buffer: Buffer, start: number, end: number): void {
    const before = this.#out.pos;
    try {
      this.#job = this.#service.serve(type, buffer, start, end, this.state);
      if (this.#job !== undefined) this.#step(this.#job);
    } catch (error) {
      this.#out.pos = before;
      if (error instanceof WireError) this.#refuse(error);
      else {
        this.#log.unexpected(`A request of type ${type}`, error);
        this.#service.serveFailure(type);
      }
    }
    if (this.#out.pos >= FLUSH_BYTES) this.#flush();
  }

  /** What was asked before is answered, then the connection closes. */
  #refuse(error: WireError): void {
    this.#log.debug(`Closing a connection: ${error.message}`);
    this.#isRefused = true;
    this.#isEnding = true;
  }

  /** Some more of a job. One that throws is answered as failed: what follows on the connection is served all the same. */
  #step(job: Job): void {
    const before = this.#out.pos;
    // A job may wake its owner before it says that it waits.
    this.#isWaiting = true;
    let progress: Progress;
    try {
      progress = job.step(this);
    } catch (error) {
      this.#log.unexpected('A long command', error);
      this.#out.pos = before;
      job.fail();
      progress = PROGRESS.DONE;
    }
    if (progress === PROGRESS.DONE) {
      this.#job = undefined;
      this.#lastUsedMs = this.#clock.now();
    }
    if (progress !== PROGRESS.WAITING) this.#isWaiting = false;
    if (this.#out.pos >= FLUSH_BYTES) this.#flush();
  }

  #cancelJob(): void {
    const job = this.#job;
    if (job === undefined) return;
    this.#job = undefined;
    try {
      job.cancel();
    } catch (error) {
      this.#log.unexpected('Giving up a command', error);
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#resume();
    });
  }

  /** Hands collected replies to the socket. Sets the block when too much stays unsent. */
  #flush(): void {
    const out = this.#out;
    if (out.pos === 0) return;
    if (!this.#socket.destroyed) this.#write(out);
    out.reset();
    if (out.buffer.length > 2 * REPLY_BUFFER_BYTES) out.buffer = Buffer.allocUnsafeSlow(REPLY_BUFFER_BYTES);
    if (this.#socket.writableLength > MAX_UNSENT_BYTES && !this.#isBlocked) {
      this.#isBlocked = true;
      this.#socket.pause();
      this.#sendTimer = setTimeout(() => this.destroy(), SEND_TIMEOUT_MS).unref();
    }
  }

  /** Small replies leave as copies; to copy large ones would take fresh memory, and longer than all else about them. */
  #write(out: Writer): void {
    const socket = this.#socket;
    if (out.pos < DIRECT_BYTES || socket.writableLength > 0) {
      socket.write(out.take());
      return;
    }
    socket.write(out.buffer.subarray(0, out.pos));
    // What the system has not taken at once is still to be read from there.
    if (socket.writableLength > 0) out.buffer = Buffer.allocUnsafeSlow(REPLY_BUFFER_BYTES);
  }

  #onDrain(): void {
    if (!this.#isBlocked) return;
    clearTimeout(this.#sendTimer);
    this.#isBlocked = false;
    this.#lastUsedMs = this.#clock.now();
    this.#resume();
  }

  /** Goes on with the job, then with what waits behind it, as far as the peer has room. */
  #resume(): void {
    if (this.#isBlocked || this.#socket.destroyed) return;
    if (this.#job !== undefined && !this.#isWaiting) this.#step(this.#job);
    let served = 0;
    const queue = this.#queue;
    while (served < queue.length && !this.#isBlocked && !this.#isRefused && this.#job === undefined) {
      const { type, body } = queue[served] as QueuedFrame;
      if (this.#hold.holds(type)) break;
      served++;
      this.#serve(type, body, 0, body.length);
    }
    this.#queue = this.#isRefused ? [] : queue.slice(served);
    this.#settle();
  }

  /** The end of a turn: everything served is on its way, and the socket is read again or closed. */
  #settle(): void {
    this.#flush();
    if (this.#isBlocked) return;
    if (this.#job === undefined && this.#queue.length > 0) {
      // Held: nothing is read until the node goes on.
      this.#socket.pause();
      return;
    }
    if (this.#job !== undefined && !this.#isWaiting) {
      // Reading on would only fill the queue. Other connections get their turn before the next step.
      this.#socket.pause();
      this.#schedule();
      return;
    }
    // While a job waits the socket is read as long as nothing queues: else the peer's end would go unnoticed.
    if (this.#job !== undefined && this.#queue.length > 0) this.#socket.pause();
    else if (this.#job === undefined && this.#isEnding) this.#socket.destroySoon();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }
}
