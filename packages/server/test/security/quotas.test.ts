// Quotas: how much of them is used, and when they are exceeded. Time stands still unless the test moves it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CREATE_ROLE,
  privileges,
  QUERY_USERS,
  query,
  readQuota,
  resultOf,
  role,
  SET_QUOTAS,
  startSecure,
  u32,
  user,
  writeQuota,
} from '../helpers/admin.ts';
import type { RawClient } from '../helpers/raw-client.ts';
import { parseReply, READ_ALL, request, WRITE, writeInt } from '../helpers/request.ts';
import { scan } from '../helpers/scan.ts';

const READ_WRITE = 11;
const RATE_FIELD = 10;
const SECOND_MS = 1000;

async function code(client: RawClient, isWrite: boolean): Promise<number> {
  const parts = isWrite ? { ...WRITE, ops: [writeInt('n', 1)] } : { ...READ_ALL, key: 'absent' };
  return parseReply(await client.exchange(request(parts))).resultCode;
}

async function codes(client: RawClient, count: number, isWrite: boolean): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) found.push(await code(client, isWrite));
  return found;
}

function numbers(field: Buffer | undefined): number[] {
  return Array.from({ length: field?.[0] ?? 0 }, (_, i) => (field as Buffer).readUInt32BE(1 + i * 4));
}

test('reads and writes are limited by themselves, second by second', async (t) => {
  const { admin, clock, connectAs } = await startSecure(t, { enableQuotas: true });
  await resultOf(admin, CREATE_ROLE, role('own'), privileges(READ_WRITE), readQuota(3), writeQuota(2));
  const client = await connectAs('own');
  assert.deepStrictEqual(await codes(client, 4, false), [2, 2, 2, 83]);
  assert.deepStrictEqual(await codes(client, 3, true), [0, 0, 83]);
  clock.advance(SECOND_MS);
  assert.deepStrictEqual(await codes(client, 4, false), [2, 2, 2, 83]);
  const [own] = await query(admin, QUERY_USERS, user('user0'));
  assert.deepStrictEqual(numbers(own?.fields.get(16)), [3, 3, 0, 0]);
  assert.deepStrictEqual(numbers(own?.fields.get(17)), [2, 2, 0, 0]);
});

test('the largest quota of the roles holds, and a changed one at once', async (t) => {
  const { admin, connectAs } = await startSecure(t, { enableQuotas: true });
  await resultOf(admin, CREATE_ROLE, role('small'), privileges(READ_WRITE), readQuota(1));
  await resultOf(admin, CREATE_ROLE, role('large'), privileges(READ_WRITE), readQuota(2));
  const client = await connectAs('small', 'large', 'read');
  assert.deepStrictEqual(await codes(client, 3, false), [2, 2, 83]);
  assert.deepStrictEqual(await codes(client, 3, true), [0, 0, 0]);
  assert.strictEqual(await resultOf(admin, SET_QUOTAS, role('large'), readQuota(0), writeQuota(0)), 0);
  assert.deepStrictEqual(await codes(client, 1, false), [83]);
  assert.strictEqual(await resultOf(admin, SET_QUOTAS, role('small'), readQuota(0)), 0);
  assert.deepStrictEqual(await codes(client, 9, false), Array(9).fill(2));
});

test('a query needs a rate, and its rate is set aside as long as it runs', async (t) => {
  const { admin, connectAs } = await startSecure(t, { enableQuotas: true });
  await resultOf(admin, CREATE_ROLE, role('own'), privileges(READ_WRITE), readQuota(100));
  const client = await connectAs('own');
  const queryAt = async (rate: number): Promise<number> =>
    (await scan(client, { set: 'demo', fields: [[RATE_FIELD, u32(rate)]] })).end.resultCode;
  assert.strictEqual(await queryAt(0), 83);
  assert.strictEqual(await queryAt(101), 83);
  for (let i = 0; i < 5; i++) assert.strictEqual(await queryAt(100), 0);
  assert.strictEqual(await code(client, false), 2);
  assert.strictEqual(await queryAt(100), 83);
  assert.strictEqual(await queryAt(99), 0);
});

test('without a quota queries run unlimited, and everything is counted', async (t) => {
  const { admin, clock, connectAs } = await startSecure(t, { enableQuotas: true });
  const client = await connectAs('read-write');
  await codes(client, 5, false);
  assert.strictEqual((await scan(client, { set: 'demo' })).end.resultCode, 0);
  clock.advance(SECOND_MS);
  const [own] = await query(admin, QUERY_USERS, user('user0'));
  assert.deepStrictEqual(numbers(own?.fields.get(16)), [0, 5, 0, 0]);
  clock.advance(2 * SECOND_MS);
  const [later] = await query(admin, QUERY_USERS, user('user0'));
  assert.deepStrictEqual(numbers(later?.fields.get(16)), [0, 0, 0, 0]);
});
