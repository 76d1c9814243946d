// The commands on one record: what each hands down, under which policy, and what it resolves with.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { Bin } from '../../../src/model/bin.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { Key } from '../../../src/model/key.ts';
import { operations } from '../../../src/model/operations/scalar.ts';
import { policy } from '../../../src/model/policies/policy.ts';
import { Record } from '../../../src/model/record.ts';
import { status } from '../../../src/model/status.ts';
import { called, connectedClient } from '../fake-link.ts';

const key = new Key('test', 'demo', 'k');

const notFound = (): AerospikeError => AerospikeError.fromCode({ code: status.ERR_RECORD_NOT_FOUND });

test('get resolves with a Record that has the key it was given', async (t) => {
  const { client, link } = await connectedClient(t);
  const record = await client.get(key);
  strictEqual(record instanceof Record, true);
  strictEqual(record.key, key);
  deepStrictEqual([record.bins, record.ttl, record.gen], [{ a: 1 }, 10, 2]);
  deepStrictEqual([link.runs[0]?.command, link.runs[0]?.args], ['get', undefined]);
});

test('select hands down the bin names', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.select(key, ['a', 'b']);
  deepStrictEqual([link.runs[0]?.command, link.runs[0]?.args], ['select', ['a', 'b']]);
});

test('put resolves with the key, and hands down bins, lifetime and generation', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.put(key, { a: 1 }, { ttl: 60, gen: 3 }), key);
  deepStrictEqual(link.runs[0]?.args, { bins: { a: 1 }, ttl: 60, gen: 3 });
  await client.put(key, new Bin('b', 2));
  deepStrictEqual(link.runs[1]?.args, { bins: { b: 2 }, ttl: 0, gen: 0 });
  await client.put(key, { a: null }, { ttl: -3 });
  deepStrictEqual(link.runs[2]?.args, { bins: { a: null }, ttl: 0, gen: 0 });
});

test('remove resolves with the key', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.remove(key, new policy.RemovePolicy({ gen: 1, generation: 4 })), key);
  deepStrictEqual([link.runs[0]?.policy.gen, link.runs[0]?.policy.generation], [1, 4]);
});

test('exists is true or false, and fails only for other reasons than a missing record', async (t) => {
  const { client, link } = await connectedClient(t);
  strictEqual(await client.exists(key), true);
  link.answer = notFound;
  strictEqual(await client.exists(key), false);
  deepStrictEqual(await called(client, 'exists', key), [null, false]);
  link.answer = () => AerospikeError.fromCode({ code: status.ERR_TIMEOUT });
  await rejects(client.exists(key), { code: status.ERR_TIMEOUT });
});

test('existsWithMetadata has no bins, and no metadata for a missing record', async (t) => {
  const { client, link } = await connectedClient(t);
  const found = await client.existsWithMetadata(key);
  deepStrictEqual([found.key, found.bins, found.ttl, found.gen], [key, null, 10, 2]);
  link.answer = notFound;
  const missing = await client.existsWithMetadata(key);
  deepStrictEqual([missing.key, missing.bins, missing.ttl, missing.gen], [key, null, null, null]);
});

test('operate hands down the operations; the lifetime is that of the metadata, else of the touch', async (t) => {
  const { client, link } = await connectedClient(t);
  const list = [operations.incr('a', 1), operations.touch(50), operations.read('a')];
  const record = await client.operate(key, list);
  deepStrictEqual(record.bins, { a: 1 });
  deepStrictEqual(link.runs[0]?.args, { operations: list, ttl: 50, gen: 0, needs: undefined });
  await client.operate(key, list, { ttl: 70, gen: 1 });
  deepStrictEqual(link.runs[1]?.args, { operations: list, ttl: 70, gen: 1, needs: undefined });
});

test('add, incr, append and prepend are one operation for each bin', async (t) => {
  const { client, link } = await connectedClient(t);
  await client.add(key, { a: 1, b: 2 });
  await client.incr(key, { a: 1 });
  await client.append(key, { s: 'x' });
  await client.prepend(key, { s: 'y' }, { ttl: 5 });
  const listed = link.runs.map((run) => (run.args as { operations: object[] }).operations.map((o) => ({ ...o })));
  deepStrictEqual(listed, [
    [
      { op: 2, bin: 'a', value: 1 },
      { op: 2, bin: 'b', value: 2 },
    ],
    [{ op: 2, bin: 'a', value: 1 }],
    [{ op: 4, bin: 's', value: 'x' }],
    [{ op: 3, bin: 's', value: 'y' }],
  ]);
  strictEqual((link.runs.at(-1) as { args: { ttl: number } }).args.ttl, 5);
});

test('policies of the configuration stand in for missing ones', async (t) => {
  const { client, link } = await connectedClient(t, {
    policies: {
      read: { totalTimeout: 1 },
      write: { totalTimeout: 2 },
      remove: { maxRetries: 3 },
      operate: { maxRetries: 4 },
    },
  });
  await client.get(key);
  await client.put(key, { a: 1 });
  await client.remove(key);
  await client.operate(key, [operations.read('a')]);
  await client.get(key, { totalTimeout: 9 });
  const values = link.runs.map((run) => [run.policy.totalTimeout, run.policy.maxRetries]);
  deepStrictEqual(values, [
    [1, 2],
    [2, 0],
    [1_000, 3],
    [1_000, 4],
    [9, 2],
  ]);
});

test('the signal of a policy goes down with the command', async (t) => {
  const { client, link } = await connectedClient(t);
  const { signal } = new AbortController();
  await client.get(key, { signal });
  strictEqual(link.runs[0]?.signal, signal);
});

test('operations that only read are retried like a read, unless a policy says otherwise', async (t) => {
  const retries = async (operation: object, config: object, given?: object): Promise<number | undefined> => {
    const { client, link } = await connectedClient(t, { policies: { operate: config } });
    await client.operate(key, [operation as never], null, given);
    return link.runs[0]?.policy.maxRetries;
  };
  const read = operations.read('a');
  strictEqual(await retries(read, {}), 2);
  strictEqual(await retries(read, {}, { totalTimeout: 5 }), 2);
  strictEqual(await retries(read, { maxRetries: 0 }), 0);
  strictEqual(await retries(read, { maxRetries: 0 }, { maxRetries: 7 }), 7);
  strictEqual(await retries(operations.incr('a', 1), {}), 0);
});

test('without connections allowed every command fails at once', async (t) => {
  const { client } = await connectedClient(t, { maxConnsPerNode: 0 });
  await rejects(client.get(key), { code: status.ERR_NO_MORE_CONNECTIONS });
});
