// What an info request may cost. A request over a bound costs its connection, and nobody else anything.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connectRaw, infoFrame, type RawClient } from '../helpers/raw-client.ts';
import { startServer } from '../helpers/server.ts';

const MIB = 1024 * 1024;

function header(type: number, bodyBytes: number): Buffer {
  const bytes = Buffer.from([2, type, 0, 0, 0, 0, 0, 0]);
  bytes.writeUIntBE(bodyBytes, 2, 6);
  return bytes;
}

async function assertCut(t: TestContext, client: RawClient, port: number): Promise<void> {
  const received = await client.closed;
  // What was asked before is answered.
  assert.strictEqual(received.toString('hex'), infoFrame('status\tok\n'));
  assert.strictEqual(await (await connectRaw(t, port)).info('status'), 'ok');
}

for (const [what, bodyBytes] of [
  ['100 MB', 100_000_000],
  ['60 MB', 60_000_000],
  ['one byte over 2 MiB', 2 * MIB + 1],
] as const) {
  test(`an info request of ${what} is cut by its header`, async (t) => {
    const { client, server } = await startServer(t);
    client.send(infoFrame('status\n'));
    client.socket.write(header(1, bodyBytes));
    await assertCut(t, client, server.port);
  });
}

test('an info request of 2 MiB is answered', async (t) => {
  const { client } = await startServer(t);
  const reply = await client.exchange(infoFrame(`status:${'x'.repeat(2 * MIB - 8)}\n`));
  assert.ok(reply?.endsWith(Buffer.from('\tok\n').toString('hex')));
});

for (const [what, text] of [
  ['empty lines', '\n'.repeat(2000)],
  ['2 MiB of empty lines', '\n'.repeat(2 * MIB)],
  ['commands', 'status\n'.repeat(1025)],
] as const) {
  test(`an info request of too many commands is cut: ${what}`, async (t) => {
    const { client, server } = await startServer(t);
    client.send(infoFrame('status\n'), infoFrame(text), infoFrame('status\n'));
    await assertCut(t, client, server.port);
  });
}

test('1024 commands in one request are all answered', async (t) => {
  const { client } = await startServer(t);
  assert.strictEqual(await client.exchange(infoFrame('status\n'.repeat(1024))), infoFrame('status\tok\n'.repeat(1024)));
});

test('an info request that asks for more than 32 MiB is cut', async (t) => {
  const namespaces = Array.from({ length: 32 }, (_, i) => `namespace${i}`);
  const { client, server } = await startServer(t, { namespaces, nodes: 2 });
  client.send(infoFrame('status\n'), infoFrame('replicas-all\n'.repeat(1024)));
  await assertCut(t, client, server.port);
});

test('settings by the thousand are refused, not gone through', async (t) => {
  const { client } = await startServer(t);
  const settings = Array.from({ length: 1100 }, (_, i) => `key${i}=1`).join(';');
  assert.strictEqual(await client.info(`set-config:context=service;${settings}`), 'ERROR:4:too many parameters');
});

test('a header takes no memory for what it announces', async (t) => {
  const { server, client } = await startServer(t);
  const clients = await Promise.all(Array.from({ length: 50 }, () => connectRaw(t, server.port)));
  const before = process.memoryUsage().arrayBuffers;
  for (const [i, { socket }] of clients.entries())
    socket.write(Buffer.concat([header(3, i % 2 === 0 ? 2 * MIB - 8 : 128 * MIB), Buffer.from([22])]));
  // Whoever is answered later was read later.
  await client.info('status');
  for (const other of clients.slice(0, 1)) assert.strictEqual(other.socket.closed, false);
  assert.ok(process.memoryUsage().arrayBuffers - before < 20 * MIB);
});
