// The hash that clients send in place of a password (docs/protocol/authentication-and-tls.md, "Password hash"), for the
// passwords that the server is given as options.

import { hash } from 'bcryptjs';

/** Cost 10 and the salt that all clients share. */
const SALT = '$2a$10$7EqJtq98hPqEX7fNZaFWoO';

/** The hash of `nopassword`, with which clients make a user that logs in with a certificate. */
export const NO_PASSWORD = '$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO';

export function credentialOf(password: string): Promise<string> {
  return hash(password, SALT);
}
