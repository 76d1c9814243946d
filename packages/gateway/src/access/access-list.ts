// Who may use the gateway: users with passwords, for basic authentication (RFC 7617), and tokens (RFC 6750). Of each only
// a keyed hash is kept, whose key no other process has: comparing hashes tells nobody how much of a guess was right, and
// what is kept is no secret that a report or a dump could give away.
//
//   list := *( entry | comment | blank ) in lines        comment := "#" …
//   entry := "token" SP token | "user" SP name ":" password
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const MAX_ENTRIES = 1_000;
const MIN_TOKEN_CHARS = 16;
const MIN_PASSWORD_CHARS = 8;
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const KEY = randomBytes(32);

export class AccessList {
  readonly #hashes: readonly Buffer[];
  /** What a client may try, as the header WWW-Authenticate says it. */
  readonly challenge: string;

  /** @throws Error that names the line, and nothing of what it has */
  constructor(text: string) {
    const entries = text.split(/\r?\n/).flatMap((line, index) => readLine(line, index + 1));
    if (entries.length === 0) throw new Error('it lets nobody in: it has no line with a token or a user');
    if (entries.length > MAX_ENTRIES) throw new Error(`it has ${entries.length} entries, the limit is ${MAX_ENTRIES}`);
    this.#hashes = entries.map(hash);
    const schemes = [
      entries.some((entry) => entry.startsWith('basic ')) ? 'Basic realm="tendril-gateway", charset="UTF-8"' : [],
      entries.some((entry) => entry.startsWith('bearer ')) ? 'Bearer realm="tendril-gateway"' : [],
    ];
    this.challenge = schemes.flat().join(', ');
  }

  /** Whether what the header Authorization has lets in; takes the same time whoever is meant and whatever is wrong. */
  admits(authorization: string | undefined): boolean {
    const presented = hash(normalized(authorization ?? ''));
    let found = false;
    for (const known of this.#hashes) found = timingSafeEqual(known, presented) || found;
    return found;
  }
}

function readLine(line: string, number: number): string[] {
  if (/^\s*(?:#|$)/.test(line)) return [];
  const [, token] = /^token +(\S+)\s*$/.exec(line) ?? [];
  const [, name, password] = /^user +([^:\s]+):(.+)$/.exec(line) ?? [];
  if (token !== undefined) {
    if (!TOKEN.test(token))
      throw new Error(`line ${number}: a token has letters, digits and -._~+/ and may end with =`);
    if (token.length < MIN_TOKEN_CHARS) throw new Error(`line ${number}: ${tooShort('token', token, MIN_TOKEN_CHARS)}`);
    return [`bearer ${token}`];
  }
  if (name !== undefined && password !== undefined) {
    if (password.length < MIN_PASSWORD_CHARS) {
      throw new Error(`line ${number}: ${tooShort('password', password, MIN_PASSWORD_CHARS)}`);
    }
    return [`basic ${name}:${password}`];
  }
  throw new Error(`line ${number} is neither \`token <token>\` nor \`user <name>:<password>\``);
}

const tooShort = (what: string, text: string, min: number): string =>
  `the ${what} has ${text.length} characters, at least ${min} are needed`;

/** Scheme and credentials in one spelling: those of basic authentication decoded, since base64 has several. */
function normalized(authorization: string): string {
  const [, scheme = '', credentials = ''] = /^([A-Za-z]+) +([A-Za-z0-9._~+/-]+=*) *$/.exec(authorization) ?? [];
  const name = scheme.toLowerCase();
  return name === 'basic' ? `basic ${Buffer.from(credentials, 'base64').toString()}` : `${name} ${credentials}`;
}

function hash(text: string): Buffer {
  return createHmac('sha256', KEY).update(text).digest();
}
