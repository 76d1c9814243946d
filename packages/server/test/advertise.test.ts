// Addresses that clients are told, when they are not those where the nodes listen.

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

test('an address that cannot be one is refused', async () => {
  for (const address of [
    { host: 'a,b', port: 3000 },
    { host: '', port: 3000 },
    { host: '127.0.0.1', port: 0 },
  ]) {
    await assert.rejects(EmbeddedServer.start({ advertise: [address] }), RangeError);
  }
});
