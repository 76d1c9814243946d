// The audit trail, its settings, and that no secret gets into it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportOptions } from '../../src/index.ts';
import {
  ADMIN_HASH,
  AUTHENTICATE,
  ask,
  CREATE_ROLE,
  CREATE_USER,
  clearPassword,
  credential,
  EMPTY_HASH,
  LOGIN,
  password,
  privileges,
  QUERY_ROLES,
  REVOKE_PRIVILEGES,
  resultOf,
  role,
  roles,
  type SecureServer,
  startSecure,
  token,
  user,
} from '../helpers/admin.ts';
import { connectRaw, type RawClient } from '../helpers/raw-client.ts';
import { DELETE, READ_ALL, request, text, WRITE, writeInt } from '../helpers/request.ts';

const ALL: ReportOptions = { authentication: true, sysAdmin: true, userAdmin: true, violation: true, dataOp: ['test'] };

function addressOf({ socket }: RawClient): string {
  return `127.0.0.1:${socket.localPort}`;
}

/** The lines of one client, without what they have in common. */
function linesOf({ log }: SecureServer, client: RawClient): string[] {
  const common = ` | client: ${addressOf(client)}`;
  return log
    .filter((line) => line.includes(`${common} `))
    .map((line) => line.replace('info audit: ', '').replace(common, ''));
}

test('what administrators do is in the trail, in the words of the real server', async (t) => {
  const server = await startSecure(t, { report: ALL });
  const { admin } = server;
  await resultOf(admin, CREATE_USER, user('bruce'), password(EMPTY_HASH), roles('read-write'));
  await resultOf(
    admin,
    CREATE_ROLE,
    role('setA'),
    privileges([11, 'test', 'setA'], [10, 'test', ''], 13, 0, 1, 2, [12, 'bar', 'b']),
  );
  await resultOf(admin, REVOKE_PRIVILEGES, role('setA'), privileges([10, 'test', '']));
  await resultOf(admin, QUERY_ROLES);
  await admin.info('set-config:context=service;info-max-ms=1000');
  assert.deepStrictEqual(linesOf(server, admin), [
    'permitted | authenticated user: admin | action: login | detail: user=admin',
    'permitted | authenticated user: admin | action: create user | detail: user=bruce;roles=read-write',
    'permitted | authenticated user: admin | action: create role | detail: role=setA;privs=rw{test|setA},r{test},w{},u,s,d,rwf{bar|b}',
    'permitted | authenticated user: admin | action: delete privs | detail: role=setA;privs=r{test}',
    'permitted | authenticated user: admin | action: query roles | detail: <none>',
    'role violation | authenticated user: admin | action: set-config | detail: context=service;info-max-ms=1000',
  ]);
});

test('strangers and failed logins are in the trail', async (t) => {
  const server = await startSecure(t, { report: ALL });
  const { client } = server;
  await client.info('build');
  await client.exchange(request(READ_ALL));
  await resultOf(client, CREATE_USER, user('x'));
  await resultOf(client, LOGIN, user('admin'), credential(EMPTY_HASH));
  await resultOf(client, LOGIN, user('nobody'), credential(EMPTY_HASH));
  await resultOf(client, AUTHENTICATE, user('admin'), token(Buffer.from('token')));
  assert.deepStrictEqual(linesOf(server, client), [
    'not authenticated | authenticated user: <none> | action: info request | detail: <none>',
    'not authenticated | authenticated user: <none> | action: data | detail: <none>',
    'not authenticated | authenticated user: <none> | action: create user | detail: <none>',
    'authentication failed (credential) | authenticated user: <none> | action: login | detail: user=admin',
    'authentication failed (user) | authenticated user: <none> | action: login | detail: user=nobody',
    'authentication failed (credential) | authenticated user: <none> | action: authentication | detail: user=admin',
  ]);
});

