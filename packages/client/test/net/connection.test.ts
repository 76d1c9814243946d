import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Connection, MAX_PIPELINE_DEPTH, MAX_UNSENT_BYTES } from '../../src/net/connection.ts';
import { blackHole } from '../helpers/black-hole.ts';
import { frame, INFO, infoFrame, textOf } from '../helpers/frames.ts';
import { assertFailed, CONNECT_TIMEOUT_MS, closedByTest, Owner, open, text } from '../helpers/one-connection.ts';
import { LIMIT, refusingAddress, turn, until } from '../helpers/scripted-server.ts';
import { TestRequest } from '../helpers/test-request.ts';

test('requests of one turn leave in one piece, in order', LIMIT, async (t) => {
  const { connection, peer, send } = await open(t);
  const requests = Array.from({ length: 100 }, (_, i) => send(`request ${i}`));
  for (let i = 0; i < 100; i++) assert.strictEqual(textOf(await peer.nextFrame()), `request ${i}`);
  assert.strictEqual(peer.chunks, 1);
  assert.strictEqual(connection.depth, 100);
  for (let i = 0; i < 100; i++) peer.send(infoFrame(`reply ${i}`));
  const outcomes = await Promise.all(requests.map((request) => request.outcome));
  assert.deepStrictEqual(
    outcomes.map(text),
    Array.from({ length: 100 }, (_, i) => `reply ${i}`),
  );
  assert.strictEqual(connection.depth, 0);
});

test('requests of different turns leave with their turn', LIMIT, async (t) => {
  const { peer, send } = await open(t);
  for (let i = 1; i <= 3; i++) {
    send('a');
    await Promise.all([peer.nextFrame(), turn()]);
    assert.strictEqual(peer.chunks, i);
  }
});

test('replies are read wherever the stream is cut', LIMIT, async (t) => {
  const { owner, peer, send } = await open(t);
  const stream = Buffer.concat([infoFrame('one'), infoFrame(''), infoFrame('three')]);
  for (let cut = 1; cut < stream.length; cut++) {
    const requests = [send('1'), send('2'), send('3')];
    for (let i = 0; i < 3; i++) await peer.nextFrame();
    const { rooms } = owner;
    peer.send(stream.subarray(0, cut));
    await until(owner, 'room', () => owner.rooms > rooms);
    peer.send(stream.subarray(cut));
    const outcomes = await Promise.all(requests.map((request) => request.outcome));
    assert.deepStrictEqual(outcomes.map(text), ['one', '', 'three']);
  }
});

test('replies are read when each byte comes alone', LIMIT, async (t) => {
  const { owner, peer, send } = await open(t);
  const requests = [send('1'), send('2')];
  for (const byte of Buffer.concat([infoFrame('one'), infoFrame('two')])) {
    const { rooms } = owner;
    peer.send(Buffer.of(byte));
    await until(owner, 'room', () => owner.rooms > rooms);
  }
  assert.deepStrictEqual(
    requests.map((request) => text(request.settled)),
    ['one', 'two'],
  );
});

test('a large reply and a large request stand in line with small ones', LIMIT, async (t) => {
  const { peer, send } = await open(t, (peer, received) => peer.send(received));
  const large = 'x'.repeat(3_000_000);
  const requests = ['a', large, 'b', large, 'c'].map(send);
  const outcomes = await Promise.all(requests.map((request) => request.outcome));
  assert.deepStrictEqual(
    outcomes.map((outcome) => text(outcome).length),
    [1, large.length, 1, large.length, 1],
  );
  assert.strictEqual(text(outcomes[3]) === large, true);
  assert.strictEqual(peer.frames, 5);
});

test('an encoder that throws sends nothing and leaves its neighbours whole', LIMIT, async (t) => {
  const { connection, peer, send } = await open(t);
  send('a');
  const bad = new TestRequest(infoFrame('never'));
  bad.encode = (w) => {
    w.bytes(Buffer.alloc(100_000));
    throw new TypeError('no bytes');
  };
  assert.throws(() => connection.send(bad), TypeError);
  assert.strictEqual(bad.sends, 0);
  send('b');
  assert.strictEqual(textOf(await peer.nextFrame()), 'a');
  assert.strictEqual(textOf(await peer.nextFrame()), 'b');
  assert.strictEqual(connection.depth, 2);
});

