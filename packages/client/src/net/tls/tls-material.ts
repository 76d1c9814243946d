// The certificates, keys and lists of a client's TLS, read from their files and made into what Node.js takes. Files that
// have changed are read again when the next connection is made, at most once a second; what cannot be used any more, as
// a file that is being written, leaves the last good state in place and is said once. Server and gateway each have the same
// rule of their own: the three packages share bytes, not files.

import { constants, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { DenyList } from './deny-list.ts';
import { type PemSource, type TlsSettings, TlsSettingsError, type TlsVersion } from './tls-settings.ts';

const LOOK_AGAIN_MS = 1000;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_FILES_IN_FOLDER = 4096;
/** As OpenSSL looks for them: the hash of a name and a number, for lists of revoked certificates with an `r`. */
const HASHED_NAME = /^[0-9a-f]{8}\.r?\d+$/;

const FORBIDDEN_BY: { readonly [version in TlsVersion]: number } = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};

/** All that a handshake needs. */
export interface TlsState {
  readonly context: SecureContext;
  readonly denyList: DenyList | undefined;
}

export class TlsMaterial {
  readonly #settings: TlsSettings;
  readonly #now: () => number;
  readonly #warn: (message: string) => void;
  #state: TlsState;
  #stamp: string;
  #lookedMs: number;

  /** @throws TlsSettingsError when it cannot be used from the beginning. */
  constructor(settings: TlsSettings, now: () => number, warn: (message: string) => void) {
    this.#settings = settings;
    this.#now = now;
    this.#warn = warn;
    this.#lookedMs = now();
    this.#stamp = stampOf(settings);
    this.#state = read(settings);
  }

  /** The newest good state; another object after every change. */
  current(): TlsState {
    const nowMs = this.#now();
    if (nowMs - this.#lookedMs < LOOK_AGAIN_MS) return this.#state;
    this.#lookedMs = nowMs;
    const stamp = stampOf(this.#settings);
    if (stamp === this.#stamp) return this.#state;
    this.#stamp = stamp;
    try {
      this.#state = read(this.#settings);
    } catch (error) {
      this.#warn(`Changed TLS files cannot be used, the earlier ones still hold: ${(error as Error).message}`);
    }
    return this.#state;
  }
}

function pathsOf({ authorities, authorityFolder, own, denyList }: TlsSettings): readonly string[] {
  const sources = own === undefined ? authorities : [...authorities, own.cert, own.key];
  const named = [...sources.flatMap((source) => ('path' in source ? [source.path] : [])), denyList ?? []].flat();
  return authorityFolder === undefined ? named : [...named, authorityFolder, ...filesOf(authorityFolder)];
}

/** Changes whenever a file does. */
function stampOf(settings: TlsSettings): string {
  return pathsOf(settings)
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
      return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
    })
    .join(' ');
}

function filesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => HASHED_NAME.test(name));
    return names
      .sort()
      .slice(0, MAX_FILES_IN_FOLDER)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function read(settings: TlsSettings): TlsState {
  const { own, versions, ciphers } = settings;
  const trusted = readAuthorities(settings);
  const options: SecureContextOptions = {
    minVersion: versions[0] as TlsVersion,
    maxVersion: versions.at(-1) as TlsVersion,
    secureOptions: gapsOf(versions),
    ...trusted,
  };
  // One after the other: what OpenSSL says of all together does not tell which of them it means.
  if (ciphers !== undefined) {
    attempt(`tls.cipherSuite has no cipher that is known here (${ciphers.slice(0, 200)})`, () =>
      createSecureContext({ ciphers }),
    );
    options.ciphers = ciphers;
  }
  const context =
    own === undefined ? createSecureContext(options) : createSecureContext({ ...options, ...readOwn(own) });
  return { context, denyList: readDenyList(settings.denyList) };
}

