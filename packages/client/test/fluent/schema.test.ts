import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { dataSet, type StandardSchema } from '../../src/fluent/index.ts';
import { AerospikeError, status } from '../../src/public.ts';
import { fixture } from './helpers.ts';

interface Note {
  text: string;
  stars: number;
}

function schemaOf(isLate: boolean): StandardSchema<{ text: string; stars?: number }, Note> {
  const check = (value: unknown) => {
    const { text, stars = 0 } = value as Partial<Note>;
    if (typeof text === 'string') return { value: { text, stars } };
    return { issues: [{ message: 'must be text', path: ['text'] }, { message: 'no note' }] };
  };
  const validate = (value: unknown) => (isLate ? Promise.resolve(check(value)) : check(value));
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

for (const isLate of [false, true]) {
  test(`a schema that answers ${isLate ? 'later' : 'at once'} completes what is written, and refuses what is wrong`, async (t) => {
    const { db } = await fixture(t);
    const notes = dataSet('test', 'notes', { schema: schemaOf(isLate), checkReads: true });
    await db.insert(notes, 1, { text: 'a' });
    await db.replace(notes, [{ id: 2, bins: { text: 'b', stars: 3 } }]);
    deepStrictEqual(await db.get(notes, [1, 2]), [
      { text: 'a', stars: 0 },
      { text: 'b', stars: 3 },
    ]);
    await rejects(
      db.insert(notes, 3, { text: 5 as never }).then(),
      (error: unknown) =>
        error instanceof AerospikeError &&
        error.code === status.ERR_PARAM &&
        error.message === 'bins for set notes: text: must be text; no note' &&
        Array.isArray(error.cause),
    );
    strictEqual(await db.exists(notes, 3), false);
  });
}

test('parts are judged by a schema of their own, which adds nothing', async (t) => {
  const { db } = await fixture(t);
  const partial: StandardSchema<object> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const { stars } = value as Partial<Note>;
        if (stars !== undefined && !(stars >= 0)) return { issues: [{ message: 'must be positive', path: ['stars'] }] };
        return { value: { ...(value as object), text: 'added', stars: Math.round(stars ?? 0) } };
      },
    },
  };
  const notes = dataSet('test', 'notes', { schema: schemaOf(false), partial, checkReads: true });
  await db.upsert(notes, 1, { stars: 1.6 });
  deepStrictEqual(await db.get(dataSet('test', 'notes'), 1), { stars: 2 });
  await rejects(db.update(notes, 1, { stars: -1 }).then(), /bins for set notes: stars: must be positive/);
  await db.update(dataSet<Note>('test', 'notes'), 1, { stars: -1 });
  await rejects(db.get(notes, 1).select('stars').then(), /record read from set notes: stars: must be positive/);
});

test('a query judges the records that it reads', async (t) => {
  const { db } = await fixture(t);
  const raw = dataSet<{ text: string | number }>('test', 'notes');
  await db.insert(raw, 1, { text: 'a' });
  for (const isLate of [false, true]) {
    const notes = dataSet('test', 'notes', { schema: schemaOf(isLate), checkReads: true });
    deepStrictEqual(await db.query(notes).toArray(), [{ text: 'a', stars: 0 }]);
    deepStrictEqual((await db.query(notes).page(9)).records, [{ text: 'a', stars: 0 }]);
    for await (const note of db.query(notes)) deepStrictEqual(note, { text: 'a', stars: 0 });
    deepStrictEqual((await db.query(notes).withMetadata().first())?.bins, { text: 'a', stars: 0 });
  }
  await db.insert(raw, 2, { text: 5 });
  const notes = dataSet('test', 'notes', { schema: schemaOf(true), checkReads: true });
  await rejects(db.query(notes).toArray(), /record read from set notes: text: must be text/);
});

test('records that are read whole are judged where it is asked for, parts are not', async (t) => {
  const { db } = await fixture(t);
  const raw = dataSet<{ text: number }>('test', 'notes');
  await db.insert(raw, 1, { text: 5 });
  const notes = dataSet('test', 'notes', { schema: schemaOf(false), checkReads: true });
  await rejects(db.get(notes, 1).then(), /record read from set notes: text: must be text/);
  deepStrictEqual(await db.get(notes, 1).select('text'), { text: 5 });
  deepStrictEqual(await db.get(dataSet('test', 'notes', { schema: schemaOf(false) }), 1), { text: 5 });
});
