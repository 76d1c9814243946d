// What cannot be sent fails the one command that brought it, sent at once or after a wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { PUT } from '../../src/command/put.ts';
import type { BinValue } from '../../src/model/bin-value.ts';
import { status } from '../../src/model/status.ts';
import { EngineBench, failureOf, KEY, writePolicy } from '../helpers/engine-bench.ts';
import { emptyReply } from '../helpers/frames.ts';
import { LIMIT, type Peer } from '../helpers/scripted-server.ts';
import { FRAMES, hex } from '../wire/fixtures.ts';

const answering = { onFrame: (peer: Peer) => peer.send(emptyReply()) };

const CYCLE: unknown[] = [];
CYCLE.push(CYCLE);

const THROWING = {
  get boom(): never {
    throw new RangeError('a getter of the application');
  },
};

for (const [name, value, code] of [
  ['a symbol', Symbol('s'), status.ERR_PARAM],
  ['a function', () => {}, status.ERR_PARAM],
  ['an integer beyond 64 bits', 2n ** 64n, status.ERR_PARAM],
  ['a list with a symbol inside', [1, [Symbol('s')]], status.ERR_PARAM],
  ['a list that holds itself', CYCLE, undefined],
  ['an object whose getter throws', THROWING, undefined],
] as const) {
  test(`${name} is refused at once and after a wait, and its neighbours are sent`, LIMIT, async (t) => {
    const bench = await EngineBench.start(t, [answering], { maxConnsPerNode: 1 });
    const put = (bins: { [name: string]: BinValue }) =>
      bench.run(PUT, KEY, { bins, ttl: 0, gen: 0 }, writePolicy({ maxRetries: 2 }));
    for (const round of ['waiting', 'at once']) {
      const before = put({ i: 1 });
      const bad = failureOf(put({ i: 1, x: value as unknown as BinValue }));
      const after = put({ i: 2 });
      const error = await bad;
      assert.deepStrictEqual([error.isServerError(), error.inDoubt], [false, false], round);
      if (code !== undefined) assert.strictEqual(error.code, code, round);
      await Promise.all([before, after]);
    }
    assert.strictEqual(bench.server().frames, 4);
    assert.strictEqual(bench.engine.inFlight, 0);
  });
}

test('a large request is compressed if the policy says so, a small one is not', LIMIT, async (t) => {
  const bench = await EngineBench.start(t, [{}]);
  const put = bench.put({ compress: true, compressionThreshold: 50 });
  const peer = await bench.server().nextPeer();
  const request = await peer.nextFrame();
  const plain = hex(FRAMES.put.request);
  assert.strictEqual(request[1], 4);
  assert.strictEqual(request.readBigUInt64BE(8), BigInt(plain.length));
  assert.strictEqual(inflateSync(request.subarray(16)).toString('hex'), plain.toString('hex'));
  peer.send(emptyReply());
  await put;
  const small = bench.put({ compress: true });
  assert.strictEqual((await peer.nextFrame()).toString('hex'), plain.toString('hex'));
  peer.send(emptyReply());
  await small;
});

test('what is sent is what it was at the call, after a wait and at a retry', LIMIT, async (t) => {
  const requests: Buffer[] = [];
  const refusing = (peer: Peer, request: Buffer): void => {
    requests.push(Buffer.from(request));
    peer.send(emptyReply(requests.length === 2 ? 18 : 0));
  };
  const bench = await EngineBench.start(t, [{ onFrame: refusing }], { maxConnsPerNode: 1 });
  const bins: { [name: string]: BinValue } = { s: 'as it was' };
  const put = (policy = {}) => bench.run(PUT, KEY, { bins, ttl: 0, gen: 0 }, writePolicy(policy));
  const waiting = put();
  bins.s = 'as it is';
  await waiting;
  const retried = put({ maxRetries: 1 });
  bins.s = 'changed since';
  await retried;
  const [first, second, third] = requests.map((request) => request.toString('latin1'));
  assert.deepStrictEqual([first?.includes('as it was'), second?.includes('as it is')], [true, true]);
  assert.strictEqual(third, second);
});
