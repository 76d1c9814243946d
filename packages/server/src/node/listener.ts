// One port of a node, without or with TLS, and the sockets that came by it: all of them, so that it closes also those
// that never get as far as a request.

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls';
import { TLS_HANDSHAKE_MS } from '../limits.ts';
import type { Log } from '../log.ts';

/** Certificates that may change; another object whenever they have. */
export type TlsSource = () => TlsOptions;

export interface ListenerOptions {
  readonly host: string;
  /** Undefined for a port without TLS. */
  readonly tls: TlsSource | undefined;
  /** How long a handshake may take, in ms. Default 10 s. */
  readonly handshakeMs?: number;
  readonly log: Log;
  /** Requests may come: with TLS only after the handshake. */
  readonly onSocket: (socket: Socket) => void;
}

export class Listener {
  readonly #server: Server;
  readonly #host: string;
  readonly #log: Log;
  readonly #sockets = new Set<Socket>();

  constructor({ host, tls, handshakeMs = TLS_HANDSHAKE_MS, log, onSocket }: ListenerOptions) {
    this.#host = host;
    this.#log = log;
    if (tls === undefined) {
      this.#server = createServer({ noDelay: true }, onSocket);
    } else {
      const options = tls();
      const server = createTlsServer({ noDelay: true, handshakeTimeout: handshakeMs, ...options }, onSocket);
      this.#server = server;
      renew(server, options, tls);
      this.#server.on('tlsClientError', (error: Error, socket: Socket) => {
        log.debug(`TLS handshake with ${socket.remoteAddress ?? 'a client'} failed: ${error.message}`);
        // Node.js leaves one open that takes too long.
        socket.destroy();
      });
    }
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** One connection over the limit is accepted and closed at once. */
  set maxConnections(limit: number) {
    this.#server.maxConnections = limit;
  }

  /** Starts to listen and resolves with the port; 0 takes a free one. */
  async listen(port: number): Promise<number> {
    const server = this.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.#host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', (error) => this.#log.error(`Listener failed: ${error.message}`));
    return (server.address() as AddressInfo).port;
  }

  /** Stops listening and drops every socket. Resolves when all are closed. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** Has connections to come meet the certificates of that time: before Node.js looks at a connection, this does. */
function renew(server: TlsServer, first: TlsOptions, tls: TlsSource): void {
  let used = first;
  server.prependListener('connection', () => {
    const options = tls();
    if (options !== used) server.setSecureContext(options);
    used = options;
  });
}
