// Session tokens: what a login gives and new connections show instead of a password. A token says whose it is, until when,
// and for which password of that user; it is signed with a key that lives as long as the server, so nothing is kept.
//
//   token := u64 expiry (ms since the Unix epoch) · u32 number of the password · UTF-8 user · mac (32)

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const USER_AT = 12;
const MAC_BYTES = 32;
/** A user's name has fewer. */
const MAX_BYTES = USER_AT + 64 + MAC_BYTES;

/** What a token that nobody has tampered with says. */
export interface Session {
  readonly user: string;
  readonly expiryMs: number;
  readonly passwordNumber: number;
}

export class Tokens {
  readonly #key = randomBytes(MAC_BYTES);

  issue({ user, expiryMs, passwordNumber }: Session): Buffer {
    const head = Buffer.alloc(USER_AT);
    head.writeBigUInt64BE(BigInt(Math.floor(expiryMs)));
    head.writeUInt32BE(passwordNumber, 8);
    const claims = Buffer.concat([head, Buffer.from(user, 'utf8')]);
    return Buffer.concat([claims, this.#sign(claims)]);
  }

  /** Undefined for what this server has not issued. */
  read(token: Uint8Array): Session | undefined {
    if (token.length < USER_AT + MAC_BYTES || token.length > MAX_BYTES) return undefined;
    const bytes = Buffer.from(token);
    const claims = bytes.subarray(0, -MAC_BYTES);
    if (!timingSafeEqual(this.#sign(claims), bytes.subarray(-MAC_BYTES))) return undefined;
    return {
      user: claims.toString('utf8', USER_AT),
      expiryMs: Number(claims.readBigUInt64BE()),
      passwordNumber: claims.readUInt32BE(8),
    };
  }

  #sign(claims: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(claims).digest();
  }
}
