// Who is let in, and what everybody may ask for all the same.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AccessList } from '../../src/access/access-list.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { exchange } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';

const TOKEN = 'Bearer 0123456789abcdef';
const CHALLENGE = 'Basic realm="tendril-gateway", charset="UTF-8", Bearer realm="tendril-gateway"';
const log: object[] = [];
const page = (path: string, isOpen: boolean) => ({
  path,
  isOpen,
  read: () => ({ isServing: true, type: 'text/plain', text: path }),
});

function setup(t: TestContext, options: Partial<AppOptions> = {}) {
  const store = new MemoryStore();
  const app = createApp({
    store,
    logger: { error: (details) => log.push(details) },
    bodyLimitBytes: 1024,
    status: { path: '/status', read: () => ({ isServing: true, json: '{}' }) },
    pages: [page('/healthz', true), page('/metrics', false)],
    authorizer: new AccessList('token 0123456789abcdef\nuser ann:open-sesame'),
    ...options,
  });
  t.after(() => app.close());
  return { app, store };
}

test('without credentials, or with others, nothing is read or written, and the answer says what to show', async (t) => {
  const { app, store } = setup(t);
  for (const authorization of [undefined, 'Bearer s3cr3t-s3cr3t-s3cr3t', 'Basic czNjcjN0OnMzY3IzdA==', 'nonsense']) {
    const headers = authorization === undefined ? {} : { authorization };
    for (const [method, url] of [
      ['GET', '/key'],
      ['HEAD', '/key'],
      ['PUT', '/key'],
      ['POST', '/key'],
      ['DELETE', '/key'],
      ['GET', '/'],
      ['GET', '/status'],
      ['GET', '/metrics'],
      ['GET', '/%68ealthz'],
      ['TRACE', '/key'],
    ] as const) {
      const payload = method === 'PUT' || method === 'POST' ? '{"a":1}' : undefined;
      const answer = await exchange(app, { method, url, headers, ...(payload !== undefined && { payload }) });
      assert.deepStrictEqual([answer.statusCode, answer.headers['www-authenticate']], [401, CHALLENGE], method + url);
      if (method === 'HEAD') continue;
      assert.strictEqual(answer.json().type, 'urn:tendril:problem:unauthorized');
      assert.strictEqual(/s3cr3t|czNj/.test(answer.body), false);
    }
  }
  assert.deepStrictEqual([store.log, log], [[], []]);
  assert.strictEqual((await exchange(app, '/healthz')).body, '/healthz');
});

test('a token or a user lets in', async (t) => {
  const { app } = setup(t);
  const ann = `Basic ${Buffer.from('ann:open-sesame').toString('base64')}`;
  const put = { method: 'PUT', url: '/key', headers: { authorization: TOKEN }, payload: '{"a":1}' };
  assert.strictEqual((await exchange(app, put)).statusCode, 200);
  assert.strictEqual((await exchange(app, { url: '/key', headers: { authorization: ann } })).body, '{"a":1}');
  for (const url of ['/', '/status', '/metrics', '/healthz']) {
    assert.strictEqual((await exchange(app, { url, headers: { authorization: ann } })).statusCode, 200, url);
  }
});

test('a body that is refused anyway is not asked for', async (t) => {
  const { app } = setup(t);
  const headers = { expect: '100-continue', 'content-length': '7' };
  const answer = await exchange(app, { method: 'PUT', url: '/key', headers, payload: '{"a":1}' });
  assert.strictEqual(answer.statusCode, 401);
});

test('a page of an allowed origin may ask whether it may show credentials, without showing them', async (t) => {
  const origin = 'https://app.example.com';
  const headers = { origin, 'access-control-request-method': 'GET' };
  const ask = async (options: Partial<AppOptions>) => {
    const { app } = setup(t, { browsers: { allowedOrigins: [origin] }, ...options });
    return await exchange(app, { method: 'OPTIONS', url: '/key', headers });
  };
  const guarded = await ask({});
  assert.strictEqual(guarded.statusCode, 204);
  assert.match(guarded.headers['access-control-allow-headers'] as string, /, Authorization$/);
});
