// How connections log in, and which code a refusal has: shared by clients and by commands that have none.

import type { DialerOptions } from '../../net/dialer.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { LoginRefused } from '../../net/login/login-refused.ts';
import { NetError } from '../../net/net-error.ts';
import type { DeadlineWheel } from '../../time/deadlines.ts';

/** Options of a dialer whose connections log in. */
export function loginWith(credentials: Credentials, deadlines: DeadlineWheel, timeoutMs?: number): DialerOptions {
  // Only who has a user loads what logs in.
  const { Logins } = require('../../net/login/logins.js') as typeof import('../../net/login/logins.ts');
  const logins = new Logins(credentials, () => deadlines.now(), timeoutMs);
  const handshake: DialerOptions['handshake'] = (address, dialer) => logins.handshake(address, dialer);
  return timeoutMs === undefined ? { handshake } : { handshake, handshakeTimeoutMs: timeoutMs };
}

/** The code with which a node refused a login; undefined if something else went wrong. */
export function refusedLogin(error: unknown): number | undefined {
  return error instanceof NetError && error.kind === 'login' ? (error as LoginRefused).code : undefined;
}
