// Requests of one lane take effect in the order of the calls. The server answers when it is told to, so that only what
// has arrived, and where, decides.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MAX_PIPELINE_DEPTH } from '../../src/net/connection.ts';
import type { NodePoolOptions } from '../../src/net/node-pool.ts';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { type Bench, bench, kindOf, outcomes, untilOpen } from '../helpers/pool-bench.ts';
import { Random } from '../helpers/random.ts';
import { LIMIT, type Peer, ScriptedServer, turn } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

interface Order extends Bench {
  readonly server: ScriptedServer;
  send(lane: number, text: string, isWrite?: boolean): TestRequest;
}

async function start(
  t: TestContext,
  options: Partial<NodePoolOptions> = {},
  answer?: (peer: Peer, bytes: Buffer) => void,
): Promise<Order> {
  const server = await ScriptedServer.start(t, answer && { onFrame: answer });
  const pools = bench(t, { addresses: [server.address], minConnections: 4, maxConnections: 4, ...options });
  await untilOpen(server, pools.pool, Math.min(options.minConnections ?? 4, options.maxConnections ?? 4));
  const send = (lane: number, text: string, isWrite = true): TestRequest => {
    const request = new TestRequest(infoFrame(text), { lane, isWrite });
    pools.pool.submit(request);
    return request;
  };
  return { ...pools, server, send };
}

const taken = new WeakMap<Peer, string[]>();

/** What each connection has received so far, in order. */
async function received(server: ScriptedServer, frames: number): Promise<string[][]> {
  while (server.frames < frames) await turn();
  const all: string[][] = [];
  for (const peer of server.peers) {
    const texts = taken.get(peer) ?? [];
    taken.set(peer, texts);
    while (texts.length < peer.frames) texts.push(textOf(await peer.nextFrame()));
    all.push([...texts]);
  }
  return all;
}

test('writes of one lane follow each other on one connection, those of others are spread', LIMIT, async (t) => {
  const { server, send } = await start(t);
  for (const text of ['a', 'b', 'c']) send(1, text);
  send(2, 'x');
  send(3, 'y');
  assert.deepStrictEqual((await received(server, 5)).map((texts) => texts.join('')).sort(), ['', 'abc', 'x', 'y']);
});

test('reads of one lane are spread, and a read follows the write before it', LIMIT, async (t) => {
  const { server, send } = await start(t);
  for (let i = 0; i < 4; i++) send(1, 'r', false);
  send(2, 'w');
  send(2, 'r', false);
  const texts = (await received(server, 6)).map((each) => each.join(''));
  assert.strictEqual(texts.filter((each) => each.startsWith('r')).length, 4);
  assert.strictEqual(
    texts.some((each) => each.endsWith('wr')),
    true,
  );
});

test(
  'a write behind reads on several connections waits until all but one are answered, and what follows it too',
  LIMIT,
  async (t) => {
    const { server, send, pool } = await start(t);
    const reads = [send(1, 'r1', false), send(1, 'r2', false)];
    const write = send(1, 'w');
    const after = send(1, 'r3', false);
    const other = send(2, 'x');
    await received(server, 3);
    for (let i = 0; i < 10; i++) await turn();
    assert.deepStrictEqual([server.frames, pool.stats().waiting], [3, 2]);
    const [first, second] = server.peers as [Peer, Peer];
    first.send(infoFrame('1'));
    await reads[0]?.outcome;
    const texts = await received(server, 5);
    assert.deepStrictEqual([texts[0], texts[1]], [['r1'], ['r2', 'w', 'r3']]);
    for (let i = 0; i < 3; i++) second.send(infoFrame('2'));
    server.peers[2]?.send(infoFrame('3'));
    await outcomes([...reads, write, after, other]);
  },
);

