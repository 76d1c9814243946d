// One socket on its way to where requests may be sent, and from there until it is gone. It is open only when it is
// authenticated, and one deadline stands over all that takes.
//
//   connecting ──► securing (TLS) ──► authenticating (login) ──► open        steps that are not configured are left out
//        └──────────────┴───────────────────┴───────────────────┴── error, end, deadline, destroy ──► closed

import { AsyncResource } from 'node:async_hooks';
import type { Channel } from 'node:diagnostics_channel';
import * as net from 'node:net';
import { CONNECTION_CLOSED, CONNECTION_FAILED, CONNECTION_OPENED, type ConnectionMessage } from '../channels.ts';
import type { DeadlineEntry, DeadlineWheel } from '../time/deadlines.ts';
import { PROTO_HEADER_BYTES } from '../wire/codes/message.ts';
import { frameBodyBytes } from '../wire/proto.ts';
import { Admission, type Handshake, type HandshakePeer } from './handshake.ts';
import { NetError } from './net-error.ts';
import { socketInRealTime } from './socket-in-real-time.ts';
import type { ConnectionAddress, Transport } from './transport.ts';

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

const READ_BUFFER_BYTES = 128 * 1024;
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

type State = 'connecting' | 'securing' | 'authenticating' | 'open' | 'ending' | 'closed';

/** What was waited for in vain. */
const UNTIL: { readonly [state in State]?: string } = {
  securing: 'No end of the TLS handshake',
  authenticating: 'No answer to the login',
};

/** What has to be said first, if anything, and how long that may take from when bytes may be sent. */
interface SaidFirst {
  readonly handshake: Handshake | undefined;
  readonly timeoutMs: number | undefined;
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
  readonly #said: SaidFirst;
  #timeoutMs: number;
  readonly #socket: net.Socket;
  /** While it is authenticating. */
  #admission: Admission | undefined;
  #state: State = 'connecting';
  /** When it was begun, and once it is open, since when it has been. */
  #sinceMs: number;
  readonly #address: ConnectionAddress;

  /** Made by {@link Dialer.dial} only. */
  constructor(
    deadlines: DeadlineWheel,
    transport: Transport,
    said: SaidFirst,
    address: ConnectionAddress,
    timeoutMs: number,
    owner: SocketOwner,
  ) {
    this.copiesAtOnce = transport.copiesAtOnce;
    this.#transport = transport;
    this.#deadlines = deadlines;
    this.#owner = owner;
    this.#said = said;
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
    if (this.#state === 'open') this.#tell(CONNECTION_CLOSED, undefined);
    this.#state = 'closed';
    this.#deadlines.remove(this);
    this.#socket.destroy();
    this.#admission?.onGone();
  }

  /** The server has said on it that it does not know who speaks: what it was let in with is good for nothing. */
  distrust(): void {
    this.#said.handshake?.onDistrusted();
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
    const { handshake, timeoutMs } = this.#said;
    if (handshake === undefined) {
      this.#open();
      return;
    }
    this.#state = 'authenticating';
    if (timeoutMs !== undefined) {
      this.#timeoutMs = timeoutMs;
      this.#deadlines.add(this, this.#deadlines.now() + timeoutMs);
    }
    this.#admission = new Admission(handshake);
    this.#admission.begin(this);
  }

  #open(): void {
    this.#state = 'open';
    this.#admission?.onLetIn();
    this.#admission = undefined;
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
    if (this.#state === 'closed') return;
    if (this.#admission === undefined) {
      this.#fail('protocol', 'The server spoke before it was asked');
      return;
    }
    try {
      this.#admission.push(buffer, bytes);
    } catch (error) {
      this.#fail(error instanceof NetError ? error.kind : 'protocol', (error as Error).message, error);
    }
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
