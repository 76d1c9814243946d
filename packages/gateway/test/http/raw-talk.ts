// A raw connection to a server under test that keeps what it has received, so that nothing mends what is wrong.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

const PATIENCE_MS = 20_000;

export class Talk {
  readonly socket: Socket;
  received = '';

  constructor(t: TestContext, port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('latin1');
    this.socket.on('data', (part: string) => {
      this.received += part;
    });
    t.after(() => this.socket.destroy());
  }

  /** Resolves once the text has been received; fails when the connection ends without it. */
  async until(wanted: string): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (!this.received.includes(wanted)) {
      assert.strictEqual(this.socket.readableEnded, false, `no ${wanted} in:\n${this.received}`);
      await Promise.race([once(this.socket, 'data', { signal }), once(this.socket, 'end', { signal })]);
    }
  }

  /** Resolves when the server has ended the connection. */
  async ended(): Promise<string[]> {
    if (!this.socket.readableEnded) await once(this.socket, 'end', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return this.statuses;
  }

  get statuses(): string[] {
    return Array.from(this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status = '']) => status);
  }
}

/** A request without a body. */
export const bare = (method: string, key: string, ...headers: string[]): string =>
  `${[`${method} /${key} HTTP/1.1`, 'Host: h', ...headers].join('\r\n')}\r\n\r\n`;

/** A request with a body. */
export const full = (method: string, key: string, body: string, ...headers: string[]): string =>
  bare(method, key, `Content-Length: ${Buffer.byteLength(body)}`, ...headers) + body;
