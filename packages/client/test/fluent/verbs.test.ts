import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { ael, dataSet } from '../../src/fluent/index.ts';
import { AerospikeError, lists, maps, status, ttl } from '../../src/public.ts';
import { ANN, fixture } from './helpers.ts';

const code = (expected: number) => (error: unknown) => error instanceof AerospikeError && error.code === expected;

test('insert creates, and refuses where there is a record', async (t) => {
  const { db, users } = await fixture(t);
  strictEqual(await db.insert(users, 'ann', { ...ANN, email: undefined as never }), undefined);
  deepStrictEqual(await db.get(users, 'ann'), ANN);
  await rejects(db.insert(users, 'ann', ANN).then(), code(status.ERR_RECORD_EXISTS));
});

test('upsert leaves other bins, replace does not, update demands a record', async (t) => {
  const { db, users } = await fixture(t);
  await rejects(db.update(users, 'ann', { age: 1 }).then(), code(status.ERR_RECORD_NOT_FOUND));
  await db.upsert(users, 'ann', { age: 1, name: 'A' });
  await db.update(users, 'ann', { age: 2 });
  deepStrictEqual(await db.get(users, 'ann').select('age', 'name'), { age: 2, name: 'A' });
  await db.replace(users, 'ann', ANN);
  await db.replace(users, 'ann', { age: 3 } as typeof ANN);
  deepStrictEqual(await db.get(users, 'ann'), { age: 3 });
});

test('a record that is missing, or of which the condition does not hold, is undefined', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  strictEqual(await db.get(users, 'bob'), undefined);
  strictEqual(await db.get(users, 'ann').where('$.age > 40'), undefined);
  await rejects(db.get(users, 'bob').orThrow().then(), code(status.ERR_RECORD_NOT_FOUND));
  await rejects(db.get(users, 'ann').where('$.age > 40').orThrow().then(), code(status.FILTERED_OUT));
  await rejects(db.update(users, 'ann', { age: 1 }).where('$.age > 40').then(), code(status.FILTERED_OUT));
  deepStrictEqual(await db.exists(users, ['ann', 'bob']), [true, false]);
  strictEqual(await db.exists(users, 'ann').where('$.age > 40'), false);
  strictEqual(await db.delete(users, 'ann').where('$.age > 40'), false);
  strictEqual(await db.touch(users, 'bob'), false);
  deepStrictEqual(await db.delete(users, ['ann', 'bob']), [true, false]);
});

test('metadata has the id, the generation and the lifetime, which follows from the data set or the command', async (t) => {
  const { db } = await fixture(t);
  const notes = dataSet<{ text: string }, number>('test', 'notes', { expiresIn: '2h' });
  await db.insert(notes, 7, { text: 'a' });
  await db.insert(notes, 8, { text: 'b' }).expiresIn('never');
  const [short, lasting] = await db.get(notes, [7, 8]).withMetadata().orThrow();
  deepStrictEqual([short?.id, short?.bins, short?.generation], [7, { text: 'a' }, 1]);
  strictEqual(Math.abs((short?.ttl ?? 0) - 7200) <= 1, true);
  strictEqual(lasting?.ttl, ttl.NEVER_EXPIRE);
  await db.touch(notes, 8).expiresIn({ minutes: 1 });
  strictEqual(((await db.get(notes, 8).withMetadata().orThrow()).ttl ?? 0) <= 60, true);
});

test('a key that is none rejects, and settles', async (t) => {
  const { db, users } = await fixture(t);
  for (const id of [1.5, '', null, {}]) {
    await rejects(db.get(users, id as string).then(), TypeError);
    strictEqual((await db.get(users, id as string).settle()).status, 'rejected');
  }
});

