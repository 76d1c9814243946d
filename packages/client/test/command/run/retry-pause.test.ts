// Pauses between attempts: none before the first retry, then growing ones that differ from command to command.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryPauseMs } from '../../../src/command/run/retry-pause.ts';
import { status } from '../../../src/model/status.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, turn } from '../../helpers/scripted-server.ts';

const overloaded = { onFrame: (peer: Peer) => peer.send(emptyReply(18)) };
/** More than any pause. */
const LONG = { totalTimeout: 60_000, socketTimeout: 0 };

test('pauses begin with the second retry, double, and end at a second', () => {
  const shortest = [1, 2, 3, 4, 8, 9, 20, 2000].map((attempts) => retryPauseMs(attempts, () => 0));
  assert.deepStrictEqual(shortest, [0, 8, 16, 32, 500, 500, 500, 500]);
  const longest = [1, 2, 3, 4, 8, 9, 20, 2000].map((attempts) => retryPauseMs(attempts, () => 1));
  assert.deepStrictEqual(longest, [0, 16, 32, 64, 1000, 1000, 1000, 1000]);
});

test('the first retry comes at once, the second after a pause', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [overloaded, overloaded, { onFrame: (peer) => peer.send(emptyReply()) }]);
  const got = bench.get({ ...LONG, maxRetries: 2 });
  while (bench.server(1).frames === 0) await turn();
  bench.clock.advance(7);
  for (let i = 0; i < 5; i++) await turn();
  assert.strictEqual(bench.server(2).frames, 0);
  await bench.passUntil(got);
  assert.strictEqual(bench.server(2).frames, 1);
});

test('a pause that would pass the deadline is not made: the command ends with the failure it had', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [overloaded, overloaded]);
  const startMs = bench.clock.now();
  const error = await failureOf(bench.get({ totalTimeout: 7, maxRetries: 5 }));
  assert.deepStrictEqual([error.code, error.attempts], [status.ERR_DEVICE_OVERLOAD, 2]);
  assert.strictEqual(bench.clock.now(), startMs);
});

test('closing the client and aborting end a command that pauses', LIMIT, async (t) => {
  const controller = new AbortController();
  const bench = await RouterBench.start(t, [overloaded, overloaded]);
  const aborted = failureOf(bench.get({ ...LONG, maxRetries: 5 }, controller.signal));
  const closed = failureOf(bench.get({ ...LONG, maxRetries: 5 }));
  while (bench.server(1).frames < 2) await turn();
  await turn();
  controller.abort();
  assert.strictEqual((await aborted).code, status.ERR_CLIENT_ABORT);
  bench.router.close();
  assert.strictEqual((await closed).attempts, 2);
});
