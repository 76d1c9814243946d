// The TLS options of the command line.

import { tlsSettings } from '../api/configuration/tls-settings.ts';
import { openTls } from '../command/routing/open-tls.ts';
import type { Transport } from '../net/transport.ts';
import { UsageError } from './cli-types.ts';

export interface TlsOptions {
  readonly tls?: boolean | undefined;
  readonly 'tls-ca'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'tls-name'?: string | undefined;
}

/** How hosts are reached; undefined without TLS. @throws UsageError; AerospikeError for a file that cannot be used */
export function transportOf(options: TlsOptions, environment = process.env): Transport | undefined {
  const { tls, 'tls-ca': cafile, 'tls-cert': certfile, 'tls-key': keyfile, 'tls-name': tlsName } = options;
  const isWanted = tls === true || [cafile, certfile, keyfile, tlsName].some((value) => value !== undefined);
  if (!isWanted) return undefined;
  const { TENDRIL_TLS_KEY_PASSWORD: keyfilePassword } = environment;
  const password = keyfile === undefined ? undefined : keyfilePassword;
  try {
    const settings = tlsSettings({ cafile, certfile, keyfile, keyfilePassword: password });
    return settings && openTls(settings, { onWarning: () => {}, onTlsSession: () => {} });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
