// Creates a record, writes over it, and creates one that is gone after an hour.
const { Key, policy } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'test';
exports.set = 'recipe-users';

exports.fluent = async (db) => {
  const users = dataSet('test', 'recipe-users');
  await db.insert(users, 'user-1', { name: 'Alice Smith', email: 'alice@example.com', age: 28 });
  await db.upsert(users, 'user-1', { name: 'Alice Smith', email: 'alice.smith@example.com', age: 29 });
  await db.insert(users, 'session-token', { token: 'abc123', user_id: 'user-1' }).expiresIn('1h');
};

exports.plain = async (client) => {
  const user = new Key('test', 'recipe-users', 'user-1');
  const create = { exists: policy.exists.CREATE, key: policy.key.SEND };
  await client.put(user, { name: 'Alice Smith', email: 'alice@example.com', age: 28 }, null, create);
  const changed = { name: 'Alice Smith', email: 'alice.smith@example.com', age: 29 };
  await client.put(user, changed, null, { key: policy.key.SEND });
  const token = new Key('test', 'recipe-users', 'session-token');
  await client.put(token, { token: 'abc123', user_id: 'user-1' }, { ttl: 3600 }, create);
};