for (const [name, bytes] of [
  ['a wrong version', Buffer.from('0103000000000000', 'hex')],
  ['an unknown type', Buffer.from('0209000000000000', 'hex')],
  ['a body of 281 TB', Buffer.from('0203ffffffffffff', 'hex')],
] as const) {
  test(`${name} in a header closes the connection as a protocol failure`, LIMIT, async (t) => {
    const { owner, peer, send } = await open(t);
    const requests = [send('1'), send('2'), send('3')];
    await peer.nextFrame();
    peer.send(Buffer.concat([infoFrame('good'), bytes]));
    await owner.closed();
    assert.strictEqual(text(requests[0]?.settled), 'good');
    assertFailed(requests[1]?.settled, 'protocol', true);
    assertFailed(requests[2]?.settled, 'protocol', true);
    assert.deepStrictEqual([owner.error?.kind, owner.opened], ['protocol', true]);
    await peer.gone();
  });
}

test('a reply that its request cannot read closes the connection', LIMIT, async (t) => {
  const { connection, owner, peer, send } = await open(t);
  const unreadable = new TestRequest(infoFrame('x'), { verdict: 'unreadable' });
  connection.send(unreadable);
  const behind = send('y');
  peer.send(Buffer.concat([infoFrame('bad'), infoFrame('not looked at')]));
  await owner.closed();
  assert.strictEqual(text(unreadable.settled), 'bad');
  assertFailed(behind.settled, 'protocol', true);
});

test(
  'a connection that a reply retires answers what is on its way, takes nothing more and closes',
  LIMIT,
  async (t) => {
    const { connection, owner, peer, send } = await open(t);
    const last = new TestRequest(infoFrame('x'), { verdict: 'retire' });
    connection.send(last);
    const behind = send('y');
    await peer.nextFrame();
    peer.send(infoFrame('session over'));
    await last.outcome;
    assert.strictEqual(connection.accepts, false);
    await peer.nextFrame();
    peer.send(infoFrame('too'));
    assert.strictEqual(text(await behind.outcome), 'too');
    await owner.closed();
    assert.strictEqual(owner.error?.kind, 'closed');
    await peer.gone();
  },
);

test('a reply to no request closes the connection', LIMIT, async (t) => {
  const { owner, peer } = await open(t);
  peer.send(infoFrame('unasked'));
  await owner.closed();
  assert.strictEqual(owner.error?.kind, 'protocol');
  await peer.gone();
});

test('a server that closes inside a frame fails the requests without a whole reply', LIMIT, async (t) => {
  const { owner, peer, send } = await open(t);
  const requests = [send('1'), send('2'), send('3')];
  for (let i = 0; i < 3; i++) await peer.nextFrame();
  peer.send(Buffer.concat([infoFrame('one'), infoFrame('two').subarray(0, 10)]));
  peer.halfClose();
  await owner.closed();
  assert.strictEqual(text(requests[0]?.settled), 'one');
  assertFailed(requests[1]?.settled, 'closed', true);
  assertFailed(requests[2]?.settled, 'closed', true);
  await peer.gone();
});

test('a server that half-closes an idle connection ends it', LIMIT, async (t) => {
  const { owner, peer } = await open(t);
  peer.halfClose();
  await owner.closed();
  assert.deepStrictEqual([owner.error?.kind, owner.opened], ['closed', true]);
  await peer.gone();
});

test('a reset fails what is in flight', LIMIT, async (t) => {
  const { owner, peer, send } = await open(t);
  const requests = [send('1'), send('2')];
  await peer.nextFrame();
  peer.reset();
  await owner.closed();
  for (const request of requests) assertFailed(request.settled, 'closed', true);
});

test('what was not flushed yet is reported as not written', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  const written = send('1');
  await peer.nextFrame();
  const unwritten = [send('2'), send('3')];
  connection.destroy(closedByTest());
  assertFailed(written.settled, 'shutdown', true);
  for (const request of unwritten) assertFailed(request.settled, 'shutdown', false);
  assert.strictEqual(connection.closed, true);
  assert.strictEqual(connection.depth, 0);
  assert.strictEqual(owner.error?.kind, 'shutdown');
  await peer.gone();
  assert.strictEqual(peer.frames, 1);
});

