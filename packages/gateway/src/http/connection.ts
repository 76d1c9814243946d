// The requests of one connection, in their order. Node.js hands over everything that arrives, at once; begun at once,
// a read overtakes the write before it, and a client that asks much and reads nothing fills the memory. So (RFC 9112
// §9.3.2) safe requests run beside each other, any other one waits for all before it and is waited for by all behind it;
// nothing more is begun than the client takes, and while much waits the socket is not read.
// Answers leave in order by themselves: Node.js queues the responses. What follows the last request and is none gets
// its answer here, after all others.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import type { Load, Loaded } from './load.ts';
import { CLOSING, Problem } from './problem.ts';
import { endWithProblem } from './unreadable.ts';

/** RFC 9110 §9.2.1. */
const SAFE: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** What an answer is expected to take before one was seen. */
const ANSWER_BYTES = 32 * 1024;

const NO_HEADERS: readonly string[] = [];

/** A request and its answer. */
export class Exchange {
  readonly connection: Connection;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly isSafe: boolean;
  /** Why the request is not to be begun. */
  problem: Problem | undefined;
  /** Headers of the answer, whatever it is; names and values in turn. */
  headers: readonly string[] = NO_HEADERS;
  isAnswered = false;
  /** Runs work in the asynchronous context in which the request arrived; undefined where nobody traces. */
  inContext: ((work: () => void) => void) | undefined;

  constructor(connection: Connection, request: IncomingMessage, response: ServerResponse, problem?: Problem) {
    this.connection = connection;
    this.request = request;
    this.response = response;
    this.isSafe = SAFE.has(request.method);
    this.problem = problem;
  }
}

export class Connection implements Loaded {
  readonly load: Load;
  readonly #socket: Socket;
  readonly #limits: Limits;
  /** Begins a request; must not throw, and ends in {@link Connection.sent}. */
  readonly #begin: (exchange: Exchange) => void;
  readonly #waiting: Exchange[] = [];
  /** Requests that have arrived and are not begun: those that wait, and those whose round has not ended. */
  #ahead = 0;
  /** The newest request. */
  #last: Exchange | undefined;
  #reads = 0;
  #isWriting = false;
  #unsentBytes = 0;
  #unsent = 0;
  #sent = 0;
  #answerBytes = ANSWER_BYTES;
  #isPaused = false;
  /** What followed the newest request was no request. */
  #hasFailed = false;
  /** What was not begun is given up. */
  #isShed = false;

