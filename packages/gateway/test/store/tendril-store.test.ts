// The real store: a tendril client over an embedded server in this process, behind the HTTP application.
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { type Client, connect, GeoJSON, Key } from 'tendril';
import { EmbeddedServer } from 'tendril-server';
import { createApp } from '../../src/http/app.ts';
import { TendrilStore } from '../../src/store/tendril-store.ts';
import { exchange } from '../http/exchange.ts';

async function setup(t: TestContext): Promise<{ app: Server; client: Client }> {
  const server = await EmbeddedServer.start({ port: 0 });
  t.after(() => server.stop());
  const client = await connect({ hosts: server.hosts });
  t.after(() => client.close());
  const store = new TendrilStore({ client: () => client, namespace: 'test', set: 'demo' });
  const app = createApp({ store, logger: pino({ level: 'silent' }), bodyLimitBytes: 4 * 1024 * 1024 });
  t.after(() => app.close());
  return { app, client };
}

test('every JSON value returns from the database as it was sent', async (t) => {
  const { app } = await setup(t);
  const body =
    '{"big":9223372036854775807,"neg":-9223372036854775808,"i":9007199254740993,"f":1.5,"s":"ключ \\u0000 😀","t":true,' +
    '"l":[1,null,false,{"__proto__":{"x":1}},[9007199254740993,0.1]],"m":{"":{"a":[]}},"__proto__":{"y":"z"}}';
  assert.strictEqual((await exchange(app, { method: 'POST', url: '/k', payload: body })).statusCode, 200);
  assert.strictEqual((await exchange(app, '/k')).body, body);
});

test('a whole number with a fraction is stored as a double', async (t) => {
  const { app, client } = await setup(t);
  await exchange(app, { method: 'POST', url: '/k', payload: '{"d":2.0,"i":2}' });
  const key = new Key('test', 'demo', 'k');
  // Adding a fraction works on a double only.
  await client.incr(key, { d: 0.5 });
  assert.strictEqual((await exchange(app, '/k')).body, '{"d":2.5,"i":2}');
  await assert.rejects(client.incr(key, { i: 0.5 }), { code: 12 });
});

test('negative zero returns with its sign', async (t) => {
  const { app } = await setup(t);
  const payload = '{"z":-0.0,"l":[-0.0,-0.0e3,0.0]}';
  assert.strictEqual((await exchange(app, { method: 'PUT', url: '/k', payload })).statusCode, 200);
  assert.strictEqual((await exchange(app, '/k')).body, '{"z":-0.0,"l":[-0.0,-0.0,0]}');
});

test('values of other clients are rendered', async (t) => {
  const { app, client } = await setup(t);
  await client.put(new Key('test', 'demo', 'k'), {
    bytes: Buffer.from([1, 255]),
    geo: new GeoJSON({ type: 'Point', coordinates: [1.5, 2] }),
    map: new Map([['a', new Map([['b', 2n ** 62n]])]]),
  });
  assert.strictEqual(
    (await exchange(app, '/k')).body,
    '{"bytes":{"type":"Buffer","data":[1,255]},"geo":"{\\"type\\":\\"Point\\",\\"coordinates\\":[1.5,2]}",' +
      '"map":{"a":{"b":4611686018427387904}}}',
  );
});

test('POST merges, null deletes a bin, PUT replaces, DELETE removes', async (t) => {
  const { app } = await setup(t);
  const send = (method: 'POST' | 'PUT', payload: string) => exchange(app, { method, url: '/k', payload });
  await send('POST', '{"a":1,"b":2}');
  await send('POST', '{"b":null,"c":3}');
  assert.strictEqual((await exchange(app, '/k')).body, '{"a":1,"c":3}');
  await send('PUT', '{"d":4}');
  assert.strictEqual((await exchange(app, '/k')).body, '{"d":4}');
  assert.strictEqual((await exchange(app, { method: 'DELETE', url: '/k' })).statusCode, 204);
  assert.strictEqual((await exchange(app, { method: 'DELETE', url: '/k' })).statusCode, 404);
  assert.strictEqual((await exchange(app, { method: 'HEAD', url: '/k' })).statusCode, 404);
});

