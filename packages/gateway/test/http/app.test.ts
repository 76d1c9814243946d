// The HTTP contract over a store in memory. The bytes of the three exchanges on myTestKey are those of the vendor's
// documentation of the Node.js cluster module.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import type { StatusSource } from '../../src/http/status-route.ts';
import { StoreError } from '../../src/store/record-store.ts';
import { exchange, listening } from './exchange.ts';
import { MemoryStore, TestDouble } from './memory-store.ts';

interface Harness {
  readonly app: Server;
  readonly store: MemoryStore;
  readonly incoming: string[];
}

function setup(t: TestContext, bodyLimitBytes = 1024, status?: StatusSource): Harness {
  const store = new MemoryStore();
  const incoming: string[] = [];
  const app = createApp({
    store,
    logger: pino({ level: 'silent' }),
    bodyLimitBytes,
    ...(status !== undefined && { status }),
    onIncoming: (method, path) => incoming.push(`${method} ${path}`),
  });
  t.after(() => app.close());
  return { app, store, incoming };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const WRITTEN =
  '{"ns":"test","set":"demo","key":"myTestKey","digest":{"type":"Buffer","data":' +
  '[149,186,200,254,138,5,9,52,115,70,1,194,131,184,51,95,232,241,179,74]}}';

test('answers the three exchanges of the vendor page byte for byte', async (t) => {
  const { app } = setup(t);
  const absent = await exchange(app, { method: 'GET', url: '/myTestKey', headers: JSON_TYPE });
  assert.strictEqual(absent.statusCode, 404);

  const payload = '{"x": 1234, "y": "abcd"}';
  const written = await exchange(app, { method: 'POST', url: '/myTestKey', headers: JSON_TYPE, payload });
  assert.strictEqual(written.statusCode, 200);
  assert.strictEqual(written.headers['content-type'], 'application/json');
  assert.strictEqual(written.body, WRITTEN);

  const found = await exchange(app, { method: 'GET', url: '/myTestKey', headers: JSON_TYPE });
  assert.strictEqual(found.statusCode, 200);
  assert.strictEqual(found.headers['content-type'], 'application/json');
  assert.strictEqual(found.body, '{"x":1234,"y":"abcd"}');
});

test('reads any content type as JSON', async (t) => {
  const { app, store } = setup(t);
  for (const type of ['application/x-www-form-urlencoded', 'text/plain; charset=utf-8', 'image/png', 'nonsense', '']) {
    const headers = type === '' ? {} : { 'content-type': type };
    const response = await exchange(app, { method: 'POST', url: '/k', headers, payload: Buffer.from('{"t":1}') });
    assert.strictEqual(`${type}: ${response.statusCode}`, `${type}: 200`);
  }
  assert.strictEqual(store.writes.length, 5);
});

test('POST merges, PUT replaces, and null deletes a bin', async (t) => {
  const { app, store } = setup(t);
  await exchange(app, { method: 'POST', url: '/k', payload: '{"a":1,"b":2}' });
  await exchange(app, { method: 'POST', url: '/k', payload: '{"b":null,"c":3}' });
  assert.strictEqual((await exchange(app, '/k')).body, '{"a":1,"c":3}');
  await exchange(app, { method: 'PUT', url: '/k', payload: '{"d":4,"e":null}' });
  assert.strictEqual((await exchange(app, '/k')).body, '{"d":4}');
  assert.deepStrictEqual(
    store.writes.map(({ bins, mode }) => ({ bins, mode })),
    [
      { bins: { a: 1, b: 2 }, mode: 'merge' },
      { bins: { b: null, c: 3 }, mode: 'merge' },
      { bins: { d: 4 }, mode: 'replace' },
    ],
  );
  const empty = await exchange(app, { method: 'PUT', url: '/k', payload: '{"d":null}' });
  assert.strictEqual(empty.statusCode, 400);
  assert.strictEqual((await exchange(app, '/k')).body, '{"d":4}');
});

test('DELETE answers 204, then 404', async (t) => {
  const { app } = setup(t);
  await exchange(app, { method: 'POST', url: '/k', payload: '{"a":1}' });
  const removed = await exchange(app, { method: 'DELETE', url: '/k' });
  assert.strictEqual(removed.statusCode, 204);
  assert.strictEqual(removed.body, '');
  assert.strictEqual((await exchange(app, { method: 'DELETE', url: '/k', headers: JSON_TYPE })).statusCode, 404);
});

test('HEAD answers 200 with the entity tag or 404, never a body', async (t) => {
  const { app } = setup(t);
  const absent = await exchange(app, { method: 'HEAD', url: '/k' });
  assert.strictEqual(absent.statusCode, 404);
  assert.strictEqual(absent.body, '');
  await exchange(app, { method: 'POST', url: '/k', payload: '{"a":1}' });
  const present = await exchange(app, { method: 'HEAD', url: '/k' });
  assert.strictEqual(present.statusCode, 200);
  assert.strictEqual(present.headers.etag, '"1"');
  assert.strictEqual(present.body, '');
});

test('the generation is the entity tag and a precondition', async (t) => {
  const { app } = setup(t);
  const put = (payload: string, headers: Record<string, string>) =>
    exchange(app, { method: 'PUT', url: '/k', payload, headers }).then((response) => response.statusCode);
  assert.strictEqual(await put('{"a":1}', { 'if-match': '*' }), 412);
  assert.strictEqual(await put('{"a":1}', { 'if-none-match': '*' }), 200);
  assert.strictEqual(await put('{"a":1}', { 'if-none-match': '*' }), 412);
  assert.strictEqual(await put('{"a":2}', { 'if-match': '"1"' }), 200);
  assert.strictEqual(await put('{"a":3}', { 'if-match': '"1"' }), 412);
  assert.strictEqual(await put('{"a":3}', { 'if-match': '"1", "2"' }), 400);
  assert.strictEqual(await put('{"a":3}', { 'if-match': 'W/"2"' }), 400);
  const fresh = await exchange(app, { url: '/k', headers: { 'if-none-match': '"1"' } });
  assert.strictEqual(`${fresh.statusCode} ${fresh.headers.etag} ${fresh.body}`, '200 "2" {"a":2}');
  const same = await exchange(app, { url: '/k', headers: { 'if-none-match': 'W/"2"' } });
  assert.strictEqual(`${same.statusCode} ${same.body}`, '304 ');
  const remove = (headers: Record<string, string>) =>
    exchange(app, { method: 'DELETE', url: '/k', headers }).then((response) => response.statusCode);
  assert.strictEqual(await remove({ 'if-match': '"1"' }), 412);
  assert.strictEqual(await remove({ 'if-none-match': '*' }), 400);
  assert.strictEqual((await exchange(app, '/k')).body, '{"a":2}');
  assert.strictEqual(await remove({ 'if-match': '"2"' }), 204);
});

test('GET and HEAD heed both kinds of precondition', async (t) => {
  const { app } = setup(t);
  await exchange(app, { method: 'PUT', url: '/k', payload: '{"a":1}' });
  for (const method of ['GET', 'HEAD']) {
    const statuses: number[] = [];
    for (const headers of [
      { 'if-none-match': '"2", W/"1"' },
      { 'if-none-match': '"2", "W/1"' },
      { 'if-match': '"2", "1"' },
      { 'if-match': '*' },
      { 'if-match': '"2"' },
      { 'if-match': 'W/"1"' },
      { 'if-match': '"2"', 'if-none-match': '"1"' },
    ]) {
      statuses.push((await exchange(app, { method, url: '/k', headers })).statusCode);
    }
    assert.deepStrictEqual(statuses, [304, 200, 200, 200, 412, 412, 412], method);
  }
  assert.strictEqual((await exchange(app, { url: '/absent', headers: { 'if-match': '"1"' } })).statusCode, 404);
});

test('methods that have no meaning here are refused with the list of those that have', async (t) => {
  const { app } = setup(t);
  for (const method of ['PATCH', 'OPTIONS', 'TRACE'] as const) {
    const response = await exchange(app, { method: method as 'PATCH', url: '/k' });
    assert.strictEqual(response.statusCode, 405);
    assert.strictEqual(response.headers.allow, 'GET, HEAD, POST, PUT, DELETE');
    assert.strictEqual(response.headers['content-type'], 'application/problem+json');
  }
});

test('a fault is a problem document that says what and where', async (t) => {
  const { app, store } = setup(t);
  const response = await exchange(app, { method: 'POST', url: '/k?x=1', payload: '{"a": 1,\n "b": tru}' });
  assert.strictEqual(response.headers['content-type'], 'application/problem+json');
  assert.deepStrictEqual(response.json(), {
    type: 'urn:tendril:problem:body-not-json',
    title: 'The body is not valid JSON',
    status: 400,
    detail: "Object value expected after ':' at position 15 (line 2, column 7)",
    instance: '/k?x=1',
    position: 15,
    line: 2,
    column: 7,
  });

  store.failure = new StoreError(22, 'ERR_FAIL_FORBIDDEN', 'Operation not allowed at this time');
  const refused = await exchange(app, { method: 'POST', url: '/k', payload: '{"a":1}' });
  assert.deepStrictEqual(refused.json(), {
    type: 'urn:tendril:problem:database-error',
    title: 'The database answered with an error',
    status: 500,
    detail: 'Operation not allowed at this time',
    instance: '/k',
    code: 22,
    name: 'ERR_FAIL_FORBIDDEN',
  });
});

test('result codes become statuses', async (t) => {
  const { app, store } = setup(t);
  const statuses: Record<string, number> = {};
  for (const code of [1, 2, 3, 4, 5, 8, 9, 11, 13, 14, 18, 20, 80, -1, -8, -10, -14]) {
    store.failure = new StoreError(code, `CODE_${code}`, 'Failed', { inDoubt: code === 9 });
    const response = await exchange(app, { method: 'POST', url: '/k', payload: '{"a":1}' });
    statuses[code] = response.statusCode;
    assert.strictEqual(response.json().code, code);
    assert.strictEqual(response.json().inDoubt, code === 9 ? true : undefined);
    assert.strictEqual(response.headers['retry-after'], response.statusCode === 503 ? '1' : undefined);
  }
  assert.deepStrictEqual(statuses, {
    1: 500, 2: 404, 3: 412, 4: 400, 5: 412, 8: 503, 9: 503, 11: 503, 13: 413, 14: 503, 18: 503, 20: 500, 80: 500,
    '-1': 503, '-8': 503, '-10': 503, '-14': 503,
  }); // biome-ignore format: one table
});

test('an unexpected failure answers 500 and keeps its reason to itself', async (t) => {
  const { app, store } = setup(t);
  store.failure = new TypeError('secret');
  const response = await exchange(app, '/k');
  assert.strictEqual(response.statusCode, 500);
  assert.strictEqual(response.body.includes('secret'), false);
  for (const [method, inDoubt] of [
    ['GET', undefined],
    ['PUT', true],
    ['POST', true],
    ['DELETE', true],
  ] as const) {
    // biome-ignore format: one line
    const sent = { method, url: '/k', ...((method === 'PUT' || method === 'POST') && { payload: '{"a":1}' }) };
    assert.strictEqual((await exchange(app, sent)).json().inDoubt, inDoubt, method);
  }
});

test('nothing that is thrown while a request is answered ends the process or holds up the connection of another', async (t) => {
  const store = new MemoryStore();
  const broken = {
    error: () => {
      throw new Error('the log is full');
    },
  };
  const cases: Partial<AppOptions>[] = [
    { logger: broken },
    {
      status: {
        path: '/k',
        read: () => {
          throw new Error('no report');
        },
      },
      logger: broken,
    },
    {
      onIncoming: () => {
        throw new Error('no output');
      },
    },
    {
      store: {
        ...store,
        read: async () => ({ bins: { bad: { toJSON: () => assert.fail() } }, generation: 1 }),
      } as never,
    },
    { store: { ...store, read: async () => ({ bins: {}, generation: Symbol('3') as never }) } as never },
  ];
  for (const options of cases) {
    store.failure = new TypeError('secret');
    const app = createApp({ store, logger: { error: () => {} }, bodyLimitBytes: 1024, ...options });
    t.after(() => app.close());
    for (let count = 0; count < 2; count += 1) {
      const outcome = await exchange(app, '/k').then(
        ({ statusCode }) => statusCode,
        () => 'closed',
      );
      assert.match(String(outcome), /^(500|closed)$/);
    }
  }
});

test('bodies at the limit pass, one byte more is refused', async (t) => {
  const { app } = setup(t, 20);
  const ok = await exchange(app, { method: 'POST', url: '/k', payload: '{"a":"012345678901"}' });
  assert.strictEqual(ok.statusCode, 200);
  const large = await exchange(app, { method: 'POST', url: '/k', payload: '{"a":"0123456789012"}' });
  assert.strictEqual(large.statusCode, 413);
  assert.strictEqual(large.json().limit, 20);
});

test('an encoded body is refused', async (t) => {
  const { app } = setup(t);
  const headers = { 'content-encoding': 'gzip' };
  const response = await exchange(app, { method: 'POST', url: '/k', payload: 'x', headers });
  assert.strictEqual(`${response.statusCode} ${response.headers['accept-encoding']}`, '415 identity');
  for (const encoding of ['identity', 'Identity', '']) {
    const plain = { method: 'POST', url: '/k', payload: '{"a":1}', headers: { 'content-encoding': encoding } };
    assert.strictEqual((await exchange(app, plain)).statusCode, 200);
  }
});

test('the path is the key, slashes and escapes included', async (t) => {
  const { app, store, incoming } = setup(t);
  for (const url of ['/a/b//c/', '/a%2Fb', '/%D0%BA?q=1', `/${'x'.repeat(300)}`, '/;a;b', '/__proto__']) {
    assert.strictEqual((await exchange(app, { method: 'POST', url, payload: '{"a":1}' })).statusCode, 200);
  }
  assert.deepStrictEqual(
    store.writes.map(({ key }) => key),
    ['a/b//c/', 'a/b', 'к', 'x'.repeat(300), ';a;b', '__proto__'],
  );
  assert.strictEqual(incoming[2], 'POST /%D0%BA');
  for (const url of ['/%', '/%zz', '/a%ff', '/%4']) {
    const response = await exchange(app, { method: 'GET', url });
    assert.strictEqual(`${url} ${response.statusCode}`, `${url} 400`);
    assert.strictEqual(response.headers['content-type'], 'application/problem+json');
  }
});

test('at / a browser is told what this is, and so is everybody else', async (t) => {
  const status = { path: '/a"<b', read: () => ({ isServing: true, json: '{}' }) };
  const { app } = setup(t, 1024, status);
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
  for (const [accept, type] of [
    [browser, 'text/html; charset=utf-8'],
    ['TEXT/HTML', 'text/html; charset=utf-8'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/json, text/html;q=0.5', 'application/json'],
    ['text/html;q=0', 'application/json'],
    ['', 'application/json'],
  ] as const) {
    const page = await exchange(app, { url: '/?x', headers: accept === '' ? {} : { accept } });
    assert.deepStrictEqual([page.statusCode, page.headers['content-type'], page.headers.vary], [200, type, 'Accept']);
  }
  const page = await exchange(app, { url: '/', headers: { accept: browser } });
  assert.match(page.body, /<title>Tendril gateway<\/title>/);
  assert.match(page.body, /href="\/a&quot;&lt;b"/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  assert.strictEqual((await exchange(app, '/')).json().service, 'tendril-gateway');
  assert.strictEqual((await exchange(app, { method: 'HEAD', url: '/' })).statusCode, 200);
  for (const method of ['PUT', 'POST', 'DELETE']) {
    const refused = await exchange(app, { method, url: '/', ...(method !== 'DELETE' && { payload: '{"a":1}' }) });
    assert.strictEqual(`${refused.statusCode} ${refused.json().type}`, '400 urn:tendril:problem:empty-key');
  }
});

test('the status path answers with the report, and is no record', async (t) => {
  let isServing = true;
  const status = { path: '/status', read: () => ({ isServing, json: `{"isServing":${isServing}}` }) };
  const { app, store } = setup(t, 1024, status);
  for (const url of ['/status', '/status?verbose=1']) {
    const report = await exchange(app, url);
    assert.strictEqual(`${report.statusCode} ${report.body}`, '200 {"isServing":true}');
    assert.strictEqual(report.headers['content-type'], 'application/json');
    assert.strictEqual(report.headers['cache-control'], 'no-store');
  }
  isServing = false;
  const away = await exchange(app, { method: 'HEAD', url: '/status' });
  assert.strictEqual(`${away.statusCode} ${away.headers['retry-after']} ${away.body}`, '503 1 ');
  assert.strictEqual(away.headers['cache-control'], 'no-store');

  const refused = await exchange(app, { method: 'POST', url: '/status', payload: '{"a":1}' });
  assert.strictEqual(`${refused.statusCode} ${refused.headers.allow}`, '405 GET, HEAD');
  assert.match(String(refused.json().detail), /the record of this name is at \/%73tatus$/);
  for (const url of ['/%73tatus', '/status/', '/Status', '//status']) {
    assert.strictEqual((await exchange(app, { method: 'POST', url, payload: '{"a":1}' })).statusCode, 200);
    assert.strictEqual((await exchange(app, url)).body, '{"a":1}');
  }
  assert.deepStrictEqual(
    store.writes.map(({ key }) => key),
    ['status', 'status/', 'Status', '/status'],
  );
});

test('without a status path every path is a record', async (t) => {
  const { app } = setup(t);
  assert.strictEqual((await exchange(app, '/status')).statusCode, 404);
});

test('large integers, whole doubles and __proto__ arrive and return unharmed', async (t) => {
  const { app, store } = setup(t);
  const payload = '{"big":9223372036854775807,"neg":-9223372036854775808,"d":2.0,"e":-0,"m":{"__proto__":{"x":1}}}';
  assert.strictEqual((await exchange(app, { method: 'POST', url: '/k', payload })).statusCode, 200);
  const bins = store.writes[0]?.bins ?? {};
  assert.strictEqual(bins.big, 9223372036854775807n);
  assert.strictEqual(bins.neg, -9223372036854775808n);
  assert.strictEqual(bins.e, 0);
  assert.deepStrictEqual(bins.d, new TestDouble(2));
  assert.strictEqual(Object.getPrototypeOf(bins.m), Object.prototype);
  delete bins.d;
  store.records.set('k', { bins, generation: 1 });
  assert.strictEqual(
    (await exchange(app, '/k')).body,
    '{"big":9223372036854775807,"neg":-9223372036854775808,"e":0,"m":{"__proto__":{"x":1}}}',
  );
});

test('bytes that are not HTTP get a problem document and the connection ends', async (t) => {
  const { app } = setup(t);
  const port = await listening(app);
  for (const [sent, status] of [
    ['rubbish\r\n\r\n', '400'],
    [`GET /k HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, '431'],
    ['BREW /k HTTP/1.1\r\nhost: h\r\n\r\n', '400'],
  ] as const) {
    const socket = connect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    socket.write(sent);
    await once(socket, 'close');
    assert.strictEqual(text.split(' ')[1], status);
    assert.strictEqual(text.includes('application/problem+json'), true);
  }
});
