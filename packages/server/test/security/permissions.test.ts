// What each role allows, where, and from when on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CREATE_ROLE,
  DROP_ROLE,
  GRANT_PRIVILEGES,
  GRANT_ROLES,
  privileges,
  QUERY_USERS,
  REVOKE_PRIVILEGES,
  REVOKE_ROLES,
  resultOf,
  role,
  roles,
  SET_WHITELIST,
  startSecure,
  user,
  whitelist,
} from '../helpers/admin.ts';
import { bytes, type RawClient } from '../helpers/raw-client.ts';
import {
  DELETE,
  digest,
  messageFrame,
  parseReply,
  READ_ALL,
  type RequestParts,
  request,
  WRITE,
  writeInt,
} from '../helpers/request.ts';
import { scan } from '../helpers/scan.ts';
import { apply, putModule } from '../helpers/udf.ts';

const READ = 10;
const READ_WRITE = 11;
const TRUNCATE = 14;
const VIOLATION = /^ERROR:81:role violation - requires permission '([a-z-]+)'$/;

async function code(client: RawClient, parts: RequestParts): Promise<number> {
  return parseReply(await client.exchange(request(parts))).resultCode;
}

/** True when an info command is carried out; what it lacks is in the refusal. */
async function ask(client: RawClient, command: string, permission: string): Promise<boolean> {
  const answer = await client.info(command);
  const refusal = VIOLATION.exec(answer);
  if (refusal === null) assert.doesNotMatch(answer, /^ERROR:8/);
  else assert.strictEqual(refusal[1], permission, command);
  return refusal === null;
}

/** Work in the background, or a query that runs a function. */
function workFrame(fields: readonly (readonly [number, Buffer])[] = []): string {
  const header = Buffer.alloc(22);
  header.set([22, 0, 1]);
  const all = [[0, Buffer.from('test')], [1, Buffer.from('demo')], ...fields] as const;
  return messageFrame(header, all, [writeInt('n', 1)]);
}

/** Whether each thing that there is to do is allowed. */
const ACTIONS: Readonly<Record<string, (client: RawClient) => Promise<boolean>>> = {
  read: async (client) => (await code(client, { ...READ_ALL, key: 'absent' })) !== 81,
  write: async (client) => (await code(client, { ...WRITE, ops: [writeInt('n', 1)] })) !== 81,
  operate: async (client) => (await code(client, { info1: 1, info2: 1, ops: [writeInt('n', 1)] })) !== 81,
  delete: async (client) => (await code(client, { ...DELETE, key: 'absent' })) !== 81,
  udf: async (client) => (await code(client, apply('absent', 'f'))) !== 81,
  query: async (client) => (await scan(client, { set: 'demo' })).end.resultCode !== 81,
  'query with a function': async (client) => {
    const functionFields = [30, 31, 32].map((type) => [type, Buffer.from('x')] as const);
    return (await scan(client, { set: 'demo', fields: functionFields })).end.resultCode !== 81;
  },
  background: async (client) => parseReply(await client.exchange(workFrame())).resultCode !== 81,
  truncate: (client) => ask(client, 'truncate:namespace=test;set=demo', 'truncate'),
  index: (client) => ask(client, 'sindex-exists:namespace=test;indexname=i', 'sindex-admin'),
  module: async (client) => !VIOLATION.test(await putModule(client, 'm.lua', 'return 1')),
  abort: (client) => ask(client, 'query-abort-all', 'query-admin'),
  setting: (client) => ask(client, 'set-config:context=service;info-max-ms=1000', 'set-config'),
  recluster: (client) => ask(client, 'recluster', 'service-ctrl'),
  users: async (client) => (await resultOf(client, QUERY_USERS)) !== 81,
  statistics: async (client) => (await client.info('statistics')).includes('cluster_size='),
};

const READS = ['read', 'query'];
const WRITES = ['write', 'delete', 'background'];
const UDFS = ['udf', 'query with a function'];
const DATA_ADMIN = ['truncate', 'index', 'module', 'abort'];
const SYS_ADMIN = [...DATA_ADMIN, 'setting', 'recluster'];

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  '': [],
  read: READS,
  write: WRITES,
  'read-write': [...READS, ...WRITES, 'operate'],
  'read-write-udf': [...READS, ...WRITES, 'operate', ...UDFS],
  truncate: ['truncate'],
  'sindex-admin': ['index'],
  'udf-admin': ['module'],
  'data-admin': DATA_ADMIN,
  'sys-admin': SYS_ADMIN,
  'user-admin': ['users'],
  superuser: [...READS, ...WRITES, 'operate', ...UDFS, ...SYS_ADMIN, 'users'],
  unknown: [],
};

test('each role allows what it is for and nothing else', async (t) => {
  const { connectAs } = await startSecure(t);
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    const client = await connectAs(...(name === '' ? [] : [name]));
    const found: string[] = [];
    for (const [action, isAllowed] of Object.entries(ACTIONS)) if (await isAllowed(client)) found.push(action);
    assert.deepStrictEqual(found.sort(), [...allowed, 'statistics'].sort(), `role ${name}`);
  }
});

