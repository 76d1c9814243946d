// What is wrong with an argument of a command reaches the caller by the promise or the callback, and never the link.

import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { status } from '../../../src/model/status.ts';
import { Transaction } from '../../../src/model/transaction.ts';
import { called, connectedClient, type RecordedRun } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');
type Loose = { readonly [method: string]: (...args: unknown[]) => unknown };

test('a plain object with the fields of a key is a key', async (t) => {
  const { client, link } = await connectedClient(t);
  const plain = { ns: 'test', set: 'demo', key: 'k' };
  strictEqual((await client.get(plain)).key, plain);
  const { ns, set, key: userKey } = (link.runs[0] as RecordedRun).key as Key;
  deepStrictEqual({ ns, set, key: userKey }, plain);
  await client.get({ ns: 'test', set: '', key: 1 });
});

test('bad arguments reject with ERR_PARAM, reach the callback, and never the link', async (t) => {
  const { client, link } = await connectedClient(t);
  const cases: [string, unknown[], RegExp][] = [
    ['get', [undefined], /^Key must be an object$/],
    ['get', ['key'], /^Key must be an object$/],
    ['get', [null], /^Key must be an object$/],
    ['get', [{}], /^Key object invalid: Namespace must be/],
    ['get', [{ ns: 'test', key: {} }], /^Key object invalid: Invalid user key/],
    ['get', [{ ns: 'test' }], /^Key object invalid: Either key or digest/],
    ['get', [key, 5], /^Policy must be an object$/],
    ['get', [key, { totalTimeout: 'x' }], /^Policy object invalid: totalTimeout/],
    ['select', [key, 'a'], /^Bins must be an array/],
    ['select', [key, [5]], /^Bins array invalid/],
    ['select', [key, ['a'.repeat(16)]], /^Bins array invalid: Bin name length exceeded/],
    ['put', [key, undefined], /^Record must be an object$/],
    ['put', [key, 5], /^Record must be an object$/],
    ['put', [key, new Map([['a', 1]])], /^Record must be an object of bins, not a Map$/],
    ['put', [key, new Set(['a'])], /^Record must be an object of bins, not a Set$/],
    ['put', [key, { a: undefined }], /Bin value 'undefined' not supported: a$/],
    ['put', [key, { ['a'.repeat(16)]: 1 }], /^Record object invalid$/],
    ['put', [key, { éééééééé: 1 }], /^Record object invalid$/],
    ['put', [key, { a: 1 }, { ttl: Number.NaN }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { ttl: '60' }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { ttl: -4 }], /^Meta object invalid: ttl/],
    ['put', [key, { a: 1 }, { gen: 65_536 }], /^Meta object invalid: gen/],
    ['put', [key, { a: 1 }, 5], /^Metadata must be an object$/],
    ['operate', [key, operations.read('a')], /^Operations must be an array$/],
    ['operate', [key, []], /it is empty$/],
    ['operate', [key, [null]], /element 0 should be an operation, not null$/],
    ['operate', [key, [{ op: 1, bin: 5 }]], /element 0 should have the name of a bin, not 5$/],
    ['operate', [key, [{ op: 1 }]], /element 0 has no bin$/],
    [
      'operate',
      [key, [operations.read('a'), operations.incr('a', 'x')]],
      /element 1 should have a number for bin a, not text$/,
    ],
    ['operate', [key, [operations.append('a', 5)]], /element 0 should have text or bytes for bin a, not 5$/],
    ['operate', [key, [{ op: 9_999, bin: 'a' }]], /^Operations array invalid: /],
    ['add', [key, { a: null }], /should have a number for bin a, not null$/],
    ['prepend', [key, { a: 5 }], /should have text or bytes for bin a, not 5$/],
    ['append', [key, undefined], /^Record must be an object$/],
  ];
  for (const [method, args, message] of cases) {
    await rejects((client as unknown as Loose)[method]?.(...args) as Promise<unknown>, (error: unknown) => {
      strictEqual(error instanceof AerospikeError && error.code, status.ERR_PARAM, method);
      match((error as Error).message, message);
      return true;
    });
    const [error] = await called(client, method, ...args);
    match((error as Error).message, message);
  }
  deepStrictEqual(link.runs, []);
});

test('the cause of a refused bin says which one it is', async (t) => {
  const { client } = await connectedClient(t);
  await rejects(client.put(key, { abcdefghijklmnop: 1 }), ({ cause }: Error) => {
    strictEqual((cause as Error).message, 'Bin name length exceeded (max. 15): abcdefghijklmnop');
    return true;
  });
});

test('select asks for no bin with an empty name', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.select(key, ['', 'a', '']);
  await client.select(key, ['']);
  deepStrictEqual(
    link.runs.map((run) => run.args),
    [['a'], []],
  );
});

test('what is no transaction is refused as one', async (t) => {
  const { client } = await connectedClient(t);
  const message = 'Policy object invalid: txn should be a Transaction';
  for (const txn of [{}, Object.create(Transaction.prototype)]) {
    await rejects(client.get(key, { txn }), { code: status.ERR_PARAM, message });
    await rejects(client.batchGet([key], { txn }), { code: status.ERR_PARAM, message });
  }
});

test('a signal that is none is refused, and null stands for none', async (t) => {
  const { client, link } = await connectedClient(t);
  for (const signal of [{}, 'abort', { aborted: false }]) {
    await rejects(client.get(key, { signal: signal as unknown as AbortSignal }), { code: status.ERR_PARAM });
  }
  strictEqual(link.runs.length, 0);
  await client.get(key, { signal: null as unknown as undefined });
  strictEqual(link.runs.length, 1);
});