function readAuthorities({ authorities, authorityFolder, checksRevocation }: TlsSettings): SecureContextOptions {
  const found = filesOf(authorityFolder ?? '').map((path) => ({ name: 'tls.capath', path }));
  if (authorityFolder !== undefined && found.length === 0) {
    throw new TlsSettingsError(
      `tls.capath has no certificates under the names that \`openssl rehash\` gives (${authorityFolder})`,
    );
  }
  const texts = [...authorities, ...found].map((source) => [source, textOf(source)] as const);
  for (const [source, text] of texts) {
    if (blocks(text, 'CERTIFICATE').length === 0 && blocks(text, 'X509 CRL').length === 0) {
      throw new TlsSettingsError(`${said(source)} has no certificate in PEM form`);
    }
    for (const block of blocks(text, 'CERTIFICATE')) {
      attempt(`${said(source)} has a certificate that cannot be read`, () => new X509Certificate(block));
    }
  }
  const ca = texts.flatMap(([, text]) => blocks(text, 'CERTIFICATE'));
  const crl = texts.flatMap(([, text]) => blocks(text, 'X509 CRL'));
  if (checksRevocation && crl.length === 0) {
    throw new TlsSettingsError('tls.crlCheck needs a list of revoked certificates in tls.cafile, capath or castring');
  }
  if (checksRevocation) {
    attempt('A list of revoked certificates cannot be read', () => createSecureContext({ crl }));
  }
  return { ...(ca.length > 0 && { ca }), ...(checksRevocation && { crl }) };
}

function readOwn({ cert, key, password }: NonNullable<TlsSettings['own']>): SecureContextOptions {
  const [certText, keyText] = [textOf(cert), textOf(key)];
  attempt(`${said(cert)} has no certificate in PEM form`, () => createSecureContext({ cert: certText }));
  const isEncrypted = /ENCRYPTED/.test(keyText);
  const why =
    isEncrypted && password === undefined
      ? 'is encrypted, and there is no tls.keyfilePassword'
      : isEncrypted
        ? 'is encrypted, and tls.keyfilePassword does not open it'
        : 'has no private key in PEM form';
  const passphrase = password === undefined ? {} : { passphrase: password };
  attempt(`${said(key)} ${why}`, () => createSecureContext({ key: keyText, ...passphrase }));
  const both = { cert: certText, key: keyText, ...passphrase };
  attempt(`${said(key)} is not the key of ${said(cert)}`, () => createSecureContext(both));
  return both;
}

function readDenyList(path: string | undefined): DenyList | undefined {
  if (path === undefined) return undefined;
  const source = { name: 'tls.certBlacklist', path };
  const text = textOf(source);
  try {
    return new DenyList(text);
  } catch (cause) {
    throw new TlsSettingsError(`${said(source)} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

/** @throws TlsSettingsError */
function textOf(source: PemSource): string {
  if ('text' in source) return source.text;
  try {
    if (statSync(source.path).size > MAX_FILE_BYTES) throw new Error(`it has more than ${MAX_FILE_BYTES} bytes`);
    return readFileSync(source.path, 'utf8');
  } catch (cause) {
    throw new TlsSettingsError(`${source.name} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function said(source: PemSource): string {
  return 'path' in source ? `${source.name} (${source.path})` : source.name;
}

/** @throws TlsSettingsError with that text, and the reason behind it */
function attempt(text: string, make: () => unknown): void {
  try {
    make();
  } catch (cause) {
    throw new TlsSettingsError(text, { cause });
  }
}

/** The parts of PEM text between the lines with that label; certificates also under their older names. */
function blocks(text: string, label: 'CERTIFICATE' | 'X509 CRL'): readonly string[] {
  const names = label === 'CERTIFICATE' ? '(?:X509 |TRUSTED )?CERTIFICATE' : label;
  return text.match(new RegExp(`-----BEGIN ${names}-----[^-]*-----END ${names}-----`, 'g')) ?? [];
}

/** Versions between the least and the greatest that are not allowed. */
function gapsOf(versions: readonly TlsVersion[]): number {
  const all = Object.keys(FORBIDDEN_BY) as TlsVersion[];
  const between = all.slice(all.indexOf(versions[0] as TlsVersion), all.indexOf(versions.at(-1) as TlsVersion));
  return between.filter((version) => !versions.includes(version)).reduce((sum, gap) => sum | FORBIDDEN_BY[gap], 0);
}
