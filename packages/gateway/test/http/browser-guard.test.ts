// What web pages may do through a browser. Headers as browsers send them: Fetch Metadata (W3C), Fetch (WHATWG).
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createApp } from '../../src/http/app.ts';
import type { BrowserGuardOptions } from '../../src/http/browser-guard.ts';
import { exchange, listening } from './exchange.ts';
import { MemoryStore } from './memory-store.ts';
import { Talk } from './raw-talk.ts';

function setup(t: TestContext, browsers: Partial<BrowserGuardOptions> = {}): { app: Server; store: MemoryStore } {
  const store = new MemoryStore();
  const app = createApp({ store, logger: console, bodyLimitBytes: 1024, browsers });
  t.after(() => app.close());
  return { app, store };
}

const PAGE = 'https://page.example';

async function statusFor(app: Server, method: string, headers: Record<string, string>): Promise<number> {
  const payload = method === 'POST' || method === 'PUT' ? '{"n":1}' : undefined;
  return (await exchange(app, { method, url: '/k', headers, ...(payload && { payload }) })).statusCode;
}

test('a name that a page of the web may have is not served, whatever the method', async (t) => {
  const { app, store } = setup(t, { host: '127.0.0.1' });
  for (const host of [
    'evil.example',
    'evil.example:8000',
    'EVIL.example.',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'gateway.local',
  ]) {
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS']) {
      assert.strictEqual(await statusFor(app, method, { host }), 421, `${method} ${host}`);
      const sameOrigin = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      assert.strictEqual(await statusFor(app, method, sameOrigin), 421, `${method} ${host}`);
    }
  }
  for (const target of ['http://evil.example/k', 'HTTP://evil.example:8000/status?q']) {
    const talk = new Talk(t, await listening(app));
    talk.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    assert.deepStrictEqual(await talk.ended(), ['421']);
  }
  for (const target of ['http:///k', 'http://:80/k', 'http://user@localhost/k', 'http://localhost@evil.example/k']) {
    const talk = new Talk(t, await listening(app));
    talk.socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    assert.deepStrictEqual(await talk.ended(), ['400'], target);
    assert.match(talk.received, /The authority of the target is not a host/);
  }
  for (const host of ['a b', 'a/b', 'user@localhost', 'a,b', '[::1', 'localhost:x']) {
    assert.strictEqual(await statusFor(app, 'GET', { host }), 400, host);
  }
  assert.deepStrictEqual(store.log, []);
});

test('addresses, local names and the names given are served', async (t) => {
  const local = [
    'localhost',
    'LOCALHOST:8000',
    'localhost.',
    'my.localhost',
    '127.0.0.1:80',
    '[::1]:80',
    '192.168.1.7',
    'gateway',
  ];
  const { app } = setup(t, { host: '127.0.0.1' });
  for (const host of local) assert.strictEqual(await statusFor(app, 'PUT', { host }), 200, host);
  const { app: open } = setup(t, { host: '0.0.0.0', allowedHosts: ['db.example.com', '.example.org'] });
  for (const host of [
    ...local,
    'gw.default.svc.cluster.local',
    'gw.internal',
    'db.example.com',
    'a.b.example.org:1',
    'example.org',
  ]) {
    assert.strictEqual(await statusFor(open, 'PUT', { host }), 200, host);
  }
  for (const host of ['a.db.example.com', 'badexample.org']) {
    assert.strictEqual(await statusFor(open, 'PUT', { host }), 421, host);
  }
  const { app: named } = setup(t, { host: 'gw.example.net' });
  assert.strictEqual(await statusFor(named, 'GET', { host: 'GW.example.net:8000' }), 404);
  const { app: any } = setup(t, { allowedHosts: ['*'] });
  assert.strictEqual(await statusFor(any, 'GET', { host: 'evil.example' }), 404);
});

