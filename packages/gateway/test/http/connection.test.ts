// Requests written behind one another on one connection: in which order they take effect (RFC 9112 §9.3.2), and what
// they may hold in memory.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createApp } from '../../src/http/app.ts';
import type { Limits } from '../../src/http/limits.ts';
import { exchange, listening } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';
import { bare, full, Talk } from './raw-talk.ts';

function setup(t: TestContext, limits: Partial<Limits> = {}): { app: Server; store: MemoryStore } {
  const store = new MemoryStore();
  const app = createApp({ store, logger: console, bodyLimitBytes: 1_000_000, limits });
  t.after(() => app.close());
  t.after(() => app.closeAllConnections());
  return { app, store };
}

/** Holds up what the store is asked, until it is called. */
function held(store: MemoryStore, which: 'delay' | 'writeDelay'): () => void {
  let proceed: () => void = () => {};
  store[which] = new Promise((resolve) => {
    proceed = resolve;
  });
  return proceed;
}

/** Turns of the event loop, enough for all that has arrived. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}

const CLOSE = 'Connection: close';

test('requests of one connection take effect in the order in which they were sent', async (t) => {
  const { app } = setup(t);
  const port = await listening(app);
  for (const [sent, statuses, body] of [
    [full('PUT', 'a', '{"n":1}') + full('PUT', 'a', '{"n":2}') + bare('GET', 'a', CLOSE), '200 200 200', '{"n":2}'],
    [full('PUT', 'b', '{"n":1}') + bare('DELETE', 'b') + bare('GET', 'b', CLOSE), '200 204 404', ''],
    [
      full('POST', 'c', '{"n":1}') + full('POST', 'c', '{"n":null,"m":1}') + bare('GET', 'c', CLOSE),
      '200 200 200',
      '{"m":1}',
    ],
    [bare('GET', 'd') + full('PUT', 'd', '{"n":1}') + bare('HEAD', 'd', CLOSE), '404 200 200', ''],
    [
      full('PUT', 'e', '{"n":1}') + full('PUT', 'e', '{') + bare('PATCH', 'e') + bare('GET', 'e', CLOSE),
      '200 400 405 200',
      '{"n":1}',
    ],
    [
      full('PUT', 'f', '{"n":1}') +
        full('PUT', 'f', '{"n":2}', 'If-Match: "1"') +
        full('PUT', 'f', '{"n":3}', 'If-Match: "1"', CLOSE),
      '200 200 412',
      '',
    ],
  ] as const) {
    // biome-ignore format: a line each
    const talk = new Talk(t, port);
    talk.socket.write(sent);
    assert.strictEqual((await talk.ended()).join(' '), statuses);
    assert.strictEqual(talk.received.endsWith(body), true, talk.received);
  }
});

test('a request that asks for another protocol is answered in this one, and ends the connection', async (t) => {
  const { app } = setup(t);
  const port = await listening(app);
  const upgrade = ['Connection: Upgrade', 'Upgrade: h2c'];
  // What comes in one piece with such a request is lost in Node.js.
  for (const [sent, status] of [
    [full('PUT', 'u', '{"n":1}', ...upgrade) + bare('GET', 'u'), '200'],
    [bare('GET', 'u', ...upgrade) + full('PUT', 'u', '{"n":2}'), '200'],
    [bare('HEAD', 'none', 'Upgrade: websocket', 'Connection: keep-alive, upgrade') + bare('GET', 'u'), '404'],
  ] as const) {
    const talk = new Talk(t, port);
    talk.socket.write(sent);
    assert.deepStrictEqual(await talk.ended(), [status]);
    assert.match(talk.received, /^Connection: close\r$/m);
  }
});

test('a write waits for all before it and is waited for by all behind it; reads do not wait for each other', async (t) => {
  const { app, store } = setup(t);
  const talk = new Talk(t, await listening(app));
  const readOn = held(store, 'delay');
  const writeOn = held(store, 'writeDelay');
  talk.socket.write(
    bare('GET', 'a') + bare('HEAD', 'b') + full('PUT', 'c', '{"n":1}') + bare('GET', 'd') + bare('DELETE', 'e', CLOSE),
  );
  await once(app, 'request');
  await turns();
  assert.deepStrictEqual(store.log, ['read a', 'read b']);
  readOn();
  await turns();
  assert.deepStrictEqual(store.log.slice(2), ['write c']);
  writeOn();
  assert.deepStrictEqual(await talk.ended(), ['404', '404', '200', '404', '404']);
  assert.deepStrictEqual(store.log.slice(2), ['write c', 'written c', 'read d', 'remove e']);
});

test('the order holds when the body of a write arrives late, and in chunks', async (t) => {
  const { app, store } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write(full('PUT', 'k', '{"n":1}') + bare('PUT', 'k', 'Transfer-Encoding: chunked'));
  await talk.until('"key":"k"');
  talk.socket.write('4\r\n{"n"\r\n');
  await turns();
  talk.socket.write(`3\r\n:2}\r\n0\r\n\r\n${bare('GET', 'k', CLOSE)}`);
  assert.deepStrictEqual(await talk.ended(), ['200', '200', '200']);
  assert.strictEqual(talk.received.endsWith('{"n":2}'), true);
  assert.deepStrictEqual(store.log, ['write k', 'written k', 'write k', 'written k', 'read k']);
});

test('what was not begun when the client vanished is not done', async (t) => {
  const { app, store } = setup(t);
  const talk = new Talk(t, await listening(app));
  const writeOn = held(store, 'writeDelay');
  talk.socket.write(full('PUT', 'k', '{"n":1}') + bare('DELETE', 'k'));
  const [accepted] = (await once(app, 'connection')) as [Socket];
  await once(app, 'request');
  await turns();
  const closed = new Promise((resolve) => accepted.once('close', resolve));
  talk.socket.resetAndDestroy();
  await closed;
  writeOn();
  await turns();
  assert.deepStrictEqual(store.log, ['write k', 'written k']);
});

test('for a client that does not read, no more is begun than it may have unsent, and its socket is not read', async (t) => {
  const { app, store } = setup(t, {});
  const port = await listening(app);
  const bins = { t: 'x'.repeat(500_000) };
  for (let record = 0; record < 4; record += 1) store.records.set(`big${record}`, { bins, generation: 1 });
  for (const request of [
    (index: number) => bare('GET', `big${index % 4}`),
    (index: number) => (index % 2 === 0 ? full('PUT', 'k', '{"n":1}') : bare('GET', 'big1')),
  ]) {
    const before = store.log.length;
    let arrived = 0;
    const count = () => {
      arrived += 1;
    };
    app.on('request', count);
    const talk = new Talk(t, port);
    talk.socket.pause();
    talk.socket.write(Array.from({ length: 10_000 }, (_, index) => request(index)).join(''));
    await once(app, 'request');
    await turns();
    app.off('request', count);
    assert.strictEqual(store.log.length - before < 200, true, `${store.log.length - before} commands were begun`);
    // At most what one read of the socket holds.
    assert.strictEqual(arrived < 5_000, true, `${arrived} requests were taken in`);
    assert.strictEqual((await exchange(app, '/absent')).statusCode, 404);
    talk.socket.destroy();
  }
});

test('a client that reads slowly gets everything that it asked for', async (t) => {
  const { app, store } = setup(t, { connectionWaiting: 4, connectionBytes: 1 });
  store.records.set('r', { bins: { t: 'x'.repeat(20_000) }, generation: 1 });
  const talk = new Talk(t, await listening(app));
  const sent = Array.from({ length: 120 }, (_, index) =>
    index % 3 ? bare('GET', 'r') : full('PUT', `w${index}`, '{"n":1}'),
  );
  talk.socket.write(sent.join('') + bare('GET', 'absent', CLOSE));
  const statuses = await talk.ended();
  assert.deepStrictEqual([statuses.length, statuses.at(-1)], [121, '404']);
  assert.strictEqual(store.writes.length, 40);
});

test('a client that takes nothing of its answers is closed after the time said', async (t) => {
  const { app, store } = setup(t, { unreadTimeoutMs: 300, unreadCheckMs: 20 });
  store.records.set('big', { bins: { t: 'x'.repeat(8_000_000) }, generation: 1 });
  const talk = new Talk(t, await listening(app));
  talk.socket.pause();
  talk.socket.write(bare('GET', 'big'));
  const [accepted] = (await once(app, 'connection')) as [Socket];
  await new Promise((resolve) => accepted.once('close', resolve));
});

test('when all connections together hold too much, the one that stands still longest is closed', async (t) => {
  const { app, store } = setup(t, { workerUnsentBytes: 10_000_000 });
  store.records.set('big', { bins: { t: 'x'.repeat(8_000_000) }, generation: 1 });
  const port = await listening(app);
  const first = new Talk(t, port);
  first.socket.pause();
  first.socket.write(bare('GET', 'big'));
  const [accepted] = (await once(app, 'connection')) as [Socket];
  await once(app, 'request');
  await turns();
  const closed = new Promise((resolve) => accepted.once('close', resolve));
  const second = new Talk(t, port);
  second.socket.write(bare('GET', 'big', CLOSE));
  assert.deepStrictEqual(await second.ended(), ['200']);
  assert.strictEqual(second.received.length > 8_000_000, true);
  await closed;
});

test('requests and bodies beyond what a worker holds are refused with 503', async (t) => {
  const { app, store } = setup(t, { workerWaiting: 10, workerBodyBytes: 100 });
  const port = await listening(app);
  const writeOn = held(store, 'writeDelay');
  const talk = new Talk(t, port);
  talk.socket.write(full('PUT', 'k', '{"n":1}') + bare('DELETE', 'k').repeat(40));
  await once(app, 'request');
  await turns();
  writeOn();
  assert.deepStrictEqual(await talk.ended(), ['200', '503']);
  assert.deepStrictEqual(store.log, ['write k', 'written k']);

  const large = new Talk(t, port);
  large.socket.write(full('PUT', 'k', `{"t":"${'x'.repeat(200)}"}`) + full('PUT', 'k', '{"n":2}', CLOSE));
  assert.deepStrictEqual(await large.ended(), ['503', '200']);
  assert.strictEqual(store.writes.length, 2);

  // What a body took is given back at its end.
  const body = `{"t":"${'x'.repeat(60)}"}`;
  const several = new Talk(t, port);
  several.socket.write(full('PUT', 'k', body).repeat(3) + full('PUT', 'k', body, CLOSE));
  assert.deepStrictEqual(await several.ended(), ['200', '200', '200', '200']);
});
