// The TLS of an embedded server: its options, checked and with their files read, and what the listeners need of them.

import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureVersion, type TlsOptions } from 'node:tls';
import { TestAuthority } from './test-authority.ts';
import { TlsFiles } from './tls-files.ts';

/**
 * TLS of an embedded server. PEM is given as text, or as the path of a file with it, which is read again when it has
 * changed; connections that are open go on, and a file that cannot be used leaves what was read before in force.
 */
export interface ServerTlsOptions {
  /** Certificate of the nodes as PEM, with those between it and its authority behind it. */
  cert: string;
  /** Its private key as PEM. */
  key: string;
  /** Password of the key, if it is encrypted. */
  password?: string;
  /** Certificates of authorities as PEM: every client has to show a certificate signed by one of them. Default: none has. */
  ca?: string;
  /** Revoked certificates of clients as PEM; needs `ca`. */
  crl?: string;
  /** TLS name that the nodes announce. Default: the first name in the certificate. */
  name?: string;
  /** Port of the first node for TLS; others take the ports after it. 0 gives each node a free port. Default 0. */
  port?: number;
  /** Listen on the TLS port only. Default false: on a port without TLS, too. */
  only?: boolean;
  /** Least version; default `TLSv1.2`. */
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Greatest version; default `TLSv1.3`. */
  maxVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Where clients are told to connect with TLS, node by node; see the option of that name beside `tls`. */
  advertise?: readonly { readonly host: string; readonly port: number }[];
  /** Further addresses for clients with TLS that ask for alternate ones, node by node. */
  alternate?: readonly { readonly host: string; readonly port: number }[];
}

/** How clients reach an embedded server by TLS. */
export interface ServerTls {
  /** The name that its certificate has. */
  readonly name: string;
  /**
   * What clients have to trust, as PEM: the authority that was made for this server, or else its certificate itself.
   */
  readonly ca: string;
}

export interface ResolvedTls extends ServerTls {
  readonly port: number;
  readonly isOnly: boolean;
  readonly files: TlsFiles;
  readonly advertise: NonNullable<ServerTlsOptions['advertise']>;
  readonly alternate: NonNullable<ServerTlsOptions['alternate']>;
}

/** Name of the nodes whose certificate is made on the spot. */
const SELF_SIGNED_NAME = 'tendril';
const VERSIONS: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3'];
const MAX_NAME_BYTES = 255;
/** No client of a database needs another handshake on a connection, which costs the server far more than the client. */
const NO_RENEGOTIATION = constants.SSL_OP_NO_RENEGOTIATION;

/** A certificate that is made for this start, and where to listen. */
export type SelfSignedTls = Pick<ServerTlsOptions, 'name' | 'port' | 'only'> & { selfSigned: true };

/** @throws TypeError or RangeError naming the option that cannot be used; the system's error for a file */
export function resolveTls(
  given: ServerTlsOptions | SelfSignedTls | 'self-signed' | undefined,
): ResolvedTls | undefined {
  if (given === undefined) return undefined;
  if (given === 'self-signed') return selfSigned({});
  if (typeof given !== 'object' || given === null) {
    throw new TypeError("Option tls must be 'self-signed' or an object with cert and key");
  }
  if ('selfSigned' in given) return selfSigned(given);
  const { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = given;
  if (!VERSIONS.includes(minVersion) || !VERSIONS.includes(maxVersion) || minVersion > maxVersion) {
    throw new RangeError(`Options tls.minVersion and tls.maxVersion must be ${VERSIONS.join(' or ')}, the least first`);
  }
  let cert = '';
  const files = new TlsFiles([given.cert, given.key, given.ca, given.crl].filter(isPath), () => {
    const listener = { ...readListener(given), minVersion, maxVersion, secureOptions: NO_RENEGOTIATION };
    // What is wrong further on in a chain shows only here.
    createSecureContext(listener);
    cert = listener.cert;
    return listener;
  });
  return {
    name: nameOf(given.name ?? firstName(new X509Certificate(cert))),
    ca: cert,
    port: given.port ?? 0,
    isOnly: given.only === true,
    files,
    advertise: given.advertise ?? [],
    alternate: given.alternate ?? [],
  };
}

function readListener(given: ServerTlsOptions): TlsOptions & { cert: string; key: string } {
  const cert = pemOf('cert', given.cert);
  const key = pemOf('key', given.key);
  if (cert === undefined || key === undefined) throw new TypeError('Option tls needs cert and key');
  const leaf = certificateOf('cert', cert);
  if (!leaf.checkPrivateKey(keyOf(key, given.password)))
    throw new RangeError('Option tls.key is not the key of tls.cert');
  const ca = pemOf('ca', given.ca);
  const crl = pemOf('crl', given.crl);
  if (ca !== undefined) certificateOf('ca', ca);
  if (crl !== undefined && ca === undefined) throw new TypeError('Option tls.crl needs tls.ca');
  return {
    cert,
    key,
    ...(given.password !== undefined && { passphrase: given.password }),
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
    ...(crl !== undefined && { crl }),
  };
}

function selfSigned({ name = SELF_SIGNED_NAME, port = 0, only = false }: Partial<SelfSignedTls>): ResolvedTls {
  const authority = new TestAuthority();
  const issued = authority.issue({ names: [name, 'localhost', '127.0.0.1', '::1'] });
  return { ...(resolveTls({ ...issued, name, port, only }) as ResolvedTls), ca: authority.certificate };
}

const isPath = (given: unknown): given is string => typeof given === 'string' && !given.includes('-----BEGIN ');

/** PEM text from the option: itself, or what is in the file that it names. */
function pemOf(option: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || given === '') throw new TypeError(`Option tls.${option} must be PEM text or a path`);
  if (!isPath(given)) return given;
  try {
    return readFileSync(given, 'utf8');
  } catch (cause) {
    throw new Error(`Option tls.${option} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function certificateOf(option: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new RangeError(`Option tls.${option} has no certificate in PEM form`, { cause });
  }
}

function keyOf(text: string, password: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: text, ...(password !== undefined && { passphrase: password }) });
  } catch (cause) {
    const isEncrypted = /ENCRYPTED/.test(text);
    const why = isEncrypted ? 'is encrypted, and tls.password does not open it' : 'has no private key in PEM form';
    throw new RangeError(`Option tls.key ${why}`, { cause });
  }
}

function firstName({ subjectAltName, subject }: X509Certificate): string {
  return /(?:^|, )DNS:([^,"]+)/.exec(subjectAltName ?? '')?.[1] ?? /^CN=(.*)$/m.exec(subject ?? '')?.[1] ?? '';
}

/** Clients read it between commas and brackets, and in `host:name:port`. */
function nameOf(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z_][\w.-]*$/.test(name) && name.length <= MAX_NAME_BYTES) return name;
  throw new RangeError(
    `Option tls.name must begin with a letter and have letters, digits, dots and dashes, up to ${MAX_NAME_BYTES}`,
  );
}
