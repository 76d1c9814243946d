// Batches that something comes between: an abort, a row that fails in an early part, a connect that is not done.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { AerospikeError, batchType, Client, Key, operations, policy, status } from '../../src/index.ts';
import { FaultProxy } from '../helpers/fault-proxy.ts';
import { turn } from '../helpers/scripted-server.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const { BATCH_WRITE, BATCH_READ } = batchType;
const key = (user: number | string): Key => new Key(NAMESPACE, 'under-way', user);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const writes = (count: number) =>
  numbers(count).map((i) => ({ type: BATCH_WRITE, key: key(i), ops: [operations.write('i', i)] }));

test('a batch that is aborted while its nodes work ends at once, its writes in doubt and its reads not', async (t) => {
  const proxy = await FaultProxy.listen();
  const server = await EmbeddedServer.start({ port: 0, advertise: [proxy.address] });
  t.after(async () => {
    await proxy.stop();
    await server.stop();
  });
  proxy.target = { host: '127.0.0.1', port: server.nodes[0]?.port as number };
  const client = await connectClient(t, { hosts: server.hosts, tenderInterval: 60_000 });
  await client.put(key('open'), { a: 1 });
  proxy.inject({ direction: 'down', fault: { kind: 'black-hole' } });
  const controller = new AbortController();
  const rows = [...writes(40), ...numbers(10).map((i) => ({ type: BATCH_READ, key: key(i), readAllBins: true }))];
  const batch = client.batchWrite(rows, { totalTimeout: 0, socketTimeout: 0, signal: controller.signal });
  while (client.stats().cluster?.nodeDetails[0]?.connections.inFlight === 0) await turn();
  controller.abort(new Error('enough'));
  await rejects(batch, (error) => {
    const { code, inDoubt, results = [] } = error as AerospikeError;
    strictEqual(error instanceof AerospikeError, true);
    deepStrictEqual([code, inDoubt, results.length], [status.ERR_CLIENT_ABORT, true, 50]);
    deepStrictEqual([...new Set(results.map((result) => result.status))], [status.ERR_CLIENT_ABORT]);
    deepStrictEqual(
      results.map((result) => result.inDoubt),
      rows.map(({ type }) => type === BATCH_WRITE),
    );
    return true;
  });
});

test('without respondAllKeys nothing is sent behind a part in which a row failed', async (t) => {
  const server = await startServer(t, 1, 'parts');
  const client = await connectClient(t, { hosts: server.hosts });
  const rows = writes(3000).map((row, i) => (i === 10 ? { ...row, policy: { exists: policy.exists.CREATE } } : row));
  await client.put(key(10), { a: 1 });
  await rejects(client.batchWrite(rows, { respondAllKeys: false, totalTimeout: 0 }), (error) => {
    const { code, results = [] } = error as AerospikeError;
    deepStrictEqual([code, results.length], [status.ERR_RECORD_EXISTS, 3000]);
    deepStrictEqual([...new Set(results.slice(1024).map((result) => result.status))], [status.NO_RESPONSE]);
    return true;
  });
  strictEqual(await client.exists(key(2999)), false);
  const all = await client.batchWrite(rows, { totalTimeout: 0 });
  deepStrictEqual(
    all.flatMap((result, i) => (result.status === status.OK ? [] : [[i, result.status]])),
    [[10, status.ERR_RECORD_EXISTS]],
  );
  strictEqual(await client.exists(key(2999)), true);
});

test('batches that are called while the client connects are sent as they were at the call', async (t) => {
  const server = await startServer(t, 3, 'connecting');
  const client = new Client({ hosts: server.hosts, tenderInterval: 250 });
  const connecting = client.connect();
  t.after(() => client.close());
  const bins = { list: [1, 2] };
  const rows = numbers(60).map((i) => ({
    type: BATCH_WRITE,
    key: key(`c${i}`),
    ops: [operations.write('v', bins.list)],
  }));
  const written = client.batchWrite(rows);
  bins.list.push(3);
  rows.length = 0;
  const results = await written;
  await connecting;
  deepStrictEqual([results.length, [...new Set(results.map((result) => result.status))]], [60, [status.OK]]);
  const read = await client.batchGet(numbers(60).map((i) => key(`c${i}`)));
  deepStrictEqual([...new Set(read.map(({ record }) => JSON.stringify(record.bins)))], ['{"v":[1,2]}']);
});
