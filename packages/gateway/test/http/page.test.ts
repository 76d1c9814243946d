import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { createApp } from '../../src/http/app.ts';
import type { PageText } from '../../src/http/page.ts';
import { exchange } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';

test('a page answers at its path, and the record of that name at another spelling', async (t) => {
  let page: PageText | Promise<PageText> = { isServing: true, type: 'text/plain; charset=utf-8', text: 'ok\n' };
  const app = createApp({
    store: new MemoryStore(),
    logger: pino({ level: 'silent' }),
    bodyLimitBytes: 1024,
    pages: [{ path: '/healthz', read: () => page }],
  });
  t.after(() => app.close());
  const ask = (method: 'GET' | 'HEAD' | 'PUT' | 'POST', url: string) =>
    exchange(app, { method, url, payload: '{"a":1}' });
  const well = await exchange(app, { method: 'GET', url: '/healthz?x=1' });
  assert.deepStrictEqual([well.statusCode, well.body], [200, 'ok\n']);
  assert.deepStrictEqual(
    [well.headers['content-type'], well.headers['cache-control']],
    ['text/plain; charset=utf-8', 'no-store'],
  );
  const refused = await ask('PUT', '/healthz');
  assert.deepStrictEqual([refused.statusCode, refused.headers.allow], [405, 'GET, HEAD']);
  assert.match(refused.body, /%68ealthz/);
  assert.strictEqual((await ask('POST', '/%68ealthz')).statusCode, 200);
  page = Promise.resolve({ isServing: false, type: 'text/plain', text: 'no\n' });
  const ill = await exchange(app, { method: 'GET', url: '/healthz' });
  assert.deepStrictEqual([ill.statusCode, ill.body, ill.headers['retry-after']], [503, 'no\n', '1']);
});
