// Batches against scripted nodes: partition p belongs to node p modulo their number, its replica to the next one.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BatchDefinition } from '../../../src/command/batch-definition.ts';
import { BatchRun } from '../../../src/command/run/batch-run.ts';
import type { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { node } from '../../helpers/fake-cluster.ts';
import { emptyReply, frame, INFO } from '../../helpers/frames.ts';
import { batchRow, digestIn, frameOf, intOf, last, snapshotBy } from '../../helpers/reply-rows.ts';
import { RouterBench, readPolicy, writePolicy } from '../../helpers/router-bench.ts';
import { LIMIT, type Peer, ScriptedServer, turn } from '../../helpers/scripted-server.ts';

type Answer = (peer: Peer, indexes: number[], frame: Buffer) => void;

type RowError = Pick<AerospikeError, 'code' | 'inDoubt' | 'attempts' | 'message'>;

interface Batch {
  readonly results: Map<number, number>;
  readonly errors: Map<number, RowError>;
  readonly ended: Promise<void>;
  readonly run: BatchRun<number>;
}

interface Bench extends RouterBench {
  /** Rows that each node was asked for, request by request. */
  readonly asked: number[][][];
}

/** The test's own request frame: the indexes, four bytes each. */
function indexesOf(bytes: Buffer): number[] {
  return Array.from({ length: (bytes.length - 8) / 4 }, (_, i) => bytes.readUInt32BE(8 + 4 * i));
}

async function start(t: TestContext, answers: readonly Answer[], options = {}): Promise<Bench> {
  const asked: number[][][] = answers.map(() => []);
  const servers = await Promise.all(
    answers.map((answer, i) =>
      ScriptedServer.start(t, {
        onFrame: (peer, bytes) => {
          const indexes = indexesOf(bytes);
          (asked[i] as number[][]).push(indexes);
          answer(peer, indexes, bytes);
        },
      }),
    ),
  );
  const nodes = servers.map((server, i) => node(`N${i}`, server.address));
  const snapshot = snapshotBy(nodes, (partition, column) => (partition + column) % nodes.length);
  return Object.assign(new RouterBench(t, snapshot, servers, options), { asked });
}

function batch(
  bench: RouterBench,
  count: number,
  policy = {},
  writes = false,
  signal?: AbortSignal,
  encodeAlone?: BatchDefinition<number>['encodeAlone'],
): Batch {
  const definition: BatchDefinition<number> = {
    name: 'batch',
    rows: Array.from({ length: count }, (_, i) => ({ ns: 'test', digest: digestIn(i, i), isWrite: writes })),
    policy: writes ? writePolicy(policy) : readPolicy(policy),
    encodeRows(w, indexes) {
      const body = Buffer.alloc(4 * indexes.length);
      for (const [i, index] of indexes.entries()) body.writeUInt32BE(index, 4 * i);
      w.bytes(frame(3, body));
    },
    decodeRow: (buffer, _start, end) => intOf(buffer, end),
    ...(encodeAlone && { encodeAlone }),
  };
  const results = new Map<number, number>();
  const errors = new Map<number, RowError>();
  const told = (index: number): void => assert.strictEqual(results.has(index) || errors.has(index), false, 'told once');
  let end: () => void = () => {};
  let isEnded = false;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = new BatchRun(bench.router, definition, {
    onRow(index, result) {
      told(index);
      results.set(index, result);
    },
    onRowCode(index, code, inDoubt, attempts) {
      told(index);
      errors.set(index, { code, inDoubt, attempts, message: '' });
    },
    onRowError(index, error) {
      told(index);
      errors.set(index, error);
    },
    onEnd() {
      assert.deepStrictEqual([isEnded, results.size + errors.size], [false, count], 'ended once, after all rows');
      isEnded = true;
      end();
    },
  });
  run.start(signal);
  return { results, errors, ended, run };
}

const right: Answer = (peer, indexes) =>
  peer.send(Buffer.concat([frameOf(...indexes.map((i) => batchRow(i))), frameOf(last())]));

function assertAll(results: ReadonlyMap<number, number>, count: number): void {
  assert.deepStrictEqual(
    [...results].sort(([a], [b]) => a - b),
    Array.from({ length: count }, (_, i) => [i, i]),
  );
}

function codes({ errors }: Batch): [number, number, boolean][] {
  return [...errors]
    .map(([index, { code, inDoubt }]): [number, number, boolean] => [index, code, inDoubt])
    .sort(([a], [b]) => a - b);
}

test('rows go to the nodes that own them, one request each, and all are answered', LIMIT, async (t) => {
  const bench = await start(t, [right, right, right]);
  const { ended, results } = batch(bench, 300);
  await ended;
  assertAll(results, 300);
  assert.deepStrictEqual(
    bench.asked.map((requests) => requests.map(({ length }) => length)),
    [[100], [100], [100]],
  );
  for (const [i, [indexes]] of bench.asked.entries())
    assert.strictEqual(
      indexes?.every((index) => index % 3 === i),
      true,
    );
});

test('a batch without rows ends after the loop has turned', LIMIT, async (t) => {
  const bench = await start(t, [right]);
  let ended = false;
  const empty = batch(bench, 0);
  empty.ended.then(() => {
    ended = true;
  });
  for (let i = 0; i < 10; i++) await Promise.resolve();
  assert.strictEqual(ended, false);
  await empty.ended;
});

test('answers come in any order, cut into frames at any row', LIMIT, async (t) => {
  const shuffled = (n: number, seed: number): number[] => Array.from({ length: n }, (_, i) => (i * 7 + seed) % n);
  for (let cut = 1; cut <= 10; cut++) {
    const bench = await start(t, [
      (peer, indexes) => {
        const rows = shuffled(indexes.length, cut).map((i) => batchRow(indexes[i] as number));
        peer.send(Buffer.concat([frameOf(...rows.slice(0, cut)), frameOf(...rows.slice(cut), last())]));
      },
    ]);
    const { ended, results } = batch(bench, 10);
    await ended;
    assertAll(results, 10);
  }
});

test('answers are read wherever the stream is cut', LIMIT, async (t) => {
  const stream = Buffer.concat([frameOf(batchRow(1)), frameOf(batchRow(0), batchRow(2)), frameOf(last())]);
  const bench = await start(t, [() => {}]);
  for (let cut = 1; cut < stream.length; cut++) {
    const { ended, results } = batch(bench, 3);
    const peer = bench.server().peers[0] ?? (await bench.server().nextPeer());
    while ((bench.asked[0] as number[][]).length < cut) await turn();
    peer.send(stream.subarray(0, cut));
    await turn();
    peer.send(stream.subarray(cut));
    await ended;
    assertAll(results, 3);
  }
  assert.strictEqual(bench.server().peers.length, 1);
});

test("a row's own error is its own, and nothing is sent again", LIMIT, async (t) => {
  const bench = await start(t, [
    (peer, indexes) => peer.send(frameOf(...indexes.map((i) => batchRow(i, [0, 2, 11, 9][i % 4])), last())),
  ]);
  const done = batch(bench, 8, { maxRetries: 5 });
  await done.ended;
  assert.deepStrictEqual([...done.results.keys()], [0, 4]);
  assert.deepStrictEqual(
    codes(done),
    [1, 2, 3, 5, 6, 7].map((i) => [i, [0, 2, 11, 9][i % 4] as number, false]),
  );
  assert.strictEqual(bench.server().frames, 1);
});

for (const [name, reply, answered] of [
  ['answers a row twice', [frameOf(batchRow(0), batchRow(0), batchRow(1), batchRow(2), last())], [0]],
  ['answers a row that was not asked for', [frameOf(batchRow(1), batchRow(3), batchRow(2), batchRow(0), last())], [1]],
  ['answers a row of four billion', [frameOf(batchRow(2)), frameOf(batchRow(0xffffffff))], [2]],
  ['leaves rows out', [frameOf(batchRow(2)), frameOf(last())], [2]],
  ['goes on after its last message', [frameOf(batchRow(0)), frameOf(last(), batchRow(1))], [0]],
  ['cuts a row short', [frameOf(batchRow(0)), frameOf(batchRow(1).subarray(0, -1))], [0]],
  ['has a row whose bin does not fit', [frameOf(batchRow(1)), frameOf(batchRow(0).fill(0xff, 22, 26))], [1]],
  ['answers with info', [frameOf(batchRow(1)), frame(INFO, Buffer.alloc(30))], [1]],
  ['is an empty message', [frame(3, Buffer.alloc(0))], []],
] as const) {
  test(`a node that ${name} fails the rows without an answer, clearly and for good`, LIMIT, async (t) => {
    const bench = await start(t, [(peer) => peer.send(Buffer.concat([...reply]))]);
    const done = batch(bench, 3, { maxRetries: 5 });
    await done.ended;
    assert.deepStrictEqual([...done.results.keys()], answered);
    const rest = [0, 1, 2].filter((i) => !(answered as readonly number[]).includes(i));
    assert.deepStrictEqual(
      codes(done),
      rest.map((i) => [i, status.ERR_CLIENT, false]),
    );
    assert.strictEqual(bench.server().frames, 1);
    await (await bench.server().nextPeer()).gone();
  });
}

for (const [name, fail] of [
  ['resets', (peer: Peer) => peer.reset()],
  ['closes', (peer: Peer) => peer.halfClose()],
  ['says it is overloaded', (peer: Peer) => peer.send(frameOf(last(18)))],
] as const) {
  test(`rows without an answer from a node that ${name} go to the replicas, the others do not`, LIMIT, async (t) => {
    const bench = await start(t, [
      (peer, indexes) => {
        peer.send(frameOf(...indexes.slice(0, 5).map((i) => batchRow(i))));
        setImmediate(() => fail(peer));
      },
      right,
    ]);
    const { ended, results } = batch(bench, 40, { maxRetries: 1 });
    await ended;
    assertAll(results, 40);
    const [lost, kept] = bench.asked as [number[][], number[][]];
    assert.deepStrictEqual(
      lost.map(({ length }) => length),
      [20],
    );
    assert.deepStrictEqual(
      kept.map(({ length }) => length),
      [20, 15],
    );
    assert.deepStrictEqual(kept[1], lost[0]?.slice(5));
  });
}

test('rows of a node that is gone are dealt out by the new map', LIMIT, async (t) => {
  const bench = await start(t, [
    (peer) => {
      const { nodes } = bench.cluster.snapshot;
      bench.cluster.snapshot = snapshotBy(nodes.slice(1), (partition) => partition % 2);
      peer.reset();
    },
    right,
    right,
  ]);
  const { ended, results } = batch(bench, 60, { maxRetries: 1 });
  await ended;
  assertAll(results, 60);
  assert.deepStrictEqual(
    bench.asked.map((requests) => requests.map(({ length }) => length)),
    [[20], [20, 10], [20, 10]],
  );
});

test('retries end with maxRetries, and every row has its own doubt', LIMIT, async (t) => {
  let requests = 0;
  const bench = await start(t, [
    (peer, indexes) => {
      requests++;
      peer.send(frameOf(batchRow(indexes[0] as number, requests === 1 ? 0 : 5)));
      setImmediate(() => peer.reset());
    },
  ]);
  const done = batch(bench, 4, { maxRetries: 1 }, true);
  await bench.passUntil(done.ended);
  assert.deepStrictEqual([...done.results.keys()], [0]);
  // Row 1 was answered in the second attempt, but the first may have done something; the others may have been done twice.
  assert.deepStrictEqual(codes(done), [
    [1, 5, true],
    [2, status.ERR_ASYNC_CONNECTION, true],
    [3, status.ERR_ASYNC_CONNECTION, true],
  ]);
  assert.deepStrictEqual(
    [...done.errors.values()].map(({ attempts }) => attempts),
    [2, 2, 2],
  );
});

test(
  'writes that were never sent are in no doubt, rows answered with an error are in none either',
  LIMIT,
  async (t) => {
    const bench = await start(t, [() => {}], { maxConnsPerNode: 1, maxWaiting: 0 });
    const unsent = batch(bench, 2, {}, true);
    await unsent.ended;
    assert.deepStrictEqual(codes(unsent), [
      [0, status.ERR_ASYNC_QUEUE_FULL, false],
      [1, status.ERR_ASYNC_QUEUE_FULL, false],
    ]);
    const answered = await start(t, [
      (peer, indexes) => peer.send(frameOf(...indexes.map((i) => batchRow(i, 5)), last())),
    ]);
    const failed = batch(answered, 2, {}, true);
    await failed.ended;
    assert.deepStrictEqual(codes(failed), [
      [0, 5, false],
      [1, 5, false],
    ]);
  },
);

test('the time for the next frame starts with each frame, totalTimeout stands over all', LIMIT, async (t) => {
  const bench = await start(t, [() => {}]);
  const done = batch(bench, 3, { socketTimeout: 100, totalTimeout: 250, maxRetries: 0 }, true);
  const peer = await bench.server().nextPeer();
  while (bench.server().frames === 0) await turn();
  for (const index of [2, 0]) {
    bench.clock.advance(80);
    peer.send(frameOf(batchRow(index)));
    while (!done.results.has(index)) await turn();
  }
  await bench.passUntil(done.ended);
  assert.deepStrictEqual(codes(done), [[1, status.ERR_TIMEOUT, true]]);
  assert.match(done.errors.get(1)?.message as string, /totalTimeout|socketTimeout/);
});

test(
  'the late frames of a batch that gave up are swallowed to the last, and the connection lives',
  LIMIT,
  async (t) => {
    const bench = await start(t, [() => {}], { maxConnsPerNode: 1 });
    const controller = new AbortController();
    const done = batch(bench, 3, {}, false, controller.signal);
    const peer = await bench.server().nextPeer();
    while (bench.server().frames === 0) await turn();
    peer.send(frameOf(batchRow(1)));
    while (done.results.size === 0) await turn();
    controller.abort();
    await done.ended;
    assert.deepStrictEqual(
      codes(done).map(([index]) => index),
      [0, 2],
    );
    const got = bench.get();
    for (const bytes of [frameOf(batchRow(0)), frameOf(batchRow(2)), frameOf(last())]) {
      await turn();
      await turn();
      assert.strictEqual(bench.server().frames, 1, 'nothing new is sent on it before the last frame');
      peer.send(bytes);
    }
    while (bench.server().frames < 2) await turn();
    peer.send(emptyReply());
    assert.strictEqual((await got).gen, 1);
    assert.strictEqual(bench.server().peers.length, 1);
  },
);

for (const stage of ['before it starts', 'while it waits', 'in flight', 'half answered', 'between two attempts']) {
  test(`aborting ${stage} tells every row that is left, once`, LIMIT, async (t) => {
    const controller = new AbortController();
    const bench = await start(t, [
      (peer, indexes) => {
        if (stage === 'half answered') peer.send(frameOf(batchRow(indexes[0] as number)));
        if (stage === 'between two attempts') peer.send(frameOf(last(18)));
      },
    ]);
    if (stage === 'before it starts') controller.abort();
    const done = batch(bench, 4, { maxRetries: 3 }, true, controller.signal);
    if (stage !== 'before it starts' && stage !== 'while it waits') {
      while (bench.server().frames === 0) await turn();
      if (stage === 'half answered') while (done.results.size === 0) await turn();
      // The second attempt has been answered too, and a pause of the still clock goes on.
      if (stage === 'between two attempts') for (let i = 0; i < 20; i++) await turn();
    }
    controller.abort();
    await done.ended;
    const rest = [0, 1, 2, 3].filter((i) => !done.results.has(i));
    const isSent = stage !== 'before it starts' && stage !== 'while it waits';
    assert.deepStrictEqual(
      codes(done),
      rest.map((i) => [i, status.ERR_CLIENT_ABORT, isSent]),
    );
    assert.strictEqual(bench.router.inFlight, 0);
  });
}

test('closing the client ends a batch, each row once', LIMIT, async (t) => {
  const bench = await start(t, [() => {}, (peer) => peer.send(frameOf(last(18)))]);
  const done = batch(bench, 10, { maxRetries: 5 });
  while (bench.server(0).frames < 2) await turn();
  bench.router.close();
  await done.ended;
  assert.strictEqual(
    codes(done).every(([, code]) => code === status.ERR_CLIENT),
    true,
  );
  assert.strictEqual(done.errors.size, 10);
});

test('a row without a node fails alone', LIMIT, async (t) => {
  const bench = await start(t, [right]);
  bench.cluster.snapshot = snapshotBy(bench.cluster.snapshot.nodes, (partition) => (partition === 2 ? -1 : 0));
  const done = batch(bench, 4);
  await done.ended;
  assert.deepStrictEqual([...done.results.keys()], [0, 1, 3]);
  assert.deepStrictEqual(codes(done), [[2, status.ERR_INVALID_NODE, false]]);
});

/** The frame of a row that travels alone. */
const ALONE = frame(3, Buffer.from([0xff, 0xff, 0xff, 0xff]));

function alone(bench: RouterBench, policy = {}, writes = false): Batch {
  return batch(bench, 1, policy, writes, undefined, (w, index) => {
    assert.strictEqual(index, 0);
    w.bytes(ALONE);
  });
}

test('a row that travels alone has one message for an answer', LIMIT, async (t) => {
  const bench = await start(t, [(peer) => peer.send(frameOf(batchRow(7)))]);
  const done = alone(bench);
  await done.ended;
  assert.deepStrictEqual([[...done.results], bench.asked], [[[0, 7]], [[[0xffff_ffff]]]]);
});

test('a row alone keeps its own error, and is asked again when its node is overloaded', LIMIT, async (t) => {
  const codesGiven = [status.ERR_DEVICE_OVERLOAD, status.ERR_CLUSTER, status.ERR_RECORD_GENERATION];
  const bench = await start(t, [(peer) => peer.send(emptyReply(codesGiven.shift() as number))]);
  const done = alone(bench, { maxRetries: 2 }, true);
  await bench.passUntil(done.ended);
  // An earlier attempt may have written.
  assert.deepStrictEqual(codes(done), [[0, status.ERR_RECORD_GENERATION, true]]);
  assert.strictEqual(bench.asked[0]?.length, 3);
});

test('a row alone that timed out leaves doubt, and its connection lives', LIMIT, async (t) => {
  let first: Peer | undefined;
  const bench = await start(t, [
    (peer) => {
      if (first === undefined) first = peer;
      else peer.send(frameOf(batchRow(3)));
    },
  ]);
  const done = alone(bench, { socketTimeout: 100, totalTimeout: 100, timeoutDelay: 1000 }, true);
  await bench.passUntil(done.ended);
  assert.deepStrictEqual(codes(done), [[0, status.ERR_TIMEOUT, true]]);
  first?.send(frameOf(batchRow(1)));
  const next = alone(bench);
  await bench.passUntil(next.ended);
  assert.deepStrictEqual([...next.results], [[0, 3]]);
});
