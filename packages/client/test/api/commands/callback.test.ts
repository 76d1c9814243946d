import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { callbackOf, deliver, optionalArgument } from '../../../src/api/commands/callback.ts';

const callback = (): void => {};

test('the callback is the first function among the optional arguments', () => {
  strictEqual(callbackOf(undefined), undefined);
  strictEqual(callbackOf(undefined, null, {}), undefined);
  strictEqual(callbackOf({}, callback), callback);
  strictEqual(
    callbackOf(callback, () => {}),
    callback,
  );
});

test('an optional argument is undefined where a callback stands in its place', () => {
  strictEqual(optionalArgument(callback), undefined);
  strictEqual(optionalArgument(null), null);
  strictEqual(optionalArgument(5), 5);
});

test('without callback the promise itself is the result', () => {
  const outcome = Promise.resolve(1);
  strictEqual(deliver(outcome, undefined), outcome);
});

test('a callback is called later, with null and the result, or with the error and what stands in for it', async () => {
  const calls: unknown[][] = [];
  const record = (...args: unknown[]): void => {
    calls.push(args);
  };
  const failure = new Error('no');
  strictEqual(deliver(Promise.resolve(1), record), undefined);
  deliver(Promise.reject(failure), record);
  deliver(Promise.reject(failure), record, () => null);
  deepStrictEqual(calls, []);
  await new Promise(setImmediate);
  deepStrictEqual(calls, [[null, 1], [failure], [failure, null]]);
});
