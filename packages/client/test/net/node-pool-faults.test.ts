import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PIPELINE_DEPTH } from '../../src/net/connection.ts';
import { Dialer } from '../../src/net/dialer.ts';
import { NodePool } from '../../src/net/node-pool.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { blackHole } from '../helpers/black-hole.ts';
import { infoFrame } from '../helpers/frames.ts';
import { bench, echo, FRAME, kindOf, kinds, OPTIONS, outcomes, SILENCE_MS, untilOpen } from '../helpers/pool-bench.ts';
import { Random } from '../helpers/random.ts';
import { LIMIT, type Peer, refusingAddress, ScriptedServer, turn, until } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

test(
  'a refused connection fails those that wait as kind connect, and the next request tries again',
  LIMIT,
  async (t) => {
    const { pool, submit, submitMany, deadlines } = bench(t, { addresses: [await refusingAddress()] });
    for (let round = 0; round < 3; round++) {
      const requests = submitMany(20);
      await outcomes(requests);
      assert.deepStrictEqual(kinds(requests), new Set(['connect']));
      while (pool.stats().connecting > 0) await turn();
      assert.strictEqual(deadlines.size, 0);
    }
    const { opened, closed } = pool.stats();
    assert.deepStrictEqual({ opened, closed }, { opened: 0, closed: 0 });
    assert.strictEqual(kindOf(await submit().outcome), 'connect');
  },
);

test('connecting that never ends fails those that wait when its time is over', LIMIT, async (t) => {
  const { pool, clock, submitMany } = bench(t, { addresses: [await blackHole(t)] });
  const requests = submitMany(20);
  await turn();
  clock.advance(OPTIONS.connectTimeoutMs - 1);
  assert.deepStrictEqual(kinds(requests), new Set([undefined]));
  clock.advance(20);
  assert.deepStrictEqual(kinds(requests), new Set(['connect']));
  assert.strictEqual(pool.stats().connecting, 0);
});

for (const burst of [1, 2, 4, 100]) {
  test(`${burst} requests reach the second address when the first refuses`, LIMIT, async (t) => {
    const server = await ScriptedServer.start(t, { onFrame: echo });
    const { submitMany } = bench(t, { addresses: [await refusingAddress(), server.address] });
    const requests = submitMany(burst);
    await outcomes(requests);
    assert.deepStrictEqual(kinds(requests), new Set(['reply']));
  });
}

test('a node that refused is tried by one connection at a time', LIMIT, async (t) => {
  const address = await refusingAddress();
  const { pool, submitMany } = bench(t, { addresses: [address] });
  const first = submitMany(50);
  assert.strictEqual(pool.stats().connecting, 4);
  await outcomes(first);
  const second = submitMany(50);
  assert.strictEqual(pool.stats().connecting, 1);
  await outcomes(second);
  assert.deepStrictEqual(kinds(second), new Set(['connect']));
});

test('requests fail once every address has refused', LIMIT, async (t) => {
  const addresses = [await refusingAddress(), await refusingAddress(), await refusingAddress()];
  const { submitMany } = bench(t, { addresses });
  const requests = submitMany(10);
  await outcomes(requests);
  assert.deepStrictEqual(kinds(requests), new Set(['connect']));
});

test('a lost connection fails what was on it; what waits gets a new one', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const requests = submitMany(MAX_PIPELINE_DEPTH + 10);
  const peer = await server.nextPeer();
  await until(peer, 'frame', () => peer.frames === MAX_PIPELINE_DEPTH);
  assert.strictEqual(pool.stats().waiting, 10);
  peer.reset();
  await outcomes(requests.slice(0, MAX_PIPELINE_DEPTH));
  const next = await server.nextPeer();
  for (let i = 0; i < 10; i++) {
    await next.nextFrame();
    next.send(FRAME);
  }
  await outcomes(requests);
  assert.deepStrictEqual(kinds(requests.slice(0, MAX_PIPELINE_DEPTH)), new Set(['closed written']));
  assert.deepStrictEqual(kinds(requests.slice(MAX_PIPELINE_DEPTH)), new Set(['reply']));
});

