// The public client against the embedded server: what a program sees from connect to close.

import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { EmbeddedServer } from 'tendril-server';
import { Client } from '../../src/api/client.ts';
import type { AerospikeError } from '../../src/model/error.ts';
import { GeoJSON } from '../../src/model/geojson.ts';
import { Key } from '../../src/model/key.ts';
import { operations } from '../../src/model/operations/scalar.ts';
import { policy } from '../../src/model/policies/policy.ts';
import { status } from '../../src/model/status.ts';

async function start(t: TestContext, nodes = 1): Promise<{ client: Client; server: EmbeddedServer }> {
  const server = await EmbeddedServer.start({ nodes });
  const client = new Client({ hosts: server.hosts, log: { level: -1 } });
  t.after(() => {
    client.close();
    return server.stop();
  });
  await client.connect();
  return { client, server };
}

const key = (name: string | number | bigint | Buffer): Key => new Key('test', 'api', name);

test('values of every kind survive a round trip', async (t) => {
  const { client } = await start(t);
  const bins = {
    int: 42,
    big: 2n ** 62n,
    text: 'grüße',
    float: 1.5,
    yes: true,
    bytes: Buffer.from([1, 2, 3]),
    list: [1, 'a', null, [true]],
    map: { b: 1, a: { c: [2] } },
  };
  await client.put(key('types'), bins, { ttl: 1000 });
  const record = await client.get(key('types'));
  deepStrictEqual(record.bins, { ...bins, map: { a: { c: [2] }, b: 1 } });
  strictEqual(record.gen, 1);
  ok((record.ttl as number) > 990 && (record.ttl as number) <= 1000);
  const area = GeoJSON.Circle(10, 20, 300);
  await client.put(key('geo'), { area });
  strictEqual((await client.get(key('geo'))).bins.area, area.str);
});

test('keys of every kind address different records', async (t) => {
  const { client } = await start(t);
  const keys = [key('1'), key(1), key(2n ** 60n), key(Buffer.from('1')), new Key('test', null, '1')];
  for (const [n, each] of keys.entries()) await client.put(each, { n });
  for (const [n, each] of keys.entries()) deepStrictEqual((await client.get(each)).bins, { n });
  const byDigest = new Key('test', null, null, keys[0]?.digest);
  deepStrictEqual((await client.get(byDigest)).bins, { n: 0 });
});

test('policies decide about existence and generation', async (t) => {
  const { client } = await start(t);
  const create = { exists: policy.exists.CREATE };
  await client.put(key('p'), { a: 1 }, null, create);
  await rejects(client.put(key('p'), { a: 2 }, null, create), { code: status.ERR_RECORD_EXISTS });
  await client.put(key('p'), { b: 2 }, { gen: 1 }, { gen: policy.gen.EQ });
  await rejects(client.put(key('p'), { b: 3 }, { gen: 1 }, { gen: policy.gen.EQ }), {
    code: status.ERR_RECORD_GENERATION,
  });
  await client.put(key('p'), { c: 3 }, null, { exists: policy.exists.REPLACE });
  deepStrictEqual((await client.get(key('p'))).bins, { c: 3 });
  await rejects(client.remove(key('p'), { gen: policy.gen.EQ, generation: 9 }), { code: status.ERR_RECORD_GENERATION });
  await client.remove(key('p'));
  await rejects(client.remove(key('p')), { code: status.ERR_RECORD_NOT_FOUND });
});

test('operations read their own writes', async (t) => {
  const { client } = await start(t);
  await client.put(key('o'), { n: 1, s: 'b' });
  const { bins } = await client.operate(key('o'), [
    operations.incr('n', 4),
    operations.append('s', 'c'),
    operations.prepend('s', 'a'),
    operations.write('new', true),
    operations.read('n'),
    operations.read('s'),
    operations.read('new'),
  ]);
  deepStrictEqual(bins, { n: 5, s: 'abc', new: true });
  await client.add(key('o'), { n: 1.5 }).then(
    () => ok(false),
    (error: AerospikeError) => strictEqual(error.code, status.ERR_BIN_INCOMPATIBLE_TYPE),
  );
  strictEqual((await client.existsWithMetadata(key('o'))).gen, 2);
});

test('a failed command names its node and its code', async (t) => {
  const { client, server } = await start(t);
  await rejects(client.get(key('none')), (error: unknown) => {
    const { code, codeName, node, attempts, inDoubt, message } = error as AerospikeError;
    deepStrictEqual([code, codeName, node, attempts, inDoubt], [2, 'ERR_RECORD_NOT_FOUND', server.hosts, 1, false]);
    match(message, /^127\.0\.0\.1:\d+ Record does not exist/);
    return true;
  });
  await rejects(client.get(new Key('nowhere', null, 1)), { code: status.ERR_NAMESPACE_NOT_FOUND });
});

test('values that cannot be stored reject and leave the connection working', async (t) => {
  const { client } = await start(t);
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  for (const bad of [() => 1, Symbol('s'), cyclic, 2n ** 64n, [undefined, { f: () => 1 }]]) {
    await rejects(client.put(key('bad'), { bad: bad as never }), { code: status.ERR_PARAM });
  }
  strictEqual(await client.exists(key('bad')), false);
});

test('every node is asked, found and counted in a cluster of three', async (t) => {
  const { client, server } = await start(t, 3);
  strictEqual(client.getNodes().length, 3);
  const replies = await client.infoAll('node');
  deepStrictEqual(
    replies.map(({ host, info }) => info === `node\t${host.node_id}\n`),
    [true, true, true],
  );
  const keys = Array.from({ length: 50 }, (_, n) => key(n));
  await Promise.all(keys.map((each, n) => client.put(each, { n })));
  const records = await Promise.all(keys.map((each) => client.get(each)));
  deepStrictEqual(
    records.map((record) => record.bins.n),
    keys.map((_, n) => n),
  );
  strictEqual(
    server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0),
    0,
  );
  deepStrictEqual(client.stats().nodes.filter(({ asyncConnections }) => asyncConnections.opened > 0).length, 3);
});

test('close under load lets every command end', async (t) => {
  const { client } = await start(t);
  await client.put(key('load'), { n: 1 });
  const load = Array.from({ length: 200 }, () => client.get(key('load')).then(({ bins }) => bins.n));
  client.close();
  deepStrictEqual(new Set(await Promise.all(load)), new Set([1]));
  await rejects(client.get(key('load')), { message: 'Not connected.' });
});

test('an aborted signal ends the command with its reason as cause', async (t) => {
  const { client } = await start(t);
  const reason = new Error('enough');
  await rejects(client.get(key('a'), { signal: AbortSignal.abort(reason) }), (error: unknown) => {
    const { code, cause } = error as AerospikeError;
    deepStrictEqual([code, cause], [status.ERR_CLIENT_ABORT, reason]);
    return true;
  });
});

test('a cluster that cannot be reached rejects the connect', async () => {
  const client = new Client({ hosts: '127.0.0.1:1', log: { level: -1 } });
  await rejects(client.connect(), (error: unknown) => {
    const { code, message } = error as AerospikeError;
    deepStrictEqual([code, /^Failed to connect/.test(message)], [status.ERR_CONNECTION, true]);
    return true;
  });
});
