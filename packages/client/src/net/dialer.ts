// The one way to a server, for commands and for info: it makes a socket and brings it to where requests may be sent.
// A connection is open only when it is authenticated, and one deadline stands over all that takes. It knows no requests.
//
//   connecting ──► securing (TLS) ──► authenticating (login) ──► open        steps that are not configured are left out
//        └──────────────┴───────────────────┴───────────────────┴── error, end, deadline, destroy ──► closed

import { AsyncResource } from 'node:async_hooks';
import type { Channel } from 'node:diagnostics_channel';
import * as net from 'node:net';
import { CONNECTION_CLOSED, CONNECTION_FAILED, CONNECTION_OPENED, type ConnectionMessage } from '../channels.ts';
import type { DeadlineEntry, DeadlineWheel } from '../time/deadlines.ts';
import { PROTO_HEADER_BYTES } from '../wire/codes/message.ts';
import { FrameSplitter, frameBodyBytes } from '../wire/proto.ts';
import { NetError } from './net-error.ts';
import { socketInRealTime } from './socket-in-real-time.ts';

export interface ConnectionAddress {
  readonly host: string;
  readonly port: number;
  /** The name that its certificate must carry, where there is TLS; default the host. */
  readonly tlsName?: string;
  /** Where its login is made instead, on a connection of its own. */
  readonly login?: ConnectionAddress;
}

/** Whom a socket serves. Nothing is called before `dial` has returned, and nothing after `onGone` or `destroy`. */
export interface SocketOwner {
  /** Requests may be sent. */
  onOpen(): void;
  /** Takes what has arrived in `buffer[0, bytes)`, valid during the call only. */
  onBytes(bytes: number, buffer: Buffer): void;
  /** The socket has sent what it had to keep. */
  onDrain(): void;
  /** It could not be opened, or it broke, or the peer has closed it. */
  onGone(error: NetError): void;
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

/** What has to be said on a fresh socket before anything else: a login. One for each socket. */
export interface Handshake {
  /** Bytes may be sent, now or later: a socket may have to wait for what another one is told. */
  begin(peer: HandshakePeer): void;
  /** Takes a frame of the answer, valid during the call only. What it throws ends the socket. */
  onFrame(type: number, buffer: Buffer, start: number, end: number): void;
  /** The socket is gone before it was let in, and `peer` with it. */
  onGone(): void;
  /** The server says, on a socket that it had let in, that it does not know who speaks. */
  onDistrusted(): void;
}

/** The socket as its handshake sees it. */
export interface HandshakePeer {
  send(bytes: Uint8Array): void;
  /** The server has let us in: the socket is open. */
  open(): void;
  /** It will not be opened. */
  fail(error: NetError): void;
}

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

const READ_BUFFER_BYTES = 128 * 1024;
/** A login takes some hundred bytes; tokens have been seen with kilobytes. */
const MAX_HANDSHAKE_BODY_BYTES = 64 * 1024;

/** Read into by every socket: on POSIX the bytes are handed over and parsed before the next read starts. */
const sharedReadBuffer = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

/**
 * A socket made here, and not in the call that wants it, does not keep that caller's AsyncLocalStorage for its life.
 * Declared as destroyed at once, since it is no handle that could keep a process alive: tools that look for such
 * handles would list it as one that nobody closes.
 */
const nobodysContext = new AsyncResource('tendril.connection', { requireManualDestroy: true });
// Not in one expression: Bun and Deno do not return the resource.
nobodysContext.emitDestroy();

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
    const admission = {
      handshake: handshake ?? this.#handshake?.(address, this),
      handshakeMs: this.#handshakeTimeoutMs,
    };
    return new DialledSocket(this.deadlines, transport, admission, address, timeoutMs, owner);
  }
}

type State = 'connecting' | 'securing' | 'authenticating' | 'open' | 'ending' | 'closed';

/** What was waited for in vain. */
const UNTIL: { readonly [state in State]?: string } = {
  securing: 'No end of the TLS handshake',
  authenticating: 'No answer to the login',
};

interface Admission {
  readonly handshake: Handshake | undefined;
  readonly handshakeMs: number | undefined;
}

