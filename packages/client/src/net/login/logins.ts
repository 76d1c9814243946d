// The logins of a client, one for each node by its address: sessions outlive the connections that they were made on.

import type { Dialer } from '../dialer.ts';
import type { Handshake } from '../handshake.ts';
import type { ConnectionAddress } from '../transport.ts';
import type { Credentials } from './credentials.ts';
import { LoginErrand } from './login-errand.ts';
import { LoginHandshake, type SendErrand } from './login-handshake.ts';
import { NodeLogin } from './node-login.ts';

/** Addresses remembered; of more, the oldest log in anew. */
const MAX_LOGINS = 1024;
const DEFAULT_TIMEOUT_MS = 5_000;

export class Logins {
  readonly #credentials: Credentials;
  readonly #now: () => number;
  readonly #timeoutMs: number;
  readonly #logins = new Map<string, NodeLogin>();

  /** `timeoutMs`: how long a connection that is made for a login alone may take to open. */
  constructor(credentials: Credentials, now: () => number, timeoutMs = DEFAULT_TIMEOUT_MS) {
    this.#credentials = credentials;
    this.#now = now;
    this.#timeoutMs = timeoutMs;
  }

  /** What a new connection to that address says. */
  handshake(address: ConnectionAddress, dialer: Dialer): Handshake {
    const door = address.login ?? address;
    const login = this.#at(door);
    if (door === address) return new LoginHandshake(login, this.#credentials);
    const send: SendErrand = (frame, owner) => new LoginErrand(dialer, door, this.#timeoutMs, frame, owner);
    return new LoginHandshake(login, this.#credentials, send);
  }

  #at({ host, port }: ConnectionAddress): NodeLogin {
    const key = `${host}|${port}`;
    let login = this.#logins.get(key);
    if (login === undefined) {
      if (this.#logins.size >= MAX_LOGINS) this.#logins.delete(this.#logins.keys().next().value as string);
      login = new NodeLogin(this.#now);
      this.#logins.set(key, login);
    }
    return login;
  }
}
