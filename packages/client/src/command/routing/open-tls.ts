// From settings of TLS to a transport, or to the error that the user of the settings gets.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { TlsSettings } from '../../net/tls/tls-settings.ts';
import type { Transport } from '../../net/transport.ts';

/** Whom a transport tells what happens in it. */
export interface TlsReader {
  onWarning(message: string): void;
  /** A connection with TLS was made, by settings that ask to be told. */
  onTlsSession(message: string): void;
}

/** @throws AerospikeError for settings that cannot be used */
export function openTls(settings: TlsSettings, reader: TlsReader): Transport {
  // Only who encrypts loads what it takes.
  const { TlsTransport } = require('../../net/tls/tls-transport.js') as typeof import('../../net/tls/tls-transport.ts');
  try {
    return new TlsTransport(settings, {
      onWarning: (message) => reader.onWarning(message),
      onSession: (message) => reader.onTlsSession(message),
    });
  } catch (cause) {
    const message = `Invalid client configuration: ${(cause as Error).message}`;
    throw AerospikeError.fromCode({ code: status.ERR_TLS_ERROR, message, cause });
  }
}
