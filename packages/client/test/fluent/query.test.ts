import { deepStrictEqual, rejects, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { indexDataType, status } from '../../src/public.ts';
import { fixture } from './helpers.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

test('a query yields the records that it finds, as a stream, a list and pages', async (t) => {
  const { db, users } = await fixture(t);
  await db.upsert(
    users,
    NAMES.map((name, age) => ({ id: name, bins: { name, age } })),
  );
  const streamed: string[] = [];
  for await (const { name } of db.query(users).where('$.age >= ?0', [1]).select('name')) streamed.push(name);
  deepStrictEqual(streamed.sort(), ['b', 'c', 'd', 'e']);
  const entries = await db
    .query(users)
    .where((user) => user.age.lt(2))
    .withMetadata()
    .toArray();
  deepStrictEqual(entries.map(({ id, bins }) => [id, bins.age]).sort(), [
    ['a', 0],
    ['b', 1],
  ]);
  strictEqual((await db.query(users).limit(2).toArray()).length, 2);
  strictEqual(await db.query(users).where('$.age > 9').first(), undefined);

  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await db.query(users).select('name').after(cursor).page(2);
    strictEqual(page.records.length <= 2, true);
    paged.push(...page.records.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  deepStrictEqual(paged.sort(), NAMES);
});

test('an index finds integers, elements and keys', async (t) => {
  const { client, db, users } = await fixture(t);
  await db.upsert(
    users,
    NAMES.map((name, age) => ({ id: name, bins: { name, age, tags: [`t${age % 2}`] } })),
  );
  const create = async (bin: string, datatype: number, type?: number): Promise<void> => {
    const job = await client.createIndex({ ns: 'test', set: 'users', bin, index: bin, datatype, type });
    await job.waitUntilDone();
  };
  await create('age', indexDataType.NUMERIC);
  await create('tags', indexDataType.STRING, 1);
  const names = (found: { name: string }[]) => found.map(({ name }) => name).sort();
  deepStrictEqual(names(await db.query(users).index('age', { from: 1, to: 3 }).toArray()), ['b', 'c', 'd']);
  deepStrictEqual(names(await db.query(users).index('age', { equal: 4 }).toArray()), ['e']);
  deepStrictEqual(names(await db.query(users).index('tags', { contains: 't1' }).toArray()), ['b', 'd']);
});

test('a loop that was left goes on elsewhere behind the record that it had last', async (t) => {
  const { db, users } = await fixture(t);
  await db.upsert(
    users,
    NAMES.map((name, age) => ({ id: name, bins: { name, age } })),
  );
  const query = db.query(users).partitions(0, 4096).select('name');
  strictEqual(query.cursor, undefined);
  const names: string[] = [];
  for await (const { name } of query) if (names.push(name) === 2) break;
  const { cursor } = query;
  strictEqual(typeof cursor, 'string');
  const rest = db.query(users).after(cursor).select('name');
  for await (const { name } of rest) names.push(name);
  strictEqual(rest.cursor, undefined);
  deepStrictEqual(names.sort(), NAMES);
});

test('pages come one after another, of the partitions that were asked for; a count brings no bins', async (t) => {
  const { db, users } = await fixture(t);
  await db.upsert(
    users,
    NAMES.map((name, age) => ({ id: name, bins: { name, age } })),
  );
  const halves = [db.query(users).partitions(0, 2048), db.query(users).partitions(2048, 2048)];
  const names: string[] = [];
  for (const half of halves) {
    for await (const { records } of half.pages(1)) {
      strictEqual(records.length <= 1, true);
      names.push(...records.map(({ name }) => name));
    }
  }
  deepStrictEqual(names.sort(), NAMES);
  strictEqual(await db.query(users).count(), NAMES.length);
  strictEqual(
    await db
      .query(users)
      .where((user) => user.age.oneOf(1, 3, 99))
      .count(),
    2,
  );
});

test('what is no index query and no cursor is refused', async (t) => {
  const { db, users } = await fixture(t);
  throws(() => db.query(users).index('age', { like: 3 } as never), { code: status.ERR_PARAM });
  for (const cursor of ['x', '{}', '["a"]']) {
    await rejects(db.query(users).after(cursor).page(1), { code: status.ERR_PARAM });
  }
});
