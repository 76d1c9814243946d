// Requests that give up on a connection: it owes their replies, and takes nothing new until it has paid.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { infoFrame, textOf } from '../helpers/frames.ts';
import { assertFailed, open, text } from '../helpers/one-connection.ts';
import { LIMIT, until } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

const SILENCE_MS = 3000;

test('the reply to an abandoned request is dropped and the connection stays in use', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  const late = send('late');
  await peer.nextFrame();
  late.withdrawn();
  connection.abandon(late, SILENCE_MS, true);
  assert.strictEqual(connection.accepts, false);
  peer.send(infoFrame('too late'));
  await once(owner, 'room');
  assert.deepStrictEqual([connection.accepts, connection.depth, owner.deadlines.size], [true, 0, 0]);
  const next = send('next');
  assert.strictEqual(textOf(await peer.nextFrame()), 'next');
  peer.send(infoFrame('in time'));
  assert.strictEqual(text(await next.outcome), 'in time');
});

test('a connection that stays silent after a timeout is destroyed with all that wait behind', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  const first = send('1');
  const behind = [send('2'), send('3')];
  await peer.nextFrame();
  owner.clock.advance(1000);
  first.withdrawn();
  connection.abandon(first, SILENCE_MS, true);
  owner.clock.advance(SILENCE_MS - 1);
  assert.strictEqual(connection.closed, false);
  owner.clock.advance(20);
  assert.strictEqual(connection.closed, true);
  for (const request of behind) assertFailed(request.settled, 'closed', true);
  await peer.gone();
});

test('a connection that answered others meanwhile takes nothing new either until it has paid', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  const requests = [send('1'), send('2'), send('3')];
  await peer.nextFrame();
  peer.send(infoFrame('one'));
  await requests[0]?.outcome;
  requests[1]?.withdrawn();
  connection.abandon(requests[1] as TestRequest, SILENCE_MS, true);
  assert.deepStrictEqual([connection.accepts, connection.owes, connection.expendable], [false, true, false]);
  owner.clock.advance(SILENCE_MS - 100);
  peer.send(infoFrame('two'));
  await until(owner, 'room', () => connection.accepts);
  owner.clock.advance(2 * SILENCE_MS);
  assert.strictEqual(connection.closed, false);
  peer.send(infoFrame('three'));
  assert.strictEqual(text(await requests[2]?.outcome), 'three');
});

test(
  'one that carries nothing but what timed out is expendable, one whose requests were cancelled is not',
  LIMIT,
  async (t) => {
    const { owner, connection, peer, send } = await open(t);
    const [answered, slow, cancelled] = [send('1'), send('2'), send('3')];
    await peer.nextFrame();
    peer.send(infoFrame('one'));
    await answered.outcome;
    cancelled.withdrawn();
    connection.abandon(cancelled, SILENCE_MS, false);
    assert.strictEqual(connection.expendable, false);
    slow.withdrawn();
    connection.abandon(slow, SILENCE_MS, true);
    assert.strictEqual(connection.expendable, true);
    peer.send(Buffer.concat([infoFrame('two'), infoFrame('three')]));
    await until(owner, 'room', () => connection.accepts);
    assert.deepStrictEqual([connection.owes, connection.expendable], [false, false]);
  },
);

test('a connection that sends other things and never what it owes is destroyed in the end', LIMIT, async (t) => {
  const { owner, connection, peer } = await open(t);
  const endless = new TestRequest(infoFrame('x'), { manyFrames: () => 'more' });
  connection.send(endless);
  await peer.nextFrame();
  endless.withdrawn();
  connection.abandon(endless, SILENCE_MS, true);
  for (let i = 0; i < 31 && !connection.closed; i++) {
    const { rooms } = owner;
    peer.send(infoFrame('more'));
    await until(owner, 'room', () => owner.rooms > rooms);
    owner.clock.advance(1000);
  }
  assert.strictEqual(connection.closed, true);
});

test(
  'a connection that owes a late reply is destroyed once it is silent, whatever it answered before',
  LIMIT,
  async (t) => {
    const { owner, connection, peer, send } = await open(t);
    const requests = [send('1'), send('2'), send('3')];
    await peer.nextFrame();
    peer.send(infoFrame('one'));
    await requests[0]?.outcome;
    for (const request of requests.slice(1)) {
      request.withdrawn();
      connection.abandon(request, 0, true);
    }
    owner.clock.advance(900);
    peer.send(infoFrame('two'));
    await once(owner, 'room');
    owner.clock.advance(900);
    assert.strictEqual(connection.closed, false);
    owner.clock.advance(200);
    assert.strictEqual(connection.closed, true);
  },
);

test('without patience for late replies a silent connection is destroyed at once', LIMIT, async (t) => {
  const { connection, peer, send } = await open(t);
  const first = send('1');
  const second = send('2');
  await peer.nextFrame();
  first.withdrawn();
  connection.abandon(first, 0, true);
  assert.strictEqual(connection.closed, true);
  assertFailed(second.settled, 'closed', true);
});

test('a cancelled request costs its connection nothing but the wait for the reply', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  const cancelled = send('1');
  await peer.nextFrame();
  cancelled.withdrawn();
  connection.abandon(cancelled, 0, false);
  assert.deepStrictEqual([connection.closed, connection.accepts], [false, false]);
  peer.send(infoFrame('one'));
  await until(owner, 'room', () => connection.accepts);
  const last = send('3');
  last.withdrawn();
  connection.abandon(last, SILENCE_MS, false);
  owner.clock.advance(SILENCE_MS + 20);
  assert.strictEqual(connection.closed, true);
});

test('a request that has left cannot be abandoned', LIMIT, async (t) => {
  const { connection, peer, send } = await open(t);
  const request = send('1');
  peer.send(infoFrame('one'));
  await request.outcome;
  connection.abandon(request, 0, true);
  assert.strictEqual(connection.closed, false);
});
