// What a route answers, as a value, and how it goes out: head and body in one write, which costs one system call.
import type { Exchange } from './connection.ts';
import type { Problem } from './problem.ts';

export interface Answer {
  readonly status: number;
  /** Names and values in turn, as `writeHead` takes them; the length of the body is added. */
  readonly headers: readonly string[];
  /** Text, sent as UTF-8. Undefined where the status or the method allows none. */
  readonly body: string | undefined;
}

/** What an answer takes in memory besides its body, more or less. */
const HEAD_BYTES = 4096;

/** An answer of JSON text. */
export function json(status: number, body: string, ...headers: readonly string[]): Answer {
  return { status, headers: ['Content-Type', 'application/json', ...headers], body };
}

/** The problem document, `target` being that of the request that it answers. */
export function problemAnswer(problem: Problem, target: string): Answer {
  const headers = ['Content-Type', 'application/problem+json', ...Object.entries(problem.headers).flat()];
  return { status: problem.status, headers, body: problem.toDocument(target) };
}

/** Node.js leaves the body out of what it answers to HEAD. */
export function send(exchange: Exchange, { status, headers, body }: Answer): void {
  const { response } = exchange;
  if (body === undefined) {
    response.writeHead(status, headers.concat(exchange.headers));
    process.nextTick(end, exchange, HEAD_BYTES);
    return;
  }
  const bytes = Buffer.byteLength(body);
  response.writeHead(status, headers.concat(exchange.headers, 'Content-Length', String(bytes))).write(body);
  // Not `end(body)`: it writes an empty string after the body, and two pieces leave by `writev`, which costs 4 % of the
  // CPU of a GET. By the next tick the one piece is written, and nothing is left to add.
  process.nextTick(end, exchange, HEAD_BYTES + bytes);
}

function end(exchange: Exchange, bytes: number): void {
  exchange.response.end();
  exchange.connection.sent(exchange, bytes);
}