  constructor(socket: Socket, load: Load, limits: Limits, begin: (exchange: Exchange) => void) {
    this.#socket = socket;
    this.load = load;
    this.#limits = limits;
    this.#begin = begin;
    socket.once('close', () => this.#forget());
    // Node.js resumes for reasons of its own, such as the end of a message.
    socket.on('resume', () => {
      if (this.#isPaused) socket.pause();
    });
  }

  /** Takes notice of a request that has just arrived; {@link Connection.admit} follows. */
  expect(request: IncomingMessage, response: ServerResponse, problem?: Problem): Exchange {
    const exchange = new Exchange(this, request, response, problem);
    this.#last = exchange;
    this.#ahead += 1;
    // At once: a single turn of the event loop may read two megabytes of a socket.
    if (this.#ahead === this.#limits.connectionWaiting) {
      this.#isPaused = true;
      this.#socket.pause();
    }
    return exchange;
  }

  /** Begins the request as soon as those before it allow. */
  admit(exchange: Exchange): void {
    if (this.#socket.destroyed || this.#isShed) return;
    if (this.#waiting.length === 0 && this.#mayBegin(exchange)) {
      this.#start(exchange);
      return;
    }
    this.#waiting.push(exchange);
    if (this.load.addWaiting()) this.#shed();
  }

  /** The answer was handed to Node.js, as `bytes` bytes or so. */
  sent(exchange: Exchange, bytes: number): void {
    const { response } = exchange;
    exchange.isAnswered = true;
    if (exchange.isSafe) {
      this.#reads -= 1;
      this.#answerBytes = bytes;
    } else {
      this.#isWriting = false;
    }
    // Nearly always the system has taken it by now.
    if (response.socket === null || this.#socket.writableLength > 0) this.#addUnsent(response, bytes);
    if (this.#waiting.length > 0) this.#beginWaiting();
  }

  /** What arrived after the last request, or in the midst of it, is not HTTP or came too late: the connection ends. */
  fail(problem: Problem): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const last = this.#last;
    if (last === undefined) {
      endWithProblem(this.#socket, problem);
    } else if (last.request.complete) {
      afterAnswer(last, () => endWithProblem(this.#socket, problem));
    } else if (last.isAnswered) {
      afterAnswer(last, () => this.#socket.destroySoon());
    } else {
      last.problem = problem;
      last.response.shouldKeepAlive = false;
      last.request.emit('cut', problem);
    }
  }

  get unsentMark(): number {
    // Public interfaces show whole writes only, and one write may be megabytes, which a slow client takes bit by bit.
    const { _handle: handle } = this.#socket as unknown as { _handle?: { writeQueueSize?: number } | null };
    return this.#sent * 2 ** 32 + (handle?.writeQueueSize ?? this.#socket.writableLength);
  }

  close(): void {
    this.#socket.destroy();
    this.#forget();
  }

  #mayBegin({ isSafe }: Exchange): boolean {
    // Its end is told a turn later, and until then nothing seems to be unsent.
    if (this.#socket.destroyed) return false;
    if (this.#isWriting || (!isSafe && this.#reads > 0)) return false;
    if (this.#reads === 0 && this.#unsent === 0) return true;
    const expected = isSafe ? (this.#reads + 1) * this.#answerBytes : 0;
    return this.#unsentBytes + expected <= this.#limits.connectionBytes;
  }

  #start(exchange: Exchange): void {
    if (exchange.isSafe) this.#reads += 1;
    else this.#isWriting = true;
    this.#ahead -= 1;
    if (this.#isPaused && !this.#isShed && this.#ahead <= this.#limits.connectionWaiting / 4) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    this.#begin(exchange);
  }

  #beginWaiting(): void {
    let begun = 0;
    for (; begun < this.#waiting.length; begun += 1) {
      const exchange = this.#waiting[begun] as Exchange;
      if (!this.#mayBegin(exchange)) break;
      this.#start(exchange);
    }
    if (begun === 0) return;
    this.#waiting.splice(0, begun);
    this.load.removeWaiting(begun);
  }

  #addUnsent(response: ServerResponse, bytes: number): void {
    this.#unsent += 1;
    this.#unsentBytes += bytes;
    response.once('finish', () => {
      if (this.#unsent === 0) return;
      this.#unsent -= 1;
      this.#sent += 1;
      this.#unsentBytes -= bytes;
      this.load.removeUnsent(this, bytes, this.#unsent === 0);
      if (this.#waiting.length > 0) this.#beginWaiting();
    });
    // Last, because it may close this very connection.
    this.load.addUnsent(this, bytes);
  }

  /** Gives up what has not been begun: its first request is told so, and the connection ends with that. */
  #shed(): void {
    const [first] = this.#waiting;
    this.load.removeWaiting(this.#waiting.length);
    this.#waiting.length = 0;
    this.#isShed = true;
    if (first === undefined || this.#unsent > 0) {
      this.close();
      return;
    }
    this.#isPaused = true;
    this.#socket.pause();
    first.problem = new Problem('gateway-overloaded', 'Too many requests wait on all connections together', {
      headers: { ...CLOSING, 'Retry-After': '1' },
    });
    this.#waiting.push(first);
    this.load.addWaiting();
    this.#beginWaiting();
  }

  #forget(): void {
    this.load.removeWaiting(this.#waiting.length);
    this.#waiting.length = 0;
    this.#last = undefined;
    if (this.#unsent > 0) this.load.removeUnsent(this, this.#unsentBytes, true);
    this.#unsent = 0;
    this.#unsentBytes = 0;
  }
}

function afterAnswer({ response }: Exchange, callback: () => void): void {
  if (response.writableFinished) callback();
  else response.once('finish', callback);
}
