// What clients are told about where nodes are: addresses other than those where they listen, alternates, racks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedServer } from '../src/index.ts';
import { connectRaw } from './helpers/raw-client.ts';
import { startServer } from './helpers/server.ts';

test('nodes announce what they are told to, to clients and in peers lists, also after a restart', async (t) => {
  const advertise = [
    { host: '127.0.0.1', port: 4001 },
    { host: 'fd00::2', port: 4002 },
  ];
  const { server, client } = await startServer(t, { nodes: 3, advertise });
  const [first, second, third] = server.nodes;
  assert.strictEqual(server.hosts, `127.0.0.1:4001,[fd00::2]:4002,127.0.0.1:${third?.port}`);
  assert.strictEqual(await client.info('service-clear-std'), '127.0.0.1:4001');
  const announced = `[${second?.name},,[[fd00::2]:4002]]`;
  assert.strictEqual((await client.info('peers-clear-std')).includes(announced), true);
  await second?.kill();
  await second?.restart();
  assert.strictEqual((await client.info('peers-clear-std')).includes(announced), true);
  const direct = await connectRaw(t, first?.port as number);
  assert.strictEqual(await direct.info('node'), first?.name);
});

test('alternate addresses are told to those who ask for them, and a node without one is left out', async (t) => {
  const alternate = [
    { host: '192.0.2.1', port: 3000 },
    { host: 'fd00::2', port: 4002 },
  ];
  const { server, client } = await startServer(t, { nodes: 3, alternate });
  const [, second, third] = server.nodes;
  assert.strictEqual(await client.info('service-clear-alt'), '192.0.2.1:3000');
  const generation = await client.info('peers-generation');
  const entry = `[${second?.name},,[[fd00::2]:4002]]`;
  assert.strictEqual(await client.info('peers-clear-alt'), `${generation},3000,[${entry}]`);
  assert.match(await client.info('peers-clear-std'), new RegExp(`127\\.0\\.0\\.1:${third?.port}`));
  const other = await connectRaw(t, third?.port as number);
  assert.strictEqual(await other.info('service-clear-alt'), '');
  assert.match(await other.info('peers-clear-alt'), /,,\[192\.0\.2\.1\]\]/);
  assert.strictEqual(await client.info('services-alternate'), '[fd00::2]:4002');
  await second?.kill();
  assert.match(await client.info('peers-clear-alt'), /,3000,\[\]$/);
});

test('racks are told as the Enterprise Edition tells them, by namespace', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2, racks: [3], namespaces: ['test', 'more'] });
  const other = await connectRaw(t, server.nodes[1]?.port as number);
  assert.strictEqual(await client.info('rack-ids'), 'test:3;more:3');
  assert.strictEqual(await other.info('rack-ids'), 'test:0;more:0');
  assert.match(await client.info('namespace/test'), /;rack-id=3;/);
  assert.match(await client.info('get-config:context=namespace;id=more'), /;rack-id=3;/);
});

test('an address or a rack that cannot be one is refused', async () => {
  for (const address of [
    { host: 'a,b', port: 3000 },
    { host: '', port: 3000 },
    { host: '127.0.0.1', port: 0 },
  ]) {
    await assert.rejects(EmbeddedServer.start({ advertise: [address] }), /advertise/);
    await assert.rejects(EmbeddedServer.start({ alternate: [address] }), /alternate/);
  }
  await assert.rejects(EmbeddedServer.start({ racks: [1_000_001] }), RangeError);
});