test('a privilege for a namespace or a set holds there only', async (t) => {
  const { admin, connectAs } = await startSecure(t, {}, { namespaces: ['test', 'other'] });
  await resultOf(
    admin,
    CREATE_ROLE,
    role('demo'),
    privileges([READ_WRITE, 'test', 'demo'], [TRUNCATE, 'test', 'demo']),
  );
  await resultOf(admin, CREATE_ROLE, role('test'), privileges([READ, 'test', '']));
  const ofSet = await connectAs('demo');
  const ofNamespace = await connectAs('test');
  const read = (client: RawClient, namespace: string, set: string): Promise<number> =>
    code(client, { ...READ_ALL, namespace, set, key: 'absent' });

  assert.deepStrictEqual(await Promise.all([read(ofSet, 'test', 'demo'), read(ofSet, 'test', 'x')]), [2, 81]);
  assert.deepStrictEqual(await Promise.all([read(ofSet, 'test', ''), read(ofSet, 'other', 'demo')]), [81, 81]);
  assert.deepStrictEqual(await Promise.all([read(ofNamespace, 'test', 'x'), read(ofNamespace, 'test', '')]), [2, 2]);
  assert.strictEqual(await read(ofNamespace, 'other', 'x'), 81);
  assert.strictEqual((await scan(ofSet, { set: 'demo' })).end.resultCode, 0);
  assert.strictEqual((await scan(ofSet)).end.resultCode, 81);
  assert.strictEqual((await scan(ofNamespace)).end.resultCode, 0);
  assert.strictEqual(await ofSet.info('truncate:namespace=test;set=demo'), 'ok');
  assert.match(await ofSet.info('truncate:namespace=test;set=x'), VIOLATION);
  assert.match(await ofSet.info('truncate-namespace:namespace=test'), VIOLATION);
});

test('who may use one set does not get at records of another by naming it', async (t) => {
  const { admin, connectAs } = await startSecure(t);
  await resultOf(admin, CREATE_ROLE, role('demo'), privileges([READ_WRITE, 'test', 'demo']));
  const everything = await connectAs('read-write');
  assert.strictEqual(await code(everything, { ...WRITE, set: 'secret', ops: [writeInt('n', 1)] }), 0);
  const ofSet = await connectAs('demo');
  for (const info of [
    [3, 0],
    [0, 1],
    [0, 3],
  ]) {
    const header = Buffer.alloc(22);
    header.set([22, ...info]);
    const fields = [
      [0, Buffer.from('test')],
      [1, Buffer.from('demo')],
      [4, digest('secret', 'k1')],
    ] as const;
    const frame = messageFrame(header, fields, info[1] === 1 ? [writeInt('n', 2)] : []);
    assert.strictEqual(parseReply(await ofSet.exchange(frame)).resultCode, 4);
  }
});

test('each row of a batch is allowed or refused by itself', async (t) => {
  const { admin, connectAs } = await startSecure(t);
  await resultOf(admin, CREATE_ROLE, role('demo'), privileges([READ, 'test', 'demo']));
  const client = await connectAs('demo');
  client.send(batchOfSets('demo', 'other', 'demo'));
  const reply = bytes((await client.frame()) ?? '').subarray(8);
  assert.deepStrictEqual(
    [0, 22, 44].map((at) => reply[at + 5]),
    [2, 81, 2],
  );
});

/** Reads of one absent record of each set, all of them reported. */
function batchOfSets(...sets: string[]): string {
  const rows = sets.map((set, i) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(i);
    const counts = Buffer.from([0x0a, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0]);
    const field = (type: number, value: string): Buffer =>
      Buffer.concat([Buffer.from([0, 0, 0, value.length + 1, type]), Buffer.from(value)]);
    return Buffer.concat([head, digest(set, 'absent'), counts, field(0, 'test'), field(1, set)]);
  });
  const count = Buffer.alloc(5);
  count.writeUInt32BE(sets.length);
  count[4] = 4;
  const header = Buffer.alloc(22);
  header.set([22, 8]);
  return messageFrame(header, [[41, Buffer.concat([count, ...rows])]], []);
}

test('what is granted or revoked holds from the next command on', async (t) => {
  const { admin, connectAs } = await startSecure(t);
  const client = await connectAs();
  const read = (): Promise<number> => code(client, { ...READ_ALL, key: 'absent' });
  const own = role('own');
  await resultOf(admin, CREATE_ROLE, own, privileges([READ, 'test', 'other']));
  const found = [await read()];
  const changes = [
    [GRANT_ROLES, user('user0'), roles('read')],
    [REVOKE_ROLES, user('user0'), roles('read')],
    [GRANT_ROLES, user('user0'), roles('own')],
    [GRANT_PRIVILEGES, own, privileges([READ, 'test', 'demo'])],
    [REVOKE_PRIVILEGES, own, privileges([READ, 'test', 'demo'])],
    [GRANT_PRIVILEGES, own, privileges(READ)],
    [DROP_ROLE, own],
  ] as const;
  for (const [command, ...fields] of changes) {
    assert.strictEqual(await resultOf(admin, command, ...fields), 0);
    found.push(await read());
  }
  assert.deepStrictEqual(found, [81, 2, 81, 81, 2, 81, 2, 81]);
});

test('a whitelist lets its users in from its addresses, and out when it changes', async (t) => {
  const { admin, connectAs } = await startSecure(t);
  const away = whitelist('10.0.0.0/8,192.168.7.1');
  await resultOf(admin, CREATE_ROLE, role('here'), privileges(READ), whitelist('10.0.0.0/8,127.0.0.0/8'));
  const client = await connectAs('here');
  const read = (): Promise<number> => code(client, { ...READ_ALL, key: 'absent' });
  assert.strictEqual(await read(), 2);
  assert.strictEqual(await resultOf(admin, SET_WHITELIST, role('here'), away), 0);
  assert.strictEqual(await read(), 82);
  const reply = bytes((await client.exchange(infoBuild())) ?? '');
  assert.strictEqual(reply.toString('latin1', 8), 'ERROR:82:not whitelisted\n');
  await assert.rejects(connectAs('here'), /cannot log in: 82/);
  assert.strictEqual(await resultOf(admin, SET_WHITELIST, role('here')), 0);
  assert.strictEqual(await read(), 2);
});

function infoBuild(): string {
  return `0201000000000006${Buffer.from('build\n').toString('hex')}`;
}
