// What is below a request: connections that are used again, requests written behind one another, bodies that are asked
// for, cut off or too large, and what is no request at all. Raw sockets, so that nothing mends what is wrong.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createApp } from '../../src/http/app.ts';
import type { Limits } from '../../src/http/limits.ts';
import type { Problem } from '../../src/http/problem.ts';
import { endWithProblem, unreadableProblem } from '../../src/http/unreadable.ts';
import { exchange, listening } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';
import { bare, full, Talk } from './raw-talk.ts';

function setup(
  t: TestContext,
  bodyLimitBytes = 1024,
  limits: Partial<Limits> = {},
): { app: Server; store: MemoryStore; logged: string[] } {
  const store = new MemoryStore();
  const logged: string[] = [];
  const logger = { error: (_details: object, message: string) => logged.push(message) };
  const app = createApp({ store, logger, bodyLimitBytes, limits });
  t.after(() => app.close());
  t.after(() => app.closeAllConnections());
  return { app, store, logged };
}

const get = (key: string, ...headers: string[]): string => bare('GET', key, ...headers);
const post = (key: string, body: string, ...headers: string[]): string => full('POST', key, body, ...headers);

test('requests written behind one another are answered in their order, on one connection', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write(post('a', '{"n":1}') + post('b', '{"n":2}'));
  await talk.until('"key":"b"');
  talk.received = '';
  talk.socket.write(get('b') + get('absent') + get('a') + get('b', 'Connection: close'));
  await once(talk.socket, 'end');
  assert.deepStrictEqual(talk.statuses, ['200', '404', '200', '200']);
  assert.deepStrictEqual(talk.received.match(/\{"n":\d\}/g), ['{"n":2}', '{"n":1}', '{"n":2}']);
});

test('head and body of an answer carry their length, that of an answer to HEAD included', async (t) => {
  const { app } = setup(t);
  await exchange(app, { method: 'POST', url: '/k', payload: '{"t":"ключ"}' });
  const read = await exchange(app, '/k');
  assert.strictEqual(read.headers['content-length'], String(Buffer.byteLength(read.body)));
  assert.strictEqual(read.headers['transfer-encoding'], undefined);
  const absent = await exchange(app, { method: 'HEAD', url: '/other' });
  assert.strictEqual(Number(absent.headers['content-length']) > 0, true);
  assert.strictEqual(absent.body, '');
});

test('a body is asked for when the request is acceptable', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write('POST /k HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\nExpect: 100-continue\r\n\r\n');
  await talk.until('HTTP/1.1 100 Continue\r\n\r\n');
  talk.socket.write('{"a":1}');
  await talk.until('"key":"k"');
  assert.deepStrictEqual(talk.statuses, ['100', '200']);
});

test('a body that would be refused is not asked for', async (t) => {
  const { app, store } = setup(t, 20);
  const port = await listening(app);
  for (const [head, status] of [
    ['POST /k HTTP/1.1\r\nContent-Length: 21', '413'],
    ['POST / HTTP/1.1\r\nContent-Length: 7', '400'],
    ['PATCH /k HTTP/1.1\r\nContent-Length: 7', '405'],
    ['POST /k HTTP/1.1\r\nContent-Length: 7\r\nContent-Encoding: gzip', '415'],
  ]) {
    const talk = new Talk(t, port);
    talk.socket.write(`${head}\r\nHost: h\r\nExpect: 100-continue\r\n\r\n`);
    // What follows on the connection could be the body or the next request, so it ends.
    await once(talk.socket, 'end');
    assert.deepStrictEqual(talk.statuses, [status]);
  }
  assert.strictEqual(store.writes.length, 0);
});

test('another expectation is refused with a problem document', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write(get('k', 'Expect: miracles', 'Connection: close'));
  await once(talk.socket, 'end');
  assert.deepStrictEqual(talk.statuses, ['417']);
  assert.match(talk.received, /urn:tendril:problem:expectation-failed/);
});

test('what is expected besides is refused, and 100-continue may be said twice', async (t) => {
  const { app, store } = setup(t);
  const port = await listening(app);
  for (const [expected, statuses] of [
    ['Expect: 100-continue, miracles', ['417']],
    ['Expect: 100-continue-or-more', ['417']],
    ['Expect: x-100-continue', ['417']],
    ['Expect: 100-continue\r\nExpect: miracles', ['417']],
    ['Expect: 100-Continue\r\nExpect: 100-continue', ['100', '200']],
  ] as const) {
    const talk = new Talk(t, port);
    talk.socket.write(post('k', '{"a":1}', expected, 'Connection: close'));
    assert.deepStrictEqual(await talk.ended(), statuses, expected);
  }
  assert.strictEqual(store.writes.length, 1);
});

