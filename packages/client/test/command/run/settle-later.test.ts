// An application that asks again at once, for ever, must not keep the event loop from turning: whatever is decided
// without the loop having turned is told after it has.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { infoQuestion } from '../../../src/command/info/info-request.ts';
import { GET } from '../../../src/command/record/get.ts';
import { PUT } from '../../../src/command/record/put.ts';
import { POLICY_DEFAULTS, resolveInfoPolicy } from '../../../src/model/policies/resolve.ts';
import { snapshotOf } from '../../helpers/fake-cluster.ts';
import { failureOf, KEY, RouterBench, readPolicy, writePolicy } from '../../helpers/router-bench.ts';
import { LIMIT, refusingAddress, turn } from '../../helpers/scripted-server.ts';

const info = resolveInfoPolicy(POLICY_DEFAULTS.info, { timeout: 100 });

/** Runs a loop that never waits for anything else, and resolves once a timer has fired in spite of it. */
async function survives(ask: () => Promise<unknown>): Promise<void> {
  let fired = 0;
  const timer = setInterval(() => {
    fired++;
  }, 1);
  let asked = 0;
  while (fired < 3) {
    assert.strictEqual(++asked < 1_000_000, true, 'the loop turns');
    await ask().then(
      () => assert.fail('it succeeded'),
      () => {},
    );
  }
  clearInterval(timer);
}

const SLOW = { timeout: 30_000 } as const;

test('without any node', SLOW, async (t) => {
  const bench = await RouterBench.start(t);
  bench.cluster.snapshot = snapshotOf([]);
  await survives(() => bench.get());
  await survives(() => bench.put());
});

test('with the circuit breaker open', SLOW, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.reset() }], { maxErrorRate: 1 });
  for (let i = 0; i < 3; i++) await failureOf(bench.put({ maxRetries: 0 }));
  await survives(() => bench.put({ maxRetries: 0 }));
  await survives(() => bench.get({ maxRetries: 0 }));
});

test('with a full queue', SLOW, async (t) => {
  const bench = await RouterBench.start(t, [{}], { maxConnsPerNode: 1, maxWaiting: 0 });
  await survives(() => bench.get({ maxRetries: 0 }));
});

test('with a value that cannot be sent, a key that cannot be hashed, an aborted signal', SLOW, async (t) => {
  const bench = await RouterBench.start(t);
  const bad = { bins: { a: Symbol('a') as never }, ttl: 0, gen: 0 };
  await survives(() => bench.run(PUT, KEY, bad, writePolicy()));
  await survives(() => bench.run(GET, { ns: 'test', set: 'demo', key: {} as never }, undefined, readPolicy()));
  await survives(() => bench.get({}, AbortSignal.abort()));
  await survives(() => {
    const controller = new AbortController();
    const got = bench.get({}, controller.signal);
    controller.abort();
    return got;
  });
});

test('with a node that refuses connections', SLOW, async (t) => {
  const bench = RouterBench.at(t, [await refusingAddress(), { host: '127.0.0.1', port: 1e9 }]);
  await survives(() => bench.put({ maxRetries: 0 }));
});

test('of a closed client: commands, and info of it and of nodes that are none', SLOW, async (t) => {
  const bench = await RouterBench.start(t);
  await survives(() => bench.router.ask('nobody', infoQuestion(['build']), info));
  bench.router.close();
  await survives(() => bench.get());
  await survives(() => bench.router.ask('N0', infoQuestion(['build']), info));
});

test('commands that fail in one turn are told together, in the order of the calls', LIMIT, async (t) => {
  const bench = await RouterBench.start(t);
  bench.cluster.snapshot = snapshotOf([]);
  const told: number[] = [];
  for (let i = 0; i < 5; i++) bench.get().catch(() => told.push(i));
  await Promise.resolve();
  assert.deepStrictEqual(told, []);
  await turn();
  assert.deepStrictEqual(told, [0, 1, 2, 3, 4]);
});
