// Answers to what never becomes a request: Node.js could not read it as HTTP, it took too long to arrive, or it asks for
// a tunnel. There is no response object then, so the bytes are written by hand, and the connection ends.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.ts';

/** A client that goes on sending after the last answer may do so for this long, so that it comes to read the answer. */
const LINGER_MS = 2_000;

/** What is wrong, by the error of `clientError`; undefined when there is nobody to be told, or nothing to be said. */
export function unreadableProblem({ code = '' }: NodeJS.ErrnoException): Problem | undefined {
  // Without a common key there is no way to say anything.
  if (/^ERR_(?:SSL|TLS)_|^EPROTO$/.test(code)) return undefined;
  switch (code) {
    case 'ECONNRESET':
    // Bytes after a request with `Connection: close`, which are to be ignored (RFC 9112 §9.6).
    case 'HPE_CLOSED_CONNECTION':
      return undefined;
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('header-too-large', 'The request line and header are larger than the gateway reads');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'The request took longer to arrive than the gateway waits');
    case 'HPE_INVALID_EOF_STATE':
      return new Problem('invalid-request', 'The request ended before it was complete');
    case 'HPE_INVALID_URL':
      return new Problem('bad-url', 'The request target has bytes that a URL cannot have; percent-encode them');
    case 'HPE_INVALID_TRANSFER_ENCODING':
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return new Problem('invalid-request', 'Content-Length and Transfer-Encoding do not say where the body ends');
    default:
      return new Problem('invalid-request', 'The bytes received are not an HTTP/1.1 request');
  }
}

/** Writes the problem document as the last thing on the connection. */
export function endWithProblem(socket: Duplex, problem: Problem): void {
  const body = problem.toDocument('about:blank');
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  // Of a tunnel nobody else listens, and an error without a listener ends the process.
  socket.on('error', () => {});
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}
