// What cannot be sent fails the one command that brought it, sent at once or after a wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { GET } from '../../../src/command/record/get.ts';
import { PUT } from '../../../src/command/record/put.ts';
import type { BinValue } from '../../../src/model/bin-value.ts';
import { status } from '../../../src/model/status.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, KEY, RouterBench, readPolicy, writePolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer } from '../../helpers/scripted-server.ts';
import { FRAMES, hex } from '../../wire/fixtures.ts';

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
    const bench = await RouterBench.start(t, [answering], { maxConnsPerNode: 1 });
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
    assert.strictEqual(bench.router.inFlight, 0);
  });
}

test('a large request is compressed if the policy says so, a small one is not', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}]);
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
  const bench = await RouterBench.start(t, [{ onFrame: refusing }], { maxConnsPerNode: 1 });
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

test('a key is what it was at the call, after a wait and at a retry', LIMIT, async (t) => {
  const requests: Buffer[] = [];
  const resettingOnce = (peer: Peer, request: Buffer): void => {
    requests.push(Buffer.from(request));
    if (requests.length === 1) peer.reset();
    else peer.send(emptyReply());
  };
  const bench = await RouterBench.start(t, [{ onFrame: resettingOnce }], { maxConnsPerNode: 1 });
  const key = { ns: 'test', set: 'demo', key: 'first' };
  const byDigest = { ns: 'test', digest: Buffer.alloc(20, 0x41) };
  const sendKey = readPolicy({ key: 1 });
  const gets = [bench.run(GET, key, undefined, sendKey), bench.run(GET, byDigest, undefined, sendKey)];
  key.key = 'other';
  key.set = 'elsewhere';
  byDigest.digest.fill(0x42);
  await Promise.all(gets);
  const texts = requests.slice(-2).map((request) => request.toString('latin1'));
  assert.deepStrictEqual(
    [texts.some((text) => text.includes('first')), texts.some((text) => text.includes('A'.repeat(20)))],
    [true, true],
  );
  assert.strictEqual(/other|elsewhere|B{20}/.test(texts.join()), false);
});

for (const userKey of [2 ** 63, -(2 ** 64), 1e300, 2n ** 63n]) {
  test(`a user key of ${userKey} is refused: it would share its digest with others`, LIMIT, async (t) => {
    const bench = await RouterBench.start(t, [answering]);
    const error = await failureOf(bench.run(GET, { ns: 'test', key: userKey }, undefined, readPolicy()));
    assert.strictEqual(error.code, status.ERR_PARAM);
    assert.strictEqual(bench.server().frames, 0);
  });
}
