// Records what the vendor's client sends to log in and to administer users and roles. Needs no server: an embedded one
// answers the info requests, and every admin message is answered by lib/admin-recorder.mjs.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const vendor = createRequire(import.meta.url)('aerospike');

/** As in the calls below. */
const { admin, privilegeCode } = vendor;
const CALLS = [
  `changePassword('me', 'new password')`,
  `createPKIUser('certified', ['read', 'write'])`,
  `createRole('r', [new admin.Privilege(privilegeCode.READ, { namespace: 'test', set: 'demo' })])`,
  `createRole('r', [new admin.Privilege(privilegeCode.SYS_ADMIN)], null, ['192.0.2.1', '198.51.100.0/24'], 10, 20)`,
  `createRole('r', [])`,
  `createUser('u', 'pässwörd €', ['read', 'sys-admin'])`,
  `createUser('u', '')`,
  `dropRole('r')`,
  `dropUser('u')`,
  `grantPrivileges('r', [new admin.Privilege(privilegeCode.WRITE), new admin.Privilege(privilegeCode.TRUNCATE, { namespace: 'test' })])`,
  `grantRoles('u', ['read'])`,
  `queryRole('r')`,
  `queryRoles()`,
  `queryUser('u')`,
  `queryUsers()`,
  `revokePrivileges('r', [new admin.Privilege(privilegeCode.UDF_ADMIN)])`,
  `revokeRoles('u', ['read', 'write'])`,
  `setPassword('u', 'secret')`,
  `setQuotas('r', 0, 4000000000)`,
  `setQuotas('r', 1000, 0)`,
  `setWhitelist('r', ['192.0.2.1'])`,
  `setWhitelist('r', [])`,
  `setWhitelist('r', null)`,
];

const LOGINS = [
  { authMode: 'INTERNAL', user: 'me', password: 'secret' },
  { authMode: 'EXTERNAL_INSECURE', user: 'me', password: 'secret' },
];

const recorder = new Worker(new URL('lib/admin-recorder.mjs', import.meta.url));
const [port] = await once(recorder, 'message');

async function takeSeen() {
  recorder.postMessage('take');
  return (await once(recorder, 'message'))[0];
}

async function session(config, use) {
  const client = vendor.client({
    ...config,
    authMode: vendor.auth[config.authMode],
    hosts: `127.0.0.1:${port}`,
  });
  await client.connect();
  const login = await takeSeen();
  const calls = await use(client);
  client.close(false);
  return [login, calls];
}

const logins = [];
for (const config of LOGINS) {
  const [frames] = await session(config, async (client) => {
    await client.get(new vendor.Key('test', 'demo', 'k')).catch(() => {});
  });
  logins.push({ ...config, frames: [...new Set([...frames, ...(await takeSeen())])] });
}

const [, requests] = await session(LOGINS[0], async (client) => {
  const recorded = [];
  for (const call of CALLS) {
    await takeSeen();
    const result = new Function('client', 'admin', 'privilegeCode', `return client.${call}`);
    const outcome = await result(client, admin, privilegeCode).then(
      () => undefined,
      ({ code, message }) => ({ code, message }),
    );
    // The first call may open its connection, which says who it is.
    const [hex] = (await takeSeen()).filter((request) => request.slice(20, 22) !== '00');
    recorded.push({ call, hex, ...(outcome && { outcome }) });
  }
  return recorded;
});

const lines = (rows) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
const file = new URL('../packages/client/test/wire/vendor-admin.json', import.meta.url);
writeFileSync(file, `{\n  "logins": [\n${lines(logins)}\n  ],\n  "requests": [\n${lines(requests)}\n  ]\n}\n`);
console.log(`Recorded ${requests.length} requests of the vendor's client.`);
process.exit(0);
