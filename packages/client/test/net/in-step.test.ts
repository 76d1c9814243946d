// Replies that a server leaves out, sends twice or sends unasked: what is given to the wrong request, and for how long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MIN_DRAIN_INTERVAL_MS } from '../../src/net/drain-turn.ts';
import { frame, MESSAGE } from '../helpers/frames.ts';
import { bench, FRAME, kindOf, SILENCE_MS, untilOpen } from '../helpers/pool-bench.ts';
import { LIMIT, type Peer, ScriptedServer, turn } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

test('a reply that is left out under lasting load, or sent twice, goes wrong for a moment only', LIMIT, async (t) => {
  for (const [fault, lanesAtOnce] of [
    ['left out', 8],
    ['twice', 1],
  ] as const) {
    let frames = 0;
    const pending: (() => void)[] = [];
    const server = await ScriptedServer.start(t, {
      onFrame: (peer: Peer, bytes) => {
        frames++;
        const times = frames !== 50 ? 1 : fault === 'twice' ? 2 : 0;
        pending.push(() => {
          for (let i = 0; i < times; i++) peer.send(bytes);
        });
      },
    });
    const { pool, clock } = bench(t, { addresses: [server.address], minConnections: 1, maxConnections: 1 });
    await untilOpen(server, pool, 1);
    let wrong = 0;
    let lost = 0;
    let lastWrongMs = 0;
    const lane = async (name: number): Promise<void> => {
      for (let i = 0; clock.now() < startMs + 4 * MIN_DRAIN_INTERVAL_MS; i++) {
        const text = `${name} ${i}`;
        const request = new TestRequest(frame(MESSAGE, Buffer.from(text)), { reads: MESSAGE });
        pool.submit(request);
        const outcome = await request.outcome;
        if (outcome.kind === 'failure') lost++;
        else if (outcome.body.toString() !== text) {
          wrong++;
          lastWrongMs = clock.now() - startMs;
        }
      }
    };
    const startMs = clock.now();
    let running = true;
    const lanes = Promise.all(Array.from({ length: lanesAtOnce }, (_, i) => lane(i))).then(() => {
      running = false;
    });
    while (running) {
      await turn();
      // One behind: the line is never empty.
      for (let left = Math.max(1, pending.length - 1); left > 0; left--) pending.shift()?.();
      await turn();
      clock.advance(2);
      if (clock.now() > startMs + 4 * MIN_DRAIN_INTERVAL_MS) for (const answer of pending.splice(0)) answer();
      if (clock.now() > startMs + 6 * MIN_DRAIN_INTERVAL_MS) pool.close();
    }
    await lanes;
    assert.strictEqual(pool.stats().closed > 0, true, `${fault}: ${lost} lost, ${wrong} wrong`);
    assert.strictEqual(
      lastWrongMs < 2 * MIN_DRAIN_INTERVAL_MS,
      true,
      `${wrong} wrong, the last after ${lastWrongMs} ms`,
    );
    await server.stop();
  }
});

test(
  'with a silent connection withdrawn from, the next request gets one of its own, not a place in a queue',
  LIMIT,
  async (t) => {
    const server = await ScriptedServer.start(t, { onFrame: () => {} });
    const { pool, submit } = bench(t, { addresses: [server.address], minConnections: 2, maxConnections: 8 });
    await untilOpen(server, pool, 2);
    const slow = [submit(), submit()];
    while (server.frames < 2) await turn();
    for (const request of slow) {
      request.withdrawn();
      pool.withdraw(request, SILENCE_MS, true);
    }
    // Two owe; three requests want three connections of their own beside those.
    for (let i = 0; i < 3; i++) submit();
    await untilOpen(server, pool, 5);
    submit();
    await untilOpen(server, pool, 6);
  },
);

test('one request that timed out does not make the pool grow for good', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, submit } = bench(t, { addresses: [server.address], minConnections: 1, maxConnections: 8 });
  await untilOpen(server, pool, 1);
  const [peer] = server.peers as [Peer];
  const slow = submit();
  await peer.nextFrame();
  slow.withdrawn();
  pool.withdraw(slow, SILENCE_MS, true);
  peer.send(FRAME);
  while (pool.stats().inFlight > 0) await turn();
  for (let i = 0; i < 20; i++) {
    const next = submit();
    await peer.nextFrame();
    peer.send(FRAME);
    assert.strictEqual(kindOf(await next.outcome), 'reply');
  }
  assert.strictEqual(server.peers.length, 1);
});
