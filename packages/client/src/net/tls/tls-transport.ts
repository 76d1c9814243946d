// Sockets with TLS, by Node.js. Who is at the other end is checked by the TLS name of its address. A session with a node
// is taken up again by its next connections, which spares both sides most of the handshake.

import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { systemClock } from '../../time/system-clock.ts';
import type { ConnectionAddress, Transport, TransportOptions } from '../transport.ts';
import { identityError } from './peer-identity.ts';
import { tlsFailure } from './tls-failure.ts';
import { TlsMaterial, type TlsState } from './tls-material.ts';
import type { TlsSettings } from './tls-settings.ts';

/** Nodes whose last session is kept. */
const MAX_SESSIONS = 1024;

export interface TlsListener {
  /** Files have changed and cannot be used. */
  onWarning(message: string): void;
  /** What was agreed with a server, for settings that ask for it. */
  onSession(message: string): void;
}

export class TlsTransport implements Transport {
  readonly readyEvent = 'secureConnect';
  readonly copiesAtOnce = true;
  readonly #settings: TlsSettings;
  readonly #material: TlsMaterial;
  readonly #listener: TlsListener;
  /** By address and name, the one used longest ago first; good for one state only. */
  readonly #sessions = new Map<string, Buffer>();
  #state: TlsState;

  /** @throws TlsSettingsError */
  constructor(settings: TlsSettings, listener: TlsListener, now: () => number = systemClock.now) {
    this.#settings = settings;
    this.#listener = listener;
    this.#material = new TlsMaterial(settings, now, (message) => listener.onWarning(message));
    this.#state = this.#material.current();
  }

  connect({ host, port, tlsName = host }: ConnectionAddress, { onread }: TransportOptions): Socket {
    const state = this.#current();
    const node = JSON.stringify([host, port, tlsName]);
    const session = this.#sessions.get(node);
    const socket = connect({
      host,
      port,
      secureContext: state.context,
      rejectUnauthorized: true,
      // Some servers choose their certificate by it; an IP address has no place there.
      servername: isIP(tlsName) === 0 ? tlsName : '',
      checkServerIdentity: (_, certificate) => identityError(tlsName, certificate, state.denyList),
      ...(session !== undefined && { session }),
      onread,
    } as ConnectionOptions);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    writesOneByOne(socket);
    socket.on('session', (fresh: Buffer) => this.#keep(state, node, fresh));
    // A session that was no help, or worse, is not offered again.
    if (session !== undefined) socket.once('error', () => this.#sessions.delete(node));
    if (this.#settings.logsSessions)
      socket.once('secureConnect', () => this.#report(socket, `${host}:${port}`, tlsName));
    return socket;
  }

  failure(error: Error, isReady: boolean): string {
    return tlsFailure(error, isReady);
  }

  /** What has been agreed on under earlier certificates, lists of revoked ones and so on does not hold under new ones. */
  #current(): TlsState {
    const state = this.#material.current();
    if (state !== this.#state) this.#sessions.clear();
    this.#state = state;
    return state;
  }

  #keep(state: TlsState, node: string, session: Buffer): void {
    if (state !== this.#state) return;
    this.#sessions.delete(node);
    this.#sessions.set(node, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }

  #report(socket: TLSSocket, address: string, tlsName: string): void {
    const resumed = socket.isSessionReused() ? ', resumed' : '';
    const { standardName } = socket.getCipher();
    this.#listener.onSession(`TLS with ${address} (${tlsName}): ${socket.getProtocol()} ${standardName}${resumed}`);
  }
}

/**
 * Keeps Node.js from putting what waits to be written into one TLS record: a server takes one request out of a record,
 * and would not see the next one until more arrives.
 */
function writesOneByOne(socket: Socket): void {
  Object.assign(socket, { _writev: null });
}