test(
  'what waits gets a new connection for the one that was lost, and need not wait for the others',
  LIMIT,
  async (t) => {
    const server = await ScriptedServer.start(t);
    const { pool, submitMany } = bench(t, { addresses: [server.address], minConnections: 2, maxConnections: 2 });
    await untilOpen(server, pool, 2);
    const requests = submitMany(2 * MAX_PIPELINE_DEPTH);
    while (server.frames < requests.length) await turn();
    const waiting = submitMany(5);
    (server.peers[0] as Peer).reset();
    await until(server, 'peer', () => server.peers.length === 3);
    const next = server.peers[2] as Peer;
    for (let i = 0; i < 5; i++) {
      await next.nextFrame();
      next.send(FRAME);
    }
    await outcomes(waiting);
    assert.deepStrictEqual(kinds(waiting), new Set(['reply']));
  },
);

test('a server that closes every new connection fails all requests in the end', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onPeer: (peer) => peer.reset() });
  const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 2 });
  const requests = submitMany(2000);
  await outcomes(requests);
  assert.strictEqual(kinds(requests).has('reply'), false);
  while (pool.stats().connecting > 0) await turn();
  assert.strictEqual(pool.stats().open, 0);
});

test('a value that cannot be encoded fails alone, also when it had to wait', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { pool, submit } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const make = (): TestRequest => {
    const bad = new TestRequest(FRAME);
    bad.encode = () => {
      throw new TypeError('no bytes');
    };
    return bad;
  };
  const before = submit();
  const waited = make();
  pool.submit(waited);
  const after = submit();
  const failed = await waited.outcome;
  assert.strictEqual(kindOf(failed), 'encode');
  assert.strictEqual(failed.kind === 'failure' && failed.error.cause instanceof TypeError, true);
  await outcomes([before, after]);
  assert.throws(() => pool.submit(make()), TypeError);
  assert.strictEqual(kindOf(await submit().outcome), 'reply');
});

test('with every place taken, a silent connection makes way for one that may answer', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, clock, submit } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const first = submit();
  const silent = await server.nextPeer();
  await silent.nextFrame();
  const behind = submit();
  await silent.nextFrame();
  clock.advance(1000);
  first.withdrawn();
  pool.withdraw(first, SILENCE_MS, true);
  const waiting = submit();
  assert.strictEqual(kindOf(behind.settled), 'closed written');
  const next = await server.nextPeer();
  await next.nextFrame();
  next.send(FRAME);
  assert.strictEqual(kindOf(await waiting.outcome), 'reply');
});

test('a silent connection does not keep a pool with room from opening another', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, clock, submit } = bench(t, { addresses: [server.address], maxConnections: 2 });
  const first = submit();
  await (await server.nextPeer()).nextFrame();
  clock.advance(1000);
  first.withdrawn();
  pool.withdraw(first, SILENCE_MS, true);
  const next = submit();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  peer.send(FRAME);
  assert.strictEqual(kindOf(await next.outcome), 'reply');
});

test(
  'a connection whose only request gave up is closed in the end, although it had answered others',
  LIMIT,
  async (t) => {
    const server = await ScriptedServer.start(t);
    const { pool, clock, submit } = bench(t, { addresses: [server.address], maxConnections: 1 });
    const [answered, silent] = [submit(), submit()];
    const peer = await server.nextPeer();
    await peer.nextFrame();
    clock.advance(10);
    peer.send(FRAME);
    await answered.outcome;
    clock.advance(1000);
    silent.withdrawn();
    pool.withdraw(silent, SILENCE_MS, true);
    clock.advance(SILENCE_MS + 20);
    assert.strictEqual(pool.stats().open, 0);
    await peer.gone();
  },
);

test('a server that does not read makes requests wait in the pool, and loses none', LIMIT, async (t) => {
  const stalled: Peer[] = [];
  const server = await ScriptedServer.start(t, {
    onFrame: echo,
    onPeer: (peer) => {
      stalled.push(peer);
      peer.stopReading();
    },
  });
  const { pool } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const value = Buffer.concat([infoFrame('x'.repeat(500_000))]);
  const requests = Array.from({ length: 100 }, () => new TestRequest(value));
  for (const request of requests) pool.submit(request);
  await server.nextPeer();
  for (let sent = -1; sent !== pool.stats().inFlight; await turn()) sent = pool.stats().inFlight;
  assert.strictEqual(pool.stats().inFlight < 50, true, `${pool.stats().inFlight} of 100 are on their way`);
  for (const peer of stalled) peer.resumeReading();
  await outcomes(requests);
  assert.deepStrictEqual(kinds(requests), new Set(['reply']));
});

