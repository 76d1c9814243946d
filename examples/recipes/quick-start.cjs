// Writes a record, reads it, changes it in several ways, and finds it by a condition.
const { exp, Key, lists, maps, operations, policy } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'test';
exports.set = 'recipe-users';

exports.fluent = async (db) => {
  const users = dataSet('test', 'recipe-users');
  await db.upsert(users, 'alice', {
    name: 'Alice',
    age: 30,
    tags: ['admin', 'active'],
    scores: [95, 87, 92, 78],
    prefs: { theme: 'dark', lang: 'en' },
  });
  const { name, age } = await db.get(users, 'alice');
  await db.update(users, 'alice', { age: 31 });
  const { scores, prefs } = await db
    .update(users, 'alice')
    .change((user) => [
      user.scores.push(99),
      lists.getByValueRange('scores', 90, 100, lists.returnType.VALUE),
      user.prefs.get('notifications').set(true),
      user.prefs.get('theme').read(),
    ]);
  const active = await db.query(users).where("$.age > 25 and 'active' in $.tags").toArray();
  return [name, age, scores, prefs, active.length];
};

exports.plain = async (client) => {
  const key = new Key('test', 'recipe-users', 'alice');
  await client.put(key, {
    name: 'Alice',
    age: 30,
    tags: ['admin', 'active'],
    scores: [95, 87, 92, 78],
    prefs: { theme: 'dark', lang: 'en' },
  });
  const { name, age } = (await client.get(key)).bins;
  await client.operate(key, [operations.write('age', 31)], null, { exists: policy.exists.UPDATE });
  const { bins } = await client.operate(key, [
    lists.append('scores', 99),
    lists.getByValueRange('scores', 90, 100, lists.returnType.VALUE),
    maps.put('prefs', 'notifications', true),
    maps.getByKey('prefs', 'theme', maps.returnType.VALUE),
  ]);
  const query = client.query('test', 'recipe-users');
  const filterExpression = exp.and(
    exp.gt(exp.binInt('age'), exp.int(25)),
    exp.gt(exp.lists.getByValue(exp.binList('tags'), exp.str('active'), lists.returnType.COUNT), exp.int(0)),
  );
  const active = await query.results({ filterExpression });
  return [name, age, bins.scores, bins.prefs, active.length];
};
