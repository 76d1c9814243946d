// How a password travels and is kept by servers: as bcrypt of one fixed salt, so that it is the same wherever it is made.
// Specification: docs/protocol/authentication-and-tls.md, "Password hash".

import { MAX_PASSWORD_BYTES } from './codes/limits.ts';
import { WireError } from './wire-error.ts';

/** Version, cost and salt of every hash. */
const SALT = '$2a$10$7EqJtq98hPqEX7fNZaFWoO';
/** What servers keep of a user who logs in by certificate only: the hash of `nopassword`. */
export const NO_PASSWORD_HASH = '$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO';

/**
 * The hash of a password, 60 characters. Takes the processor for some 70 ms, as it is meant to.
 *
 * @throws {@link WireError} for a password that is too long.
 */
export function passwordHash(password: string): string {
  const bytes = Buffer.byteLength(password);
  if (bytes > MAX_PASSWORD_BYTES)
    throw new WireError(`The password is ${bytes} bytes long, the limit is ${MAX_PASSWORD_BYTES}`);
  // Only who has a password loads what it takes.
  const bcrypt = require('bcryptjs') as typeof import('bcryptjs');
  return bcrypt.hashSync(password, SALT);
}
