// What user admins do to users and roles, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ADMIN_HASH,
  type AdminField,
  type AdminReply,
  adminBody,
  adminFrame,
  blocksOf,
  CREATE_ROLE,
  CREATE_USER,
  DROP_ROLE,
  DROP_USER,
  EMPTY_HASH,
  GRANT_PRIVILEGES,
  GRANT_ROLES,
  loginAs,
  NO_PASSWORD_HASH,
  password,
  privileges,
  QUERY_ROLES,
  QUERY_USERS,
  query,
  REVOKE_PRIVILEGES,
  REVOKE_ROLES,
  readQuota,
  resultOf,
  role,
  roles,
  SET_PASSWORD,
  SET_QUOTAS,
  SET_WHITELIST,
  startSecure,
  user,
  whitelist,
  writeQuota,
} from '../helpers/admin.ts';
import { frame } from '../helpers/raw-client.ts';

const LONG = 'x'.repeat(64);
const name = (block: AdminReply, id: number): string => String(block.fields.get(id));

/** A list of names as it stands in a message. */
function namesOf(field: Buffer | undefined): string[] {
  const names: string[] = [];
  for (let at = 1; at < (field?.length ?? 0); at += 1 + ((field as Buffer)[at] as number)) {
    names.push(String(field?.subarray(at + 1, at + 1 + (field[at] as number))));
  }
  return names;
}

test('commands are refused with the code of what is wrong', async (t) => {
  const { admin } = await startSecure(t, { users: [{ name: 'pki' }] });
  const hash = password(EMPTY_HASH);
  const read = privileges(10);
  await resultOf(admin, CREATE_USER, user('bob'), hash, roles());
  await resultOf(admin, CREATE_ROLE, role('own'), read);
  const table: [number, AdminField[], number][] = [
    [CREATE_USER, [user('bob'), hash, roles()], 61],
    [CREATE_USER, [user(''), hash, roles()], 60],
    [CREATE_USER, [hash, roles()], 60],
    [CREATE_USER, [user(LONG), hash, roles()], 60],
    [CREATE_USER, [user('a\0b'), hash, roles()], 60],
    [CREATE_USER, [user('new'), roles()], 62],
    [CREATE_USER, [user('new'), password('clear'), roles()], 62],
    [CREATE_USER, [user('new'), hash, roles(LONG)], 70],
    [CREATE_USER, [user('new'), hash, roles('')], 70],
    [DROP_USER, [user('nobody')], 60],
    [DROP_USER, [], 60],
    [SET_PASSWORD, [user('nobody'), hash], 60],
    [SET_PASSWORD, [user('bob')], 62],
    [SET_PASSWORD, [user('pki'), hash], 64],
    [GRANT_ROLES, [user('nobody'), roles('read')], 60],
    [GRANT_ROLES, [user('bob')], 70],
    [REVOKE_ROLES, [user('bob'), roles()], 70],
    [CREATE_ROLE, [role('own'), read], 71],
    [CREATE_ROLE, [role('read'), read], 71],
    [CREATE_ROLE, [role(''), read], 70],
    [CREATE_ROLE, [role(LONG), read], 70],
    [CREATE_ROLE, [role('new'), privileges()], 72],
    [CREATE_ROLE, [role('new'), privileges(5)], 72],
    [CREATE_ROLE, [role('new'), privileges(15)], 72],
    [CREATE_ROLE, [role('new'), privileges([10, '', 'demo'])], 72],
    [CREATE_ROLE, [role('new'), privileges([10, 'n'.repeat(32), ''])], 72],
    [CREATE_ROLE, [role('new'), read, whitelist('here')], 73],
    [CREATE_ROLE, [role('new'), read, whitelist('10.0.0.0/33')], 73],
    [CREATE_ROLE, [role('new'), read, readQuota(1)], 74],
    [DROP_ROLE, [role('new')], 70],
    [DROP_ROLE, [role('read')], 70],
    [GRANT_PRIVILEGES, [role('new'), read], 70],
    [GRANT_PRIVILEGES, [role('read'), read], 70],
    [GRANT_PRIVILEGES, [role('own'), privileges()], 72],
    [REVOKE_PRIVILEGES, [role('own'), privileges(99)], 72],
    [SET_WHITELIST, [role('own'), whitelist('10.0.0.0/x')], 73],
    [SET_WHITELIST, [role('read'), whitelist('10.0.0.1')], 70],
    [SET_QUOTAS, [role('own'), readQuota(1), writeQuota(1)], 74],
    [QUERY_USERS, [user('nobody')], 60],
    [QUERY_ROLES, [role('new')], 70],
    [99, [], 54],
  ];
  for (const [command, fields, result] of table) {
    const text = `${command} ${fields.map(([id, value]) => `${id}=${value}`).join(' ')}`;
    assert.strictEqual(await resultOf(admin, command, ...fields), result, text);
  }
});

