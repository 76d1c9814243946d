import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Dialer } from '../../src/net/dialer.ts';
import { InfoConnection } from '../../src/net/info-connection.ts';
import { NetError, type NetErrorKind } from '../../src/net/net-error.ts';
import { DeadlineWheel } from '../../src/time/deadlines.ts';
import { blackHole } from '../helpers/black-hole.ts';
import { frame, infoFrame, MESSAGE, textOf } from '../helpers/frames.ts';
import { LIMIT, type Peer, refusingAddress, ScriptedServer, turn } from '../helpers/scripted-server.ts';

const PATIENCE_MS = 5000;

const dialer = new Dialer(new DeadlineWheel());

async function open(t: TestContext): Promise<{ connection: InfoConnection; peer: Peer }> {
  const server = await ScriptedServer.start(t);
  const [connection, peer] = await Promise.all([
    InfoConnection.connect(dialer, server.address, PATIENCE_MS),
    server.nextPeer(),
  ]);
  t.after(() => connection.close());
  return { connection, peer };
}

function rejectsWith(promise: Promise<unknown>, kind: NetErrorKind): Promise<void> {
  return assert.rejects(promise, (error) => {
    assert.strictEqual(error instanceof NetError, true);
    assert.strictEqual((error as NetError).kind, kind);
    return true;
  });
}

test('sends commands as lines and resolves with the values by command', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  const values = connection.request(['node', 'features'], PATIENCE_MS);
  assert.strictEqual(textOf(await peer.nextFrame()), 'node\nfeatures\n');
  peer.send(infoFrame('node\tBB9\nfeatures\ta;b\n'));
  assert.deepStrictEqual(
    [...(await values)],
    [
      ['node', 'BB9'],
      ['features', 'a;b'],
    ],
  );
  assert.strictEqual(connection.remoteAddress, '127.0.0.1');
  assert.strictEqual(connection.closed, false);
});

test('serves one request after the other, and refuses two at a time', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  for (const name of ['node', 'build']) {
    const values = connection.request([name], PATIENCE_MS);
    await rejectsWith(connection.request(['features'], PATIENCE_MS), 'protocol');
    await peer.nextFrame();
    peer.send(infoFrame(`${name}\tx\n`));
    assert.strictEqual((await values).get(name), 'x');
  }
  assert.strictEqual(peer.frames, 2);
});

test('reads a reply that comes byte by byte, and a large one', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  const small = connection.request(['node'], PATIENCE_MS);
  for (const byte of infoFrame('node\tBB9\n')) {
    peer.send(Buffer.of(byte));
    await turn();
  }
  assert.strictEqual((await small).get('node'), 'BB9');
  const large = connection.request(['replicas'], PATIENCE_MS);
  const map = 'x'.repeat(2_000_000);
  peer.send(infoFrame(`replicas\t${map}\n`));
  assert.strictEqual((await large).get('replicas') === map, true);
});

test('without a reply in time the request fails and the connection is closed', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  await rejectsWith(connection.request(['node'], 5), 'timeout');
  assert.strictEqual(connection.closed, true);
  await peer.gone();
  await rejectsWith(connection.request(['node'], 5), 'closed');
});

for (const [name, bytes] of [
  ['a record reply', frame(MESSAGE, Buffer.alloc(22))],
  ['a wrong version', Buffer.from('0101000000000000', 'hex')],
  ['a body of 17 MB', Buffer.from('0201000001100000', 'hex')],
] as const) {
  test(`${name} fails the request and closes the connection`, LIMIT, async (t) => {
    const { connection, peer } = await open(t);
    const values = connection.request(['node'], PATIENCE_MS);
    await peer.nextFrame();
    peer.send(bytes);
    await rejectsWith(values, 'protocol');
    assert.strictEqual(connection.closed, true);
    await peer.gone();
  });
}

test('a reply to no request closes the connection', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  peer.send(infoFrame('node\tBB9\n'));
  await peer.gone();
  assert.strictEqual(connection.closed, true);
});

for (const [name, leave] of [
  ['resets', (peer: Peer) => peer.reset()],
  ['half-closes', (peer: Peer) => peer.halfClose()],
  [
    'half-closes inside a reply',
    (peer: Peer) => {
      peer.send(infoFrame('node\tBB9\n').subarray(0, 10));
      peer.halfClose();
    },
  ],
] as const) {
  test(`a server that ${name} fails the request at once`, LIMIT, async (t) => {
    const { connection, peer } = await open(t);
    const values = connection.request(['node'], PATIENCE_MS);
    await peer.nextFrame();
    leave(peer);
    await rejectsWith(values, 'closed');
    assert.strictEqual(connection.closed, true);
  });
}

test('a reply of endless lines fails the request and closes the connection', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  const failed = rejectsWith(connection.request(['node'], PATIENCE_MS), 'protocol');
  await peer.nextFrame();
  peer.send(infoFrame('\n'.repeat(100_000)));
  await failed;
  assert.strictEqual(connection.closed, true);
});

test('a server that half-closes an idle connection closes it', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  peer.halfClose();
  await peer.gone();
  while (!connection.closed) await turn();
  await rejectsWith(connection.request(['node'], PATIENCE_MS), 'closed');
});

test('closing fails the request under way and may be repeated', LIMIT, async (t) => {
  const { connection, peer } = await open(t);
  const values = connection.request(['node'], PATIENCE_MS);
  connection.close();
  connection.close();
  await rejectsWith(values, 'shutdown');
  await peer.gone();
});

test('a refused connection is a failure to connect', LIMIT, async () => {
  await rejectsWith(InfoConnection.connect(dialer, await refusingAddress(), PATIENCE_MS), 'connect');
});

test('connecting that takes too long is a failure to connect', LIMIT, async (t) => {
  await rejectsWith(InfoConnection.connect(dialer, await blackHole(t), 5), 'connect');
});
