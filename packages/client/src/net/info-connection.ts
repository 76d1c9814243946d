// A connection for info requests only, one at a time, as tending uses it: apart from the pools, so that a tend never
// waits behind commands. Texts in, texts out; what they mean is not known here.

import * as net from 'node:net';
import { PROTO_TYPE, PROTO_VERSION } from '../wire/codes/message.ts';
import { encodeInfoRequest, parseInfoReply } from '../wire/info-text.ts';
import { FrameSplitter } from '../wire/proto.ts';
import type { ConnectionAddress } from './connection.ts';
import { NetError } from './net-error.ts';

/** Replies larger than this are refused: the largest known one is a partition map of many namespaces. */
const MAX_INFO_BODY_BYTES = 16 * 1024 * 1024;

interface Exchange {
  resolve(values: Map<string, string>): void;
  reject(error: NetError): void;
  timer: NodeJS.Timeout;
}

export class InfoConnection {
  readonly #socket: net.Socket;
  #exchange: Exchange | undefined;
  #closed = false;

  /**
   * Opens a connection.
   *
   * @throws NetError of kind `connect` when that fails or takes longer than `timeoutMs`.
   */
  static connect(address: ConnectionAddress, timeoutMs: number): Promise<InfoConnection> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: address.host, port: address.port, noDelay: true });
      const fail = (message: string, cause?: unknown): void => {
        clearTimeout(timer);
        socket.removeAllListeners();
        socket.on('error', () => {});
        socket.destroy();
        reject(new NetError('connect', message, cause));
      };
      const timer = setTimeout(() => fail(`No connection within ${timeoutMs} ms`), timeoutMs);
      socket.once('error', (error) => fail(error.message, error));
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeAllListeners();
        resolve(new InfoConnection(socket));
      });
    });
  }

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    const splitter = new FrameSplitter(
      (_type, buffer, start, end) => this.#onReply(buffer.toString('utf8', start, end)),
      {
        maxBodyBytes: MAX_INFO_BODY_BYTES,
        accepts: (version, type) => version === PROTO_VERSION && type === PROTO_TYPE.INFO,
      },
    );
    socket.on('data', (chunk: Buffer) => {
      try {
        splitter.push(chunk);
      } catch (error) {
        this.#fail(new NetError('protocol', (error as Error).message, error));
      }
    });
    socket.on('error', (error) => this.#fail(new NetError('closed', error.message, error)));
    socket.on('close', () => this.#fail(new NetError('closed', 'Connection closed by the server')));
  }

  /** IP address of the peer. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Keeps the process alive, or no longer. */
  setRef(ref: boolean): void {
    if (ref) this.#socket.ref();
    else this.#socket.unref();
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
      const timer = setTimeout(() => {
        // The reply may be here already when the event loop was blocked: look before giving up.
        setImmediate(() => {
          if (this.#exchange === exchange) this.#fail(new NetError('timeout', `No info reply within ${timeoutMs} ms`));
        });
      }, timeoutMs);
      const exchange: Exchange = { resolve, reject, timer };
      this.#exchange = exchange;
      this.#socket.write(encodeInfoRequest(commands));
    });
  }

  close(): void {
    this.#fail(new NetError('shutdown', 'Connection was closed'));
  }

  #onReply(text: string): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      this.#fail(new NetError('protocol', 'The server sent an info reply to no request'));
      return;
    }
    this.#exchange = undefined;
    clearTimeout(exchange.timer);
    exchange.resolve(parseInfoReply(text));
  }

  #fail(error: NetError): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.destroy();
    }
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    clearTimeout(exchange.timer);
    exchange.reject(error);
  }
}
