// How bytes travel to an address: over plain TCP here, encrypted in tls/.

import * as net from 'node:net';

export interface ConnectionAddress {
  readonly host: string;
  readonly port: number;
  /** The name that its certificate must carry, where there is TLS; default the host. */
  readonly tlsName?: string;
  /** Where its login is made instead, on a connection of its own. */
  readonly login?: ConnectionAddress;
}

/** How bytes travel. */
export interface Transport {
  /**
   * Whether what is written is copied at once, each frame by itself. Otherwise it is read where it is, until the socket
   * counts nothing as unsent: the kernel has a copy by then.
   */
  readonly copiesAtOnce: boolean;
  /** The event after which bytes may be sent. */
  readonly readyEvent: 'connect' | 'secureConnect';
  connect(address: ConnectionAddress, options: TransportOptions): net.Socket;
  /** What an error of the socket means, for people; `isReady` after the event. */
  failure(error: Error, isReady: boolean): string;
}

export interface TransportOptions {
  readonly noDelay: true;
  readonly keepAlive: true;
  readonly onread: net.OnReadOpts;
}

export const PLAIN_TCP: Transport = Object.freeze({
  copiesAtOnce: false,
  readyEvent: 'connect',
  connect: ({ host, port }: ConnectionAddress, options: TransportOptions) => net.connect({ host, port, ...options }),
  failure: ({ message }: Error) => message,
} satisfies Transport);
