import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MAX_PIPELINE_DEPTH } from '../../src/net/connection.ts';
import { Deadlines } from '../../src/net/deadlines.ts';
import { NetError } from '../../src/net/net-error.ts';
import { NodePool, type NodePoolOptions } from '../../src/net/node-pool.ts';
import { blackHole } from '../helpers/black-hole.ts';
import { FakeClock } from '../helpers/fake-clock.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { Random } from '../helpers/random.ts';
import { LIMIT, type Peer, refusingAddress, ScriptedServer, turn, until } from '../helpers/scripted-server.ts';
import { type Outcome, TestRequest } from '../helpers/test-request.ts';

const OPTIONS = {
  minConnections: 0,
  maxConnections: 100,
  maxIdleMs: 10_000,
  connectTimeoutMs: 1000,
  maxWaiting: 200_000,
} as const satisfies Partial<NodePoolOptions>;

const SILENCE_MS = 3000;
const FRAME = infoFrame('ping');

interface Bench {
  readonly clock: FakeClock;
  readonly deadlines: Deadlines;
  readonly pool: NodePool;
  submit(text?: string): TestRequest;
  submitMany(count: number): TestRequest[];
}

function bench(t: TestContext, options: Pick<NodePoolOptions, 'addresses'> & Partial<NodePoolOptions>): Bench {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const pool = new NodePool({ ...OPTIONS, ...options }, deadlines);
  t.after(() => {
    pool.close();
    assert.deepStrictEqual([pool.stats().open, pool.stats().connecting, pool.stats().waiting], [0, 0, 0]);
    assert.strictEqual(deadlines.size, 0);
  });
  const submit = (text = 'ping'): TestRequest => {
    const request = new TestRequest(text === 'ping' ? FRAME : infoFrame(text));
    pool.submit(request);
    return request;
  };
  return { clock, deadlines, pool, submit, submitMany: (count) => Array.from({ length: count }, () => submit()) };
}

function outcomes(requests: readonly TestRequest[]): Promise<Outcome[]> {
  return Promise.all(requests.map((request) => request.outcome));
}

function kindOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.kind === 'failure' ? `${outcome.error.kind}${outcome.written ? ' written' : ''}` : outcome?.kind;
}

function kinds(requests: readonly TestRequest[]): Set<string | undefined> {
  return new Set(requests.map((request) => kindOf(request.settled)));
}

const echo = (peer: Peer, received: Buffer): void => peer.send(received);

/** Resolves once the pool holds that many open connections and is opening none. */
async function untilOpen(server: ScriptedServer, pool: NodePool, count: number): Promise<void> {
  await until(server, 'peer', () => server.peers.length >= count);
  while (pool.stats().connecting > 0) await turn();
  assert.strictEqual(pool.stats().open, count);
}

for (const [requests, connections] of [
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 4],
  [64, 4],
  [65, 5],
  [160, 10],
  [1600, 20],
] as const) {
  test(`${requests} unanswered requests are served by ${connections} of at most 20 connections`, LIMIT, async (t) => {
    const server = await ScriptedServer.start(t, { onFrame: () => {} });
    const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 20 });
    submitMany(requests);
    await untilOpen(server, pool, connections);
    while (server.frames < requests) await turn();
    const { inFlight, waiting, opened } = pool.stats();
    assert.deepStrictEqual({ inFlight, waiting, opened }, { inFlight: requests, waiting: 0, opened: connections });
  });
}

test('requests one after the other use one connection', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { pool, submit } = bench(t, { addresses: [server.address] });
  for (let i = 0; i < 50; i++) assert.strictEqual(kindOf(await submit().outcome), 'reply');
  assert.strictEqual(server.peers.length, 1);
  assert.strictEqual(pool.stats().opened, 1);
});

