// When the others notice that a node is gone, and what a crash takes with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmbeddedNode } from '../src/index.ts';
import { connectRaw } from './helpers/raw-client.ts';
import { DELETE, int, parseReply, READ_ALL, request, WRITE, writeInt } from './helpers/request.ts';
import { FakeClock, startServer } from './helpers/server.ts';

const COMMIT_LEVEL_MASTER = 2;

test('deaths are noticed together, the given time after the first', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { server, client } = await startServer(t, { nodes: 4, failureDetectionMs: 1500 });
  const size = async (): Promise<string> => (await client.info('statistics')).replace(/^.*cluster_size=(\d).*$/, '$1');
  await server.nodes[3]?.kill();
  t.mock.timers.tick(1000);
  await server.nodes[2]?.kill();
  t.mock.timers.tick(499);
  assert.strictEqual(await size(), '4');
  t.mock.timers.tick(1);
  assert.strictEqual(await size(), '2');
  await server.nodes[1]?.kill();
  t.mock.timers.tick(1499);
  assert.strictEqual(await size(), '2');
  t.mock.timers.tick(1);
  assert.strictEqual(await size(), '1');
});

test('a node that is back before its death was noticed is a member at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { server, run } = await startServer(t, { nodes: 2, failureDetectionMs: 1500 });
  for (let i = 0; i < 20; i++) await run({ ...WRITE, key: `k${i}`, ops: [writeInt('i', i)] });
  await server.nodes[1]?.kill();
  await server.nodes[1]?.restart();
  for (let i = 0; i < 20; i++) assert.strictEqual((await run({ ...READ_ALL, key: `k${i}` })).ops[0]?.value, int(i));
});

/** A clock at which a test can strike: once, after the work of the turn in which the time is next asked for. */
class StrikingClock extends FakeClock {
  strike: (() => void) | undefined;

  override now(): number {
    const { strike } = this;
    this.strike = undefined;
    if (strike !== undefined) queueMicrotask(strike);
    return super.now();
  }
}

for (const [level, info3] of [
  ['all', 0],
  ['master', COMMIT_LEVEL_MASTER],
] as const) {
  test(`of a master that dies right after its answer, commit level ${level} ${info3 === 0 ? 'loses nothing' : 'loses the write'}`, async (t) => {
    const clock = new StrikingClock();
    const { server, client } = await startServer(t, { nodes: 2, clock });
    const [first, second] = server.nodes as [EmbeddedNode, EmbeddedNode];
    const other = await connectRaw(t, second.port);
    // A key of which the first node is master: the first one that it does not pass on.
    let key = '';
    for (let i = 0; key === ''; i++) {
      const { proxiedCommands } = first;
      await client.exchange(request({ ...WRITE, key: `k${i}`, ops: [writeInt('i', 1)] }));
      if (first.proxiedCommands === proxiedCommands) key = `k${i}`;
    }
    clock.strike = () => void first.kill();
    const write = { ...WRITE, info3, key, ops: [writeInt('i', 2)] };
    assert.strictEqual(parseReply(await client.exchange(request(write))).resultCode, 0);
    await client.closed;
    const read = parseReply(await other.exchange(request({ ...READ_ALL, key })));
    assert.deepStrictEqual([read.resultCode, read.ops[0]?.value], [0, int(info3 === 0 ? 2 : 1)]);
  });
}

test('what was answered before it was replicated is replicated when the master lives', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2 });
  for (let i = 0; i < 20; i++) {
    const write = { ...WRITE, info3: COMMIT_LEVEL_MASTER, key: `k${i}`, ops: [writeInt('i', i)] };
    await client.exchange(request(write));
  }
  await client.exchange(request({ ...DELETE, info3: COMMIT_LEVEL_MASTER, key: 'k0' }));
  const other = await connectRaw(t, server.nodes[1]?.port as number);
  await server.nodes[0]?.kill();
  for (let i = 1; i < 20; i++) {
    const read = parseReply(await other.exchange(request({ ...READ_ALL, key: `k${i}` })));
    assert.strictEqual(read.ops[0]?.value, int(i));
  }
  assert.strictEqual(parseReply(await other.exchange(request({ ...READ_ALL, key: 'k0' }))).resultCode, 2);
});

test('a node that is paused altogether accepts, answers nothing, and misses no copy', async (t) => {
  const { server, client, run } = await startServer(t, { nodes: 2 });
  const paused = server.nodes[1] as EmbeddedNode;
  const before = await connectRaw(t, paused.port);
  paused.pause();
  const after = await connectRaw(t, paused.port);
  before.send(request(READ_ALL));
  const answers = [before.frame(), before.info('status'), after.info('node')];
  let answered = 0;
  for (const answer of answers) answer.then(() => answered++);
  for (let i = 0; i < 20; i++) {
    assert.strictEqual((await run({ ...WRITE, key: `k${i}`, ops: [writeInt('i', i)] })).resultCode, 0);
  }
  assert.match(await client.info('statistics'), /cluster_size=2;/);
  assert.strictEqual(answered, 0);
  paused.resume();
  const [read, status, name] = await Promise.all(answers);
  assert.strictEqual(parseReply(read).ops[0]?.value, int(1));
  assert.deepStrictEqual([status, name], ['ok', paused.name]);
  assert.strictEqual(paused.records, 20);
});
