import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { status } from '../../../src/model/status.ts';
import { blackHole } from '../../helpers/black-hole.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, turn } from '../../helpers/scripted-server.ts';

const LONG = { totalTimeout: 60_000, socketTimeout: 60_000 };

test('a signal that has aborted before ends the command unsent', LIMIT, async (t) => {
  const bench = await RouterBench.start(t);
  const reason = new Error('no longer needed');
  const error = await failureOf(bench.put({}, AbortSignal.abort(reason)));
  assert.deepStrictEqual([error.code, error.inDoubt, error.attempts], [status.ERR_CLIENT_ABORT, false, 0]);
  assert.strictEqual(error.cause, reason);
  assert.strictEqual(bench.server().peers.length, 0);
});

test('a command that waits for a connection leaves the queue', LIMIT, async (t) => {
  const bench = RouterBench.at(t, [await blackHole(t)]);
  const controller = new AbortController();
  const put = failureOf(bench.put(LONG, controller.signal));
  assert.strictEqual(bench.router.stats().get('N0')?.waiting, 1);
  controller.abort();
  const error = await put;
  assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_CLIENT_ABORT, false]);
  assert.strictEqual(bench.router.stats().get('N0')?.waiting, 0);
});

test('a command that was sent ends in doubt, and its late reply is dropped', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}], { maxConnsPerNode: 1 });
  const controller = new AbortController();
  const put = failureOf(bench.put(LONG, controller.signal));
  const peer = await bench.server().nextPeer();
  await peer.nextFrame();
  bench.clock.advance(10);
  controller.abort();
  const error = await put;
  assert.deepStrictEqual([error.code, error.inDoubt], [status.ERR_CLIENT_ABORT, true]);
  const next = bench.get(LONG);
  peer.send(emptyReply(0, 111));
  await peer.nextFrame();
  peer.send(emptyReply(0, 222));
  assert.strictEqual((await next).gen, 222);
  assert.strictEqual(bench.server().peers.length, 1);
});

test('aborting between two attempts ends the command', LIMIT, async (t) => {
  const controller = new AbortController();
  const bench = await RouterBench.start(t, [
    {
      onFrame: (peer) => {
        peer.send(emptyReply(11));
      },
    },
    { onFrame: (peer) => peer.send(emptyReply()) },
  ]);
  const route = bench.router.retryLater.bind(bench.router);
  bench.router.retryLater = (run, pauseMs) => {
    route(run, pauseMs);
    controller.abort();
  };
  const error = await failureOf(bench.get(LONG, controller.signal));
  assert.deepStrictEqual([error.code, error.attempts], [status.ERR_CLIENT_ABORT, 1]);
  await turn();
  assert.strictEqual(bench.server(1).frames, 0);
});

test('many commands share one listener, none stays, and aborting after the reply changes nothing', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.send(emptyReply()) }]);
  const controller = new AbortController();
  const gets = Array.from({ length: 100 }, () => bench.get({}, controller.signal));
  assert.strictEqual(getEventListeners(controller.signal, 'abort').length, 1);
  await Promise.all(gets);
  assert.strictEqual(getEventListeners(controller.signal, 'abort').length, 0);
  controller.abort();
  assert.strictEqual(bench.router.inFlight, 0);
});

test('one signal ends any number of commands, each once', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }], { maxConnsPerNode: 2 });
  const controller = new AbortController();
  const gets = Array.from({ length: 2000 }, () => failureOf(bench.get(LONG, controller.signal)));
  await bench.server().nextPeer();
  await turn();
  controller.abort();
  for (const error of await Promise.all(gets)) assert.strictEqual(error.code, status.ERR_CLIENT_ABORT);
  assert.strictEqual(bench.router.inFlight, 0);
});
