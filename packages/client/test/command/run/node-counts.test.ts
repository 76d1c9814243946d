import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Meter } from '../../../src/command/run/meter.ts';
import { LATENCY, type NamespaceCounts, NodeCounts } from '../../../src/command/run/node-counts.ts';
import { status } from '../../../src/model/status.ts';
import { emptyReply } from '../../helpers/frames.ts';
import { failureOf, RouterBench } from '../../helpers/router-bench.ts';
import { LIMIT } from '../../helpers/scripted-server.ts';

function countsOf(bench: RouterBench, node: string, ns = 'test'): NamespaceCounts {
  return (bench.router.counts().get(node) as NodeCounts).of(ns);
}

test('what a node refused is an error; a busy record, a timeout and a record that is not there are none', () => {
  const counts = new NodeCounts().of('test');
  for (const code of [
    ...[status.ERR_RECORD_NOT_FOUND, status.ERR_RECORD_EXISTS, status.ERR_DEVICE_OVERLOAD],
    ...[status.ERR_TIMEOUT, status.ERR_RECORD_BUSY, status.ERR_RECORD_BUSY],
  ]) {
    counts.refused(code);
  }
  assert.deepStrictEqual([counts.errors, counts.timeouts, counts.keyBusy], [2, 1, 2]);
});

test('namespaces are counted apart, up to a limit', () => {
  const counts = new NodeCounts();
  for (let i = 0; i < 40; i++) counts.of(`ns${i}`).errors++;
  assert.strictEqual(counts.all.length, 33);
  assert.deepStrictEqual([counts.of('ns0').errors, counts.of('').errors, counts.sum('errors')], [1, 8, 40]);
});

test('each attempt counts at its node, without anybody measuring', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [
    { onFrame: (peer) => peer.send(emptyReply(11)) },
    { onFrame: (peer) => peer.send(emptyReply()) },
  ]);
  await bench.get();
  await failureOf(bench.put());
  assert.deepStrictEqual([countsOf(bench, 'N0').errors, countsOf(bench, 'N1').errors], [2, 0]);
  assert.deepStrictEqual(bench.router.totals, { commands: 0, retries: 1, unsentTimeouts: 0 });
  assert.deepStrictEqual([countsOf(bench, 'N1').bytesIn, countsOf(bench, 'N1').bytesOut], [0, 0]);
});

test('each attempt that times out counts', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }]);
  const policy = { socketTimeout: 100, totalTimeout: 10_000, maxRetries: 2 };
  assert.strictEqual((await bench.failureOf(bench.get(policy))).code, status.ERR_TIMEOUT);
  assert.strictEqual(countsOf(bench, 'N0').timeouts, 3);
  assert.deepStrictEqual(bench.router.totals, { commands: 0, retries: 2, unsentTimeouts: 0 });
});

test('a timeout before a connection was free is told apart', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{ onFrame: () => {} }], {
    maxConnsPerNode: 1,
    maxCommandsPerConnection: 1,
  });
  const first = bench.get({ totalTimeout: 5_000 });
  const second = await bench.failureOf(bench.get({ totalTimeout: 200, maxRetries: 0 }));
  assert.strictEqual(second.code, status.ERR_TIMEOUT);
  assert.deepStrictEqual([countsOf(bench, 'N0').timeouts, bench.router.totals.unsentTimeouts], [1, 1]);
  await bench.failureOf(first);
});

test('a meter counts commands, bytes, and the time of each kind', LIMIT, async (t) => {
  const replies = [emptyReply(), emptyReply(2), emptyReply(), emptyReply(5)];
  const bench = await RouterBench.start(t, [{ onFrame: (peer) => peer.send(replies.shift() as Buffer) }]);
  const meter = new Meter(2, 1);
  bench.router.meter = meter;
  await bench.get();
  await failureOf(bench.get());
  await bench.put();
  await failureOf(bench.put());
  const counts = countsOf(bench, 'N0');
  // A refusal is no latency; a record that is not there is one.
  assert.deepStrictEqual(
    [LATENCY.READ, LATENCY.WRITE, LATENCY.BATCH].map((kind) => meter.columnsOf(counts, kind)),
    [
      [2, 0],
      [1, 0],
      [0, 0],
    ],
  );
  assert.deepStrictEqual(meter.columnsOf(countsOf(bench, 'N0', ''), LATENCY.CONN), [1, 0]);
  assert.deepStrictEqual([bench.router.totals.commands, counts.bytesIn], [4, 4 * 30]);
  assert.strictEqual(
    counts.bytesOut,
    bench.server().peers.reduce((sum, { bytes }) => sum + bytes, 0),
  );
});

test('a connection counts as recovered after the late reply, and as aborted without it', LIMIT, async (t) => {
  const bench = await RouterBench.start(t, [{}]);
  const policy = { totalTimeout: 100, timeoutDelay: 3_000, maxRetries: 0 };
  await bench.failureOf(bench.get(policy));
  const [peer] = bench.server().peers;
  peer?.send(emptyReply());
  const answered = bench.get();
  await peer?.nextFrame();
  await peer?.nextFrame();
  peer?.send(emptyReply());
  await answered;
  assert.deepStrictEqual([bench.router.stats().get('N0')?.recovered, bench.router.stats().get('N0')?.aborted], [1, 0]);
  await bench.failureOf(bench.get({ totalTimeout: 100, timeoutDelay: 0, maxRetries: 0 }));
  assert.deepStrictEqual([bench.router.stats().get('N0')?.recovered, bench.router.stats().get('N0')?.aborted], [1, 1]);
});
