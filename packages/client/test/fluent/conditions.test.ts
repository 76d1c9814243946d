// What the typed bins make means the same as AEL: the bytes are compared with those of texts, which other tests compare
// with foreign ones; and the embedded server is asked.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { ael, type BinsOf, type Condition, type RecordValues } from '../../src/fluent/index.ts';
import { binsOf, RECORD } from '../../src/fluent/value-expressions.ts';
import { client, Double, exp, status } from '../../src/public.ts';
import { ANN, fixture, type User } from './helpers.ts';

const table: [string, (user: BinsOf<User>, record: RecordValues) => Condition][] = [
  ['$.age > 21', (user) => user.age.gt(21)],
  ['$.age >= 21 and $.name == "Ann"', (user) => user.age.ge(21).and(user.name.eq('Ann'))],
  ['not($.age < 21) or $.name != "A"', (user) => user.age.lt(21).not().or(user.name.ne('A'))],
  ['$.price > 1.5', (user) => user.price.gt(1.5)],
  ['$.price > 2.0', (user) => user.price.gt(new Double(2))],
  ['$.price:FLOAT > 2.0', (user) => user.price.float().gt(2)],
  ['$.age + 1 > 3', (user) => user.age.plus(1).gt(3)],
  ['$.price * 2.0 > 3.5', (user) => user.price.times(2).gt(3.5)],
  ['$.age:INT % 2 == $.points:MAP.count()', (user) => user.age.modulo(2).eq(user.points.size())],
  ['$.age:INT.toFloat() / 2.0 > 3.5', (user) => user.age.toFloat().dividedBy(2).gt(3.5)],
  ['$.price:FLOAT.toInt() == 3', (user) => user.price.toInt().eq(3)],
  ['$.active == true', (user) => user.active.isTrue()],
  ['$.points.bob > 3', (user) => user.points.get('bob').gt(3)],
  ['$.address.geo.lat < 1.5', (user) => user.address.get('geo').get('lat').lt(1.5)],
  ['$.tags.[-1] == "new"', (user) => user.tags.at(-1).eq('new')],
  ['$.name =~ /^A/i', (user) => user.name.matches('^A', { ignoreCase: true })],
  ['$.age == 1 or $.age == 3', (user) => user.age.oneOf(1, 3)],
  [
    '$.ttl() < 3600 and $.timeSinceLastUpdate() > 1000',
    (_, record) => record.ttl().lt(3600).and(record.sinceUpdate().gt(1000)),
  ],
  ['$.recordSize() > 100', (_, record) => record.size().gt(100)],
  ['$.digestModulo(3) == 1', (_, record) => record.digestModulo(3).eq(1)],
  ['$.keyExists()', (_, record) => record.hasKey()],
];

for (const [text, condition] of table) {
  test(`typed bins make what AEL makes of ${text}`, () => {
    const bytes = (expression: Condition['expression']) => client({}).expressionToBase64(expression);
    strictEqual(bytes(condition(binsOf<User>(), RECORD).expression), bytes(exp.ael(text)));
  });
}

test('conditions hold of the records that they say', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  const holds = async (condition: (user: BinsOf<User>) => Condition): Promise<boolean> =>
    (await db.get(users, 'ann').where(condition)) !== undefined;
  const outcomes = await Promise.all([
    holds((user) => user.tags.includes('kind').and(user.tags.includes('none').not())),
    holds((user) => user.points.has('bob').and(user.points.has('zoe').not())),
    holds((user) => user.tags.length().eq(2).and(user.points.size().eq(2))),
    holds((user) => user.email.exists()),
    holds((user) => user.age.between(34, 40)),
    holds((user) => user.address.get('city').eq('Paris')),
  ]);
  deepStrictEqual(outcomes, [true, true, true, false, true, false]);
});

test('values are computed by the server; what cannot be is null', async (t) => {
  const { db, users } = await fixture(t);
  await db.insert(users, 'ann', ANN);
  const computed = await db
    .get(users, 'ann')
    .select('name')
    .compute((user, record) => ({
      tags: user.tags.length(),
      adult: user.age.ge(18),
      city: user.address.get('city').text(),
      double: user.price.times(2).float(),
      lat: user.address.get('geo').get('lat').float(),
      sum: ael<number>('$.age + ?0', [6]),
      stored: record.hasKey(),
    }));
  deepStrictEqual(computed, {
    name: 'Ann',
    tags: 2,
    adult: true,
    city: 'Rome',
    double: 3,
    lat: null,
    sum: 40,
    stored: true,
  });
});

test('a value of a type that nothing says is refused with what would say it', () => {
  const user = binsOf<User>();
  const message = 'the type of age cannot be told; say it, as in age.int() or age.text()';
  throws(() => user.age.eq(user.price as never), { code: status.ERR_PARAM, message });
  throws(() => user.age.eq(undefined as never), { code: status.ERR_PARAM });
  throws(() => user.age.oneOf(), { code: status.ERR_PARAM });
  throws(() => user.age.gt(1).and('$.a > 1' as never), { code: status.ERR_PARAM });
});
