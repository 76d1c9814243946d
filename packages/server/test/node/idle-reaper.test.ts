// Idle connections, by a clock that the test moves and timers that it turns.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type IdleConnection, IdleReaper } from '../../src/node/idle-reaper.ts';
import { connectRaw } from '../helpers/raw-client.ts';
import { FakeClock, startServer } from '../helpers/server.ts';

class Connection implements IdleConnection {
  idleSinceMs: number | undefined;
  isClosed = false;

  constructor(idleSinceMs: number | undefined) {
    this.idleSinceMs = idleSinceMs;
  }

  destroy(): void {
    this.isClosed = true;
  }
}

test('a connection is closed once it is idle for longer than the setting, and never while it is owed an answer', () => {
  const clock = new FakeClock();
  const [idle, busy] = [new Connection(clock.now()), new Connection(undefined)];
  const reaper = new IdleReaper([idle, busy], clock, () => 60_000);
  clock.advance(60_000);
  reaper.reap();
  assert.strictEqual(idle.isClosed, false);
  clock.advance(1);
  reaper.reap();
  assert.deepStrictEqual([idle.isClosed, busy.isClosed], [true, false]);
});

test('a setting of 0 closes nothing', () => {
  const clock = new FakeClock();
  const idle = new Connection(clock.now());
  clock.advance(1e9);
  new IdleReaper([idle], clock, () => 0).reap();
  assert.strictEqual(idle.isClosed, false);
});

function mockIntervals(t: TestContext): void {
  t.mock.timers.enable({ apis: ['setInterval'] });
}

test('the setting takes effect at once: what is used stays, what is idle goes at the next look', async (t) => {
  mockIntervals(t);
  const { server, client, clock } = await startServer(t);
  const idle = await connectRaw(t, server.port);
  await idle.info('status');
  assert.match(await client.info('get-config:context=service'), /;proto-fd-idle-ms=0;/);
  assert.strictEqual(await client.info('set-config:context=service;proto-fd-idle-ms=5000'), 'ok');
  clock.advance(5001);
  assert.strictEqual(await client.info('status'), 'ok');
  t.mock.timers.tick(1000);
  await idle.closed;
  assert.strictEqual(await client.info('set-config:context=service;proto-fd-idle-ms=0'), 'ok');
  clock.advance(1e9);
  t.mock.timers.tick(10_000);
  assert.strictEqual(await client.info('status'), 'ok');
});
