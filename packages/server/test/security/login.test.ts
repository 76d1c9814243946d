// Who one has to be before anything is answered, and how long that lasts.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SecurityOptions } from '../../src/index.ts';
import {
  ADMIN_HASH,
  AUTHENTICATE,
  ask,
  CHANGE_PASSWORD,
  CREATE_USER,
  clearPassword,
  credential,
  DROP_USER,
  EMPTY_HASH,
  LOGIN,
  loginAs,
  NO_PASSWORD_HASH,
  oldPassword,
  password,
  QUERY_ROLES,
  QUERY_USERS,
  resultOf,
  role,
  roles,
  SET_PASSWORD,
  startSecure,
  token,
  user,
} from '../helpers/admin.ts';
import { bytes, connectRaw, infoFrame, type RawClient } from '../helpers/raw-client.ts';
import { parseReply, READ_ALL, request } from '../helpers/request.ts';
import { scan } from '../helpers/scan.ts';
import { startServer } from '../helpers/server.ts';

const TTL_SECONDS = 200;

async function read(client: RawClient): Promise<number> {
  return parseReply(await client.exchange(request(READ_ALL))).resultCode;
}

/** The token that a login gives. */
async function tokenOf(t: TestContext, port: number, name: string, hash: string): Promise<Buffer> {
  const { fields } = await ask(await connectRaw(t, port), LOGIN, user(name), credential(hash));
  return fields.get(5) as Buffer;
}

/** What a new connection that shows this token is answered. */
async function show(t: TestContext, port: number, name: string, value: Buffer): Promise<number> {
  return resultOf(await connectRaw(t, port), AUTHENTICATE, user(name), token(value));
}

test('a stranger is answered 80 to commands, batches, queries and admin messages', async (t) => {
  const { client } = await startServer(t, { security: true });
  assert.strictEqual(await read(client), 80);
  const batch = parseReply(await client.exchange(request({ info1: 8 })));
  assert.deepStrictEqual([batch.resultCode, batch.info3], [80, 1]);
  assert.strictEqual((await scan(client)).end.resultCode, 80);
  assert.strictEqual(await resultOf(client, QUERY_USERS), 80);
  assert.strictEqual(await resultOf(client, CREATE_USER, user('x'), password(EMPTY_HASH), roles()), 80);
  assert.strictEqual(await resultOf(client, CHANGE_PASSWORD, user('admin'), oldPassword(ADMIN_HASH)), 80);
});

test('an info request of a stranger is answered with one line, whatever it asks for', async (t) => {
  const { client } = await startServer(t, { security: true });
  const reply = bytes((await client.exchange(infoFrame('build\nnode\n'))) ?? '');
  assert.strictEqual(reply.toString('latin1', 8), 'ERROR:80:not authenticated\n');
});

test('the first user is admin with the password admin, or with the one of the option', async (t) => {
  const first = await startSecure(t);
  assert.strictEqual(await first.admin.info('status'), 'ok');
  const other = await startServer(t, { security: { password: '' } });
  assert.strictEqual(await resultOf(other.client, LOGIN, user('admin'), credential(ADMIN_HASH)), 65);
  assert.strictEqual(await resultOf(other.client, LOGIN, user('admin'), credential(EMPTY_HASH)), 0);
});

test('a login is refused by what is wrong with it', async (t) => {
  const { client } = await startServer(t, { security: { users: [{ name: 'pki' }] } });
  const attempts = [
    [[], 60],
    [[credential(ADMIN_HASH)], 60],
    [[user('admin')], 65],
    [[user('admin'), credential(EMPTY_HASH)], 65],
    [[user('admin'), credential('x')], 65],
    [[user('nobody'), credential(ADMIN_HASH)], 60],
    [[user('x'.repeat(64)), credential(ADMIN_HASH)], 60],
    [[user('pki'), credential(NO_PASSWORD_HASH)], 65],
    [[user('nobody'), credential(ADMIN_HASH), clearPassword('admin')], 90],
  ] as const;
  for (const [fields, result] of attempts) {
    assert.strictEqual(await resultOf(client, LOGIN, ...fields), result, JSON.stringify(fields));
  }
  assert.strictEqual(await read(client), 80);
});

test('a login gives a token and its life, and the token opens other connections, on other nodes too', async (t) => {
  const { server, client } = await startServer(t, { nodes: 2, security: { sessionTtl: TTL_SECONDS } });
  const { result, fields } = await ask(client, LOGIN, user('admin'), credential(ADMIN_HASH));
  assert.strictEqual(result, 0);
  assert.strictEqual(fields.get(6)?.readUInt32BE(), TTL_SECONDS);
  const other = await connectRaw(t, server.nodes[1]?.port ?? 0);
  assert.strictEqual(await resultOf(other, AUTHENTICATE, user('admin'), token(fields.get(5) as Buffer)), 0);
  assert.strictEqual(await other.info('status'), 'ok');
});