export class DialledSocket implements DeadlineEntry, HandshakePeer {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;

  /** See {@link Transport.copiesAtOnce}. */
  readonly copiesAtOnce: boolean;
  readonly #transport: Transport;
  readonly #deadlines: DeadlineWheel;
  readonly #owner: SocketOwner;
  readonly #admission: Admission;
  #timeoutMs: number;
  readonly #socket: net.Socket;
  #splitter: FrameSplitter | undefined;
  #state: State = 'connecting';
  /** When it was begun, and once it is open, since when it has been. */
  #sinceMs: number;
  readonly #address: ConnectionAddress;

  /** Made by {@link Dialer.dial} only. */
  constructor(
    deadlines: DeadlineWheel,
    transport: Transport,
    admission: Admission,
    address: ConnectionAddress,
    timeoutMs: number,
    owner: SocketOwner,
  ) {
    this.copiesAtOnce = transport.copiesAtOnce;
    this.#transport = transport;
    this.#deadlines = deadlines;
    this.#owner = owner;
    this.#admission = admission;
    this.#timeoutMs = timeoutMs;
    this.#address = address;
    this.#sinceMs = deadlines.now();
    this.#socket = this.#connect(transport, address);
    if (transport.readyEvent === 'secureConnect') this.#socket.on('connect', () => this.#onConnected());
    this.#socket.on(transport.readyEvent, () => this.#onReady());
    this.#socket.on('error', (error) => this.#onError(error));
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onClosed('Connection closed'));
    this.#socket.on('drain', () => this.#onDrain());
    deadlines.add(this, this.#sinceMs + timeoutMs);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isEncrypted(): boolean {
    return this.#transport.readyEvent === 'secureConnect';
  }

  /** IP address of the peer; empty when there is none. */
  get remoteAddress(): string {
    return this.#socket.remoteAddress ?? '';
  }

  /** Bytes written that the kernel has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** Takes whole frames. Returns whether nothing had to be kept; otherwise `onDrain` follows. */
  write(frames: Uint8Array): boolean {
    return this.copiesAtOnce ? this.#writeCopies(frames) : this.#socket.write(frames);
  }

