// The connection model (docs/protocol/connections.md, "The connection model of the server"): one request at a time,
// replies in order, and what a peer may do to its own connection without harm to others.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { bytes, connectRaw, frame, infoFrame } from '../helpers/raw-client.ts';
import { op, parseReply, READ_ALL, request, WRITE, writeInt } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

test('requests of different kinds in one segment are answered in order', async (t) => {
  const { client } = await startServer(t);
  client.socket.write(
    bytes(
      request({ ...WRITE, ops: [writeInt('i', 7)] }) +
        infoFrame('status\n') +
        request(READ_ALL) +
        frame(2, '00'.repeat(16)) +
        request({ ...READ_ALL, key: 'absent' }),
    ),
  );
  assert.strictEqual(parseReply(await client.frame()).generation, 1);
  assert.strictEqual(await client.frame(), infoFrame('status\tok\n'));
  assert.deepStrictEqual(parseReply(await client.frame()).ops, [
    { op: 1, type: 1, name: 'i', value: '0000000000000007' },
  ]);
  assert.strictEqual((await client.frame())?.slice(0, 4), '0202');
  assert.strictEqual(parseReply(await client.frame()).resultCode, 2);
});

test('thousands of pipelined commands are all answered, in order', async (t) => {
  const { client } = await startServer(t);
  const count = 5000;
  let all = '';
  for (let i = 0; i < count; i++) all += request({ ...WRITE, ops: [writeInt('i', i)] });
  client.send(all);
  for (let i = 1; i <= count; i++) assert.strictEqual(parseReply(await client.frame()).generation, i);
});

test('half-closing drops the connection', async (t) => {
  const { client } = await startServer(t);
  await client.info('status');
  client.socket.end();
  await client.closed;
  assert.strictEqual(client.socket.closed, true);
});

test('a client that does not read is served again once it reads, and gets every reply', async (t) => {
  const { client, server } = await startServer(t);
  const blob = op(2, 4, 'b', 'ab'.repeat(1_000_000));
  assert.strictEqual(parseReply(await client.exchange(request({ ...WRITE, ops: [blob] }))).resultCode, 0);

  const slow = connect(server.port, '127.0.0.1');
  t.after(() => slow.destroy());
  await once(slow, 'connect');
  slow.pause();
  const count = 60;
  slow.write(bytes(request(READ_ALL).repeat(count)));

  // Others are served meanwhile.
  for (let i = 0; i < 20; i++) assert.strictEqual(await client.info('status'), 'ok');
  const replyBytes = 8 + 22 + 8 + 1 + 1_000_000;
  let received = 0;
  slow.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received >= count * replyBytes) slow.destroy();
  });
  slow.resume();
  await once(slow, 'close');
  assert.strictEqual(received, count * replyBytes);
});

test('a connection over the limit is accepted and closed', async (t) => {
  const { client, server } = await startServer(t);
  assert.strictEqual(await client.info('set-config:context=service;proto-fd-max=1024'), 'ok');
  const sockets = await Promise.all(Array.from({ length: 1023 }, () => connectRaw(t, server.port)));
  assert.strictEqual(await sockets[1022]?.info('status'), 'ok');
  const surplus = await connectRaw(t, server.port);
  assert.strictEqual((await surplus.closed).length, 0);
});

test('stopping the server closes every connection', async (t) => {
  const { client, server } = await startServer(t);
  await server.stop();
  await client.closed;
  assert.strictEqual(server.hosts, '');
});
