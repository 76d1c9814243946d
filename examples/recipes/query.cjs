// Finds the records of which a condition holds, as they come.
const { exp } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'test';
exports.set = 'recipe-users';

exports.prepare = async (db) => {
  const records = ['Ann', 'Bob', 'Cid'].map((name) => ({
    id: name,
    bins: { name, status: name === 'Bob' ? 'gone' : 'active' },
  }));
  await db.upsert(dataSet('test', 'recipe-users'), records);
};

exports.fluent = async (db) => {
  const users = dataSet('test', 'recipe-users');
  const names = [];
  for await (const user of db.query(users).where("$.status == 'active'")) {
    names.push(user.name);
  }
  return names.sort();
};

exports.plain = async (client) => {
  const query = client.query('test', 'recipe-users');
  const filterExpression = exp.eq(exp.binStr('status'), exp.str('active'));
  const names = [];
  for await (const { bins } of query.records({ filterExpression })) {
    names.push(bins.name);
  }
  return names.sort();
};
