// The table of docs/protocol/retries-and-timeouts.md, "Retries", row by row: three nodes, the first of which
// misbehaves.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { status } from '../../../src/model/status.ts';
import { emptyReply, frame, INFO, MESSAGE } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import {
  LIMIT,
  type Peer,
  refusingAddress,
  ScriptedServer,
  type ScriptedServerOptions,
} from '../../helpers/scripted-server.ts';

type Behaviour = number | 'ok' | 'reset' | 'half-close' | 'garbage' | 'wrong type' | 'short' | 'silent' | 'refused';

function serving(behaviour: Behaviour): ScriptedServerOptions {
  return {
    onFrame: (peer: Peer) => {
      if (behaviour === 'ok') peer.send(emptyReply());
      else if (behaviour === 'reset') peer.reset();
      else if (behaviour === 'half-close') peer.halfClose();
      else if (behaviour === 'garbage') peer.send(Buffer.from('garbage!'));
      else if (behaviour === 'wrong type') peer.send(frame(INFO, Buffer.alloc(22)));
      else if (behaviour === 'short') peer.send(frame(MESSAGE, Buffer.alloc(21)));
      else if (typeof behaviour === 'number') peer.send(emptyReply(behaviour));
    },
  };
}

interface Cluster {
  readonly bench: RouterBench;
  /** Frames that each node received. */
  frames(): number[];
}

async function cluster(t: TestContext, behaviours: readonly Behaviour[], options = {}): Promise<Cluster> {
  if (!behaviours.includes('refused')) {
    const bench = await RouterBench.start(t, behaviours.map(serving), options);
    return { bench, frames: () => bench.servers.map((server) => server.frames) };
  }
  const servers = await Promise.all(
    behaviours.map((behaviour) => (behaviour === 'refused' ? undefined : ScriptedServer.start(t, serving(behaviour)))),
  );
  const addresses = await Promise.all(servers.map((server) => server?.address ?? refusingAddress()));
  return {
    bench: RouterBench.at(t, addresses, options),
    frames: () => servers.map((server) => server?.frames ?? 0),
  };
}

const SOCKET = { socketTimeout: 100, totalTimeout: 10_000 };

for (const behaviour of [9, 11, 18, 'reset', 'half-close', 'silent', 'refused'] as const) {
  const sent = behaviour === 'refused' ? 0 : 1;

  test(`a read is tried on the next replica after ${behaviour}`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok']);
    const got = bench.get(SOCKET);
    await bench.passUntil(got);
    assert.strictEqual((await got).gen, 1);
    assert.deepStrictEqual(frames(), [sent, 1, 0]);
  });

  test(`a write is not tried again after ${behaviour} by default`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok']);
    const put = bench.put(SOCKET);
    await bench.passUntil(put);
    const error = await failureOf(put);
    assert.strictEqual(error.attempts, 1);
    assert.deepStrictEqual(frames(), [sent, 0, 0]);
  });
}

for (const [behaviour, second] of [
  [11, 1],
  [18, 1],
  ['reset', 1],
  ['refused', 1],
] as const) {
  test(`a write that may be retried goes on to the next replica after ${behaviour}`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok']);
    const put = bench.put({ ...SOCKET, maxRetries: 2 });
    await bench.passUntil(put);
    await put;
    assert.strictEqual(frames()[second], 1);
  });
}

for (const behaviour of [9, 'silent'] as const) {
  test(`a write that may be retried stays with its node after ${behaviour}`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok']);
    const put = bench.put({ ...SOCKET, maxRetries: 2 });
    await bench.passUntil(put);
    assert.strictEqual((await failureOf(put)).code, status.ERR_TIMEOUT);
    assert.deepStrictEqual(frames(), [3, 0, 0]);
  });

  test(`a linearized read stays with its node after ${behaviour}`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok'], { strongConsistency: true });
    const got = bench.get({ ...SOCKET, readModeSC: 1 });
    await bench.passUntil(got);
    assert.strictEqual((await failureOf(got)).code, status.ERR_TIMEOUT);
    assert.deepStrictEqual(frames(), [3, 0, 0]);
  });
}

for (const code of [1, 2, 3, 4, 5, 8, 12, 13, 14, 15, 16, 20, 22, 25, 26, 27, 80, 81, 83, 100, 120, 210, 255]) {
  test(`result code ${code} is final`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [code, 'ok', 'ok']);
    const error = await bench.failureOf(bench.get());
    assert.deepStrictEqual([error.code, error.attempts, error.inDoubt], [code, 1, false]);
    assert.deepStrictEqual(frames(), [1, 0, 0]);
    const failed = await bench.failureOf(bench.put({ maxRetries: 2 }));
    assert.deepStrictEqual([failed.code, failed.attempts, failed.inDoubt], [code, 1, false]);
    assert.deepStrictEqual(frames(), [2, 0, 0]);
  });
}

for (const code of [2, 3, 9, 11, 14, 18]) {
  test(`result code ${code} leaves the connection in use`, LIMIT, async (t) => {
    const { bench } = await cluster(t, [code]);
    for (let i = 0; i < 3; i++) await failureOf(bench.get({ maxRetries: 0 }));
    assert.strictEqual(bench.server().peers.length, 1);
  });
}

