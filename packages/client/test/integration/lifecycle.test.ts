// The life of real clients against an embedded server: connecting, closing at every moment, servers that come and go.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { AerospikeError, Client, type ClusterEvent, Key, status } from '../../src/index.ts';
import { skip as noSharedMemory } from '../shm/helpers.ts';
import { ChildClient } from './child-client.ts';
import { connectClient, NAMESPACE, segmentDirectories, startServer, uniqueSegmentKey } from './topologies.ts';

const SILENT = { log: { level: -1 }, tenderInterval: 250 };
const key = (name: string | number): Key => new Key(NAMESPACE, 'lifecycle', name);

test('connecting twice is connecting once', async (t) => {
  const server = await startServer(t, 1);
  const client = new Client({ ...SILENT, hosts: server.hosts });
  t.after(() => client.close());
  const [first, second] = await Promise.all([client.connect(), client.connect()]);
  strictEqual(first, second);
  strictEqual(await client.connect(), client);
  strictEqual(server.nodes[0]?.connections, 1);
});

test('closing twice, and a client that was never connected, is harmless', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  client.close();
  client.close();
  strictEqual(client.isConnected(), false);
  new Client({ ...SILENT, hosts: server.hosts }).close();
});

test('a closed client connects again and works', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  for (let round = 1; round <= 3; round++) {
    await client.put(key('again'), { round });
    client.close();
    await client.connect();
    deepStrictEqual((await client.get(key('again'))).bins, { round });
  }
});

test('every command under way settles exactly once when the client closes, and later ones are refused', async (t) => {
  const server = await startServer(t, 3);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  const calls = new Map<number, number>();
  const outcomes: Promise<unknown>[] = [];
  for (let n = 0; n < 1000; n++) {
    outcomes.push(
      new Promise((resolve) => {
        client.put(key(n), { n }, (error) => {
          calls.set(n, (calls.get(n) ?? 0) + 1);
          resolve(error);
        });
      }),
    );
    // Some are on the wire when the client closes, some are not.
    if (n === 500) await new Promise(setImmediate);
  }
  client.close();
  const refusal = { name: 'AerospikeError', code: status.ERR_CLIENT, message: 'Not connected.' };
  await rejects(client.put(key('late'), { n: 0 }), refusal);
  deepStrictEqual(new Set(await Promise.all(outcomes)), new Set([null]));
  deepStrictEqual([calls.size, new Set(calls.values())], [1000, new Set([1])]);
});

test('a server that dies under load settles every command with a result or an honest error', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  const load = Array.from({ length: 500 }, (_, n) => client.put(key(n), { n }, null, { totalTimeout: 2000 }));
  await load[0];
  await server.nodes[0]?.kill();
  for (const outcome of await Promise.allSettled(load)) {
    if (outcome.status === 'fulfilled') continue;
    strictEqual(outcome.reason instanceof AerospikeError, true);
    strictEqual((outcome.reason as AerospikeError).codeName.startsWith('ERR_'), true);
  }
  strictEqual(client.stats().commands.inFlight, 0);
});

test('closing while connecting rejects the connect and leaves no socket', async (t) => {
  const silent = createServer();
  const accepted = once(silent, 'connection');
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const client = new Client({ ...SILENT, hosts: `127.0.0.1:${port}`, connTimeoutMs: 60_000 });
  const connecting = client.connect();
  const [socket] = await accepted;
  const ended = once(socket.resume(), 'close');
  client.close();
  await rejects(connecting, { code: status.ERR_CLIENT, message: /closed while it was connecting/ });
  await ended;
  strictEqual(client.isConnected(), false);
});

test('an unreachable cluster is reported with the reason of every seed', async (t) => {
  const server = await startServer(t, 2);
  const ports = server.nodes.map(({ port }) => port);
  await server.stop();
  const hosts = [...ports.map((port) => `127.0.0.1:${port}`), 'no-such-host.invalid:3000'].join(',');
  const client = new Client({ ...SILENT, hosts });
  await rejects(client.connect(), (error: unknown) => {
    const { code, message } = error as AerospikeError;
    strictEqual(code, status.ERR_CONNECTION);
    for (const port of ports) match(message, new RegExp(`127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`));
    match(message, /no-such-host\.invalid:3000/);
    return true;
  });
  strictEqual(client.isConnected(), false);
});

test('a cluster of another name is refused, and the message says both names', async (t) => {
  const server = await startServer(t, 1, 'green');
  const client = new Client({ ...SILENT, hosts: server.hosts, clusterName: 'blue' });
  await rejects(client.connect(), (error: unknown) => {
    match((error as Error).message, /blue/);
    match((error as Error).message, /green/);
    return error instanceof AerospikeError;
  });
  const right = await connectClient(t, { ...SILENT, hosts: server.hosts, clusterName: 'green' });
  strictEqual(right.isConnected(), true);
});

