// What has to be said on a fresh socket before anything else, and the part of the socket's life in which it is said: from
// when bytes may be sent until the server has let it in.

import { FrameSplitter } from '../wire/proto.ts';
import { NetError } from './net-error.ts';

/** A login takes some hundred bytes; tokens have been seen with kilobytes. */
const MAX_HANDSHAKE_BODY_BYTES = 64 * 1024;

/** A login. One for each socket. */
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

const TOO_MUCH = 'The server sent more than it was asked for';

export class Admission {
  readonly #handshake: Handshake;
  readonly #splitter: FrameSplitter;
  #state: 'under way' | 'let in' | 'gone' = 'under way';

  constructor(handshake: Handshake) {
    this.#handshake = handshake;
    this.#splitter = new FrameSplitter((type, buffer, start, end) => this.#onFrame(type, buffer, start, end), {
      maxBodyBytes: MAX_HANDSHAKE_BODY_BYTES,
    });
  }

  begin(peer: HandshakePeer): void {
    this.#handshake.begin(peer);
  }

  /** Takes what has arrived in `buffer[0, bytes)`. Throws for what is no answer, and whatever the handshake throws. */
  push(buffer: Buffer, bytes: number): void {
    this.#splitter.push(buffer, 0, bytes);
    if (this.#state === 'let in' && this.#splitter.pendingBytes > 0) throw new NetError('protocol', TOO_MUCH);
  }

  #onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    if (this.#state === 'gone') return;
    if (this.#state === 'let in') throw new NetError('protocol', TOO_MUCH);
    this.#handshake.onFrame(type, buffer, start, end);
  }

  onLetIn(): void {
    this.#state = 'let in';
  }

  /** The socket is gone: the handshake is told, unless it has done its work. */
  onGone(): void {
    const wasUnderWay = this.#state === 'under way';
    this.#state = 'gone';
    if (wasUnderWay) this.#handshake.onGone();
  }
}