test('a field that there may be once is refused when it is there twice, equal or not', async (t) => {
  const { app, store } = setup(t);
  const port = await listening(app);
  for (const fields of [
    ['host: h'],
    ['Authorization: Bearer good', 'Authorization: Bearer bad'],
    ['authorization: Bearer good', 'AUTHORIZATION: Bearer good'],
    ['Content-Type: application/json', 'Content-Type: application/vnd.tendril.record+json'],
  ]) {
    const talk = new Talk(t, port);
    talk.socket.write(post('k', '{"a":1}', ...fields) + get('k'));
    assert.deepStrictEqual(await talk.ended(), ['400'], fields.join());
    assert.match(talk.received, /more than one/);
  }
  assert.strictEqual(store.writes.length, 0);
});

test('a client that sends too much reads the answer, and its connection goes on', async (t) => {
  const { app, store } = setup(t, 20);
  const talk = new Talk(t, await listening(app));
  const body = 'x'.repeat(2_000_000);
  talk.socket.write(post('k', body));
  await talk.until('"limit":20');
  talk.received = '';
  talk.socket.write(`POST /k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n${'x'.repeat(21)}\r\n`);
  await talk.until('"limit":20');
  talk.socket.write('0\r\n\r\n');
  talk.socket.write(post('k', '{"a":"012345678901"}', 'Connection: close'));
  await once(talk.socket, 'end');
  assert.deepStrictEqual(talk.statuses, ['413', '200']);
  assert.strictEqual(store.writes.length, 1);
});

test('a body that is cut off writes nothing and disturbs nobody', async (t) => {
  const { app, store, logged } = setup(t);
  const port = await listening(app);
  const talk = new Talk(t, port);
  talk.socket.write('POST /k HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{"a":1,');
  const [accepted] = (await once(app, 'connection')) as [Socket];
  const closed = new Promise((resolve) => accepted.once('close', resolve));
  talk.socket.resetAndDestroy();
  await closed;
  assert.strictEqual((await exchange(app, '/k')).statusCode, 404);
  assert.deepStrictEqual([store.writes.length, logged], [0, []]);
});

test('an answer that nobody waits for any more disturbs nobody', async (t) => {
  const { app, store, logged } = setup(t);
  let proceed: () => void = () => {};
  store.delay = new Promise((resolve) => {
    proceed = resolve;
  });
  const talk = new Talk(t, await listening(app));
  talk.socket.write(get('k'));
  const [, response] = await once(app, 'request');
  const closed = once(response, 'close');
  talk.socket.resetAndDestroy();
  await closed;
  proceed();
  store.delay = undefined;
  assert.strictEqual((await exchange(app, '/k')).statusCode, 404);
  assert.deepStrictEqual(logged, []);
});

test('HTTP/1.1 without Host is refused, HTTP/1.0 without it is served', async (t) => {
  const { app } = setup(t);
  const port = await listening(app);
  const talk = new Talk(t, port);
  talk.socket.write('GET /k HTTP/1.1\r\n\r\n');
  await talk.until('urn:tendril:problem:invalid-request');
  const old = new Talk(t, port);
  old.socket.write('GET /k HTTP/1.0\r\n\r\n');
  await once(old.socket, 'end');
  assert.deepStrictEqual([...talk.statuses, ...old.statuses], ['400', '404']);
});

test('a tunnel is refused', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write('CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n');
  await once(talk.socket, 'end');
  assert.deepStrictEqual(talk.statuses, ['405']);
  assert.match(talk.received, /^Allow: GET, HEAD, POST, PUT, DELETE\r$/m);
});

test('a tunnel whose client is gone harms nobody', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write('CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n');
  const [, accepted] = (await once(app, 'connect')) as [unknown, Socket];
  assert.strictEqual(accepted.emit('error', new Error('read ECONNRESET')), true);
});

test('a client that asks for a tunnel behind other requests, and is gone before their answers, harms nobody', async (t) => {
  const { app, store } = setup(t);
  for (const asked of [get('k'), bare('HEAD', 'k'), post('k', '{"n":1}')]) {
    let proceed: () => void = () => {};
    store.delay = store.writeDelay = new Promise((resolve) => {
      proceed = resolve;
    });
    const talk = new Talk(t, await listening(app));
    talk.socket.write(`${asked}CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n`);
    const [, accepted] = (await once(app, 'connect')) as [unknown, Socket];
    const gone = new Promise((resolve) => accepted.on('close', resolve));
    assert.strictEqual(accepted.emit('error', new Error('write ECONNRESET')), true, asked);
    talk.socket.resetAndDestroy();
    proceed();
    await gone;
  }
});

test('a request that does not arrive in time is told so', async () => {
  const socket = new PassThrough();
  const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  endWithProblem(socket, unreadableProblem(error) as Problem);
  const answer = await text(socket);
  assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
  assert.match(answer, /^Connection: close\r$/m);
  assert.match(answer, /urn:tendril:problem:request-timeout/);
});

const PUT = full('PUT', 'k', '{"n":1}');