test('a write that gives up while it waits does not hold up those behind', LIMIT, async (t) => {
  const { send, pool, server } = await start(t);
  send(1, 'r1', false);
  send(1, 'r2', false);
  const write = send(1, 'w');
  write.withdrawn();
  pool.withdraw(write, 0, true);
  send(1, 'r3', false);
  await received(server, 3);
  assert.strictEqual(pool.stats().waiting, 0);
});

test('a lane whose connection is full waits for it, other lanes do not', LIMIT, async (t) => {
  const { send, server, pool } = await start(t, { minConnections: 2, maxConnections: 2 });
  const requests = Array.from({ length: MAX_PIPELINE_DEPTH + 50 }, (_, i) => send(7, `${i}`));
  const other = send(8, 'other');
  while (server.frames < MAX_PIPELINE_DEPTH + 1) await turn();
  assert.strictEqual(pool.stats().waiting, 50);
  for (const peer of server.peers) for (let i = peer.frames; i > 0; i--) peer.send(infoFrame('x'));
  assert.strictEqual(kindOf(await other.outcome), 'reply');
  const busy = server.peers.find(({ frames }) => frames > 1) as Peer;
  while (busy.frames < requests.length) await turn();
  for (let i = 0; i < 50; i++) busy.send(infoFrame('x'));
  await outcomes(requests);
  for (let i = 0; i < requests.length; i++) assert.strictEqual(textOf(await busy.nextFrame()), `${i}`);
});

test('a lane does not wait for a request that gave up', LIMIT, async (t) => {
  const { send, server, pool } = await start(t);
  const slow = send(1, 'slow');
  await received(server, 1);
  slow.withdrawn();
  pool.withdraw(slow, 3000, true);
  send(1, 'next');
  assert.deepStrictEqual((await received(server, 2)).flat().sort(), ['next', 'slow']);
});

test('under random load, waiting and losses every lane is served in order', LIMIT, async (t) => {
  const random = new Random();
  t.diagnostic(`TENDRIL_SEED=${random.seed}`);
  const seen = new Map<string, number>();
  let disorder = '';
  const { send } = await start(t, { minConnections: 2, maxConnections: 3 }, (peer, bytes) => {
    const answer = (): void => {
      const [lane, number, kind] = textOf(bytes).split(' ') as [string, string, string];
      // Only when it takes effect, which is when it is answered: a connection answers in order.
      if (kind === 'w') {
        if (Number(number) <= (seen.get(lane) ?? -1)) disorder = `${lane}: ${number} after ${seen.get(lane)}`;
        seen.set(lane, Number(number));
      }
      peer.send(infoFrame(`${seen.get(lane) ?? -1}`));
    };
    const queue = (peer as Peer & { queue?: Promise<void> }).queue ?? Promise.resolve();
    const turns = random.below(4);
    (peer as Peer & { queue?: Promise<void> }).queue = queue.then(async () => {
      for (let i = 0; i < turns; i++) await turn();
      answer();
    });
  });
  const counts = new Map<number, number>();
  const lastWrite = new Map<number, number>();
  const reads: { readonly request: TestRequest; readonly before: number }[] = [];
  const requests: TestRequest[] = [];
  for (let n = 0; n < 4000; n++) {
    const lane = random.below(12);
    const isWrite = random.below(2) === 0;
    const number = counts.get(lane) ?? 0;
    counts.set(lane, number + 1);
    const request = send(lane, `${lane} ${number} ${isWrite ? 'w' : 'r'}`, isWrite);
    const before = lastWrite.get(lane) ?? -1;
    if (isWrite) lastWrite.set(lane, number);
    else reads.push({ request, before });
    requests.push(request);
    if (random.below(40) === 0) await turn();
  }
  await outcomes(requests);
  assert.strictEqual(disorder, '');
  for (const { request, before } of reads) {
    const outcome = request.settled;
    assert.strictEqual(
      outcome?.kind === 'reply' && Number(outcome.body.toString()),
      before,
      'a read sees the last write before it',
    );
  }
});