for (const code of [15, 80, 210]) {
  test(`result code ${code} ends the connection`, LIMIT, async (t) => {
    const { bench } = await cluster(t, [code]);
    await bench.failureOf(bench.get());
    await (await bench.server().nextPeer()).gone();
    await bench.failureOf(bench.get());
    assert.strictEqual(bench.server().peers.length, 2);
  });
}

for (const behaviour of ['garbage', 'wrong type', 'short'] as const) {
  test(`a reply that is ${behaviour} is final and ends the connection`, LIMIT, async (t) => {
    const { bench, frames } = await cluster(t, [behaviour, 'ok', 'ok']);
    const error = await bench.failureOf(bench.get());
    assert.deepStrictEqual([error.code, error.attempts], [status.ERR_CLIENT, 1]);
    assert.deepStrictEqual(frames(), [1, 0, 0]);
    await (await bench.server().nextPeer()).gone();
  });
}

test('retries end with maxRetries, each on the next replica, and the last failure is told', LIMIT, async (t) => {
  for (const maxRetries of [0, 1, 2, 5]) {
    const { bench, frames } = await cluster(t, [11, 11, 18]);
    const error = await bench.failureOf(bench.get({ maxRetries }));
    assert.strictEqual(error.attempts, maxRetries + 1);
    assert.strictEqual(error.code, [11, 11, 18][maxRetries % 3]);
    assert.strictEqual(error.node, `127.0.0.1:${bench.server(maxRetries % 3).address.port}`);
    assert.deepStrictEqual(
      frames().reduce((sum, n) => sum + n, 0),
      maxRetries + 1,
    );
  }
});

test('with replica MASTER every retry goes to the master', LIMIT, async (t) => {
  const { bench, frames } = await cluster(t, [11, 'ok', 'ok']);
  assert.strictEqual((await bench.failureOf(bench.get({ replica: 0, maxRetries: 4 }))).code, 11);
  assert.deepStrictEqual(frames(), [5, 0, 0]);
});

test('totalTimeout ends the command and its retries', LIMIT, async (t) => {
  const { bench, frames } = await cluster(t, ['silent', 'silent', 'silent']);
  const startMs = bench.clock.now();
  const got = bench.get({ socketTimeout: 100, totalTimeout: 350, maxRetries: 1000 });
  await bench.passUntil(got, 10);
  const error = await failureOf(got);
  assert.strictEqual(error.code, status.ERR_TIMEOUT);
  assert.strictEqual(error.attempts, 4);
  assert.deepStrictEqual(frames(), [2, 1, 1]);
  const tookMs = bench.clock.now() - startMs;
  assert.strictEqual(tookMs >= 350 && tookMs <= 400, true, `${tookMs} ms`);
});

test('a timeout on the last attempt of a command without totalTimeout ends it', LIMIT, async (t) => {
  const { bench } = await cluster(t, ['silent', 'silent', 'silent']);
  const got = bench.get({ socketTimeout: 100, totalTimeout: 0, maxRetries: 2 });
  await bench.passUntil(got);
  assert.deepStrictEqual([(await failureOf(got)).code, (await failureOf(got)).attempts], [status.ERR_TIMEOUT, 3]);
});

test('without any timeout a command waits for as long as it takes', LIMIT, async (t) => {
  const { bench } = await cluster(t, ['silent']);
  const got = bench.get({ socketTimeout: 0, totalTimeout: 0 });
  const peer = await bench.server().nextPeer();
  await bench.passUntil(
    (async () => {
      for (let i = 0; i < 100; i++) await new Promise(setImmediate);
    })(),
    1000,
  );
  peer.send(emptyReply());
  assert.strictEqual((await got).gen, 1);
});

test('a full queue is told at once, without an attempt on another node', LIMIT, async (t) => {
  const { bench, frames } = await cluster(t, ['silent', 'ok', 'ok'], { maxConnsPerNode: 1, maxWaiting: 0 });
  const error = await bench.failureOf(bench.get());
  assert.deepStrictEqual([error.code, error.attempts, error.inDoubt], [status.ERR_ASYNC_QUEUE_FULL, 1, false]);
  assert.deepStrictEqual(frames(), [0, 0, 0]);
});

test('a refused or lost connection asks for a tend, a result code does not', LIMIT, async (t) => {
  const refused = await cluster(t, ['refused']);
  await refused.bench.failureOf(refused.bench.get());
  assert.strictEqual(refused.bench.cluster.tendRequests > 0, true);
  const reset = await cluster(t, ['reset']);
  await failureOf(reset.bench.get({ maxRetries: 0 }));
  assert.strictEqual(reset.bench.cluster.tendRequests, 1);
  const code = await cluster(t, [2]);
  await failureOf(code.bench.get());
  assert.strictEqual(code.bench.cluster.tendRequests, 0);
});

test('everything in flight on a lost connection is retried: reads anew, writes told', LIMIT, async (t) => {
  const { bench } = await cluster(t, ['silent', 'ok'], { maxConnsPerNode: 1 });
  const reads = Array.from({ length: 50 }, () => bench.get());
  const writes = Array.from({ length: 50 }, () => bench.put());
  const peer = await bench.server().nextPeer();
  while (peer.frames < 100) await new Promise(setImmediate);
  const failures = writes.map(failureOf);
  peer.reset();
  for (const read of await Promise.all(reads)) assert.strictEqual(read.gen, 1);
  for (const failure of await Promise.all(failures)) {
    assert.deepStrictEqual([failure.code, failure.inDoubt], [status.ERR_ASYNC_CONNECTION, true]);
  }
});
