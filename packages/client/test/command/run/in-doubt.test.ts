// Whether a write may have happened: it was sent, and no answer says that it did not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { blackHole } from '../../helpers/black-hole.ts';
import { snapshotOf } from '../../helpers/fake-cluster.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, refusingAddress } from '../../helpers/scripted-server.ts';

function assertFailure(error: AerospikeError, code: number, inDoubt: boolean): void {
  assert.deepStrictEqual([error.code, error.inDoubt], [code, inDoubt]);
}

test('refused connections leave no doubt', LIMIT, async (t) => {
  const bench = RouterBench.at(t, [await refusingAddress()]);
  assertFailure(await bench.failureOf(bench.put({ maxRetries: 3 })), status.ERR_ASYNC_CONNECTION, false);
});

test('a write that timed out before a connection was made leaves no doubt', LIMIT, async (t) => {
  const bench = RouterBench.at(t, [await blackHole(t)]);
  const put = bench.put({ totalTimeout: 500 });
  await bench.passUntil(put);
  assertFailure(await failureOf(put), status.ERR_TIMEOUT, false);
});

test('a connection closed after the write was sent leaves doubt', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.reset() }]);
  assertFailure(await failureOf(bench.put()), status.ERR_ASYNC_CONNECTION, true);
});

test('a timeout after the write was sent leaves doubt', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }]);
  const put = bench.put();
  await bench.passUntil(put);
  assertFailure(await failureOf(put), status.ERR_TIMEOUT, true);
});

test('a timeout that the server reports leaves doubt, other result codes none', LIMIT, async (t) => {
  for (const [code, inDoubt] of [
    [9, true],
    [2, false],
    [3, false],
    [11, false],
    [14, false],
    [18, false],
    [22, false],
  ] as const) {
    const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.send(emptyReply(code)) }]);
    assertFailure(await failureOf(bench.put()), code, inDoubt);
    assertFailure(await failureOf(bench.get({ maxRetries: 0 })), code, false);
  }
});

test('a write sent twice leaves doubt, whatever the second answer', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [
    { onFrame: (peer) => peer.reset() },
    { onFrame: (peer) => peer.send(emptyReply(3)) },
  ]);
  const error = await failureOf(bench.put({ maxRetries: 1 }));
  assertFailure(error, 3, true);
  assert.strictEqual(error.attempts, 2);
});

test('an unreadable reply to a write leaves doubt', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.send(Buffer.from('garbage!')) }]);
  assertFailure(await failureOf(bench.put()), status.ERR_CLIENT, true);
});

test('a write sent once and refused elsewhere leaves doubt', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.reset() }, {}]);
  await bench.server(1).stop();
  const error = await failureOf(bench.put({ maxRetries: 1 }));
  assertFailure(error, status.ERR_ASYNC_CONNECTION, true);
});

for (const [what, code, change] of [
  ['its node', status.ERR_INVALID_NODE, (bench: RouterBench) => snapshotOf(bench.cluster.snapshot.nodes, [-1])],
  [
    'its namespace',
    status.ERR_NAMESPACE_NOT_FOUND,
    (bench: RouterBench) => snapshotOf(bench.cluster.snapshot.nodes, [0], { namespace: 'other' }),
  ],
] as const) {
  test(`a write sent once keeps its doubt when ${what} is gone at the retry`, LIMIT, async (t) => {
    const bench = await RouterBench.start(t, [{}]);
    const put = failureOf(bench.put({ maxRetries: 1 }));
    const peer = await bench.server().nextPeer();
    await peer.nextFrame();
    bench.cluster.snapshot = change(bench);
    peer.reset();
    const error = await put;
    assertFailure(error, code, true);
    assert.strictEqual(error.attempts, 1);
  });
}

test('closing the client leaves doubt only about writes that were sent', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}]);
  const sent = failureOf(bench.put());
  const read = failureOf(bench.get());
  const peer = await bench.server().nextPeer();
  await peer.nextFrame();
  const unflushed = failureOf(bench.put());
  bench.router.close();
  assertFailure(await sent, status.ERR_CLIENT, true);
  assertFailure(await read, status.ERR_CLIENT, false);
  assertFailure(await unflushed, status.ERR_CLIENT, false);
  await peer.gone();
  assert.strictEqual(peer.frames, 2);
});

test('a read is never in doubt', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.reset() }]);
  assertFailure(await bench.failureOf(bench.get({ maxRetries: 5 })), status.ERR_ASYNC_CONNECTION, false);
});
