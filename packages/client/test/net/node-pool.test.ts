import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PIPELINE_DEPTH } from '../../src/net/connection.ts';
import { NetError } from '../../src/net/net-error.ts';
import { blackHole } from '../helpers/black-hole.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { bench, echo, FRAME, kindOf, kinds, OPTIONS, outcomes, SILENCE_MS, untilOpen } from '../helpers/pool-bench.ts';
import { LIMIT, type Peer, ScriptedServer, turn, until } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

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

test('where many connections are all busy, requests still spread evenly over them', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { pool, submitMany } = bench(t, { addresses: [server.address], minConnections: 40, maxConnections: 40 });
  await untilOpen(server, pool, 40);
  submitMany(400);
  while (server.frames < 400) await turn();
  const frames = server.peers.map((peer) => peer.frames);
  assert.deepStrictEqual([Math.min(...frames) >= 9, Math.max(...frames) <= 12], [true, true], frames.join(' '));
});

test('where many connections are all busy, a request goes where replies have just made room', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { pool, submitMany } = bench(t, { addresses: [server.address], minConnections: 40, maxConnections: 40 });
  await untilOpen(server, pool, 40);
  submitMany(400);
  while (server.frames < 400) await turn();
  const peer = server.peers[17] as Peer;
  const before = peer.frames;
  peer.send(Buffer.concat(Array.from({ length: before }, () => FRAME)));
  while (pool.stats().inFlight === 400) await turn();
  submitMany(before);
  while (server.frames < 400 + before) await turn();
  assert.strictEqual(peer.frames, 2 * before);
});

test(
  'a lowered limit closes idle connections at once, the youngest, and busy ones with their replies',
  LIMIT,
  async (t) => {
    const server = await ScriptedServer.start(t, { onFrame: () => {} });
    const { pool, submit } = bench(t, { addresses: [server.address], minConnections: 5, maxConnections: 5 });
    await untilOpen(server, pool, 5);
    const requests = [submit(), submit(), submit()];
    while (server.frames < 3) await turn();
    pool.limit(2);
    assert.strictEqual(pool.stats().open, 3);
    const later = [submit(), submit(), submit()];
    while (server.frames < 6) await turn();
    assert.deepStrictEqual(
      server.peers.map((peer) => peer.frames).toSorted(),
      [0, 0, 1, 2, 3],
      'the one that is to close got no more',
    );
    for (const peer of server.peers) for (let i = 0; i < peer.frames; i++) peer.send(FRAME);
    for (const request of [...requests, ...later]) assert.strictEqual(kindOf(await request.outcome), 'reply');
    while (pool.stats().open > 2) await turn();
    pool.balance();
    assert.deepStrictEqual([pool.stats().open, pool.stats().connecting], [2, 0]);
  },
);

test('a raised limit opens what waiting requests and the minimum want', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 100 });
  pool.limit(1);
  submitMany(64);
  await untilOpen(server, pool, 1);
  pool.limit(3);
  await untilOpen(server, pool, 2);
  submitMany(1);
  await untilOpen(server, pool, 3);
});

test('a limit lowered while connecting is no failure of the address', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const other = await ScriptedServer.start(t, { onFrame: echo });
  const { pool, submitMany } = bench(t, { addresses: [server.address, other.address] });
  const requests = submitMany(4);
  pool.limit(1);
  for (const request of requests) assert.strictEqual(kindOf(await request.outcome), 'reply');
  assert.strictEqual(pool.stats().opened, 1);
  pool.limit(4);
  await outcomes(submitMany(4));
  assert.strictEqual(other.peers.length, 0);
});

test('a request that has to wait is told to keep what it will send; one that is sent is not', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const { submit } = bench(t, { addresses: [server.address], maxConnections: 1 });
  const first = submit();
  assert.strictEqual(first.freezes, 1);
  await first.outcome;
  const second = submit();
  await second.outcome;
  assert.strictEqual(second.freezes, 0);
});

test('of many that wait for the first connections each takes its share', LIMIT, async (t) => {
  const server = await ScriptedServer.start(t, { onFrame: () => {} });
  const { submitMany } = bench(t, { addresses: [server.address], maxConnections: 4 });
  submitMany(200);
  while (server.frames < 200) await turn();
  const frames = server.peers.map((peer) => peer.frames);
  assert.strictEqual(Math.max(...frames) <= 60, true, frames.join(' '));
});

for (const maxDepth of [1, 4]) {
  test(
    `no connection carries more than ${maxDepth} at a time where that is the limit; others wait`,
    LIMIT,
    async (t) => {
      const unanswered = new Map<Peer, number>();
      let most = 0;
      const server = await ScriptedServer.start(t, {
        onFrame: (peer) => {
          const count = (unanswered.get(peer) ?? 0) + 1;
          unanswered.set(peer, count);
          most = Math.max(most, count);
          setImmediate(() => {
            unanswered.set(peer, (unanswered.get(peer) ?? 0) - 1);
            peer.send(FRAME);
          });
        },
      });
      const { pool, submitMany } = bench(t, { addresses: [server.address], maxConnections: 5, maxDepth });
      await outcomes(submitMany(5));
      const requests = submitMany(300);
      assert.strictEqual(pool.stats().waiting >= 300 - 5 * maxDepth, true);
      assert.deepStrictEqual([...new Set((await outcomes(requests)).map(kindOf))], ['reply']);
      assert.deepStrictEqual([most, pool.stats().opened], [maxDepth, 5]);
    },
  );
}
