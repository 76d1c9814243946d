// What went wrong with TLS, in words that say what to look at. Errors that are not known here keep their text.

/** By the code of the error, or by a part of OpenSSL's text. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'the certificate of the server, or one above it, has expired'],
  [/^CERT_NOT_YET_VALID$/, 'the certificate of the server, or one above it, is not valid yet'],
  [/^CERT_REVOKED$/, 'the certificate of the server, or one above it, was revoked'],
  [
    /^UNABLE_TO_GET_CRL$/,
    'tls.crlCheck finds no list of revoked certificates for one of the certificates of the server',
  ],
  [/^CRL_HAS_EXPIRED$/, 'the list of revoked certificates has expired'],
  [/^CRL_NOT_YET_VALID$/, 'the list of revoked certificates is not valid yet'],
  [
    /^(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?$/,
    'the certificate of the server is self-signed, or its authority is not among those of tls.cafile, capath and castring',
  ],
  [
    /^UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)$/,
    'the authority of the certificate of the server is not among those of tls.cafile, capath and castring',
  ],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/,
    'the server does not speak TLS on this port',
  ],
  [
    /^ERR_SSL_(?:TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE)$/,
    'the server has no version of TLS that tls.protocols allows',
  ],
  [
    /^ERR_SSL_SSL(?:V3|\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
    'the server refused the handshake: it has no cipher in common with tls.cipherSuite, or wants a certificate (tls.certfile)',
  ],
  [/^ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED$/, 'the server wants a certificate of this client (tls.certfile)'],
  [
    /^ERR_SSL_(?:TLSV1|SSLV3|TLSV13|SSL\/TLS)_ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)$/,
    'the server refused the certificate of this client',
  ],
];

/** Without an alert: as servers do to a client whose first bytes they do not understand, and some with certificates. */
const CUT =
  'the server closed the connection during the handshake; it may not speak TLS on this port, or want another certificate of this client';

/** `isReady`: the client takes the handshake for done; by TLS 1.3 the server may still refuse its certificate then. */
export function tlsFailure(error: Error, isReady: boolean): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const text = TEXTS.find(([pattern]) => pattern.test(code))?.[1];
  if (isReady) return text === undefined ? error.message : `TLS failed: ${text}`;
  return `TLS handshake failed: ${text ?? (code === 'ECONNRESET' || code === 'EPIPE' ? CUT : error.message)}`;
}