test('destroying twice tells everybody once', LIMIT, async (t) => {
  const { owner, connection, send } = await open(t);
  send('1');
  connection.destroy(closedByTest());
  connection.destroy(closedByTest());
  assert.strictEqual(owner.deadlines.size, 0);
});

test('no more than the maximum is in flight on one connection', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  for (let i = 0; i < MAX_PIPELINE_DEPTH; i++) {
    assert.strictEqual(connection.accepts, true);
    send(`${i}`);
  }
  assert.strictEqual(connection.accepts, false);
  peer.send(infoFrame('one'));
  await once(owner, 'room');
  assert.strictEqual(connection.accepts, true);
});

test('a server that does not read stops the connection from accepting until it reads again', LIMIT, async (t) => {
  const { owner, connection, peer, send } = await open(t);
  peer.stopReading();
  // Small enough for the write buffer to be kept: what waits in it must not be written over.
  const sent: TestRequest[] = [];
  while (connection.accepts) {
    sent.push(send(String.fromCharCode(97 + (sent.length % 26)).repeat(60_000)));
    await turn();
  }
  assert.strictEqual(sent.length < MAX_PIPELINE_DEPTH, true, `${sent.length} requests of 60 kB`);
  peer.resumeReading();
  await until(owner, 'room', () => connection.accepts);
  for (const request of sent) assert.strictEqual((await peer.nextFrame()).equals(request.frame), true);
});

test('what exceeds the write limit within one turn is handed to the socket within it', LIMIT, async (t) => {
  const { connection, peer, send } = await open(t);
  peer.stopReading();
  const value = 'x'.repeat(MAX_UNSENT_BYTES / 4);
  let sent = 0;
  while (connection.accepts && sent < MAX_PIPELINE_DEPTH) {
    send(value);
    sent++;
  }
  assert.strictEqual(sent < MAX_PIPELINE_DEPTH, true, `${sent} requests of 256 kB`);
  peer.resumeReading();
  while (peer.frames < sent) await peer.nextFrame();
});

test('a refused connection is reported as never opened', LIMIT, async () => {
  const owner = new Owner();
  const connection = new Connection(await refusingAddress(), CONNECT_TIMEOUT_MS, owner);
  assert.strictEqual(connection.accepts, false);
  await owner.closed();
  assert.deepStrictEqual([owner.error?.kind, owner.opened, owner.deadlines.size], ['connect', false, 0]);
});

test('connecting that takes too long is given up', LIMIT, async (t) => {
  const owner = new Owner();
  const connection = new Connection(await blackHole(t), CONNECT_TIMEOUT_MS, owner);
  await turn();
  owner.clock.advance(CONNECT_TIMEOUT_MS - 1);
  assert.strictEqual(connection.closed, false);
  owner.clock.advance(20);
  assert.deepStrictEqual([owner.error?.kind, owner.opened, owner.deadlines.size], ['connect', false, 0]);
});

test('a frame of any type reaches its request with its type', LIMIT, async (t) => {
  const { peer, send } = await open(t);
  for (const type of [INFO, 2, 3, 4, 5]) {
    const request = send('x');
    peer.send(frame(type, Buffer.from('y')));
    const outcome = await request.outcome;
    assert.strictEqual(outcome.kind === 'reply' && outcome.type, type);
  }
});

test('a frame that nobody asked for cannot answer a request that is not written yet', LIMIT, async (t) => {
  const { owner, connection, peer } = await open(t);
  const behind = new TestRequest(infoFrame('behind'));
  const first = new TestRequest(infoFrame('first'), { onEnd: () => connection.send(behind) });
  connection.send(first);
  await peer.nextFrame();
  peer.send(Buffer.concat([infoFrame('reply'), infoFrame('stray')]));
  await owner.closed();
  assert.strictEqual(owner.error?.kind, 'protocol');
  assert.strictEqual(behind.settled?.kind === 'failure' && behind.settled.written, false);
});
