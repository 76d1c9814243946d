import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { createApp } from '../../src/http/app.ts';
import { MemoryStore } from './memory-store.ts';

const commands = tracingChannel('tendril:command');

/** What the store sees of the context of each request, where two are written at once and the second has to wait. */
async function contextsOf(t: TestContext): Promise<(string | undefined)[]> {
  const storage = new AsyncLocalStorage<string>();
  const store = new MemoryStore();
  const seen: (string | undefined)[] = [];
  const { write } = store;
  store.write = async (...args) => {
    seen.push(storage.getStore());
    await new Promise(setImmediate);
    return write.apply(store, args);
  };
  const app = createApp({ store, logger: pino({ level: 'silent' }), bodyLimitBytes: 1024 });
  t.after(() => app.close());
  // As instrumentations of node:http do it.
  const emit = app.emit as (event: string, ...args: unknown[]) => boolean;
  app.emit = (event: string, ...args: unknown[]): boolean => {
    const url = event === 'request' ? (args[0] as { url: string }).url : '';
    return storage.run(url, () => emit.call(app, event, ...args));
  };
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((app.address() as AddressInfo).port, '127.0.0.1');
  const put = (path: string): string => `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\n\r\n{"a":1}`;
  socket.write(put('/one') + put('/two'));
  let answers = '';
  for await (const chunk of socket) {
    answers += String(chunk);
    if (answers.split('HTTP/1.1 200').length === 3) break;
  }
  return seen;
}

test('with a subscriber, a request that waits is carried out in its own context', async (t) => {
  const handlers = { start: () => {} };
  commands.subscribe(handlers as never);
  t.after(() => commands.unsubscribe(handlers as never));
  assert.deepStrictEqual(await contextsOf(t), ['/one', '/two']);
});
