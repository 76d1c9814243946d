// Values of another realm: test runners and `vm` give programs globals of their own, so that `instanceof` says no to
// perfectly good bytes, maps and errors. What such programs write is stored like anybody's.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { AerospikeError, type Client, Key, operations, status } from '../../src/index.ts';
import { errorCode } from '../../src/shm/directory.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

interface Foreign {
  readonly bins: { readonly [name: string]: object };
  readonly key: { readonly ns: string; readonly set: string; readonly key: string };
  readonly names: string[];
  readonly policy: { readonly totalTimeout: number };
  readonly nested: ReadonlyMap<unknown, unknown>;
  readonly date: object;
  readonly set: object;
  readonly error: Error;
}

function foreignValues(): Foreign {
  return runInNewContext(`({
    bins: {
      bytes: new Uint8Array([1, 2]),
      list: [1, [new Uint8Array([3])], { deep: new Map([['k', 'v']]) }],
      object: { a: { b: [true] } },
      map: new Map([['x', 1], [2, new Uint8Array([4])]]),
    },
    key: { ns: '${NAMESPACE}', set: 'realms', key: 'plain' },
    names: ['list', 'object'],
    policy: { totalTimeout: 5000 },
    nested: new Map([['a', new Map()], [new Uint8Array([9]), 'bytes as key']]),
    date: new Date(0),
    set: new Set([1]),
    error: Object.assign(new Error('of another realm'), { code: 'EEXIST' }),
  })`) as Foreign;
}

const STORED = {
  bytes: Buffer.from([1, 2]),
  list: [1, [Buffer.from([3])], { deep: { k: 'v' } }],
  object: { a: { b: [true] } },
  map: { 2: Buffer.from([4]), x: 1 },
};

test('values, keys, policies and lists of another realm are taken like our own', async (t) => {
  const server = await startServer(t, 1);
  const client: Client = await connectClient(t, { hosts: server.hosts });
  const { bins, key, names, policy, nested } = foreignValues();
  strictEqual(bins.bytes instanceof Uint8Array, false);
  strictEqual(bins.map instanceof Map, false);

  await client.put(key, bins, { ttl: 0 }, policy);
  deepStrictEqual((await client.get(key, policy)).bins, STORED);
  deepStrictEqual((await client.select(key, names)).bins, { list: STORED.list, object: STORED.object });
  const foreignOperations = runInNewContext('[a, b]', { a: operations.write('n', nested), b: operations.read('n') });
  const { bins: read } = await client.operate(key, foreignOperations);
  strictEqual((read.n as { a: object }).a instanceof Object, true);
  deepStrictEqual(Object.keys(read.n as object), ['a', Buffer.from([9]).toString()]);
});

test('what is no value in our realm is none in another', async (t) => {
  const server = await startServer(t, 1);
  const client = await connectClient(t, { hosts: server.hosts });
  const { date, set } = foreignValues();
  for (const value of [date, set, [set], { date }]) {
    await rejects(client.put(new Key(NAMESPACE, 'realms', 'bad'), { value }), (error: unknown) => {
      strictEqual((error as AerospikeError).code, status.ERR_PARAM);
      return error instanceof AerospikeError;
    });
  }
});

test('the code of a system error is found although it is no Error of this realm', () => {
  const { error } = foreignValues();
  strictEqual(error instanceof Error, false);
  strictEqual(errorCode(error), 'EEXIST');
  deepStrictEqual([undefined, null, 'text', new Error('plain')].map(errorCode), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
