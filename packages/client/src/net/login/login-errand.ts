// A login that is made for another connection: where TLS is for the login only, the password goes to the port of the node
// that has TLS, and the session comes back to be shown on the port without. One request, one answer, and it is over.

import { readAdminBlocks } from '../../wire/admin.ts';
import { PROTO_TYPE } from '../../wire/codes/message.ts';
import { RESULT } from '../../wire/codes/results.ts';
import type { Dialer } from '../dialer.ts';
import type { DialledSocket, SocketOwner } from '../dialled-socket.ts';
import type { Handshake, HandshakePeer } from '../handshake.ts';
import { NetError } from '../net-error.ts';
import type { ConnectionAddress } from '../transport.ts';

/** What a server says to a request of a login or of a token. */
export interface LoginAnswer {
  /** A value of `RESULT`. */
  readonly result: number;
  readonly token: Buffer | undefined;
  readonly ttlSeconds: number | undefined;
}

/** @throws NetError for what is no answer to either */
export function readLoginAnswer(type: number, buffer: Buffer, start: number, end: number): LoginAnswer {
  if (type !== PROTO_TYPE.ADMIN) throw new NetError('protocol', `The server answered a login with type ${type}`);
  const [block] = readAdminBlocks(buffer, start, end);
  if (block === undefined) throw new NetError('protocol', 'The server answered a login with nothing');
  const { result, fields } = block;
  return { result, token: fields.sessionToken as Buffer | undefined, ttlSeconds: fields.sessionTtl };
}

/** @throws NetError for a login that succeeded and gave nothing */
export function requireSession({ result, token }: LoginAnswer): void {
  if (result === RESULT.OK && (token === undefined || token.length === 0)) {
    throw new NetError('protocol', 'The server answered a login without a session');
  }
}

/** Who sends it; told one of the two, once. */
export interface ErrandOwner {
  onAnswer(answer: LoginAnswer): void;
  onFailure(error: NetError): void;
}

export class LoginErrand implements SocketOwner, Handshake {
  readonly #frame: Buffer;
  readonly #where: string;
  #owner: ErrandOwner | undefined;
  readonly #socket: DialledSocket;

  constructor(dialer: Dialer, address: ConnectionAddress, timeoutMs: number, frame: Buffer, owner: ErrandOwner) {
    this.#frame = frame;
    this.#where = `${address.host}:${address.port}`;
    this.#owner = owner;
    this.#socket = dialer.dial(address, timeoutMs, this, this);
  }

  /** The owner is told nothing any more. */
  abandon(): void {
    this.#owner = undefined;
    this.#socket.destroy();
  }

  begin(peer: HandshakePeer): void {
    peer.send(this.#frame);
  }

  onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    const answer = readLoginAnswer(type, buffer, start, end);
    requireSession(answer);
    const owner = this.#owner;
    this.abandon();
    owner?.onAnswer(answer);
  }

  onGone(error?: NetError): void {
    if (error === undefined) return;
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.onFailure(new NetError(error.kind, `No login at ${this.#where}: ${error.message}`, error));
  }

  onDistrusted(): void {}
  onOpen(): void {}
  onBytes(): void {}
  onDrain(): void {}
}
