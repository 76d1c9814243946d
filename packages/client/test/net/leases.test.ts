import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { NodePoolOptions } from '../../src/net/node-pool.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { type Bench, bench, FRAME, kindOf, outcomes, untilOpen } from '../helpers/pool-bench.ts';
import { LIMIT, refusingAddress, ScriptedServer, turn } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

interface Leases extends Bench {
  readonly server: ScriptedServer;
  lease(text?: string): TestRequest;
}

/** The frame `last` ends a stream. */
function stream(text = 'stream'): TestRequest {
  return new TestRequest(infoFrame(text), { manyFrames: (body) => (body === 'last' ? 'keep' : 'more') });
}

async function start(t: TestContext, options: Partial<NodePoolOptions> = {}): Promise<Leases> {
  const server = await ScriptedServer.start(t);
  const pools = bench(t, { addresses: [server.address], ...options });
  const lease = (text?: string): TestRequest => {
    const request = stream(text);
    pools.pool.lease(request);
    return request;
  };
  return { ...pools, server, lease };
}

const last = infoFrame('last');

test('a leased connection carries nothing else until the last frame, and is used again then', LIMIT, async (t) => {
  const { server, lease, submit, pool } = await start(t, { maxConnections: 2 });
  const streamed = lease();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  const others = [submit(), submit(), submit()];
  const other = await server.nextPeer();
  for (let i = 0; i < 3; i++) await other.nextFrame();
  peer.send(Buffer.concat([infoFrame('a'), infoFrame('b')]));
  while (streamed.parts.length < 2) await turn();
  assert.deepStrictEqual([peer.frames, pool.stats().inFlight, pool.stats().open], [1, 4, 2]);
  peer.send(last);
  await streamed.outcome;
  for (let i = 0; i < 3; i++) other.send(FRAME);
  await outcomes(others);
  const next = submit('next');
  assert.strictEqual(textOf(await peer.nextFrame()), 'next');
  peer.send(FRAME);
  await next.outcome;
  assert.strictEqual(server.peers.length, 2);
});

test('one connection is left to commands where there are several, the others wait in turn', LIMIT, async (t) => {
  const { server, lease, submit, pool } = await start(t, { maxConnections: 3 });
  const leases = [lease('1'), lease('2'), lease('3'), lease('4')];
  while (server.frames < 2) await turn();
  for (let i = 0; i < 20; i++) await turn();
  assert.deepStrictEqual([server.frames, pool.stats().waiting], [2, 2]);
  const command = submit();
  while (server.frames < 3) await turn();
  for (const peer of server.peers) if (textOf(await peer.nextFrame()) === 'ping') peer.send(FRAME);
  await command.outcome;
  for (const peer of server.peers) if (peer.frames === 1) peer.send(last);
  while (server.frames < 5) await turn();
  for (const peer of server.peers) peer.send(last);
  await outcomes(leases).catch(() => {});
});

test('in a full pool a connection is let fall idle for a lease, and commands go on elsewhere', LIMIT, async (t) => {
  const { server, pool, lease, submit, submitMany } = await start(t, { minConnections: 2, maxConnections: 2 });
  await untilOpen(server, pool, 2);
  const busy = submitMany(8);
  while (server.frames < 8) await turn();
  const streamed = lease('stream');
  const later = submitMany(4);
  for (let i = 0; i < 10; i++) await turn();
  assert.strictEqual(server.frames, 12);
  for (const peer of server.peers) for (let i = 0; i < 4; i++) peer.send(FRAME);
  await outcomes(busy);
  while (server.frames < 13) await turn();
  for (const peer of server.peers) {
    for (let frames = peer.frames; frames > 0; frames--) {
      if (textOf(await peer.nextFrame()) === 'stream') peer.send(last);
    }
    if (peer.frames > 5) for (let i = 0; i < 4; i++) peer.send(FRAME);
  }
  await streamed.outcome;
  await outcomes(later);
  const after = submit();
  while (server.frames < 14) await turn();
  for (const peer of server.peers) if (peer.frames > 4) peer.send(FRAME);
  await after.outcome.catch(() => {});
});

test('leases wait in the same bounds as commands, and leave when they give up', LIMIT, async (t) => {
  const { server, lease, pool, submit } = await start(t, { maxConnections: 1, maxWaiting: 2 });
  const first = lease();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  const waiting = [lease(), submit()];
  assert.throws(() => lease(), /2 commands wait for a connection already/);
  assert.throws(() => submit(), /2 commands wait/);
  for (const request of waiting) {
    request.withdrawn();
    pool.withdraw(request, 0, true);
  }
  assert.strictEqual(pool.stats().waiting, 0);
  peer.send(last);
  await first.outcome;
  const next = submit();
  await peer.nextFrame();
  peer.send(FRAME);
  assert.strictEqual(kindOf(await next.outcome), 'reply');
});

test('a stream that is cut short costs its connection, whoever cut it', LIMIT, async (t) => {
  const { server, lease, pool, submit } = await start(t, { maxConnections: 1 });
  const cut = lease();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  peer.send(infoFrame('part'));
  while (cut.parts.length === 0) await turn();
  cut.withdrawn();
  pool.withdraw(cut, 3000, false);
  await peer.gone();
  const lost = lease();
  const second = await server.nextPeer();
  await second.nextFrame();
  second.reset();
  assert.strictEqual(kindOf(await lost.outcome), 'closed written');
  const next = submit();
  const third = await server.nextPeer();
  await third.nextFrame();
  third.send(FRAME);
  assert.strictEqual(kindOf(await next.outcome), 'reply');
});

test('a lease of a node that refuses learns it, and one of a node that left too', LIMIT, async (t) => {
  const { pool } = bench(t, { addresses: [await refusingAddress()] });
  const refused = stream();
  pool.lease(refused);
  assert.strictEqual(kindOf(await refused.outcome), 'connect');
  pool.retire();
  assert.throws(() => pool.lease(stream()), /left the cluster/);
});

test('only the holder of a lease can pause a connection, which reads again when it is given back', LIMIT, async (t) => {
  const { server, lease, submit } = await start(t, { maxConnections: 1 });
  const streamed = lease();
  const peer = await server.nextPeer();
  await peer.nextFrame();
  streamed.connection?.pause();
  peer.send(infoFrame('a'));
  for (let i = 0; i < 20; i++) await turn();
  assert.deepStrictEqual(streamed.parts, []);
  streamed.connection?.resume();
  while (streamed.parts.length === 0) await turn();
  peer.send(last);
  await streamed.outcome;
  const command = submit();
  await peer.nextFrame();
  command.connection?.pause();
  peer.send(FRAME);
  assert.strictEqual(kindOf(await command.outcome), 'reply');
});
