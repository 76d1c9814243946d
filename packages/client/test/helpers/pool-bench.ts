// A pool with a clock driven by hand. At the end of the test it has to be empty, with no deadline left behind.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Dialer } from '../../src/net/dialer.ts';
import { NodePool, type NodePoolOptions } from '../../src/net/node-pool.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { FakeClock } from './fake-clock.ts';
import { infoFrame } from './frames.ts';
import { type Peer, type ScriptedServer, turn, until } from './scripted-server.ts';
import { type Outcome, TestRequest } from './test-request.ts';

export const OPTIONS = {
  minConnections: 0,
  maxConnections: 100,
  maxIdleMs: 10_000,
  connectTimeoutMs: 1000,
  maxWaiting: 200_000,
} as const satisfies Partial<NodePoolOptions>;

export const SILENCE_MS = 3000;
export const FRAME = infoFrame('ping');

export interface Bench {
  readonly clock: FakeClock;
  readonly deadlines: DeadlineWheel;
  readonly pool: NodePool;
  submit(text?: string): TestRequest;
  submitMany(count: number): TestRequest[];
}

export function bench(t: TestContext, options: Pick<NodePoolOptions, 'addresses'> & Partial<NodePoolOptions>): Bench {
  const clock = new FakeClock();
  const deadlines = new DeadlineWheel(clock);
  const pool = new NodePool({ ...OPTIONS, ...options }, new Dialer(deadlines));
  t.after(() => {
    pool.close();
    assert.deepStrictEqual([pool.stats().open, pool.stats().connecting, pool.stats().waiting], [0, 0, 0]);
    assert.strictEqual(deadlines.size, 0);
  });
  const submit = (text = 'ping'): TestRequest => {
    const request = new TestRequest(text === 'ping' ? FRAME : infoFrame(text));
    pool.submit(request);
    return request;
  };
  return { clock, deadlines, pool, submit, submitMany: (count) => Array.from({ length: count }, () => submit()) };
}

export function outcomes(requests: readonly TestRequest[]): Promise<Outcome[]> {
  return Promise.all(requests.map((request) => request.outcome));
}

export function kindOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.kind === 'failure' ? `${outcome.error.kind}${outcome.written ? ' written' : ''}` : outcome?.kind;
}

export function kinds(requests: readonly TestRequest[]): Set<string | undefined> {
  return new Set(requests.map((request) => kindOf(request.settled)));
}

export const echo = (peer: Peer, received: Buffer): void => peer.send(received);

/** Resolves once the pool holds that many open connections and is opening none. */
export async function untilOpen(server: ScriptedServer, pool: NodePool, count: number): Promise<void> {
  await until(server, 'peer', () => server.peers.length >= count);
  while (pool.stats().connecting > 0) await turn();
  assert.strictEqual(pool.stats().open, count);
}
