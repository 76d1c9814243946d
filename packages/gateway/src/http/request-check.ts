// What HTTP/1.1 asks of a request beyond what Node.js checks (RFC 9112), whatever it is about.
import type { IncomingMessage } from 'node:http';
import { CLOSING, Problem } from './problem.ts';

const CLOSE = { headers: CLOSING };

/** @throws Problem for a request that must not be carried out. */
export function checkRequest(request: IncomingMessage): void {
  const { headers, rawHeaders, httpVersionMajor, httpVersion } = request;
  if (httpVersionMajor !== 1) throw new Problem('invalid-request', `HTTP/${httpVersion} is not spoken here`, CLOSE);
  const hosts = countHosts(rawHeaders);
  if (hosts > 1) throw new Problem('invalid-request', 'A request must not have more than one Host header', CLOSE);
  if (hosts === 0 && httpVersion === '1.1') {
    throw new Problem('invalid-request', 'A request of HTTP/1.1 must have a Host header');
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) checkCoding(coding, httpVersion);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && !/^(identity)?$/i.test(encoding)) {
    throw new Problem('content-encoding-unsupported', `Send the body as it is, not encoded as ${encoding}`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
  }
}

/** Node.js keeps the first and drops the others. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && (name === 'Host' || name.toLowerCase() === 'host')) count += 1;
  }
  return count;
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