test('a request takes the connection with the fewest requests', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, submit } = bench(t, { addresses: [server.address], minConnections: 3, maxConnections: 3 });
  await untilOpen(server, pool, 3);
  const requests = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => submit(text));
  for (const peer of server.peers) {
    const texts = [textOf(await peer.nextFrame()), textOf(await peer.nextFrame())];
    assert.strictEqual((texts[1] as string).charCodeAt(0) - (texts[0] as string).charCodeAt(0), 3);
  }
  for (const peer of server.peers) peer.send(Buffer.concat([infoFrame('1'), infoFrame('2')]));
  await outcomes(requests);
});

test('a stalled connection holds up only its own requests', LIMIT, async (t) => {
  let stalled: Peer | undefined;
  const server = await ScriptedServer.start(t, {
    onFrame: (peer, received) => {
      stalled ??= peer;
      if (peer !== stalled) peer.send(received);
    },
  });
  const { pool, submit } = bench(t, { addresses: [server.address], maxConnections: 2 });
  const first = submit();
  while (stalled === undefined) await turn();
  for (let i = 0; i < 20; i++) await Promise.race([submit().outcome, turn()]);
  await until(server, 'peer', () => server.peers.length === 2);
  while (pool.stats().connecting > 0) await turn();
  for (let i = 0; i < 100; i++) await submit().outcome;
  assert.strictEqual(first.settled, undefined);
});

test('100 000 requests go through one connection in order', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { pool } = bench(t, { addresses: [server.address], maxConnections: 1 });
  let last = -1;
  const requests: TestRequest[] = [];
  for (let i = 0; i < 100_000; i++) {
    const request = new TestRequest(infoFrame(`${i}`), {
      onEnd: () => {
        assert.strictEqual(i, last + 1);
        last = i;
      },
    });
    requests.push(request);
    pool.submit(request);
  }
  for (const [i, outcome] of (await outcomes(requests)).entries()) {
    assert.strictEqual(outcome.kind === 'reply' && outcome.body.toString(), `${i}`);
  }
  assert.strictEqual(server.peers.length, 1);
});

test('100 000 waiting requests that give up leave nothing behind', LIMIT, async (t) => {
  const { pool, submitMany } = bench(t, { addresses: [await blackHole(t)], maxConnections: 1, maxWaiting: 100_000 });
  for (let round = 0; round < 3; round++) {
    const requests = submitMany(100_000);
    for (const request of requests) {
      request.withdrawn();
      pool.withdraw(request, SILENCE_MS, true);
    }
    assert.strictEqual(pool.stats().waiting, 0);
  }
});

test('requests that give up while others wait on do not take their place', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const requests = submitMany(1000);
  const kept = requests.filter((request, i) => {
    if (i % 3 === 0) return true;
    request.withdrawn();
    pool.withdraw(request, SILENCE_MS, true);
    return false;
  });
  assert.strictEqual(pool.stats().waiting, kept.length);
  await outcomes(kept);
  assert.deepStrictEqual(kinds(kept), new Set(['reply']));
  assert.strictEqual(server.frames, kept.length);
});

test('a full queue refuses a request at once and takes one again when another left', LIMIT, async (t) => {
  const { pool, submit, submitMany } = bench(t, { addresses: [await blackHole(t)], maxWaiting: 10 });
  const [first] = submitMany(10) as [TestRequest];
  const refused = new TestRequest(FRAME);
  assert.throws(
    () => pool.submit(refused),
    (error) => error instanceof NetError && error.kind === 'queue-full',
  );
  assert.strictEqual(refused.sends, 0);
  first.withdrawn();
  pool.withdraw(first, SILENCE_MS, true);
  submit();
  assert.strictEqual(pool.stats().waiting, 10);
});

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

test('the minimum of connections is opened at once and reopened by balance', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool } = bench(t, { addresses: [server.address], minConnections: 3 });
  await untilOpen(server, pool, 3);
  for (const peer of server.peers.slice(0, 2)) peer.halfClose();
  while (pool.stats().open > 1) await turn();
  pool.balance();
  assert.strictEqual(pool.stats().connecting, 2);
  await until(server, 'peer', () => server.peers.length === 5);
  while (pool.stats().connecting > 0) await turn();
  assert.strictEqual(pool.stats().open, 3);
});

