// A server that does not let a client in: the code it says so with, and for whom. Never a password.

import { statusEntry } from '../../model/status.ts';
import { NetError } from '../net-error.ts';

export class LoginRefused extends NetError {
  /** A value of `RESULT`. */
  readonly code: number;

  constructor(code: number, user: string | undefined) {
    const who = user === undefined ? 'by certificate' : `of user ${JSON.stringify(user)}`;
    super('login', `The server refused the login ${who}: ${statusEntry(code).message}`);
    this.code = code;
  }
}
