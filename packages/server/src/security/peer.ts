// Who is at the other end of a socket, as far as the socket knows.

import { isIPv6, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

export interface Peer {
  /** IP address; empty when the socket is gone. */
  readonly address: string;
  /** Address and port, for the audit trail. */
  readonly text: string;
  /** The common name of a certificate that was asked for and verified; undefined without one. */
  readonly certificateName: string | undefined;
}

export class SocketPeer implements Peer {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get address(): string {
    return this.#socket.remoteAddress ?? '';
  }

  get text(): string {
    const { address } = this;
    return `${isIPv6(address) ? `[${address}]` : address}:${this.#socket.remotePort ?? 0}`;
  }

  get certificateName(): string | undefined {
    const { authorized, getPeerCertificate } = this.#socket as Partial<TLSSocket>;
    if (authorized !== true || getPeerCertificate === undefined) return undefined;
    const name: unknown = (this.#socket as TLSSocket).getPeerCertificate()?.subject?.CN;
    return typeof name === 'string' ? name : undefined;
  }
}
