// What the application does with requests that cannot be carried out: methods, bodies, encodings and bytes that it does
// not take, faults of the store and of its own code.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { StoreError } from '../../src/store/record-store.ts';
import { exchange, listening } from './exchange.ts';
import { setup } from './harness.ts';
import { MemoryStore } from './memory-store.ts';

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
