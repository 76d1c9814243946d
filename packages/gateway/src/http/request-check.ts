// What HTTP/1.1 asks of a request beyond what Node.js checks (RFC 9112), whatever it is about.
import type { IncomingMessage } from 'node:http';
import { CLOSING, Problem } from './problem.ts';

const CLOSE = { headers: CLOSING };
/** Fields that a request has once at most, and as what a message names them. */
const SINGLE: ReadonlyMap<string, string> = new Map([
  ['host', 'Host'],
  ['content-type', 'Content-Type'],
  ['authorization', 'Authorization'],
]);
const SHORTEST_SINGLE = 4;
const LONGEST_SINGLE = 13;
const CONTINUE = /^\s*100-continue\s*(?:,\s*100-continue\s*)*$/i;

/** @throws Problem for a request that must not be carried out. */
export function checkRequest(request: IncomingMessage): void {
  const { headers, rawHeaders, httpVersionMajor, httpVersion } = request;
  if (httpVersionMajor !== 1) throw new Problem('invalid-request', `HTTP/${httpVersion} is not spoken here`, CLOSE);
  checkSingles(rawHeaders);
  if (headers.host === undefined && httpVersion === '1.1') {
    throw new Problem('invalid-request', 'A request of HTTP/1.1 must have a Host header');
  }
  const { expect } = headers;
  if (expect !== undefined && httpVersion === '1.1' && !CONTINUE.test(expect)) throw expectationFailed();
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) checkCoding(coding, httpVersion);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^(identity)?$/i.test(encoding)) {
    throw new Problem('content-encoding-unsupported', `Send the body as it is, not encoded as ${encoding}`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
  }
}

/** What is expected is not what this server can do. */
export const expectationFailed = (): Problem =>
  new Problem('expectation-failed', 'The only expectation that can be met is 100-continue');

/** Node.js keeps the first and drops the others, where somebody before it may have looked at the last. */
function checkSingles(rawHeaders: readonly string[]): void {
  let seen: string[] | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length < SHORTEST_SINGLE || name.length > LONGEST_SINGLE) continue;
    const title = SINGLE.get(name.toLowerCase());
    if (title === undefined) continue;
    if (seen === undefined) seen = [title];
    else if (!seen.includes(title)) seen.push(title);
    else throw new Problem('invalid-request', `A request must not have more than one ${title} header`, CLOSE);
  }
}

/** Node.js takes the chunks apart, and nothing else (RFC 9112 §6.1). */
function checkCoding(coding: string, httpVersion: string): void {
  if (httpVersion !== '1.1') {
    throw new Problem('invalid-request', `HTTP/${httpVersion} has no Transfer-Encoding`, CLOSE);
  }
  if (!/^\s*chunked\s*$/i.test(coding)) {
    throw new Problem('transfer-encoding-unsupported', `Send the body in chunks or as it is, not as ${coding}`, CLOSE);
  }
}
