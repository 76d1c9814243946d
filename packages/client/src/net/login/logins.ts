// The logins of a client, one for each node by its address: sessions outlive the connections that they were made on.

import type { ConnectionAddress, Handshake } from '../dialer.ts';
import type { Credentials } from './credentials.ts';
import { LoginHandshake } from './login-handshake.ts';
import { NodeLogin } from './node-login.ts';

/** Addresses remembered; of more, the oldest log in anew. */
const MAX_LOGINS = 1024;

export class Logins {
  readonly #credentials: Credentials;
  readonly #now: () => number;
  readonly #logins = new Map<string, NodeLogin>();

  constructor(credentials: Credentials, now: () => number) {
    this.#credentials = credentials;
    this.#now = now;
  }

  /** What a new connection to that address says. */
  handshake({ host, port }: ConnectionAddress): Handshake {
    const key = `${host}|${port}`;
    let login = this.#logins.get(key);
    if (login === undefined) {
      if (this.#logins.size >= MAX_LOGINS) this.#logins.delete(this.#logins.keys().next().value as string);
      login = new NodeLogin(this.#now);
      this.#logins.set(key, login);
    }
    return new LoginHandshake(login, this.#credentials);
  }
}
