// Who a client is, and how it proves it. The password and its hash are in private fields: whatever prints, copies or
// serializes what holds them shows nothing. It knows no connections.

import { auth } from '../../model/constants.ts';
import { writeAdminRequest } from '../../wire/admin.ts';
import { ADMIN_COMMAND } from '../../wire/codes/admin.ts';
import { passwordHash } from '../../wire/password-hash.ts';
import { Writer } from '../../wire/writer.ts';

const BYTES = 512;

export class Credentials {
  readonly mode: auth;
  #user: string | undefined;
  /** Until it was hashed; where another system checks it, for good. */
  #password: string | undefined;
  #hash: string | undefined;
  #version = 0;

  /** A user and a password, unless a certificate says who the client is. */
  constructor(mode: auth, user: string | undefined, password: string | undefined) {
    this.mode = mode;
    this.#user = mode === auth.AUTH_PKI ? undefined : user;
    this.#password = mode === auth.AUTH_PKI ? undefined : password;
  }

  /** The user; undefined where a certificate names it. */
  get user(): string | undefined {
    return this.#user;
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  /** The hash of the password, made when it is first wanted; undefined where there is none. */
  get hash(): string | undefined {
    if (this.#hash !== undefined || this.#password === undefined) return this.#hash;
    this.#hash = passwordHash(this.#password);
    if (this.mode === auth.INTERNAL) this.#password = undefined;
    return this.#hash;
  }

  /** From now on the user has another password: of other users nothing is kept. */
  change(user: string, password: string, hash: string): void {
    if (user !== this.#user) return;
    this.#hash = hash;
    if (this.mode !== auth.INTERNAL) this.#password = password;
    this.#version++;
  }

  /** The frame that asks for a session. */
  loginFrame(): Buffer {
    const clearPassword = this.mode === auth.INTERNAL ? undefined : this.#password;
    return frameOf(ADMIN_COMMAND.LOGIN, { user: this.#user, credential: this.hash, clearPassword });
  }

  /** The frame that shows the token of a session. */
  authenticateFrame(sessionToken: Buffer): Buffer {
    return frameOf(ADMIN_COMMAND.AUTHENTICATE, { user: this.#user, sessionToken });
  }
}

function frameOf(command: number, fields: Parameters<typeof writeAdminRequest>[2]): Buffer {
  const w = new Writer(BYTES);
  writeAdminRequest(w, command, fields);
  return w.take();
}
