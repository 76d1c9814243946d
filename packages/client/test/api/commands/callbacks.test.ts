// The callback form of commands: where it may stand, when it is called and with what.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { Record } from '../../../src/model/record.ts';
import { status } from '../../../src/model/status.ts';
import { called, connectedClient } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');

test('the callback may stand in the place of any optional argument', async (t) => {
  const { client, link } = await connectedClient(t);
  const quick = { totalTimeout: 77 };
  const calls: [string, unknown[], string][] = [
    ['get', [key], 'get'],
    ['get', [key, quick], 'get'],
    ['select', [key, ['a']], 'select'],
    ['select', [key, ['a'], quick], 'select'],
    ['existsWithMetadata', [key, quick], 'exists'],
    ['put', [key, { a: 1 }], 'put'],
    ['put', [key, { a: 1 }, { ttl: 5 }], 'put'],
    ['put', [key, { a: 1 }, { ttl: 5 }, quick], 'put'],
    ['remove', [key, quick], 'remove'],
    ['operate', [key, [operations.read('a')]], 'operate'],
    ['operate', [key, [operations.read('a')], null], 'operate'],
    ['operate', [key, [operations.read('a')], {}, quick], 'operate'],
    ['append', [key, { a: 'x' }], 'operate'],
    ['add', [key, { a: 1 }, {}, quick], 'operate'],
  ];
  for (const [method, args, command] of calls) {
    const [error, result] = await called(client, method, ...args);
    const run = link.runs.at(-1);
    deepStrictEqual([error, run?.command], [null, command], method);
    strictEqual(result === undefined, false, method);
    strictEqual(run?.policy.totalTimeout, args.includes(quick) ? 77 : 1_000, method);
  }
});

test('a callback is called after the command has returned, also for an error found at once', async (t) => {
  const { client } = await connectedClient(t);
  const order: string[] = [];
  const done = new Promise<void>((resolve) => {
    client.get(undefined as never, (error) => {
      order.push((error as AerospikeError).codeName);
      resolve();
    });
  });
  order.push('returned');
  await done;
  deepStrictEqual(order, ['returned', 'ERR_PARAM']);
});

test('the callback of a failed command gets the key or a record with nothing in it, too', async (t) => {
  const { client, link } = await connectedClient(t);
  const failure = AerospikeError.fromCode({ code: status.ERR_TIMEOUT });
  link.answer = () => failure;
  const nothing = new Record(key, undefined as never);
  const read = [operations.read('a')];
  for (const [expected, method, ...args] of [
    [nothing, 'get', key],
    [nothing, 'select', key, ['a']],
    [nothing, 'operate', key, read],
    [nothing, 'add', key, { a: 1 }],
    [key, 'put', key, { a: 1 }],
    [key, 'remove', key],
    [null, 'exists', key],
    [null, 'existsWithMetadata', key],
  ] as const) {
    deepStrictEqual(await called(client, method, ...args), [failure, expected], method);
  }
});

test('the callback of a command without key or connection gets the error alone', async (t) => {
  const { client } = await connectedClient(t);
  strictEqual((await called(client, 'get', undefined)).length, 1);
  client.close();
  strictEqual((await called(client, 'get', key)).length, 1);
});
