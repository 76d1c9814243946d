// Commands on one record that nobody awaits take effect in the order of the calls, on the embedded server.

import { deepStrictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { batchType, type Client, Key, operations } from '../../src/index.ts';
import { connectClient, NAMESPACE, startServer } from './topologies.ts';

const ROUNDS = 200;

type Sequence = (client: Client, key: Key) => Promise<unknown>;

const puts = (client: Client, key: Key, count: number): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, n) => client.put(key, { n })));

const batchOfOne = (client: Client, key: Key, n: number): Promise<unknown> =>
  client.batchWrite([{ type: batchType.BATCH_WRITE, key, ops: [operations.write('n', n)] }]);

const SEQUENCES: { readonly [name: string]: readonly [sequence: Sequence, expected: unknown] } = {
  'two puts': [(client, key) => puts(client, key, 2), 1],
  'five puts': [(client, key) => puts(client, key, 5), 4],
  'twenty puts': [(client, key) => puts(client, key, 20), 19],
  'five puts, one each turn of the event loop': [
    async (client, key) => {
      const under: Promise<unknown>[] = [];
      for (let n = 0; n < 5; n++) {
        under.push(client.put(key, { n }));
        await new Promise(setImmediate);
      }
      return Promise.all(under);
    },
    4,
  ],
  'put and remove': [(client, key) => Promise.all([client.put(key, { n: 1 }), client.remove(key)]), 'none'],
  'remove and put': [
    async (client, key) => {
      await client.put(key, { n: 0 });
      return Promise.all([client.remove(key), client.put(key, { n: 1 })]);
    },
    1,
  ],
  appends: [(client, key) => Promise.all(['a', 'b', 'c', 'd'].map((n) => client.append(key, { n }))), 'abcd'],
  'three puts with callbacks': [
    (client, key) =>
      new Promise<void>((resolve) => {
        let left = 3;
        for (let n = 0; n < 3; n++) client.put(key, { n }, () => --left === 0 && resolve());
      }),
    2,
  ],
  'put, batch of one record, put': [
    (client, key) => Promise.all([client.put(key, { n: 0 }), batchOfOne(client, key, 1), client.put(key, { n: 2 })]),
    2,
  ],
  'batches of one record': [(client, key) => Promise.all([0, 1, 2, 3].map((n) => batchOfOne(client, key, n))), 3],
  'put, operate, batch that removes it': [
    (client, key) =>
      Promise.all([
        client.put(key, { n: 0 }),
        client.operate(key, [operations.incr('n', 1)]),
        client.batchRemove([key]),
      ]),
    'none',
  ],
  'many gets, a put, many gets': [
    async (client, key) => {
      await client.put(key, { n: 'old' });
      const before = Array.from({ length: 6 }, () => client.get(key));
      const put = client.put(key, { n: 'new' });
      const after = Array.from({ length: 6 }, () => client.get(key));
      await put;
      const seen = await Promise.all([...before, ...after].map(async (got) => (await got).bins.n));
      deepStrictEqual(seen, [...new Array(6).fill('old'), ...new Array(6).fill('new')]);
    },
    'new',
  ],
};

for (const [configuration, options] of [
  ['the default configuration', {}],
  ['one connection', { maxConnsPerNode: 1 }],
] as const) {
  test(`unawaited commands on one record keep their order with ${configuration}`, async (t) => {
    const server = await startServer(t, 1);
    const client = await connectClient(t, { hosts: server.hosts, ...options });
    for (const [name, [sequence, expected]] of Object.entries(SEQUENCES)) {
      const tally = new Map<unknown, number>();
      for (let i = 0; i < ROUNDS; i++) {
        const key = new Key(NAMESPACE, 'order', `${name} ${i}`);
        await sequence(client, key);
        const value = await client.get(key).then(
          ({ bins }) => bins.n,
          () => 'none',
        );
        tally.set(value, (tally.get(value) ?? 0) + 1);
      }
      deepStrictEqual([name, ...tally], [name, [expected, ROUNDS]]);
    }
  });
}
