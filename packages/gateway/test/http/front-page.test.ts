import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange } from './exchange.ts';
import { setup } from './harness.ts';

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