test('a blocked event loop does not fail a request whose reply has arrived', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const deadlines = new DeadlineWheel();
  const pool = new NodePool({ ...OPTIONS, addresses: [server.address] }, new Dialer(deadlines));
  t.after(() => pool.close());
  let expired = 0;
  const onDeadline = (): void => {
    expired++;
  };
  const onEnd = (request: TestRequest): void => deadlines.remove(request);
  const first = new TestRequest(FRAME, { onEnd });
  pool.submit(first);
  const peer = await server.nextPeer();
  await peer.nextFrame();
  peer.send(FRAME);
  await first.outcome;
  const request = new TestRequest(FRAME, { onDeadline, onEnd });
  pool.submit(request);
  await peer.nextFrame();
  deadlines.add(request, deadlines.now() + 20);
  peer.send(FRAME);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  assert.strictEqual(kindOf(await request.outcome), 'reply');
  assert.strictEqual(expired, 0);
  deadlines.close();
});

test('under random faults every request ends exactly once and nothing is left', LIMIT, async (t) => {
  const random = new Random();
  t.diagnostic(`TENDRIL_SEED=${random.seed}`);
  const mute = new Set<Peer>();
  const server = await ScriptedServer.start(t, {
    onFrame: (peer, received) => {
      if (mute.has(peer)) return;
      const choice = random.below(200);
      if (choice === 0) peer.reset();
      else if (choice === 1) peer.halfClose();
      else if (choice === 2) peer.send(Buffer.from('garbage!'));
      else if (choice === 3) {
        peer.send(received.subarray(0, received.length - 1));
        peer.halfClose();
      } else if (choice === 4) mute.add(peer);
      else peer.send(received);
    },
  });
  const { pool, clock, submit } = bench(t, { addresses: [server.address, await refusingAddress()], maxConnections: 8 });
  const live = new Set<TestRequest>();
  const counts = new Map<string, number>();
  let submitted = 0;
  while (submitted < 20_000) {
    for (let i = random.below(100); i >= 0; i--) {
      const text = `${submitted++}`;
      const request = submit(text);
      live.add(request);
      request.outcome.then((outcome) => {
        live.delete(request);
        const kind = kindOf(outcome) as string;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        if (outcome.kind === 'reply') assert.strictEqual(outcome.body.toString(), text);
      });
    }
    for (const request of live) {
      if (random.below(50) !== 0) break;
      if (request.settled !== undefined) continue;
      request.withdrawn();
      pool.withdraw(request, random.below(2) * SILENCE_MS, true);
      live.delete(request);
    }
    if (random.below(50) === 0) pool.balance();
    await turn();
    clock.advance(random.below(10));
  }
  while (live.size > 0) {
    const [oldest] = live;
    await turn();
    clock.advance(1000);
    if (oldest !== undefined && oldest.settled === undefined) {
      oldest.withdrawn();
      pool.withdraw(oldest, SILENCE_MS, true);
      live.delete(oldest);
    }
  }
  assert.strictEqual((counts.get('reply') ?? 0) > 0, true);
  assert.strictEqual((counts.get('closed written') ?? 0) > 0, true);
});

test('with a silent connection and new ones refused, those who wait learn it at once', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { pool, submit } = bench(t, { addresses: [server.address] });
  const first = submit();
  while (server.frames === 0) await turn();
  first.withdrawn();
  pool.withdraw(first, SILENCE_MS, true);
  server.stopListening();
  const waiting = [submit(), submit()];
  await outcomes(waiting);
  assert.deepStrictEqual(kinds(waiting), new Set(['connect']));
});

test(
  'a connection whose peer does not read makes room for another, however few requests it carries',
  LIMIT,
  async (t) => {
    const server = await ScriptedServer.start(t, { onPeer: (peer) => peer.stopReading() });
    const { pool, submit } = bench(t, { addresses: [server.address], maxConnections: 3 });
    pool.submit(new TestRequest(infoFrame('x'.repeat(24 * 1024 * 1024))));
    while (pool.stats().open === 0) await turn();
    await turn();
    submit();
    assert.deepStrictEqual([pool.stats().open, pool.stats().connecting, pool.stats().waiting], [1, 1, 1]);
  },
);

test('connections that are about to close make room for another', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { pool, submit } = bench(t, { addresses: [server.address], minConnections: 4 });
  await untilOpen(server, pool, 4);
  for (let i = 0; i < 8; i++) pool.submit(new TestRequest(FRAME, { verdict: 'retire' }));
  while (server.frames < 8) await turn();
  for (const peer of server.peers) peer.send(FRAME);
  while (pool.stats().inFlight > 4) await turn();
  const late = submit();
  while (server.frames < 9) await turn();
  (server.peers.at(-1) as Peer).send(FRAME);
  assert.strictEqual(kindOf(await late.outcome), 'reply');
});
