// After a pause of the process, or of the machine, nothing is sent before the sockets were heard.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { HEARING_MS } from '../../src/net/hearing.ts';
import type { NodePoolOptions } from '../../src/net/node-pool.ts';
import { type Bench, bench, echo, kindOf, kinds, OPTIONS, outcomes, untilOpen } from '../helpers/pool-bench.ts';
import { LIMIT, ScriptedServer, turn } from '../helpers/scripted-server.ts';

async function start(
  t: TestContext,
  options: Partial<NodePoolOptions> = {},
): Promise<Bench & { server: ScriptedServer }> {
  const server = await ScriptedServer.start(t, { onFrame: echo });
  const pools = bench(t, { addresses: [server.address], minConnections: 3, maxConnections: 3, ...options });
  await untilOpen(server, pools.pool, 3);
  return { ...pools, server };
}

/**
 * A server in a thread of its own, which goes on while this one stands still: it echoes, and told how, it closes what
 * is open and lets this thread go on then.
 */
const SERVER = `
const { parentPort, workerData } = require('node:worker_threads');
const done = new Int32Array(workerData);
const sockets = [];
const server = require('node:net').createServer((socket) => {
  sockets.push(socket);
  socket.on('error', () => {}).on('data', (bytes) => socket.write(bytes));
});
parentPort.on('message', (how) => {
  const closing = sockets.splice(0);
  let left = closing.length;
  for (const socket of closing) {
    socket.on(how === 'reset' ? 'close' : 'finish', () => {
      if (--left > 0) return;
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    });
    if (how === 'reset') socket.resetAndDestroy();
    else socket.end();
  }
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

for (const how of ['closed', 'reset']) {
  test(`after a pause in which all connections were ${how}, all requests are answered`, LIMIT, async (t) => {
    const done = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(SERVER, { eval: true, workerData: done.buffer });
    t.after(() => worker.terminate());
    const [port] = (await once(worker, 'message')) as [number];
    const addresses = [{ host: '127.0.0.1', port }];
    const { clock, submitMany, pool } = bench(t, { addresses, minConnections: 3, maxConnections: 3 });
    while (pool.stats().open < 3) await turn();
    await outcomes(submitMany(9));
    clock.block(HEARING_MS + 1);
    worker.postMessage(how);
    assert.notStrictEqual(Atomics.wait(done, 0, 0, 5000), 'timed-out');
    const requests = submitMany(30);
    assert.strictEqual(pool.stats().inFlight, 0);
    await outcomes(requests);
    assert.deepStrictEqual(kinds(requests), new Set(['reply']));
    assert.strictEqual(pool.stats().closed, 3);
  });
}

test(
  'after a pause in which nothing happened the same connections are used, and no other is opened',
  LIMIT,
  async (t) => {
    const { server, clock, submitMany, pool } = await start(t, { maxConnections: 10 });
    clock.block(HEARING_MS + 1);
    const requests = submitMany(3);
    assert.deepStrictEqual([pool.stats().inFlight, pool.stats().connecting], [0, 0]);
    await outcomes(requests);
    assert.deepStrictEqual([server.peers.length, server.peers.map(({ frames }) => frames)], [3, [1, 1, 1]]);
  },
);

test('who was heard of a moment ago is not listened to again', LIMIT, async (t) => {
  const { clock, submit, pool } = await start(t);
  clock.block(HEARING_MS - 1);
  submit();
  assert.strictEqual(pool.stats().inFlight, 1);
});

test('what was idle for longer than it may be is not used, though no timer has closed it', LIMIT, async (t) => {
  const { server, clock, submit } = await start(t);
  const idle = [...server.peers];
  clock.block(OPTIONS.maxIdleMs + 1);
  assert.strictEqual(kindOf(await submit().outcome), 'reply');
  for (const peer of idle) await peer.gone();
  assert.deepStrictEqual(
    idle.map(({ frames }) => frames),
    [0, 0, 0],
  );
});

test('a request that gives up while the sockets are heard is not sent', LIMIT, async (t) => {
  const { server, clock, submit, pool } = await start(t);
  clock.block(HEARING_MS + 1);
  const request = submit();
  request.withdrawn();
  pool.withdraw(request, 0, true);
  for (let i = 0; i < 10; i++) await turn();
  assert.strictEqual(server.frames, 0);
});

for (const [name, jumpMs, isUsed] of [
  ['was suspended for longer than connections may be idle', OPTIONS.maxIdleMs + 5000, false],
  ['was suspended for a moment', 5000, true],
  ['had its clock set back', -3_600_000, true],
] as const) {
  test(`a machine that ${name} ${isUsed ? 'uses its connections on' : 'opens new connections'}`, LIMIT, async (t) => {
    let wallMs = 1_000_000;
    const { server, submit, pool } = await start(t, { wallClock: () => wallMs });
    wallMs += jumpMs;
    const first = submit();
    assert.strictEqual(pool.stats().inFlight, 0);
    assert.strictEqual(kindOf(await first.outcome), 'reply');
    assert.strictEqual(server.peers.length === 3, isUsed);
    submit();
    assert.strictEqual(pool.stats().inFlight, 1);
  });
}
