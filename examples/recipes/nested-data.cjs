// Reads and changes what is inside lists and maps, without the record's coming over.
const { cdt, exp, Key, lists, maps, policy } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'test';
exports.set = 'recipe-users';

exports.prepare = async (db) => {
  await db.replace(dataSet('test', 'recipe-users'), 1, {
    settings: { theme: 'light' },
    scores: [70, 80],
    profile: { address: { city: 'Rome' } },
    counters: { views: 7 },
    tags: [],
  });
};

exports.fluent = async (db) => {
  const users = dataSet('test', 'recipe-users');
  const read = await db.get(users, 1).compute((user) => ({
    theme: user.settings.get('theme').text(),
    score: user.scores.at(0).int(),
    city: user.profile.get('address').get('city').text(),
  }));
  await db
    .update(users, 1)
    .change((user) => [
      user.settings.get('theme').set('dark'),
      user.scores.at(0).set(99),
      user.counters.get('views').add(1),
      user.tags.push('python', 'aerospike'),
    ]);
  return [read, await db.get(users, 1)];
};

exports.plain = async (client) => {
  const key = new Key('test', 'recipe-users', 1);
  const { VALUE } = maps.returnType;
  const address = new cdt.Context().addMapKey('address');
  const city = exp.maps.getByKey(exp.binMap('profile'), exp.str('city'), exp.type.STR, VALUE, address);
  const theme = exp.maps.getByKey(exp.binMap('settings'), exp.str('theme'), exp.type.STR, VALUE);
  const score = exp.lists.getByIndex(exp.binList('scores'), exp.int(0), exp.type.INT, lists.returnType.VALUE);
  const flags = exp.expReadFlags.EVAL_NO_FAIL;
  const read = await client.operate(key, [
    exp.operations.read('theme', theme, flags),
    exp.operations.read('score', score, flags),
    exp.operations.read('city', city, flags),
  ]);
  const changes = [
    maps.put('settings', 'theme', 'dark'),
    lists.set('scores', 0, 99),
    maps.increment('counters', 'views', 1),
    lists.appendItems('tags', ['python', 'aerospike']),
  ];
  await client.operate(key, changes, null, { exists: policy.exists.UPDATE, key: policy.key.SEND });
  return [read.bins, (await client.get(key)).bins];
};
