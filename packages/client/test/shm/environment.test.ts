import { throws } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemEnvironment } from '../../src/shm/environment.ts';

/** The process as it would be elsewhere, until the test ends. */
function on(t: TestContext, name: 'arch' | 'platform', value: string): void {
  const own = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor;
  t.after(() => Object.defineProperty(process, name, own));
  Object.defineProperty(process, name, { ...own, value });
}

for (const [name, value] of [
  ['arch', 'ia32'],
  ['arch', 's390x'],
  ['platform', 'win32'],
] as const) {
  test(`memory is not shared on the ${name} ${value}`, (t) => {
    on(t, name, value);
    throws(systemEnvironment, {
      name: 'SharedMemoryUnavailable',
      message: new RegExp(`^Shared memory is not supported on .*${value}`),
    });
  });
}
