// TLS of the gateway's own listener: its files, read and checked, by the primary before anything is started, then by each
// worker. The password of an encrypted key comes by the environment, where no list of processes shows it.
import { constants } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type Server as TlsServer } from 'node:tls';
import { ChangingFiles } from './changing-files.ts';

export interface ListenerTlsOptions {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

export interface ListenerTls {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
  readonly secureOptions: number;
}

/** Nobody needs another handshake on a connection, which costs the server far more than the client. */
export const NO_RENEGOTIATION = constants.SSL_OP_NO_RENEGOTIATION;

const LISTENER_PASSWORD_VARIABLE = 'TENDRIL_GATEWAY_TLS_KEY_PASSWORD';
export const DATABASE_PASSWORD_VARIABLE = 'TENDRIL_GATEWAY_DATABASE_TLS_KEY_PASSWORD';

/** @throws Error that says what cannot be used */
export function readListenerTls(options: ListenerTlsOptions, environment = process.env): ListenerTls {
  const password = environment[LISTENER_PASSWORD_VARIABLE];
  const tls = {
    cert: read('--tls-cert', options.cert),
    key: read('--tls-key', options.key),
    ...(password !== undefined && { passphrase: password }),
    secureOptions: NO_RENEGOTIATION,
  };
  try {
    createSecureContext(tls);
  } catch (cause) {
    const hint = /ENCRYPTED/.test(tls.key) ? `; its password is ${LISTENER_PASSWORD_VARIABLE}` : '';
    throw new Error(`--tls-cert and --tls-key cannot be used: ${(cause as Error).message}${hint}`, { cause });
  }
  return tls;
}

/**
 * Has connections to come meet the certificate that the files have at that time; open ones go on. `nowMs` for tests.
 *
 * @throws Error as {@link readListenerTls}
 */
export function renewListenerTls(
  server: TlsServer,
  options: ListenerTlsOptions,
  warn: (message: string) => void,
  nowMs?: () => number,
): void {
  const files = new ChangingFiles([options.cert, options.key], () => readListenerTls(options), warn, nowMs);
  let used = files.current();
  // Before Node.js looks at the connection.
  server.prependListener('connection', () => {
    const tls = files.current();
    if (tls !== used) server.setSecureContext(tls);
    used = tls;
  });
}

function read(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${option} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