test('preconditions are checked by the database', async (t) => {
  const { app } = await setup(t);
  const send = async (method: 'POST' | 'PUT' | 'DELETE', headers: Record<string, string>): Promise<number> =>
    (await exchange(app, { method, url: '/k', headers, ...(method === 'DELETE' ? {} : { payload: '{"a":1}' }) }))
      .statusCode;
  assert.strictEqual(await send('POST', { 'if-match': '*' }), 412);
  assert.strictEqual(await send('PUT', { 'if-match': '*' }), 412);
  assert.strictEqual(await send('PUT', { 'if-match': '"1"' }), 412);
  assert.strictEqual(await send('POST', { 'if-none-match': '*' }), 200);
  assert.strictEqual(await send('PUT', { 'if-none-match': '*' }), 412);
  assert.strictEqual(await send('PUT', { 'if-match': '*' }), 200);
  assert.strictEqual(await send('PUT', { 'if-match': '"1"' }), 412);
  assert.strictEqual(await send('POST', { 'if-match': '"2"' }), 200);
  assert.strictEqual((await exchange(app, { method: 'HEAD', url: '/k' })).headers.etag, '"3"');
  assert.strictEqual(await send('DELETE', { 'if-match': '"2"' }), 412);
  assert.strictEqual(await send('DELETE', { 'if-match': '"3"' }), 204);
});

test('failures of the database carry code and name', async (t) => {
  const { app } = await setup(t);
  const absent = await exchange(app, '/a%2Fb');
  assert.deepStrictEqual(absent.json(), {
    type: 'urn:tendril:problem:record-not-found',
    title: 'There is no such record',
    status: 404,
    detail: 'There is no record "a/b" in set demo of namespace test',
    instance: '/a%2Fb',
    code: 2,
    name: 'ERR_RECORD_NOT_FOUND',
  });
  const payload = JSON.stringify({ b: 'x'.repeat(1024 * 1024) });
  const big = await exchange(app, { method: 'POST', url: '/big', payload });
  assert.strictEqual(`${big.statusCode} ${big.json().name}`, '413 ERR_RECORD_TOO_BIG');
});

test('a closed client is a 503, not a crash', async (t) => {
  const { app, client } = await setup(t);
  client.close();
  assert.strictEqual((await exchange(app, '/k')).statusCode, 503);
});

test('the lossless form is read and written on request, and changes nothing on the way', async (t) => {
  const { app, client } = await setup(t);
  const type = 'application/vnd.tendril.record+json';
  const payload =
    '{"i":1,"big":9223372036854775807,"d":2.0,"nz":-0.0,"nan":{"$double":"NaN","$bits":"7ff8000000000000"},' +
    '"geo":{"$geojson":"{\\"type\\": \\"Point\\", \\"coordinates\\": [1.5, 2]}"},"bytes":{"$bytes":"Af8="},' +
    '"hll":{"$hll":"AAQAAAAAAAAAAAAAAAAAQIAAMIAAAAA="},"t":true,"l":[1.0,{"x":[2.0,null]},{"$bytes":"AA=="}],' +
    '"ol":{"$list":[1,2,"a"],"$order":1},"m":{"$map":[[1,false],["a",null]],"$order":1},"e":{}}';
  const headers = { 'content-type': type };
  assert.strictEqual((await exchange(app, { method: 'PUT', url: '/k', headers, payload })).statusCode, 200);
  const accepted = { accept: `${type}, application/json;q=0.9` };
  const read = await exchange(app, { url: '/k', headers: accepted });
  assert.deepStrictEqual([read.headers['content-type'], read.headers.vary], [type, 'Accept']);
  assert.strictEqual(read.body, payload);
  const again = { 'content-type': `${type.toUpperCase()}; charset=utf-8`, 'if-match': String(read.headers.etag) };
  const written = await exchange(app, { method: 'PUT', url: '/k', headers: again, payload: read.body });
  assert.strictEqual(written.statusCode, 200);
  assert.strictEqual((await exchange(app, { url: '/k', headers: accepted })).body, payload);
  // The forms of one version are told apart by a cache.
  const matched = async (accept: string, tag: string) =>
    (await exchange(app, { url: '/k', headers: { accept, 'if-none-match': tag } })).statusCode;
  assert.deepStrictEqual(
    [await matched(type, '"2-lossless"'), await matched(type, '"2"'), await matched('*/*', '"2-lossless"')],
    [304, 200, 200],
  );
  // Adding a fraction works on a double only.
  await client.incr(new Key('test', 'demo', 'k'), { d: 0.5 });

  for (const accept of ['*/*', 'application/json', `${type};q=0`, `${type};q=0.1, application/json`]) {
    const plain = await exchange(app, { url: '/k', headers: { accept } });
    assert.strictEqual(plain.headers['content-type'], 'application/json', accept);
    assert.match(String(plain.headers.etag), /^"\d+"$/);
  }
  const merged = await exchange(app, { method: 'POST', url: '/k', headers, payload: '{"nan":null,"m":{"a":1.0}}' });
  assert.strictEqual(merged.statusCode, 200);
  const { body } = await exchange(app, { url: '/k', headers: { accept: type } });
  assert.match(body, /"m":\{"a":1\.0\}/);
  assert.strictEqual(body.includes('nan'), false);
  assert.strictEqual((await exchange(app, { url: '/absent', headers: { accept: type } })).statusCode, 404);
});
