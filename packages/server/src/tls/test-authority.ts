// A certificate authority for tests: it makes keys, certificates and lists of revoked ones, good and bad, in
// milliseconds and without another program. Everything is made by node:crypto but the bytes around it. Never for
// production: its key lies in memory.
//
//   Certificate     := { tbs, algorithm, signature }
//   tbs             := { [0] version, serial, algorithm, issuer, validity, subject, key, [3] extensions }
//   CertificateList := { { version, algorithm, issuer, this update, next update, revoked }, algorithm, signature }

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { bits, integer, octets, oid, pem, sequence, set, TRUE, tagged, time, utf8 } from './der.ts';

const OID = {
  ECDSA_WITH_SHA256: '1.2.840.10045.4.3.2',
  COMMON_NAME: '2.5.4.3',
  SUBJECT_KEY_ID: '2.5.29.14',
  KEY_USAGE: '2.5.29.15',
  SUBJECT_ALT_NAME: '2.5.29.17',
  BASIC_CONSTRAINTS: '2.5.29.19',
  AUTHORITY_KEY_ID: '2.5.29.35',
} as const;

/** Key usage, from the left: signatures, and what an authority signs. */
const SIGNS_ANYTHING = bits(Buffer.from([0x80]), 7);
const SIGNS_CERTIFICATES_AND_LISTS = bits(Buffer.from([0x06]), 1);

const ALGORITHM = sequence(oid(OID.ECDSA_WITH_SHA256));
const VERSION_3 = tagged(0xa0, integer(Buffer.from([2])));
const VERSION_2 = integer(Buffer.from([1]));
const DAY_MS = 86_400_000;

/** A certificate and its private key, as PEM text. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. */
export interface CertificateRequest {
  /** Names and IP addresses of the holder, as its alternative names. Default `['localhost', '127.0.0.1', '::1']`. */
  names?: readonly string[];
  /** Common name of the holder. Default the first of `names`, else `tendril`. */
  commonName?: string;
  /** From when on it is valid. Default yesterday. */
  notBefore?: Date;
  /** Until when it is valid. Default in a year. */
  notAfter?: Date;
  /** Encrypts the key. Default: it is not encrypted. */
  password?: string;
}

/**
 * Makes certificates for tests.
 *
 * @example
 * ```js
 * import { EmbeddedServer, TestAuthority } from 'tendril-server';
 *
 * const authority = new TestAuthority();
 * const server = await EmbeddedServer.start({ tls: authority.issue({ names: ['db.test'] }) });
 * // A client of it: { hosts: server.tlsHosts, tls: { castring: authority.certificate } }
 * await server.stop();
 * ```
 */
export class TestAuthority {
  /** Its own certificate as PEM text: what others have to trust. */
  readonly certificate: string;
  readonly #name: Buffer;
  readonly #key: KeyObject;
  readonly #keyId: Buffer;
  readonly #revoked: Buffer[] = [];

  constructor(commonName = 'Tendril test authority') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#name = nameOf(commonName);
    this.#key = privateKey;
    this.#keyId = keyId(publicKey);
    this.certificate = this.#sign(this.#name, publicKey, defaultValidity(), [
      extension(OID.BASIC_CONSTRAINTS, sequence(TRUE), true),
      extension(OID.KEY_USAGE, SIGNS_CERTIFICATES_AND_LISTS, true),
      extension(OID.SUBJECT_KEY_ID, octets(this.#keyId)),
    ]);
  }

  /** Makes a certificate, for a server or a client. */
  issue(request: CertificateRequest = {}): IssuedCertificate {
    const names = request.names ?? ['localhost', '127.0.0.1', '::1'];
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const validity = { ...defaultValidity(), ...withoutUndefined(request) };
    const cert = this.#sign(nameOf(request.commonName ?? names[0] ?? 'tendril'), publicKey, validity, [
      extension(OID.BASIC_CONSTRAINTS, sequence(), true),
      extension(OID.KEY_USAGE, SIGNS_ANYTHING, true),
      ...(names.length === 0 ? [] : [extension(OID.SUBJECT_ALT_NAME, sequence(...names.map(alternativeName)))]),
      extension(OID.AUTHORITY_KEY_ID, sequence(tagged(0x80, this.#keyId))),
    ]);
    return { cert, key: keyText(privateKey, request.password) };
  }

  /** Puts a certificate that it has issued on the list of revoked ones. */
  revoke(cert: string): void {
    const serial = integer(Buffer.from(new X509Certificate(cert).serialNumber.padStart(2, '0'), 'hex'));
    this.#revoked.push(sequence(serial, time(new Date(Date.now() - DAY_MS))));
  }

  /** The list of revoked certificates as of now, as PEM text. */
  revocationList(): string {
    const { notBefore, notAfter } = defaultValidity();
    const revoked = this.#revoked.length === 0 ? [] : [sequence(...this.#revoked)];
    const list = sequence(VERSION_2, ALGORITHM, this.#name, time(notBefore), time(notAfter), ...revoked);
    return pem('X509 CRL', this.#signed(list));
  }

  #sign(subject: Buffer, key: KeyObject, validity: Validity, extensions: readonly Buffer[]): string {
    const tbs = sequence(
      VERSION_3,
      integer(randomBytes(16)),
      ALGORITHM,
      this.#name,
      sequence(time(validity.notBefore), time(validity.notAfter)),
      subject,
      key.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    return pem('CERTIFICATE', this.#signed(tbs));
  }

  #signed(content: Buffer): Buffer {
    return sequence(content, ALGORITHM, bits(sign('sha256', content, this.#key)));
  }
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function defaultValidity(): Validity {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + 365 * DAY_MS) };
}

function withoutUndefined({ notBefore, notAfter }: CertificateRequest): Partial<Validity> {
  return { ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) };
}

function keyText(key: KeyObject, password: string | undefined): string {
  const format = { type: 'pkcs8', format: 'pem' } as const;
  if (password === undefined) return key.export(format) as string;
  return key.export({ ...format, cipher: 'aes-256-cbc', passphrase: password }) as string;
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid(OID.COMMON_NAME), utf8(commonName))));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [TRUE] : []), octets(value));
}

function alternativeName(name: string): Buffer {
  if (isIPv4(name)) return tagged(0x87, Buffer.from(name.split('.').map(Number)));
  if (isIPv6(name)) return tagged(0x87, ipv6Bytes(name));
  return tagged(0x82, Buffer.from(name, 'latin1'));
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** Any number that only this key has. */
function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}
