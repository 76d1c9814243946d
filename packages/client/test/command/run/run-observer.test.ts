import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT } from '../../helpers/scripted-server.ts';

test('a run is observed from start to settled, with each attempt at its node', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [
    { onFrame: (peer) => peer.send(emptyReply(11)) },
    { onFrame: (peer) => peer.send(emptyReply()) },
  ]);
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...values: unknown[]): void => {
      calls.push([name, ...values]);
    };
  bench.router.observer = {
    started: note('started'),
    queued: note('queued'),
    sent: note('sent'),
    replied: note('replied'),
    settled: note('settled'),
  };
  await bench.get();
  assert.deepStrictEqual(calls.splice(0), [
    ['started', 1, 'get'],
    ['queued', 1, 0],
    ['sent', 1],
    ['replied', 1, 22],
    ['queued', 1, 1],
    ['sent', 1],
    ['replied', 1, 22],
    ['settled', 1, 0, 2],
  ]);
  assert.strictEqual((await failureOf(bench.put())).code, 11);
  assert.deepStrictEqual(calls.at(-1), ['settled', 2, 11, 1]);
});
