// The body of a request as one buffer, never longer than its limit. Knows nothing of what is in it; `record-body.ts`
// does.
import type { Exchange } from './connection.ts';
import { Problem } from './problem.ts';

/**
 * Reads the whole body. A client that waits to be asked for it (`Expect: 100-continue`) is asked here, so that nothing
 * is sent in vain when the request is refused earlier. What exceeds the limit is received and dropped, because a client
 * whose connection is closed under it never sees the answer; the server's time limits bound that.
 *
 * @throws Problem for a body that is too large, or does not arrive whole.
 */
export function readBody({ request, response, connection }: Exchange, limitBytes: number): Promise<Buffer> {
  const { load } = connection;
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      reject(tooLarge(limitBytes));
      return;
    }
    let chunks: Buffer[] | undefined = [];
    let bytes = 0;
    function refuse(problem: Problem): void {
      if (chunks === undefined) return;
      chunks = undefined;
      load.giveBody(bytes);
      reject(problem);
    }
    request.on('data', (chunk: Buffer) => {
      if (chunks === undefined) return;
      if (bytes + chunk.length > limitBytes) {
        refuse(tooLarge(limitBytes));
      } else if (!load.takeBody(chunk.length)) {
        refuse(overloaded());
      } else {
        bytes += chunk.length;
        chunks.push(chunk);
      }
    });
    request.on('end', () => {
      if (chunks === undefined) return;
      load.giveBody(bytes);
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
      chunks = undefined;
    });
    // What was received last is no part of a body.
    request.once('cut', refuse);
    // The client is gone; the answer goes nowhere.
    request.on('error', () => refuse(new Problem('invalid-request', 'The body ended before it was complete')));
    if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
  });
}

const tooLarge = (limitBytes: number): Problem =>
  new Problem('body-too-large', `The limit is ${limitBytes} bytes`, { extras: { limit: limitBytes } });

const overloaded = (): Problem =>
  new Problem('gateway-overloaded', 'Too many bodies arrive at the same time', { headers: { 'Retry-After': '1' } });
