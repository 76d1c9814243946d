import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange } from './exchange.ts';
import { setup } from './harness.ts';

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
