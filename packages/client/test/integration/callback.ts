// A command in its callback form as a promise, for tests that compare both forms.

import { strictEqual } from 'node:assert/strict';
import type { TypedCallback } from '../../src/index.ts';

/** Runs a command with a callback; the command itself has to return nothing and call back exactly once, later. */
export function callback<T>(run: (done: TypedCallback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    let calls = 0;
    let isLater = false;
    const returned = run((error, result) => {
      calls++;
      if (calls > 1 || !isLater) reject(new Error('called back twice, or before the command returned'));
      else if (error !== null) reject(error);
      else resolve(result as T);
    });
    isLater = true;
    strictEqual(returned, undefined);
  });
}