test('what is wrong with one key or what is given for it settles for it alone; the others are sent', async (t) => {
  const { client, db, users } = await fixture(t);
  const statuses = (all: readonly PromiseSettledResult<unknown>[]) => all.map((one) => one.status);
  const some = db.upsert(users, [
    { id: 'ann', bins: { age: 1 } },
    { id: '', bins: { age: 2 } },
    { id: 'cid', bins: {} },
    { id: 'dan', bins: { age: 4 } },
  ]);
  deepStrictEqual(statuses(await some.settle()), ['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  deepStrictEqual(await db.exists(users, ['ann', 'cid', 'dan']), [true, false, true]);
  const [one, both] = await db.batch([db.get(users, ''), db.get(users, ['', 'ann'])]).settle();
  deepStrictEqual([one.status, statuses(both)], ['rejected', ['rejected', 'fulfilled']]);
  await rejects(db.batch([db.upsert(users, 'eva', { age: 5 }), db.get(users, '')]).then(), TypeError);
  strictEqual(await db.exists(users, 'eva'), false);
  client.close();
  deepStrictEqual(statuses(await db.get(users, ['ann', 'bob']).settle()), ['rejected', 'rejected']);
});

test('anything but a data set or a list, and a write of nothing, are refused with what would be right', async (t) => {
  const { db, users } = await fixture(t);
  const refused = (outcome: PromiseLike<unknown>, message: RegExp) =>
    rejects(Promise.resolve(outcome), (error: unknown) => code(status.ERR_PARAM)(error) && message.test(String(error)));
  for (const set of ['users', undefined, {}]) {
    const none = set as unknown as typeof users;
    for (const chain of [
      db.get(none, 'a'),
      db.touch(none, 'a'),
      db.upsert(none, 'a', { age: 1 }),
      db.get(none, ['a']),
    ]) {
      await refused(chain, /expected what dataSet\(namespace, set\) returns/);
    }
    await refused(db.query(none).toArray(), /expected what dataSet\(namespace, set\) returns/);
  }
  const nothing = [
    db.upsert(users, 'a'),
    db.upsert(users, ['a']),
    db.insert(users, 'a', {} as never),
    db.update(users, 'a').change(() => []),
  ];
  for (const chain of nothing) await refused(chain, /neither bins nor changes/);
  await refused(db.batch(db.get(users, 'a') as never), /batch has no list/);
  await refused(db.batch([db.query(users) as never]), /element 0 of a batch/);
  throws(() => db.get(users, 'a').select(), code(status.ERR_PARAM));
  throws(() => db.get(users, 'a').compute(() => ({ age: '$.age' as never })), /expected what typed bins make/);
  throws(() => db.update(users, 'a').change((user) => user.age.add(1) as never), /change returned no list/);
});

test('of several conditions all must hold', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  strictEqual(
    await db
      .exists(users, 'ann')
      .where('$.age > 1')
      .where((user) => user.age.lt(20)),
    false,
  );
  strictEqual(
    await db
      .exists(users, 'ann')
      .where('$.age > 1')
      .where((user) => user.age.lt(50)),
    true,
  );
  strictEqual(
    await db
      .query(users)
      .where((user) => user.age.lt(20))
      .where('$.age > 1')
      .count(),
    0,
  );
});

test('a write by generation happens once', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  const { generation } = await db.get(users, 'ann').withMetadata().orThrow();
  await db.update(users, 'ann', { age: 35 }).ifGeneration(generation);
  await rejects(
    db.update(users, 'ann', { age: 36 }).ifGeneration(generation).then(),
    code(status.ERR_RECORD_GENERATION),
  );
  await rejects(db.delete(users, 'ann').ifGeneration(generation).then(), code(status.ERR_RECORD_GENERATION));
});

test('a replace that is bound to there being a record makes none', async (t) => {
  const { db, users } = await fixture(t);
  await rejects(db.replace(users, 'ann', ANN).ifExists().then(), code(status.ERR_RECORD_NOT_FOUND));
  await db.replace(users, 'ann', ANN);
  await db.replace(users, 'ann', { ...ANN, age: 35 }).ifExists();
  const some = db.replace(users, [
    { id: 'ann', bins: { ...ANN, age: 36 } },
    { id: 'bob', bins: ANN },
  ]);
  const [ann, bob] = await some.ifExists().settle();
  deepStrictEqual([ann?.status, bob?.status], ['fulfilled', 'rejected']);
  deepStrictEqual(await db.get(users, ['ann', 'bob']).select('age'), [{ age: 36 }, undefined]);
});

test('a lifetime may end at a time', async (t) => {
  const { db, users } = await fixture(t);
  const inAnHour = new Date(Date.now() + 3_600_000);
  await db.insert(users, 'ann', ANN).expiresAt(inAnHour);
  const { ttl: left } = await db.get(users, 'ann').withMetadata().orThrow();
  strictEqual(left > 3_500 && left <= 3_600, true, `${left} s`);
  await db.touch(users, 'ann').expiresAt(new Date(Date.now() + 60_000));
  strictEqual((await db.get(users, 'ann').withMetadata().orThrow()).ttl <= 60, true);
  for (const time of [new Date(0), new Date(Number.NaN), new Date('2100-01-01'), 7]) {
    throws(() => db.touch(users, 'ann').expiresAt(time as Date), code(status.ERR_PARAM), String(time));
  }
});

