import { deepStrictEqual, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { fluent } from '../../src/fluent/index.ts';
import { AerospikeError, policy, status } from '../../src/public.ts';
import { ANN, fixture } from './helpers.ts';

const isEnterprise = (error: unknown) => error instanceof AerospikeError && error.code === status.ERR_ENTERPRISE_ONLY;

// A Community server, as the embedded one says it is, refuses durable deletes: so it tells whether one was asked for.
test('durability of a profile holds for a row of a batch as for a command of its own', async (t) => {
  const { client, users } = await fixture(t);
  const db = fluent(client, { profiles: { durable: { write: { durableDelete: true } } } });
  await db.insert(users, 'ann', ANN);
  await rejects(db.as('durable').delete(users, 'ann').then(), isEnterprise);
  await rejects(db.as('durable').delete(users, ['ann']).then(), isEnterprise);
  await rejects(
    db
      .as('durable')
      .batch([db.as('durable').delete(users, 'ann')])
      .then(),
    isEnterprise,
  );
  deepStrictEqual(await db.delete(users, ['ann']), [true]);
});

test('kinds of commands have policies of their own over those of all', async (t) => {
  const { client, users } = await fixture(t);
  const { ONE } = policy.readModeAP;
  const db = fluent(client, {
    profiles: { odd: { all: { totalTimeout: -1 }, read: { totalTimeout: 900, readModeAP: ONE } } },
    profile: 'odd',
  });
  deepStrictEqual(await db.get(users, 'ann'), undefined);
  const isRefused = (error: unknown) => error instanceof AerospikeError && error.code === status.ERR_PARAM;
  await rejects(db.insert(users, 'ann', ANN).then(), isRefused);
  await rejects(db.get(users, ['ann']).then(), isRefused);
  await rejects(db.query(users).toArray(), isRefused);
});
