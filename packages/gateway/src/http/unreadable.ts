// Answers to what never becomes a request: Node.js could not read it as HTTP, it took too long to arrive, or it asks for
// a tunnel. There is no response object then, so the bytes are written by hand, and the connection ends.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.ts';

/** Listener for `clientError`. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else endWithProblem(socket, problemOf(error));
}

/** Writes the problem document as the last thing on the connection. */
export function endWithProblem(socket: Duplex, problem: Problem): void {
  const body = problem.toDocument('about:blank');
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  // Of a tunnel nobody else listens, and an error without a listener ends the process.
  socket.on('error', () => {});
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('header-too-large', 'The request line and header are larger than the gateway reads');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('request-timeout', 'The request took longer to arrive than the gateway waits');
  }
  return new Problem('invalid-request', 'The bytes received are not an HTTP/1.1 request');
}