test('what a changed value is may be computed by the server, of the bins as changes before it left them', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  await db
    .update(users, 'ann')
    .change((user, of) => [
      user.age.add(6),
      user.price.set(of.price.times(of.age.toFloat()).float()),
      user.active.set(of.age.lt(18)),
      user.email.set(ael<string>('$.name:STRING')),
    ]);
  const left = await db.get(users, 'ann').select('age', 'price', 'active', 'email');
  deepStrictEqual(left, { age: 40, price: 60, active: false, email: 'Ann' });
  throws(() => db.update(users, 'ann').change((user) => [user.points.get('bob').set(ael('1') as never)]), {
    code: status.ERR_PARAM,
    message: 'a computed value can be set for a bin as a whole, not for a place in points',
  });
});

test('operations of the client stand among changes', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  const { INDEX } = maps.returnType;
  const left = await db
    .update(users, 'ann')
    .change((user) => [
      user.age.add(1),
      lists.getByRank('tags', 0, lists.returnType.VALUE),
      maps.getByKey('points', 'cid', INDEX),
    ]);
  deepStrictEqual(left, { tags: 'kind', points: 1 });
});

test('changes of one record leave what the last one of each bin leaves', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  const left = await db
    .update(users, 'ann', { email: 'a@b.c' })
    .change((user) => [
      user.age.add(2),
      user.age.read(),
      user.name.append('!'),
      user.tags.push('a', 'b'),
      user.tags.at(0).set('old'),
      user.tags.slice(0, 2),
      user.points.get('bob').add(10),
      user.points.topKeys(1),
      user.address.get('geo').get('lat').set(41.5),
    ]);
  deepStrictEqual(left, { age: 36, tags: ['old', 'kind'], points: ['bob'], address: 1 });
  deepStrictEqual(await db.get(users, 'ann'), {
    ...ANN,
    age: 36,
    name: 'Ann!',
    email: 'a@b.c',
    tags: ['old', 'kind', 'a', 'b'],
    points: { bob: 12, cid: 7 },
    address: { city: 'Rome', geo: { lat: 41.5 } },
  });
  await db.update(users, 'ann').change((user) => [user.email.unset(), user.tags.pushUnique('a', 'c'), user.tags.pop()]);
  deepStrictEqual(await db.get(users, 'ann').select('email', 'tags'), { tags: ['old', 'kind', 'a', 'b'] });
});

test('many keys are one command, with a result for each in their order', async (t) => {
  const { db, users } = await fixture(t);
  await db.upsert(users, [
    { id: 'a', bins: { age: 1 } },
    { id: 'b', bins: { age: 2 } },
  ]);
  deepStrictEqual(await db.get(users, ['b', 'none', 'a']).select('age'), [{ age: 2 }, undefined, { age: 1 }]);
  deepStrictEqual(await db.update(users, ['a', 'b']).change((user) => [user.age.add(1), user.age.read()]), [
    { age: 2 },
    { age: 3 },
  ]);
  const settled = await db.update(users, ['a', 'none'], { age: 9 }).settle();
  deepStrictEqual(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  await rejects(db.update(users, ['none', 'a'], { age: 9 }).then(), code(status.ERR_RECORD_NOT_FOUND));
  deepStrictEqual(await db.get(users, [] as string[]), []);
});

test('nothing is sent before a chain is awaited, and once then; later steps are refused', async (t) => {
  const { db, users } = await fixture(t);
  const unsent = db.insert(users, 'ann', ANN);
  strictEqual(await db.exists(users, 'ann'), false);
  await unsent;
  await unsent;
  throws(() => unsent.expiresIn('1h'), /sent already/);
  strictEqual((await db.get(users, 'ann').finally(() => {})) !== undefined, true);
});

test('a profile lies over the configuration, and a chain over it; an unknown one is refused', async (t) => {
  const { db, users } = await fixture(t);
  throws(() => db.as('slow' as 'quick'), {
    code: status.ERR_PARAM,
    message: 'there is no profile "slow"; the session has quick',
  });
  const signal = AbortSignal.abort();
  await rejects(db.as('quick').get(users, 'ann').with({ signal }).then(), code(status.ERR_CLIENT_ABORT));
});

test('lengths of time that no record can have are refused where they are said', async (t) => {
  const { db, users } = await fixture(t);
  for (const expiry of ['5 years', '0s', '1.5s', '4000d', {}, { days: -1 }, 7, null]) {
    throws(() => db.touch(users, 'ann').expiresIn(expiry as '1h'), code(status.ERR_PARAM), String(expiry));
  }
});