test('pages of another origin write nothing', async (t) => {
  const { app, store } = setup(t);
  const host = '127.0.0.1:8000';
  for (const headers of [
    { host, origin: PAGE, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'content-type': 'text/plain' },
    { host, origin: PAGE, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'content-type': 'text/plain' },
    { host, origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { host, origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
    { host, origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    {
      host,
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': 'navigate',
      'content-type': 'application/x-www-form-urlencoded',
    },
    { host, origin: PAGE },
    { host, origin: 'null' },
    { host, origin: 'http://127.0.0.1' },
    {
      host,
      origin: `http://${host}`,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'no-cors',
      'content-type': 'text/plain;charset=UTF-8',
    },
    { host, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'content-type': 'Multipart/Form-Data; boundary=x' },
    { host, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' },
  ] as Record<string, string>[]) {
    // biome-ignore format: a line each
    for (const method of ['POST', 'PUT', 'DELETE']) {
      if (method === 'DELETE' && headers['sec-fetch-mode'] === 'navigate') continue;
      assert.strictEqual(await statusFor(app, method, headers), 403, `${method} ${JSON.stringify(headers)}`);
    }
  }
  assert.deepStrictEqual(store.log, []);
  assert.strictEqual(
    (await exchange(app, { method: 'OPTIONS', url: '/k', headers: { host, origin: PAGE } })).statusCode,
    405,
  );
});

test('pages of the own origin, and programs that are no browsers, notice nothing', async (t) => {
  const { app, store } = setup(t);
  const host = '127.0.0.1:8000';
  for (const headers of [
    {},
    { host, 'content-type': 'text/plain' },
    { host, 'content-type': 'application/x-www-form-urlencoded' },
    { host, origin: `http://${host}` },
    { host, origin: `https://${host}` },
    {
      host,
      origin: `https://${host}`,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'content-type': 'application/json',
    },
    { host, origin: 'https://public.name', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
    { host, 'sec-fetch-site': 'none', 'sec-fetch-mode': 'cors', 'content-type': 'application/json' },
  ] as Record<string, string>[]) {
    // biome-ignore format: a line each
    assert.strictEqual(await statusFor(app, 'POST', headers), 200, JSON.stringify(headers));
  }
  assert.strictEqual(store.writes.length, 8);
});

test('pages of an allowed origin read and write, others do not', async (t) => {
  const { app } = setup(t, { allowedOrigins: [PAGE] });
  const cors = { origin: PAGE, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
  const ask = { method: 'OPTIONS', url: '/k' };
  const asked = { 'access-control-request-method': 'PUT', 'access-control-request-private-network': 'true' };
  const preflight = await exchange(app, { ...ask, headers: { ...cors, ...asked } });
  assert.strictEqual(preflight.statusCode, 204);
  assert.strictEqual(preflight.headers['access-control-allow-origin'], PAGE);
  assert.strictEqual(preflight.headers['access-control-allow-methods'], 'GET, HEAD, POST, PUT, DELETE');
  assert.match(String(preflight.headers['access-control-allow-headers']), /Content-Type.*If-Match/);
  assert.strictEqual(preflight.headers['access-control-allow-private-network'], 'true');
  assert.strictEqual(preflight.headers.vary, 'Origin');
  const near = await exchange(app, {
    ...ask,
    headers: { ...cors, ...asked, 'access-control-request-private-network': 'false' },
  });
  assert.strictEqual(near.headers['access-control-allow-private-network'], undefined);
  const written = await exchange(app, { method: 'PUT', url: '/k', headers: cors, payload: '{"n":1}' });
  assert.strictEqual(`${written.statusCode} ${written.headers['access-control-allow-origin']}`, `200 ${PAGE}`);
  const failed = await exchange(app, { url: '/absent', headers: cors });
  assert.strictEqual(`${failed.statusCode} ${failed.headers['access-control-allow-origin']}`, `404 ${PAGE}`);
  assert.match(String(failed.headers['access-control-expose-headers']), /ETag/);

  const other = { ...cors, origin: 'https://other.example' };
  const refused = await exchange(app, { ...ask, headers: { ...other, ...asked } });
  assert.strictEqual(`${refused.statusCode} ${refused.headers['access-control-allow-origin']}`, '403 undefined');
  assert.strictEqual(await statusFor(app, 'PUT', other), 403);
  assert.strictEqual(await statusFor(app, 'PUT', { ...cors, origin: `${PAGE}:444` }), 403);
  const noCors = { ...cors, 'sec-fetch-mode': 'no-cors', 'content-type': 'text/plain' };
  assert.strictEqual(await statusFor(app, 'POST', noCors), 403);

  const { app: any } = setup(t, { allowedOrigins: ['*'] });
  const open = await exchange(any, { method: 'PUT', url: '/k', headers: cors, payload: '{"n":1}' });
  assert.strictEqual(`${open.statusCode} ${open.headers['access-control-allow-origin']}`, '200 *');
});

test('no answer may be taken for another type', async (t) => {
  const { app } = setup(t);
  for (const [method, url] of [
    ['GET', '/k'],
    ['GET', '/%'],
    ['PATCH', '/k'],
    ['PUT', '/k'],
    ['DELETE', '/k'],
  ]) {
    // biome-ignore format: one line
    const sent = { method: method as string, url: url as string, ...(method === 'PUT' && { payload: '{"n":1}' }) };
    const answer = await exchange(app, sent);
    assert.strictEqual(answer.headers['x-content-type-options'], 'nosniff', `${method} ${url}`);
  }
  const talk = new Talk(t, await listening(app));
  talk.socket.write('rubbish\r\n\r\n');
  await talk.ended();
  assert.match(talk.received, /^X-Content-Type-Options: nosniff\r$/m);
});
