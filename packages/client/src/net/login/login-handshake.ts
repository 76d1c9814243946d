// What one connection says to be let in: a login, or the token that the login of another connection was given.
//
//   waiting ──► logging in ──► in
//      └──────► showing the token ──► in
//                     └── refused: the session is no more; waiting again, for a new one
//
// Specification: docs/protocol/authentication-and-tls.md, "Sessions".

import { readAdminBlocks } from '../../wire/admin.ts';
import { PROTO_TYPE } from '../../wire/codes/message.ts';
import { RESULT } from '../../wire/codes/results.ts';
import type { Handshake, HandshakePeer } from '../dialer.ts';
import { NetError } from '../net-error.ts';
import type { Credentials } from './credentials.ts';
import { LoginRefused } from './login-refused.ts';
import type { NodeLogin, Session, Visitor } from './node-login.ts';

/** A token that was just made and is refused all the same will not be accepted the next time either. */
const MAX_REFUSED_TOKENS = 2;

export class LoginHandshake implements Handshake, Visitor {
  readonly #login: NodeLogin;
  readonly #credentials: Credentials;
  #peer: HandshakePeer | undefined;
  #state: 'waiting' | 'loggingIn' | 'showing' | 'in' = 'waiting';
  #session: Session | undefined;
  #refusedTokens = 0;
  /** That of the credentials it logs in with. */
  #version = 0;

  constructor(login: NodeLogin, credentials: Credentials) {
    this.#login = login;
    this.#credentials = credentials;
  }

  begin(peer: HandshakePeer): void {
    this.#peer = peer;
    this.#enter();
  }

  onFrame(type: number, buffer: Buffer, start: number, end: number): void {
    if (type !== PROTO_TYPE.ADMIN) throw new NetError('protocol', `The server answered a login with type ${type}`);
    const [block] = readAdminBlocks(buffer, start, end);
    if (block === undefined) throw new NetError('protocol', 'The server answered a login with nothing');
    const { result, fields } = block;
    if (this.#state === 'loggingIn')
      this.#onLogin(result, fields.sessionToken as Buffer | undefined, fields.sessionTtl);
    else if (this.#state === 'showing') this.#onShown(result);
    else throw new NetError('protocol', 'The server spoke before it was asked');
  }

  onGone(): void {
    this.#peer = undefined;
    this.#login.leave(this, this.#credentials.version);
  }

  onDistrusted(): void {
    this.#login.distrust(this.#session);
  }

  logIn(): void {
    this.#state = 'loggingIn';
    this.#version = this.#credentials.version;
    this.#peer?.send(this.#credentials.loginFrame());
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

  #onLogin(result: number, token: Buffer | undefined, ttlSeconds: number | undefined): void {
    if (result === RESULT.SECURITY_NOT_CONFIGURED) {
      this.#session = this.#login.onNoSecurity(this);
    } else if (result !== RESULT.OK) {
      this.#onRefused(result);
      return;
    } else if (token === undefined || token.length === 0) {
      throw new NetError('protocol', 'The server answered a login without a session');
    } else {
      this.#session = this.#login.onSession(this, token, ttlSeconds === undefined ? undefined : ttlSeconds * 1000);
    }
    this.#open();
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
