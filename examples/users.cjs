// Users and roles: an administrator makes a role for one set and a user with it, the user logs in and does what the role
// allows, changes the password and loses the role. The embedded server plays a cluster with security.
const Aerospike = require('tendril');
const { EmbeddedServer } = require('tendril-server');

const { admin, AerospikeError, Key, privilegeCode } = Aerospike;

async function main() {
  const server = await EmbeddedServer.start({ port: 0, security: { password: 'let-me-in', enableQuotas: true } });
  const { hosts } = server;
  const administrator = await Aerospike.connect({ hosts, user: 'admin', password: 'let-me-in' });

  const writesOrders = new admin.Privilege(privilegeCode.READ_WRITE, { namespace: 'test', set: 'orders' });
  await administrator.createRole('shop', [writesOrders], null, ['127.0.0.1'], 5_000, 1_000);
  await administrator.createUser('web', 'first-password', ['shop']);
  const { whitelist, readQuota, writeQuota } = await administrator.queryRole('shop');
  console.log(whitelist, readQuota, writeQuota); // [ '127.0.0.1' ] 5000 1000

  const client = await Aerospike.connect({ hosts, user: 'web', password: 'first-password' });
  await client.put(new Key('test', 'orders', 1), { item: 'book' });
  console.log(await failure(client.put(new Key('test', 'customers', 1), { name: 'Ada' }))); // ROLE_VIOLATION
  console.log(await failure(client.createUser('intruder', 'x', ['superuser']))); // ROLE_VIOLATION

  // The client logs in with it from now on; others have to be told.
  await client.changePassword('web', 'second-password');
  client.close();
  await client.connect();
  console.log(await failure(Aerospike.connect({ hosts, user: 'web', password: 'first-password' }))); // INVALID_CREDENTIAL
  console.log(await failure(Aerospike.connect({ hosts }))); // NOT_AUTHENTICATED

  await administrator.revokeRoles('web', ['shop']);
  console.log(await failure(client.get(new Key('test', 'orders', 1)))); // ROLE_VIOLATION
  for (const { name, roles } of await administrator.queryUsers()) console.log(name, roles); // admin [ 'user-admin' ], web []

  client.close();
  administrator.close();
  await server.stop();
}

/** Name of the code with which something fails. */
async function failure(promise) {
  try {
    await promise;
    return 'nothing failed';
  } catch (error) {
    if (error instanceof AerospikeError) return error.codeName;
    throw error;
  }
}

main();
