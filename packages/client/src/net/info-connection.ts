// A connection for info requests only, one at a time, as tending uses it: apart from the pools, so that a tend never
// waits behind commands. Texts in, texts out; what they mean is not known here.

import type { DeadlineEntry } from '../time/deadlines.ts';
import { PROTO_TYPE, PROTO_VERSION } from '../wire/codes/message.ts';
import { RESULT } from '../wire/codes/results.ts';
import { encodeInfoRequest, parseInfoReply } from '../wire/info-text.ts';
import { FrameSplitter } from '../wire/proto.ts';
import type { Dialer } from './dialer.ts';
import type { DialledSocket, SocketOwner } from './dialled-socket.ts';
import { NetError } from './net-error.ts';
import type { ConnectionAddress } from './transport.ts';

/** Replies larger than this are refused: the largest known one is a partition map of many namespaces. */
const MAX_INFO_BODY_BYTES = 16 * 1024 * 1024;

/** In place of any answer, from a server that does not know who speaks. */
const NOT_AUTHENTICATED = `ERROR:${RESULT.SECURITY_NOT_AUTHENTICATED}`;

/** What is waited for: the socket to open, or a reply. */
interface Exchange {
  resolve(value: unknown): void;
  reject(error: NetError): void;
}

export class InfoConnection implements SocketOwner, DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  readonly #dialer: Dialer;
  readonly #socket: DialledSocket;
  readonly #splitter: FrameSplitter;
  #exchange: Exchange | undefined;
  #timeoutMs = 0;
  #closed = false;
  #hasHeard = false;

  /**
   * Opens a connection.
   *
   * @throws NetError of kind `connect` when that fails or takes longer than `timeoutMs`.
   */
  static connect(dialer: Dialer, address: ConnectionAddress, timeoutMs: number): Promise<InfoConnection> {
    return new Promise((resolve, reject) => {
      const connection: InfoConnection = new InfoConnection(dialer, address, timeoutMs, {
        resolve: () => resolve(connection),
        reject,
      });
    });
  }

  private constructor(dialer: Dialer, address: ConnectionAddress, timeoutMs: number, opening: Exchange) {
    this.#dialer = dialer;
    this.#exchange = opening;
    this.#splitter = new FrameSplitter(
      (_type, buffer, start, end) => this.#onReply(buffer.toString('utf8', start, end)),
      {
        maxBodyBytes: MAX_INFO_BODY_BYTES,
        accepts: (version, type) => version === PROTO_VERSION && type === PROTO_TYPE.INFO,
      },
    );
    this.#socket = dialer.dial(address, timeoutMs, this);
  }

  /** IP address of the peer. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Keeps the process alive, or no longer. */
  setRef(ref: boolean): void {
    this.#socket.setRef(ref);
  }

  /**
   * Sends commands and resolves with their values by command text. One request at a time. A failure of any kind closes
   * the connection: what arrives later could not be told apart.
   *
   * @throws NetError
   */
  request(commands: readonly string[], timeoutMs: number): Promise<Map<string, string>> {
    if (this.#closed) return Promise.reject(new NetError('closed', 'Connection is closed'));
    if (this.#exchange !== undefined) {
      return Promise.reject(new NetError('protocol', 'An info request is under way on this connection'));
    }
    return new Promise((resolve, reject) => {
      this.#exchange = { resolve: resolve as (value: unknown) => void, reject };
      this.#timeoutMs = timeoutMs;
      this.#dialer.deadlines.add(this, this.#dialer.deadlines.now() + timeoutMs);
      this.#socket.write(encodeInfoRequest(commands));
    });
  }

  close(): void {
    this.onGone(new NetError('shutdown', 'Connection was closed'));
  }

  onOpen(): void {
    this.#take()?.resolve(undefined);
  }

  onBytes(bytes: number, buffer: Buffer): void {
    this.#hasHeard = true;
    try {
      this.#splitter.push(buffer, 0, bytes);
    } catch (error) {
      this.onGone(new NetError('protocol', (error as Error).message, error));
    }
  }

  onDrain(): void {}

  onDeadline(): void {
    this.onGone(new NetError('timeout', `No info reply within ${this.#timeoutMs} ms`));
  }

  onGone(error: NetError): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.destroy();
    }
    this.#take()?.reject(this.#hasHeard ? error : withDoubt(error, this.#socket.isEncrypted));
  }

  #onReply(text: string): void {
    if (this.#closed) return;
    if (text.startsWith(NOT_AUTHENTICATED)) this.#socket.distrust();
    // What it throws is told to whoever asked.
    const values = parseInfoReply(text);
    const exchange = this.#take();
    if (exchange === undefined) this.onGone(new NetError('protocol', 'The server sent an info reply to no request'));
    else exchange.resolve(values);
  }

  #take(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#dialer.deadlines.remove(this);
    return exchange;
  }
}

/** What servers do to a first request without saying why. */
function withDoubt(error: NetError, isEncrypted: boolean): NetError {
  const isExplained = isEncrypted && error.cause !== undefined;
  if (error.kind !== 'closed' || isExplained) return error;
  const doubt = isEncrypted ? 'it may want another certificate of this client' : 'it may want TLS';
  return new NetError('closed', `${error.message} without an answer; ${doubt}`, error);
}