test('idle connections above the minimum are closed, busy and young ones are not', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, clock, submitMany } = bench(t, { addresses: [server.address], minConnections: 1, maxConnections: 4 });
  const requests = submitMany(4);
  await untilOpen(server, pool, 4);
  for (let i = 0; i < 4; i++) await (server.peers[0] as Peer).nextFrame();
  clock.advance(OPTIONS.maxIdleMs - 100);
  pool.balance();
  assert.strictEqual(pool.stats().open, 4);
  clock.advance(200);
  pool.balance();
  assert.strictEqual(pool.stats().open, 1);
  assert.strictEqual(pool.stats().inFlight, 4);
  (server.peers[0] as Peer).send(Buffer.concat([FRAME, FRAME, FRAME, FRAME]));
  await outcomes(requests);
  clock.advance(OPTIONS.maxIdleMs * 2);
  pool.balance();
  assert.strictEqual(pool.stats().open, 1);
});

test('a connection that waits for a reply is not idle, however long that takes', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, clock, submit } = bench(t, { addresses: [server.address] });
  const slow = submit();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  clock.advance(OPTIONS.maxIdleMs * 10);
  pool.balance();
  peer.send(FRAME);
  assert.strictEqual(kindOf(await slow.outcome), 'reply');
});

test('a blocked event loop does not fail a request whose reply has arrived', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const deadlines = new Deadlines();
  const pool = new NodePool({ ...OPTIONS, addresses: [server.address] }, deadlines);
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

test('retiring lets the replies come in, then closes', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, submitMany, submit } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const requests = submitMany(MAX_PIPELINE_DEPTH + 5);
  const peer = await server.nextPeer();
  await until(peer, 'frame', () => peer.frames === MAX_PIPELINE_DEPTH);
  pool.retire();
  assert.deepStrictEqual(kinds(requests.slice(MAX_PIPELINE_DEPTH)), new Set(['shutdown']));
  assert.throws(submit, NetError);
  for (let i = 0; i < MAX_PIPELINE_DEPTH; i++) peer.send(FRAME);
  await outcomes(requests);
  assert.deepStrictEqual(kinds(requests.slice(0, MAX_PIPELINE_DEPTH)), new Set(['reply']));
  await peer.gone();
  assert.strictEqual(pool.stats().open, 0);
});

test('retiring closes idle connections at once and stops those that are connecting', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { pool, submit, submitMany } = bench(t, { addresses: [server.address], minConnections: 2 });
  await untilOpen(server, pool, 2);
  await submit().outcome;
  pool.retire();
  await Promise.all(server.peers.map((peer) => peer.gone()));
  const unopened = bench(t, { addresses: [await blackHole(t)] });
  const waiting = unopened.submitMany(3);
  unopened.pool.retire();
  assert.deepStrictEqual(kinds(waiting), new Set(['shutdown']));
  assert.strictEqual(unopened.pool.stats().connecting, 0);
  assert.throws(() => submitMany(1), NetError);
});

test('closing fails what is in flight and what waits, once', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t);
  const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const requests = submitMany(MAX_PIPELINE_DEPTH + 5);
  const peer = await server.nextPeer();
  await until(peer, 'frame', () => peer.frames === MAX_PIPELINE_DEPTH);
  pool.close();
  pool.close();
  assert.deepStrictEqual(kinds(requests.slice(0, MAX_PIPELINE_DEPTH)), new Set(['shutdown written']));
  assert.deepStrictEqual(kinds(requests.slice(MAX_PIPELINE_DEPTH)), new Set(['shutdown']));
  assert.strictEqual(pool.closed, true);
  await peer.gone();
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
