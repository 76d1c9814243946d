import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from '../../../src/command/routing/circuit-breaker.ts';
import { status } from '../../../src/model/status.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer } from '../../helpers/scripted-server.ts';

function fail(breaker: CircuitBreaker, times: number): void {
  for (let i = 0; i < times; i++) breaker.noteError();
}

test('opens above the limit and closes with the window', () => {
  const breaker = new CircuitBreaker(10);
  fail(breaker, 10);
  assert.strictEqual(breaker.isOpen, false);
  breaker.noteError();
  assert.strictEqual(breaker.isOpen, true);
  breaker.turn();
  assert.strictEqual(breaker.isOpen, false);
});

/** How many errors a breaker stands before it opens. */
function limitOf(breaker: CircuitBreaker): number {
  let errors = 0;
  for (; !breaker.isOpen; errors++) breaker.noteError();
  return errors - 1;
}

test('halves its limit after each bad window, down to 1, and doubles it after each good one', () => {
  const breaker = new CircuitBreaker(20);
  const limits: number[] = [];
  for (let i = 0; i < 6; i++) {
    limits.push(limitOf(breaker));
    breaker.turn();
  }
  assert.deepStrictEqual(limits, [20, 10, 5, 2, 1, 1]);
  const again: number[] = [];
  for (let good = 0; good < 6; good++) {
    const probe = new CircuitBreaker(20);
    for (let i = 0; i < 5; i++) {
      limitOf(probe);
      probe.turn();
    }
    for (let i = 0; i < good; i++) probe.turn();
    again.push(limitOf(probe));
  }
  assert.deepStrictEqual(again, [1, 2, 4, 8, 16, 20]);
});

test('a limit of 0 never opens', () => {
  const breaker = new CircuitBreaker(0);
  fail(breaker, 100_000);
  assert.strictEqual(breaker.isOpen, false);
  breaker.turn();
  assert.strictEqual(breaker.isOpen, false);
});

test('a node that fails too often gets no more commands until the window ends', LIMIT, async (t) => {
  let healthy = false;
  const serving = {
    onFrame: (peer: Peer) => {
      if (healthy) peer.send(emptyReply());
      else peer.reset();
    },
  };
  const bench = await RouterBench.start(t, [serving], { maxErrorRate: 3, errorRateWindowMs: 40 });
  const codes: number[] = [];
  while (codes.at(-1) !== status.MAX_ERROR_RATE) codes.push((await failureOf(bench.get({ maxRetries: 0 }))).code);
  assert.strictEqual(codes.length > 4, true);
  const { frames } = bench.server();
  const refused = await failureOf(bench.put({ maxRetries: 0 }));
  if (refused.code === status.MAX_ERROR_RATE) {
    assert.strictEqual(refused.inDoubt, false);
    assert.strictEqual(bench.server().frames, frames);
  }
  healthy = true;
  for (;;) {
    const outcome = await bench.get({ maxRetries: 0 }).catch((error) => error.code);
    if (typeof outcome === 'object') break;
    assert.strictEqual(outcome, status.MAX_ERROR_RATE);
    await new Promise(setImmediate);
  }
});

test('a lost connection counts once, however many commands were on it', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}], { maxErrorRate: 1, errorRateWindowMs: 60_000, maxConnsPerNode: 1 });
  const lost = Array.from({ length: 100 }, () => failureOf(bench.put()));
  const peer = await bench.server().nextPeer();
  for (let i = 0; i < 100; i++) await peer.nextFrame();
  peer.reset();
  for (const error of await Promise.all(lost)) assert.strictEqual(error.code, status.ERR_ASYNC_CONNECTION);
  const next = bench.get();
  const other = await bench.server().nextPeer();
  await other.nextFrame();
  other.send(emptyReply());
  assert.strictEqual((await next).gen, 1);
});

test('an answer of the record, a busy key or a missing one, is not held against the node', LIMIT, async (t) => {
  let code = 2;
  const serving = { onFrame: (peer: Peer) => peer.send(emptyReply(code)) };
  const bench = await RouterBench.start(t, [serving], { maxErrorRate: 1, errorRateWindowMs: 60_000 });
  for (const answered of [2, 3, 5, 12, 13, 14, 22, 27]) {
    code = answered;
    for (let i = 0; i < 5; i++) assert.strictEqual((await failureOf(bench.get())).code, answered);
  }
});

test('another limit counts at once, for what was counted before too', () => {
  const breaker = new CircuitBreaker(2);
  fail(breaker, 3);
  assert.strictEqual(breaker.isOpen, true);
  breaker.allow(5);
  assert.strictEqual(breaker.isOpen, false);
  breaker.allow(0);
  fail(breaker, 100);
  assert.strictEqual(breaker.isOpen, false);
});
