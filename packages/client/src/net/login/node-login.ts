// The login at one node, shared by all connections to it: one of them logs in, the others wait and show the token that
// it was given. Owns the session, its end, and how soon a login that failed may be tried again. Sends nothing itself.
//
//   none ── enter ──► under way ── session ──► there ── renewal due, or distrusted ──► under way
//                         └──── refusal ──► refused ── pause over, or another password ──► under way
//
// There is no timer: only who opens a connection needs a session. One that comes when the renewal is due makes it, while
// the others go on with what they have.

import { NetError } from '../net-error.ts';

/** What a server gave us. */
export interface Session {
  /** Undefined at a server that lets everybody in. */
  readonly token: Buffer | undefined;
  /** From when on the next connection asks for a new one. */
  readonly renewAtMs: number;
  /** From when on it is good for nothing. */
  readonly endsAtMs: number;
  readonly madeAtMs: number;
}

/** A connection that wants to be let in. */
export interface Visitor {
  /** Logs in, and reports to `onSession`, `onNoSecurity`, `onRefusal` or `leave`. */
  logIn(): void;
  /** Shows the token, or needs to show none. */
  enterWith(session: Session): void;
  turnAway(error: NetError): void;
}

/** So long before its end a session is renewed, as the C client does; of a short one, after half of its time. */
const RENEW_BEFORE_MS = 60_000;
/** Servers without security are asked again after this long. */
const NO_SECURITY_MS = 60_000;
/** A session younger than this is not given up: logging in again would not help whoever is not let in with it. */
const MIN_SESSION_MS = 1_000;
/** Pause after a login that failed; it doubles with each failure in a row. */
const MIN_PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;
/** Logins that may break in a row before that counts as a failure. */
const MAX_BROKEN = 3;

export class NodeLogin {
  readonly #now: () => number;
  #session: Session | undefined;
  /** Who logs in, and who waits for that. */
  #leader: Visitor | undefined;
  readonly #waiting = new Set<Visitor>();
  #failures = 0;
  #broken = 0;
  #refusal: NetError | undefined;
  #refusedUntilMs = 0;
  /** Version of the credentials that were refused. */
  #refusedVersion = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A connection wants to be let in. `version`: that of the credentials. */
  enter(visitor: Visitor, version: number): void {
    const nowMs = this.#now();
    const session = this.#session;
    const isAlive = session !== undefined && nowMs < session.endsAtMs;
    if (isAlive && (nowMs < session.renewAtMs || this.#leader !== undefined || this.#isPaused(nowMs, version))) {
      visitor.enterWith(session);
    } else if (this.#leader !== undefined) {
      this.#waiting.add(visitor);
    } else if (this.#isPaused(nowMs, version)) {
      visitor.turnAway(this.#refusal as NetError);
    } else {
      this.#leader = visitor;
      visitor.logIn();
    }
  }

  /** The login has brought a session that lives for so long; undefined if for good. */
  onSession(visitor: Visitor, token: Buffer, ttlMs = Number.POSITIVE_INFINITY): Session {
    const madeAtMs = this.#now();
    const renewAtMs = madeAtMs + Math.max(ttlMs - RENEW_BEFORE_MS, ttlMs / 2);
    return this.#begin(visitor, { token, madeAtMs, renewAtMs, endsAtMs: madeAtMs + ttlMs });
  }

  /** The server lets everybody in. */
  onNoSecurity(visitor: Visitor): Session {
    const madeAtMs = this.#now();
    const endsAtMs = madeAtMs + NO_SECURITY_MS;
    return this.#begin(visitor, { token: undefined, madeAtMs, renewAtMs: endsAtMs, endsAtMs });
  }

  /** The server refused the login, and would refuse everybody's: all go on with the session there is, or go away. */
  onRefusal(visitor: Visitor, error: NetError, version: number): void {
    this.#fail(error, version);
    for (const other of [visitor, ...this.#endLogin()]) this.enter(other, version);
  }

  /** A visitor is gone. If it was the one who logged in, another one tries. */
  leave(visitor: Visitor, version: number): void {
    this.#waiting.delete(visitor);
    if (this.#leader !== visitor) return;
    this.#broken++;
    if (this.#broken >= MAX_BROKEN) {
      this.#fail(new NetError('connect', `The connection broke during the last ${this.#broken} logins`), version);
    }
    for (const waiting of this.#endLogin()) this.enter(waiting, version);
  }

  /** The server does not know a session any more. */
  distrust(session: Session | undefined): void {
    if (session === undefined || session !== this.#session) return;
    if (this.#now() - session.madeAtMs >= MIN_SESSION_MS) this.#session = undefined;
  }

  /** The server did not let somebody in with it. */
  end(session: Session): void {
    if (session === this.#session) this.#session = undefined;
  }

  #begin(visitor: Visitor, session: Session): Session {
    this.#session = session;
    this.#failures = 0;
    this.#broken = 0;
    this.#refusal = undefined;
    if (this.#leader === visitor) for (const waiting of this.#endLogin()) waiting.enterWith(session);
    return session;
  }

  #isPaused(nowMs: number, version: number): boolean {
    return this.#refusal !== undefined && nowMs < this.#refusedUntilMs && version === this.#refusedVersion;
  }

  #fail(error: NetError, version: number): void {
    this.#refusal = error;
    this.#refusedVersion = version;
    this.#refusedUntilMs = this.#now() + Math.min(MIN_PAUSE_MS * 2 ** this.#failures, MAX_PAUSE_MS);
    this.#failures++;
  }

  /** Nobody logs in any more; gives those who waited for it. */
  #endLogin(): Visitor[] {
    this.#leader = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    return waiting;
  }
}