test('two clients of one process live independently', async (t) => {
  const server = await startServer(t, 1);
  const a = await connectClient(t, { ...SILENT, hosts: server.hosts });
  const b = await connectClient(t, { ...SILENT, hosts: server.hosts });
  await a.put(key('two'), { by: 'a' });
  a.close();
  deepStrictEqual((await b.get(key('two'))).bins, { by: 'a' });
});

test('a server that restarts is found again without help', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  await client.put(key('restart'), { n: 1 });
  const disconnected = once(client, 'disconnected');
  await server.nodes[0]?.kill();
  await disconnected;
  strictEqual(client.isConnected(), false);
  await rejects(client.get(key('restart'), { totalTimeout: 100 }), AerospikeError);
  const added = once(client, 'nodeAdded');
  await server.nodes[0]?.restart();
  await added;
  deepStrictEqual((await client.get(key('restart'))).bins, { n: 1 });
  strictEqual(client.isConnected(), true);
});

test('connections that the server cuts are replaced, and reads do not notice', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  await client.put(key('cut'), { n: 1 });
  for (let round = 0; round < 5; round++) {
    server.nodes[0]?.disconnectClients();
    deepStrictEqual((await client.get(key('cut'))).bins, { n: 1 });
  }
});

test('nodes that join and leave are announced with name and address, and records stay reachable', async (t) => {
  const server = await startServer(t, 2);
  const client = await connectClient(t, { ...SILENT, hosts: server.hosts });
  await Promise.all(Array.from({ length: 200 }, (_, n) => client.put(key(n), { n })));
  const added = once(client, 'nodeAdded') as Promise<[ClusterEvent]>;
  const node = await server.addNode();
  deepStrictEqual(await added, [{ name: 'nodeAdded', nodeName: node.name, nodeAddress: node.address }]);
  strictEqual(client.getNodes().length, 3);
  const removed = once(client, 'nodeRemoved') as Promise<[ClusterEvent]>;
  await node.kill();
  deepStrictEqual(await removed, [{ name: 'nodeRemoved', nodeName: node.name, nodeAddress: node.address }]);
  const records = await Promise.all(Array.from({ length: 200 }, (_, n) => client.get(key(n))));
  deepStrictEqual(
    records.map(({ bins }) => bins.n),
    records.map((_, n) => n),
  );
});

test('two clusters with one shared-memory key do not share', { skip: noSharedMemory }, async (t) => {
  const [green, blue] = [await startServer(t, 1, 'green'), await startServer(t, 1, 'blue')];
  const sharedMemory = { key: uniqueSegmentKey() };
  const before = new Set(segmentDirectories());
  const a = await connectClient(t, { ...SILENT, hosts: green.hosts, sharedMemory });
  const b = await connectClient(t, { ...SILENT, hosts: blue.hosts, sharedMemory });
  deepStrictEqual([a.tendRole, b.tendRole], ['owner', 'owner']);
  deepStrictEqual([a.getNodes()[0]?.address, b.getNodes()[0]?.address], [green.hosts, blue.hosts]);
  strictEqual(segmentDirectories().filter((name) => !before.has(name)).length >= 2, true);
  await a.put(key('who'), { name: 'green' });
  await rejects(b.get(key('who')), { code: status.ERR_RECORD_NOT_FOUND });
});

for (const sharedMemory of [undefined, { key: uniqueSegmentKey() }]) {
  const how = sharedMemory === undefined ? 'without' : 'with';
  test(`a process ends by itself after close, ${how} shared memory`, {
    skip: sharedMemory && noSharedMemory,
  }, async (t) => {
    const server = await startServer(t, 1);
    const child = new ChildClient(t, { hosts: server.hosts, ...(sharedMemory && { sharedMemory }) });
    strictEqual((await child.connected()).role, sharedMemory === undefined ? 'private' : 'owner');
    child.order({ do: 'load' });
    await child.more(50);
    strictEqual(await child.close(), 'code 0');
    deepStrictEqual(child.warnings, []);
  });
}

test('import and require give one copy of the module', async () => {
  const program = `
    import { createRequire } from 'node:module';
    import Tendril, { AerospikeError, Client, Key, status } from 'tendril';
    import * as wire from 'tendril/wire';
    const require = createRequire(process.cwd() + '/');
    const required = require('tendril');
    const same = [Tendril, required.default].every((module) => module.Client === Client && module.Key === Key);
    console.log(JSON.stringify([same, required.Client === Client, required.AerospikeError === AerospikeError,
      required.status === status, require('tendril/wire').Writer === wire.Writer, require('tendril/wire') !== required]));`;
  const packageFolder = join(__dirname, '..', '..', '..');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: packageFolder,
  });
  deepStrictEqual(JSON.parse(stdout), [true, true, true, true, true, true]);
});

test('the end of an await-using block closes the client after its last command', async (t) => {
  const server = await startServer(t, 1);
  let escaped: Client | undefined;
  let command: Promise<unknown> | undefined;
  {
    await using client = await new Client({ ...SILENT, hosts: server.hosts }).connect();
    escaped = client;
    command = client.put(key('using'), { n: 1 });
  }
  await command;
  strictEqual(escaped.isConnected(), false);
});
