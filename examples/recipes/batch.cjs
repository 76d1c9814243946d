// Creates, reads, changes and deletes several records, each kind in one request to each node.
const { batchType, Key, operations, policy, status } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'test';
exports.set = 'recipe-users';

exports.fluent = async (db) => {
  const users = dataSet('test', 'recipe-users');
  await db.insert(users, [
    { id: 'user-1', bins: { name: 'Alice', email: 'alice@example.com' } },
    { id: 'user-2', bins: { name: 'Bob', email: 'bob@example.com' } },
    { id: 'user-3', bins: { name: 'Carol', email: 'carol@example.com' } },
  ]);
  const found = await db.get(users, ['user-1', 'user-2', 'user-3']);
  const names = found.filter(Boolean).map(({ name }) => name);
  await db.batch([
    db.upsert(users, ['user-1', 'user-2'], { status: 'active' }).change((user) => [user.balance.add(500)]),
    db.upsert(users, 'user-3', { status: 'inactive' }),
  ]);
  const wereThere = await db.delete(users, ['user-1', 'user-2', 'user-3']);
  return [names, wereThere];
};

exports.plain = async (client) => {
  const [first, second, third] = ['user-1', 'user-2', 'user-3'].map((id) => new Key('test', 'recipe-users', id));
  const keys = [first, second, third];
  const check = (results) => {
    const failed = results.find((result) => result.status !== status.OK);
    if (failed !== undefined) throw new Error(`Status ${failed.status}`);
  };
  const write = (key, ops, more) => ({
    type: batchType.BATCH_WRITE,
    key,
    ops,
    policy: { key: policy.key.SEND, ...more },
  });
  const user = (name, email) => [operations.write('name', name), operations.write('email', email)];
  const create = { exists: policy.exists.CREATE };
  const created = await client.batchWrite([
    write(first, user('Alice', 'alice@example.com'), create),
    write(second, user('Bob', 'bob@example.com'), create),
    write(third, user('Carol', 'carol@example.com'), create),
  ]);
  check(created);
  const found = await client.batchRead(keys.map((key) => ({ key, readAllBins: true })));
  const names = found.filter((result) => result.status === status.OK).map(({ record }) => record.bins.name);
  const activate = [operations.write('status', 'active'), operations.incr('balance', 500)];
  const changed = await client.batchWrite([
    write(first, activate),
    write(second, activate),
    write(third, [operations.write('status', 'inactive')]),
  ]);
  check(changed);
  const removed = await client.batchWrite(keys.map((key) => ({ type: batchType.BATCH_REMOVE, key })));
  return [names, removed.map((result) => result.status === status.OK)];
};
