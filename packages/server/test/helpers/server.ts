// Starts servers that stop with their test, on a clock that only the test moves, with the log kept for assertions.

import type { TestContext } from 'node:test';
import { EmbeddedServer, type EmbeddedServerOptions } from '../../src/index.ts';
import { connectRaw, type RawClient } from './raw-client.ts';
import { parseReply, type ReplyParts, type RequestParts, request } from './request.ts';

const EPOCH_MS = 1262304000_000;

/** A clock at a whole second: 500 000 000 seconds after Aerospike's epoch. */
export class FakeClock {
  static readonly START_SECONDS = 500_000_000;
  #nowMs = EPOCH_MS + FakeClock.START_SECONDS * 1000;

  now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

export interface TestServer {
  readonly server: EmbeddedServer;
  readonly client: RawClient;
  readonly clock: FakeClock;
  readonly log: string[];
  /** Sends one command and gives its reply. */
  run(parts: RequestParts): Promise<ReplyParts>;
}

export async function startServer(t: TestContext, options: EmbeddedServerOptions = {}): Promise<TestServer> {
  const log: string[] = [];
  const clock = new FakeClock();
  const server = await EmbeddedServer.start({
    clock,
    log: (level, message) => {
      if (level !== 'debug') log.push(`${level} ${message}`);
    },
    ...options,
  });
  t.after(() => server.stop());
  const client = await connectRaw(t, server.port);
  return { server, client, clock, log, run: async (parts) => parseReply(await client.exchange(request(parts))) };
}