test('users are listed with their roles in order, and with what they have open', async (t) => {
  const { server, admin } = await startSecure(t, { users: [{ name: 'bob', password: '' }] });
  await resultOf(admin, GRANT_ROLES, user('bob'), roles('write', 'later', 'read', 'read'));
  await resultOf(admin, REVOKE_ROLES, user('bob'), roles('write', 'absent'));
  await loginAs(t, server.port, 'bob');
  await loginAs(t, server.port, 'bob');
  const users = await query(admin, QUERY_USERS);
  assert.deepStrictEqual(
    users.map((block) => [name(block, 0), namesOf(block.fields.get(10)), block.fields.get(18)?.readUInt32BE()]),
    [
      ['admin', ['user-admin'], 1],
      ['bob', ['later', 'read'], 2],
    ],
  );
  const [bob] = await query(admin, QUERY_USERS, user('bob'));
  assert.deepStrictEqual(bob, users[1]);
  assert.deepStrictEqual([bob?.fields.has(16), bob?.fields.has(17)], [false, false]);
});

test('a role is listed with its privileges in order, its addresses and its quotas', async (t) => {
  const { admin } = await startSecure(t, { enableQuotas: true });
  const own = role('own');
  await resultOf(
    admin,
    CREATE_ROLE,
    own,
    privileges(13, [10, 'test', 'b'], [10, 'test', 'a'], 0),
    whitelist('::1,10.0.0.0/8'),
  );
  assert.strictEqual(await resultOf(admin, SET_QUOTAS, own, readQuota(7), writeQuota(8)), 0);
  const [found] = await query(admin, QUERY_ROLES, own);
  assert.strictEqual(found?.fields.get(12)?.toString('hex'), '04000a04746573740161' + '0a0474657374016' + '20d0000');
  assert.strictEqual(name(found as AdminReply, 13), '::1,10.0.0.0/8');
  assert.deepStrictEqual([found?.fields.get(14)?.readUInt32BE(), found?.fields.get(15)?.readUInt32BE()], [7, 8]);
  const [read] = await query(admin, QUERY_ROLES, role('read'));
  assert.strictEqual(read?.fields.get(12)?.toString('hex'), '010a0000');
  assert.deepStrictEqual(
    [13, 14, 15].map((id) => read?.fields.has(id)),
    [false, false, false],
  );
  assert.strictEqual((await query(admin, QUERY_ROLES)).length, 12);
});

test('a role that is dropped is gone from its users', async (t) => {
  const { admin } = await startSecure(t, { roles: [{ name: 'own', privileges: ['read.test'] }] });
  await resultOf(admin, CREATE_USER, user('bob'), password(EMPTY_HASH), roles('own', 'read'));
  assert.strictEqual(await resultOf(admin, DROP_ROLE, role('own')), 0);
  const [bob] = await query(admin, QUERY_USERS, user('bob'));
  assert.deepStrictEqual(namesOf(bob?.fields.get(10)), ['read']);
});

