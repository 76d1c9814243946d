// Records over HTTP. The bytes of the three exchanges on myTestKey are those of the vendor's documentation of the Node.js
// cluster module.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange } from './exchange.ts';
import { setup } from './harness.ts';
import { TestDouble } from './memory-store.ts';

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
  for (const none of ['"0"', '"65536"', '"99999"', '2', '"2'])
    assert.strictEqual(await put('{"a":3}', { 'if-match': none }), 400, none);
  assert.strictEqual(await put('{"a":3}', { 'if-match': '"65535"' }), 412);
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

test('If-Match takes the tag of either form of a record, If-None-Match that of the form asked for', async (t) => {
  const { app, store } = setup(t);
  Object.assign(store, {
    readParticles: async (key: string) => ({ bins: {}, generation: await store.readGeneration(key) }),
  });
  await exchange(app, { method: 'PUT', url: '/k', payload: '{"a":1}' });
  const plain = { accept: 'application/json' };
  const lossless = { accept: 'application/vnd.tendril.record+json' };
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await exchange(app, { url: '/k', headers })).statusCode;
  for (const form of [plain, lossless]) {
    for (const tag of ['"1"', '"1-lossless"']) assert.strictEqual(await status({ ...form, 'if-match': tag }), 200, tag);
    assert.strictEqual(await status({ ...form, 'if-match': '"2-lossless"' }), 412);
  }
  assert.strictEqual(await status({ ...plain, 'if-none-match': '"1"' }), 304);
  assert.strictEqual(await status({ ...plain, 'if-none-match': '"1-lossless"' }), 200);
  assert.strictEqual(await status({ ...lossless, 'if-none-match': '"1-lossless"' }), 304);
  assert.strictEqual(await status({ ...lossless, 'if-none-match': '"1"' }), 200);
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
