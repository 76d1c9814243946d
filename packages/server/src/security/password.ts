// Keeping and checking passwords. A client never sends a password but its bcrypt hash with a salt that all clients share
// (docs/protocol/authentication-and-tls.md, "Password hash"): whoever has the hash can log in with it. It is therefore
// hashed again, with a salt of its own, before it is kept, and compared in constant time. An unknown user costs as much as
// a wrong password.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { MAX_PASSWORD_CHECKS, MAX_WAITING_PASSWORD_CHECKS } from '../limits.ts';

/** Bytes of what clients send. */
export const CREDENTIAL_BYTES = 60;

const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** The slow hash is the client's: this one keeps what is stored from being used to log in. About 10 ms, 4 MiB. */
const COST = { N: 4096, r: 8, p: 1 } as const;

/** What is kept of a credential. */
export interface StoredCredential {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Checked against when there is no such user. */
const NOBODY: StoredCredential = { salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

let running = 0;
const waiting: (() => void)[] = [];

/** @throws Error when too many others wait already. */
export async function storeCredential(credential: string): Promise<StoredCredential> {
  const salt = randomBytes(SALT_BYTES);
  return { salt, key: await hash(credential, salt) };
}

/** @throws Error when too many others wait already. */
export async function isCredential(stored: StoredCredential | undefined, credential: string): Promise<boolean> {
  const { salt, key } = stored ?? NOBODY;
  const isEqual = timingSafeEqual(await hash(credential, salt), key);
  return isEqual && stored !== undefined;
}

/** A few at a time: they share the threads that files and names are looked up with. */
async function hash(credential: string, salt: Buffer): Promise<Buffer> {
  if (running >= MAX_PASSWORD_CHECKS) {
    if (waiting.length >= MAX_WAITING_PASSWORD_CHECKS) throw new Error('Too many passwords are waiting to be checked');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(credential, salt, KEY_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
    });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