test('commands on records are in the trail with their key, or else their digest', async (t) => {
  const server = await startSecure(t, { report: ALL });
  const client = await server.connectAs('read-write');
  const key = (type: number, value: string): readonly (readonly [number, Buffer])[] => [
    [2, Buffer.from(`${type.toString(16).padStart(2, '0')}${value}`, 'hex')],
  ];
  await client.exchange(request({ ...WRITE, fields: key(3, text('k1')), ops: [writeInt('n', 1)] }));
  await client.exchange(request({ ...READ_ALL, set: 'other', fields: key(1, '000000000001333e') }));
  await client.exchange(request({ ...READ_ALL, set: '', fields: key(4, 'aac548') }));
  await client.exchange(request({ ...DELETE, namespace: 'test' }));
  assert.deepStrictEqual(linesOf(server, client).slice(1), [
    'permitted | authenticated user: user0 | action: write | detail: {test|demo} [S|k1]',
    'permitted | authenticated user: user0 | action: read | detail: {test|other} [I|78654]',
    'permitted | authenticated user: user0 | action: read | detail: {test|} [B|AA C5 48]',
    'permitted | authenticated user: user0 | action: delete | detail: {test|demo} [D|b747f5854d0b33259928d0cfab7fad81d6abfbf6]',
  ]);
});

test('only what is reported is in the trail, and set-config changes what is', async (t) => {
  const server = await startSecure(t, { report: {} });
  const client = await server.connectAs('sys-admin', 'read');
  const refused = async (): Promise<void> => {
    await client.exchange(request(WRITE));
  };
  await refused();
  assert.deepStrictEqual(linesOf(server, client), []);
  const set = (change: string): Promise<string> => client.info(`set-config:context=security;${change}`);
  assert.strictEqual(await set('log.report-violation=true'), 'ok');
  await refused();
  assert.strictEqual(linesOf(server, client).length, 1);
  assert.strictEqual(await set('log.report-data-op=true;namespace=test;set=demo'), 'ok');
  await client.exchange(request({ ...READ_ALL, set: 'demo' }));
  await client.exchange(request({ ...READ_ALL, set: 'other' }));
  assert.strictEqual(linesOf(server, client).length, 2);
  assert.strictEqual(await set('log.report-data-op=false;namespace=test;set=demo'), 'ok');
  await client.exchange(request({ ...READ_ALL, set: 'demo' }));
  assert.strictEqual(linesOf(server, client).length, 2);
});

test('settings are shown, and those that cannot be changed are refused', async (t) => {
  const { connectAs } = await startSecure(t, { sessionTtl: 200, report: { dataOp: ['test demo'] } });
  const client = await connectAs('sys-admin');
  const shown =
    'enable-quotas=false;session-ttl=200;log.report-authentication=false;log.report-sys-admin=false;' +
    'log.report-user-admin=false;log.report-violation=false;log.report-data-op=test demo';
  assert.strictEqual(await client.info('get-config:context=security'), shown);
  assert.strictEqual((await client.info('get-config:')).endsWith(`;${shown}`), true);
  for (const change of [
    'session-ttl=119',
    'session-ttl=x',
    'enable-quotas=true',
    'log.report-data-op=true',
    'no=true',
  ]) {
    const answer = await client.info(`set-config:context=security;${change}`);
    assert.strictEqual(answer, 'ERROR:4:invalid set-config parameter', change);
  }
  assert.strictEqual(await client.info('set-config:context=security;session-ttl=120'), 'ok');
});

test('no message repeats a password, its hash or a token', async (t) => {
  const lines: string[] = [];
  const secret = 'open-sesame';
  const external = (): undefined => {
    throw new Error('The directory is away');
  };
  const server = await startSecure(
    t,
    { report: ALL, external, users: [{ name: 'bob', password: secret }] },
    { log: (level, message) => lines.push(`${level} ${message}`) },
  );
  const { admin, client } = server;
  const { fields } = await ask(client, LOGIN, user('admin'), credential(ADMIN_HASH));
  const session = fields.get(5) as Buffer;
  await resultOf(await connectRaw(t, server.server.port), AUTHENTICATE, user('admin'), token(session));
  await resultOf(client, LOGIN, user('bob'), credential(EMPTY_HASH), clearPassword(secret));
  await resultOf(client, LOGIN, user('ann'), credential(EMPTY_HASH), clearPassword(secret));
  await resultOf(admin, CREATE_USER, user('x'), password(EMPTY_HASH), roles());
  const all = lines.join('\n');
  assert.strictEqual(lines.length > 5, true);
  for (const hidden of [secret, ADMIN_HASH, EMPTY_HASH, session.toString('hex'), session.toString('base64')]) {
    assert.strictEqual(all.includes(hidden), false, hidden);
  }
});