test('a user made with the hash of nopassword cannot log in with a password', async (t) => {
  const { server, admin } = await startSecure(t);
  await resultOf(admin, CREATE_USER, user('pki'), password(NO_PASSWORD_HASH), roles('read'));
  await assert.rejects(loginAs(t, server.port, 'pki', NO_PASSWORD_HASH), /cannot log in: 65/);
});

test('many users are listed whole, in more frames than one', async (t) => {
  const many = Array.from({ length: 200 }, (_, i) => `r${i}-${'x'.repeat(50)}`);
  const { server, admin } = await startSecure(t);
  const client = await loginAs(t, server.port, 'admin', ADMIN_HASH);
  for (let i = 0; i < 20; i++) {
    await resultOf(client, CREATE_USER, user(`u${i}`), password(EMPTY_HASH), roles(...many));
  }
  assert.strictEqual((await query(admin, QUERY_USERS)).length, 21);
});

test('broken messages are answered with 55, and what follows is served', async (t) => {
  const { admin } = await startSecure(t);
  const whole = adminBody(CREATE_USER, user('bob'), password(EMPTY_HASH), roles('read'));
  for (let end = 0; end < whole.length; end++) {
    const [reply] = blocksOf(await admin.exchange(frame(2, whole.toString('hex', 0, end))));
    assert.strictEqual(reply?.result, 55, `the first ${end} bytes`);
  }
  const bad = [
    Buffer.concat([whole, Buffer.alloc(1)]),
    Buffer.concat([whole, whole]),
    adminBody(CREATE_USER, user('bob'), user('bob')),
    adminBody(CREATE_USER, [10, Buffer.from([2, 1, 65])]),
    adminBody(SET_QUOTAS, [14, Buffer.from([1])]),
  ];
  for (const body of bad) {
    assert.strictEqual(blocksOf(await admin.exchange(frame(2, body.toString('hex'))))[0]?.result, 55);
  }
  const otherScheme = Buffer.from(whole);
  otherScheme[0] = 1;
  assert.strictEqual(blocksOf(await admin.exchange(frame(2, otherScheme.toString('hex'))))[0]?.result, 53);
  assert.strictEqual(await resultOf(admin, DROP_USER, user('bob'), [99, 'unknown fields are skipped']), 60);
});

test('a name of a megabyte is refused before anything is made of it', async (t) => {
  const { admin, client } = await startSecure(t);
  const huge = 'x'.repeat(1024 * 1024);
  assert.strictEqual(await resultOf(client, 20, user(huge)), 55);
  assert.strictEqual(await resultOf(admin, CREATE_USER, user(huge), password(EMPTY_HASH), roles()), 55);
  assert.strictEqual(await admin.info('status'), 'ok');
});

test('requests that are pipelined behind one that takes its time are answered in their order', async (t) => {
  const { admin } = await startSecure(t);
  admin.send(
    adminFrame(CREATE_USER, user('a'), password(EMPTY_HASH), roles()),
    adminFrame(CREATE_USER, user('a'), password(EMPTY_HASH), roles()),
    adminFrame(DROP_USER, user('a')),
    adminFrame(DROP_USER, user('a')),
  );
  const results: (number | undefined)[] = [];
  for (let i = 0; i < 4; i++) results.push(blocksOf(await admin.frame())[0]?.result);
  assert.deepStrictEqual(results, [0, 61, 0, 60]);
});

test('two that make the same user at once make one', async (t) => {
  const { server, admin } = await startSecure(t);
  const other = await loginAs(t, server.port, 'admin', ADMIN_HASH);
  const make = [admin, other].map((client) => resultOf(client, CREATE_USER, user('a'), password(EMPTY_HASH), roles()));
  assert.deepStrictEqual((await Promise.all(make)).sort(), [0, 61]);
});
