import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { dataSet } from '../../src/fluent/index.ts';
import { AerospikeError, status } from '../../src/public.ts';
import { ANN, fixture } from './helpers.ts';

const code = (expected: number) => (error: unknown) => error instanceof AerospikeError && error.code === expected;

test('a batch has the values of its chains, and settles each', async (t) => {
  const { db, users } = await fixture(t);
  const orders = dataSet<{ total: number }, number>('test', 'orders');
  await db.insert(users, 'ann', ANN);
  await db.insert(orders, 7, { total: 1 });
  const [name, order, isThere, gone] = await db.batch([
    db.get(users, 'ann').select('name'),
    db.update(orders, 7).change((one) => [one.total.add(5), one.total.read()]),
    db.exists(users, 'bob'),
    db.delete(users, 'bob'),
  ]);
  deepStrictEqual([name, order, isThere, gone], [{ name: 'Ann' }, { total: 6 }, false, false]);
  const [first, second] = await db.batch([db.insert(users, 'ann', ANN), db.exists(users, 'ann')]).settle();
  strictEqual(first.status === 'rejected' && code(status.ERR_RECORD_EXISTS)(first.reason), true);
  deepStrictEqual(second, { status: 'fulfilled', value: true });
  await rejects(db.batch([db.insert(users, 'ann', ANN)]).then(), code(status.ERR_RECORD_EXISTS));
});

test('a chain on several keys has a list in a batch, and settles each of them', async (t) => {
  const { db, users } = await fixture(t);
  await db.upsert(users, 'ann', { age: 1 });
  const [changed, there, none, last] = await db.batch([
    db.upsert(users, ['ann', 'bob']).change((user) => [user.age.add(1), user.age.read()]),
    db.get(users, ['ann', 'none', 'bob']).select('age'),
    db.get(users, [] as string[]),
    db.exists(users, 'bob'),
  ]);
  deepStrictEqual(
    [changed, there, none, last],
    [[{ age: 2 }, { age: 1 }], [{ age: 2 }, undefined, { age: 1 }], [], true],
  );
  const mixed = db.batch([db.insert(users, 'ann', ANN), db.update(users, ['bob', 'none'], { age: 5 })]);
  const [inserted, updated] = await mixed.settle();
  strictEqual(inserted.status, 'rejected');
  deepStrictEqual(
    updated.map((one) => one.status),
    ['fulfilled', 'rejected'],
  );
  await rejects(db.batch([db.update(users, ['bob', 'none'], { age: 5 })]).then(), code(status.ERR_RECORD_NOT_FOUND));
});

test('the same changes on several keys may be asked for without bins', async (t) => {
  const { db, users } = await fixture(t);
  const ids = ['a', 'b'];
  deepStrictEqual(await db.upsert(users, ids).change((user) => [user.age.set(7)]), [{}, {}]);
  deepStrictEqual(await db.get(users, ids), [{ age: 7 }, { age: 7 }]);
});

test('the rows of a chain say the same by the same objects, so that they travel as repeats', async (t) => {
  const { client, db, users } = await fixture(t);
  const sent: { policy?: unknown; bins?: unknown; ops?: unknown }[][] = [];
  const watched = client as unknown as { [name: string]: (rows: (typeof sent)[0], policy: object) => unknown };
  for (const name of ['batchRead', 'batchWrite']) {
    const send = watched[name];
    watched[name] = (rows, policy) => {
      sent.push(rows);
      return send?.call(client, rows, policy);
    };
  }
  const ids = ['a', 'b', 'c'];
  await db.upsert(users, ids, { age: 3 });
  await db.get(users, ids).select('age').where('$.age > 1');
  await db.batch([db.exists(users, ids), db.delete(users, ids)]);
  strictEqual(sent.length, 3);
  for (const [first, ...others] of [sent[0], sent[1], sent[2]?.slice(0, 3), sent[2]?.slice(3)] as (typeof sent)[0][]) {
    for (const { policy, bins, ops } of others) {
      strictEqual(policy === first?.policy && bins === first?.bins && ops === first?.ops, true);
    }
  }
});
