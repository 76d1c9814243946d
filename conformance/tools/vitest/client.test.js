// The client under vitest: spies and fake timers.
import { createRequire } from 'node:module';
import { expect, test, vi } from 'vitest';

const A = createRequire(import.meta.url)(process.env.CLIENT);
const hosts = process.env.HOSTS;

test('spies on the module', async () => {
  const spy = vi.spyOn(A, 'connect').mockResolvedValue('mine');
  expect(await A.connect()).toBe('mine');
  spy.mockRestore();
});

test('fake timers', async () => {
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
      'nextTick',
      'queueMicrotask',
      'performance',
      'hrtime',
    ],
  });
  const client = await A.connect({ hosts });
  const key = new A.Key('test', 'tools', 'vitest');
  await client.put(key, { n: 1 });
  expect(await new Promise((resolve) => client.exists(key, (error, found) => resolve([error, found])))).toEqual([
    null,
    true,
  ]);
  client.close(false);
  vi.useRealTimers();
});
