// The one way to a server, for commands and for info: which transport an address has, and what has to be said there before
// anything else. It knows no requests.

import type { DeadlineWheel } from '../time/deadlines.ts';
import { DialledSocket, type SocketOwner } from './dialled-socket.ts';
import type { Handshake } from './handshake.ts';
import { type ConnectionAddress, PLAIN_TCP, type Transport } from './transport.ts';

export interface DialerOptions {
  /** Absent where nothing is encrypted. */
  readonly tls?: Transport | undefined;
  /** Whether only addresses with a TLS name are dialled with TLS; otherwise all are. */
  readonly namedOnly?: boolean;
  /** Absent where servers want no login. */
  readonly handshake?: (address: ConnectionAddress, dialer: Dialer) => Handshake;
  /** How long a handshake may take, once the socket is connected; default what is left of the time to connect. */
  readonly handshakeTimeoutMs?: number;
}

export class Dialer {
  readonly deadlines: DeadlineWheel;
  readonly #named: Transport;
  readonly #unnamed: Transport;
  readonly #handshake: DialerOptions['handshake'];
  readonly #handshakeTimeoutMs: number | undefined;

  constructor(deadlines: DeadlineWheel, options: DialerOptions = {}) {
    this.deadlines = deadlines;
    this.#named = options.tls ?? PLAIN_TCP;
    this.#unnamed = options.namedOnly ? PLAIN_TCP : this.#named;
    this.#handshake = options.handshake;
    this.#handshakeTimeoutMs = options.handshakeTimeoutMs;
  }

  /**
   * Starts to open a socket. Never throws: `owner` is told when it is open, or why it will not be. `handshake`: instead of
   * the one that sockets have here.
   */
  dial(address: ConnectionAddress, timeoutMs: number, owner: SocketOwner, handshake?: Handshake): DialledSocket {
    const transport = address.tlsName === undefined ? this.#unnamed : this.#named;
    const said = { handshake: handshake ?? this.#handshake?.(address, this), timeoutMs: this.#handshakeTimeoutMs };
    return new DialledSocket(this.deadlines, transport, said, address, timeoutMs, owner);
  }
}
