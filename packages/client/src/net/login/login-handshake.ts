// What one connection says to be let in: a login, or the token that the login of another connection was given.
//
//   waiting ──► logging in ──► in
//      └──────► showing the token ──► in
//                     └── refused: the session is no more; waiting again, for a new one
//
// Specification: docs/protocol/authentication-and-tls.md, "Sessions".

import { RESULT } from '../../wire/codes/results.ts';
import type { Handshake, HandshakePeer } from '../handshake.ts';
import { NetError } from '../net-error.ts';
import type { Credentials } from './credentials.ts';
import {
  type ErrandOwner,
  type LoginAnswer,
  type LoginErrand,
  readLoginAnswer,
  requireSession,
} from './login-errand.ts';
import { LoginRefused } from './login-refused.ts';
import type { NodeLogin, Session, Visitor } from './node-login.ts';

/** A token that was just made and is refused all the same will not be accepted the next time either. */
const MAX_REFUSED_TOKENS = 2;

/** Sends a login to another port of the node. */
export type SendErrand = (frame: Buffer, owner: ErrandOwner) => LoginErrand;

export class LoginHandshake implements Handshake, Visitor, ErrandOwner {
  readonly #login: NodeLogin;
  readonly #credentials: Credentials;
  /** Undefined where the login goes the same way as the token. */
  readonly #sendErrand: SendErrand | undefined;
  #errand: LoginErrand | undefined;
  #peer: HandshakePeer | undefined;
  #state: 'waiting' | 'loggingIn' | 'showing' | 'in' = 'waiting';
  #session: Session | undefined;
  #refusedTokens = 0;
  /** That of the credentials it logs in with. */
  #version = 0;

  constructor(login: NodeLogin, credentials: Credentials, sendErrand?: SendErrand) {
    this.#login = login;
    this.#credentials = credentials;
    this.#sendErrand = sendErrand;
  }

  begin(peer: HandshakePeer): void {
    this.#peer = peer;
    this.#enter();
  }

  onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    const answer = readLoginAnswer(type, buffer, start, end);
    if (this.#state === 'showing') {
      this.#onShown(answer.result);
    } else if (this.#state === 'loggingIn' && this.#sendErrand === undefined) {
      requireSession(answer);
      this.onAnswer(answer);
    } else {
      throw new NetError('protocol', 'The server spoke before it was asked');
    }
  }

  onGone(): void {
    this.#peer = undefined;
    this.#errand?.abandon();
    this.#login.leave(this, this.#credentials.version);
  }

  onDistrusted(): void {
    this.#login.distrust(this.#session);
  }

  logIn(): void {
    this.#state = 'loggingIn';
    this.#version = this.#credentials.version;
    const frame = this.#credentials.loginFrame();
    if (this.#sendErrand === undefined) this.#peer?.send(frame);
    else this.#errand = this.#sendErrand(frame, this);
  }

  /** The login was answered, with a session unless it was refused. */
  onAnswer({ result, token, ttlSeconds }: LoginAnswer): void {
    this.#errand = undefined;
    let session: Session;
    if (result === RESULT.SECURITY_NOT_CONFIGURED) {
      session = this.#login.onNoSecurity(this);
    } else if (result === RESULT.OK) {
      session = this.#login.onSession(this, token as Buffer, ttlSeconds === undefined ? undefined : ttlSeconds * 1000);
    } else {
      this.#onRefused(result);
      return;
    }
    this.#session = session;
    // The port that the login went to has let somebody in, and this one has not.
    if (this.#sendErrand !== undefined) this.enterWith(session);
    else this.#open();
  }

  onFailure(error: NetError): void {
    this.#errand = undefined;
    this.turnAway(error);
  }

  enterWith(session: Session): void {
    this.#session = session;
    if (session.token === undefined) {
      this.#open();
      return;
    }
    this.#state = 'showing';
    this.#peer?.send(this.#credentials.authenticateFrame(session.token));
  }

  turnAway(error: NetError): void {
    this.#peer?.fail(error);
  }

  #enter(): void {
    this.#state = 'waiting';
    this.#login.enter(this, this.#credentials.version);
  }

  #open(): void {
    this.#state = 'in';
    this.#peer?.open();
    this.#peer = undefined;
  }

  #onRefused(result: number): void {
    // The password was changed meanwhile, by this client: the new one is worth a try.
    if (this.#version !== this.#credentials.version) {
      this.logIn();
      return;
    }
    this.#state = 'waiting';
    this.#login.onRefusal(this, new LoginRefused(result, this.#credentials.user), this.#version);
  }

  #onShown(result: number): void {
    if (result === RESULT.OK || result === RESULT.SECURITY_NOT_CONFIGURED) {
      this.#open();
      return;
    }
    this.#login.end(this.#session as Session);
    this.#refusedTokens++;
    if (this.#refusedTokens < MAX_REFUSED_TOKENS) this.#enter();
    else this.turnAway(new LoginRefused(result, this.#credentials.user));
  }
}
