// Creates two accounts together, and takes from one what it has.
const { Key, operations, policy } = require('tendril');
const { dataSet } = require('tendril/fluent');

exports.namespace = 'consistent';
exports.set = 'recipe-accounts';

exports.fluent = async (db) => {
  const accounts = dataSet('consistent', 'recipe-accounts');
  await db.transaction(async (tx) => {
    await tx.insert(accounts, 'account-A', { balance: 1000 });
    await tx.insert(accounts, 'account-B', { balance: 500 });
  });
  return db.transaction(async (tx) => {
    const account = await tx.get(accounts, 'account-A');
    if ((account?.balance ?? 0) < 100) return 'insufficient-funds';
    await tx.update(accounts, 'account-A').change((one) => [one.balance.add(-100)]);
    return 'debited';
  });
};

exports.plain = async (client) => {
  const [a, b] = ['account-A', 'account-B'].map((id) => new Key('consistent', 'recipe-accounts', id));
  await client.transaction(async (txn) => {
    const create = { exists: policy.exists.CREATE, key: policy.key.SEND, txn };
    await client.put(a, { balance: 1000 }, null, create);
    await client.put(b, { balance: 500 }, null, create);
  });
  return client.transaction(async (txn) => {
    const { bins } = await client.get(a, { txn });
    if (bins.balance < 100) return 'insufficient-funds';
    const update = { exists: policy.exists.UPDATE, key: policy.key.SEND, txn };
    await client.operate(a, [operations.incr('balance', -100)], null, update);
    return 'debited';
  });
};