test('a token is good for its user only, whole, and until it expires; what is open stays open', async (t) => {
  const { server, clock, admin } = await startSecure(t, {
    sessionTtl: TTL_SECONDS,
    users: [{ name: 'bob', password: '' }],
  });
  const { port } = server;
  const good = await tokenOf(t, port, 'admin', ADMIN_HASH);
  assert.strictEqual(await show(t, port, 'bob', good), 65);
  assert.strictEqual(await show(t, port, 'admin', good.subarray(0, -1)), 65);
  assert.strictEqual(await show(t, port, 'admin', Buffer.alloc(0)), 65);
  assert.strictEqual(await show(t, port, 'admin', Buffer.alloc(5000)), 65);
  for (const at of [0, 11, 14, good.length - 1]) {
    const forged = Buffer.from(good);
    forged[at] = (forged[at] as number) ^ 1;
    assert.strictEqual(await show(t, port, 'admin', forged), 65, `byte ${at}`);
  }
  clock.advance(TTL_SECONDS * 1000 - 1);
  assert.strictEqual(await show(t, port, 'admin', good), 0);
  clock.advance(1);
  assert.strictEqual(await show(t, port, 'admin', good), 66);
  assert.strictEqual(await admin.info('status'), 'ok');
});

test('a password that an administrator sets ends what the old one had opened', async (t) => {
  const { server, admin } = await startSecure(t, { users: [{ name: 'bob', password: '' }] });
  const old = await tokenOf(t, server.port, 'bob', EMPTY_HASH);
  assert.strictEqual(await resultOf(admin, SET_PASSWORD, user('bob'), password(ADMIN_HASH)), 0);
  assert.strictEqual(await show(t, server.port, 'bob', old), 66);
  const client = await connectRaw(t, server.port);
  assert.strictEqual(await resultOf(client, LOGIN, user('bob'), credential(EMPTY_HASH)), 65);
  assert.strictEqual(await resultOf(client, LOGIN, user('bob'), credential(ADMIN_HASH)), 0);
});

test('users change their own password, with the old one, and nobody else does that way', async (t) => {
  const { server, admin } = await startSecure(t, { users: [{ name: 'bob', password: '' }] });
  const bob = await loginAs(t, server.port, 'bob');
  const session = await tokenOf(t, server.port, 'bob', EMPTY_HASH);
  const change = (client: RawClient, name: string, from: string): Promise<number> =>
    resultOf(client, CHANGE_PASSWORD, user(name), oldPassword(from), password(ADMIN_HASH));
  assert.strictEqual(await change(bob, 'bob', ADMIN_HASH), 62);
  assert.strictEqual(await change(bob, 'admin', ADMIN_HASH), 81);
  assert.strictEqual(await change(admin, 'bob', EMPTY_HASH), 81);
  assert.strictEqual(await change(bob, 'bob', EMPTY_HASH), 0);
  assert.strictEqual(await show(t, server.port, 'bob', session), 0);
  await assert.rejects(loginAs(t, server.port, 'bob', EMPTY_HASH));
  await loginAs(t, server.port, 'bob', ADMIN_HASH);
});

test('who is dropped has to log in again, and cannot', async (t) => {
  const { server, admin } = await startSecure(t, { users: [{ name: 'bob', password: '', roles: ['read'] }] });
  const bob = await loginAs(t, server.port, 'bob');
  const session = await tokenOf(t, server.port, 'bob', EMPTY_HASH);
  assert.strictEqual(await read(bob), 2);
  assert.strictEqual(await resultOf(admin, DROP_USER, user('bob')), 0);
  assert.strictEqual(await read(bob), 80);
  assert.strictEqual(await show(t, server.port, 'bob', session), 60);
  // Another user of that name is another user.
  assert.strictEqual(await resultOf(admin, CREATE_USER, user('bob'), password(EMPTY_HASH), roles('read')), 0);
  assert.strictEqual(await read(bob), 80);
  assert.strictEqual(await show(t, server.port, 'bob', session), 66);
});

test('users see themselves, and only user admins see others and roles', async (t) => {
  const { admin, connectAs } = await startSecure(t);
  const client = await connectAs('read');
  assert.strictEqual(await resultOf(client, QUERY_USERS, user('user0')), 0);
  assert.strictEqual(await resultOf(client, QUERY_USERS, user('admin')), 81);
  assert.strictEqual(await resultOf(client, QUERY_USERS), 81);
  assert.strictEqual(await resultOf(client, QUERY_ROLES, role('read')), 81);
  assert.strictEqual(await resultOf(admin, QUERY_USERS, user('user0')), 0);
});

test('what another system says of a user decides about a login with a clear password', async (t) => {
  const asked: string[][] = [];
  const security: SecurityOptions = {
    users: [{ name: 'here', password: '' }],
    external: async (name, clear) => {
      asked.push([name, clear]);
      if (name === 'broken') throw new Error('The directory is away');
      return clear === 'right' ? ['read'] : undefined;
    },
  };
  const { server, client, admin } = await startSecure(t, security);
  const login = (name: string, clear: string): Promise<number> =>
    resultOf(client, LOGIN, user(name), credential(EMPTY_HASH), clearPassword(clear));
  assert.strictEqual(await login('ann', 'wrong'), 93);
  assert.strictEqual(await login('broken', 'right'), 94);
  assert.strictEqual(await login('ann', 'r'.repeat(64)), 93);
  assert.strictEqual(await login('here', ''), 0);
  assert.deepStrictEqual(asked, [
    ['ann', 'wrong'],
    ['broken', 'right'],
  ]);
  assert.strictEqual(await login('ann', 'right'), 0);
  assert.strictEqual(await read(client), 2);
  assert.strictEqual(await resultOf(admin, SET_PASSWORD, user('ann'), password(EMPTY_HASH)), 64);
  const other = await connectRaw(t, server.port);
  assert.strictEqual(await resultOf(other, LOGIN, user('ann'), credential(EMPTY_HASH)), 65);
});