  #writeCopies(frames: Uint8Array): boolean {
    let hasRoom = true;
    for (let at = 0; at < frames.length; ) {
      const end = at + PROTO_HEADER_BYTES + frameBodyBytes(frames, at);
      hasRoom = this.#socket.write(Buffer.from(frames.subarray(at, end)));
      at = end;
    }
    return hasRoom;
  }

  /** Stops reading, in the kernel too: what the peer sends fills its own buffers. Bytes already read still come. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Whether it keeps the process alive. */
  setRef(ref: boolean): void {
    if (ref) this.#socket.ref();
    else this.#socket.unref();
  }

  /** Closes it; the owner is told nothing any more. */
  destroy(): void {
    if (this.#state === 'closed') return;
    const wasAuthenticating = this.#state === 'authenticating';
    if (this.#state === 'open') this.#tell(CONNECTION_CLOSED, undefined);
    this.#state = 'closed';
    this.#deadlines.remove(this);
    this.#socket.destroy();
    if (wasAuthenticating) this.#admission.handshake?.onGone();
  }

  /** The server has said on it that it does not know who speaks: what it was let in with is good for nothing. */
  distrust(): void {
    this.#admission.handshake?.onDistrusted();
  }

  /** For its handshake only, as are the next two. */
  send(bytes: Uint8Array): void {
    if (this.#state === 'authenticating') this.#socket.write(bytes);
  }

  open(): void {
    if (this.#state === 'authenticating') this.#open();
  }

  fail(error: NetError): void {
    if (this.#state === 'authenticating') this.#fail(error.kind, error.message, error);
  }

  onDeadline(): void {
    const what = UNTIL[this.#state] ?? 'No connection';
    this.#fail(this.#state === 'open' ? 'closed' : 'connect', `${what} within ${this.#timeoutMs} ms`);
  }

  #connect(transport: Transport, address: ConnectionAddress): net.Socket {
    const onread: net.OnReadOpts = {
      buffer: sharedReadBuffer ?? Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
      callback: (bytes, buffer) => this.#onRead(bytes, buffer as Buffer),
    };
    try {
      return nobodysContext.runInAsyncScope(() =>
        socketInRealTime(() => transport.connect(address, { noDelay: true, keepAlive: true, onread })),
      );
    } catch (error) {
      // An address that no socket takes, as a server may announce: it fails as one where nobody listens.
      return new net.Socket().destroy(error as Error);
    }
  }

  #onConnected(): void {
    if (this.#state === 'connecting') this.#state = 'securing';
  }

  #onError(error: Error): void {
    const isReady = this.#state === 'open' || this.#state === 'authenticating';
    const isUnderWay = isReady || this.#state === 'securing';
    const message = isUnderWay ? this.#transport.failure(error, isReady) : error.message;
    this.#fail(this.#state === 'open' ? 'closed' : 'connect', message, error);
  }

  #onReady(): void {
    if (this.#state !== 'connecting' && this.#state !== 'securing') return;
    const { handshake, handshakeMs } = this.#admission;
    if (handshake === undefined) {
      this.#open();
      return;
    }
    this.#state = 'authenticating';
    if (handshakeMs !== undefined) {
      this.#timeoutMs = handshakeMs;
      this.#deadlines.add(this, this.#deadlines.now() + handshakeMs);
    }
    this.#splitter = new FrameSplitter((type, buffer, start, end) => this.#onFrame(type, buffer, start, end), {
      maxBodyBytes: MAX_HANDSHAKE_BODY_BYTES,
    });
    handshake.begin(this);
  }

  #open(): void {
    this.#state = 'open';
    this.#splitter = undefined;
    this.#deadlines.remove(this);
    this.#tell(CONNECTION_OPENED, undefined);
    this.#sinceMs = this.#deadlines.now();
    this.#owner.onOpen();
  }

  #onRead(bytes: number, buffer: Buffer): boolean {
    if (this.#state === 'open') this.#owner.onBytes(bytes, buffer);
    else this.#onHandshakeBytes(bytes, buffer);
    return this.#state !== 'closed';
  }

  #onHandshakeBytes(bytes: number, buffer: Buffer): void {
    const splitter = this.#splitter;
    if (this.#state === 'closed') return;
    if (splitter === undefined) {
      this.#fail('protocol', 'The server spoke before it was asked');
      return;
    }
    try {
      splitter.push(buffer, 0, bytes);
    } catch (error) {
      this.#fail(error instanceof NetError ? error.kind : 'protocol', (error as Error).message, error);
      return;
    }
    if (this.#isOpen() && splitter.pendingBytes > 0)
      this.#fail('protocol', 'The server sent more than it was asked for');
  }

  #isOpen(): boolean {
    return this.#state === 'open';
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') throw new NetError('protocol', 'The server sent more than it was asked for');
    this.#admission.handshake?.onFrame(type, buffer, start, end);
  }

  #onEnd(): void {
    // In the middle of a handshake the socket's own error follows, which says more.
    if (this.#state !== 'securing') this.#onClosed('Connection closed by the server');
  }

  #onClosed(message: string): void {
    this.#fail(this.#state === 'open' ? 'closed' : 'connect', message);
  }

  #onDrain(): void {
    if (this.#state === 'open') this.#owner.onDrain();
  }

  #fail(kind: NetError['kind'], message: string, cause?: unknown): void {
    if (this.#state === 'closed') return;
    const error = cause instanceof NetError ? cause : new NetError(kind, message, cause);
    this.#tell(this.#state === 'open' ? CONNECTION_CLOSED : CONNECTION_FAILED, error);
    if (this.#state === 'open') this.#state = 'ending';
    this.destroy();
    this.#owner.onGone(error);
  }

  #tell(channel: Channel, error: NetError | undefined): void {
    if (!channel.hasSubscribers) return;
    const { host, port } = this.#address;
    const message: ConnectionMessage = { host, port, durationMs: this.#deadlines.now() - this.#sinceMs, error };
    channel.publish(message);
  }
}
