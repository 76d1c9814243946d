// The body of a request as one buffer, never longer than its limit. Knows nothing of what is in it; `record-body.ts`
// does.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from './problem.ts';

/**
 * Reads the whole body. A client that waits to be asked for it (`Expect: 100-continue`) is asked here, so that nothing
 * is sent in vain when the request is refused earlier. What exceeds the limit is received and dropped, because a client
 * whose connection is closed under it never sees the answer; the server's time limits bound that.
 *
 * @throws Problem for a body that is too large.
 */
export function readBody(request: IncomingMessage, response: ServerResponse, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      reject(tooLarge(limitBytes));
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(tooLarge(limitBytes));
    });
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // The client is gone; the answer goes nowhere.
    request.on('error', () => reject(new Problem('invalid-request', 'The body ended before it was complete')));
    if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
  });
}

const tooLarge = (limitBytes: number): Problem =>
  new Problem('body-too-large', `The limit is ${limitBytes} bytes`, { extras: { limit: limitBytes } });