test('a client that has ended its side gets the answers to all that it asked', async (t) => {
  const { app } = setup(t);
  const port = await listening(app);
  for (const [sent, statuses] of [
    [PUT, ['200']],
    [get('k'), ['200']],
    [full('PUT', 'k', '{"n":2}') + get('k') + bare('DELETE', 'k') + bare('HEAD', 'k'), ['200', '200', '204', '404']],
    [`${PUT}PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{"n"`, ['200', '400']],
    [`${PUT}GET /k HT`, ['200', '400']],
  ] as const) {
    const talk = new Talk(t, port);
    talk.socket.end(sent);
    assert.deepStrictEqual(await talk.ended(), statuses, sent);
  }
});

test('what follows the last request of a connection is ignored', async (t) => {
  const { app, store } = setup(t);
  const port = await listening(app);
  for (const stray of ['\r\n', get('x'), 'xyz', '\0']) {
    const talk = new Talk(t, port);
    talk.socket.write(full('PUT', 'k', '{"n":1}', 'Connection: close') + stray);
    assert.deepStrictEqual(await talk.ended(), ['200'], JSON.stringify(stray));
  }
  assert.strictEqual(store.writes.length, 4);
});

test('what is no request is answered after the requests before it', async (t) => {
  const { app, store } = setup(t);
  const port = await listening(app);
  for (const [stray, status] of [
    ['garbage\r\n\r\n', '400'],
    [bare('GET', 'k', `x: ${'y'.repeat(20_000)}`), '431'],
    [bare('PUT', 'k', 'Content-Length: x'), '400'],
    [`${bare('PUT', 'k', 'Transfer-Encoding: chunked')}zz\r\n`, '400'],
    ['CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n', '405'],
  ] as const) {
    let proceed: () => void = () => {};
    store.writeDelay = new Promise((resolve) => {
      proceed = resolve;
    });
    const talk = new Talk(t, port);
    talk.socket.write(PUT + full('POST', 'k', '{"m":1}') + stray);
    await once(app, 'request');
    await new Promise((resolve) => setImmediate(resolve));
    proceed();
    assert.deepStrictEqual(await talk.ended(), ['200', '200', status], stray.slice(0, 30));
  }
});

test('a request whose end cannot be told is refused', async (t) => {
  const { app, store } = setup(t);
  const port = await listening(app);
  const chunked = 'Transfer-Encoding: chunked';
  for (const [sent, status] of [
    [bare('PUT', 'k', 'Content-Length: 7', chunked), '400'],
    [bare('PUT', 'k', chunked, 'Content-Length: 7'), '400'],
    [bare('PUT', 'k', 'Content-Length: 7', 'Content-Length: 8'), '400'],
    [bare('PUT', 'k', 'Content-Length: 7, 7'), '400'],
    [bare('PUT', 'k', 'Content-Length: +7'), '400'],
    [bare('PUT', 'k', 'Transfer-Encoding: gzip'), '400'],
    [bare('PUT', 'k', 'Transfer-Encoding: chunked, gzip'), '400'],
    [`${bare('PUT', 'k', 'Transfer-Encoding: gzip, chunked')}7\r\n{"n":1}\r\n0\r\n\r\n`, '501'],
    [`PUT /k HTTP/1.0\r\n${chunked}\r\n\r\n7\r\n{"n":1}\r\n0\r\n\r\n`, '400'],
    [bare('GET', 'k', 'Host: h'), '400'],
    [bare('GET', 'k', 'hOST: other'), '400'],
    ['GET /k HTTP/2.0\r\nHost: h\r\n\r\n', '400'],
  ] as const) {
    const talk = new Talk(t, port);
    talk.socket.write(sent);
    assert.deepStrictEqual(await talk.ended(), [status], sent);
  }
  assert.strictEqual(store.writes.length, 0);
});

test('a request or a connection that dallies gets 408, and the next one is no longer waited for', async (t) => {
  const { app } = setup(t, 1024, { requestTimeoutMs: 200, requestCheckMs: 20 });
  const port = await listening(app);
  for (const [sent, statuses] of [
    ['', ['408']],
    ['GET /k HT', ['408']],
    [bare('PUT', 'k', 'Content-Length: 7'), ['408']],
    [`${PUT}GET /k HT`, ['200', '408']],
    [PUT + bare('PUT', 'k', 'Content-Length: 7'), ['200', '408']],
  ] as const) {
    const talk = new Talk(t, port);
    talk.socket.write(sent);
    assert.deepStrictEqual(await talk.ended(), statuses, sent);
  }
});

test('raw bytes in a path are told to be percent-encoded', async (t) => {
  const { app } = setup(t);
  const talk = new Talk(t, await listening(app));
  talk.socket.write(Buffer.from('GET /ключ HTTP/1.1\r\nHost: h\r\n\r\n'));
  assert.deepStrictEqual(await talk.ended(), ['400']);
  assert.match(talk.received, /urn:tendril:problem:bad-url.*percent-encode them/);
});
