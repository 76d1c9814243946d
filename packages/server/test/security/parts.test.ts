// The parts of security by themselves: what cannot be seen from outside, or only with time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Writer } from 'tendril/wire';
import { type Job, PROGRESS } from '../../src/command/job.ts';
import { ANONYMOUS } from '../../src/command/principal.ts';
import { EmbeddedServer, type SecurityOptions } from '../../src/index.ts';
import { Log } from '../../src/log.ts';
import { AdminService } from '../../src/security/admin-service.ts';
import type { AdminConnection } from '../../src/security/login.ts';
import { LoginDelay } from '../../src/security/login-delay.ts';
import { isCredential, storeCredential } from '../../src/security/password.ts';
import { NodeSecurity, Security } from '../../src/security/security.ts';
import { isListed, parseWhitelist } from '../../src/security/whitelist.ts';
import {
  AUTHENTICATE,
  adminBody,
  blocksOf,
  credential,
  EMPTY_HASH,
  LOGIN,
  QUERY_USERS,
  token,
  user,
} from '../helpers/admin.ts';
import { FakeClock } from '../helpers/server.ts';

test('a credential is kept with a salt of its own, and nobody matches none', async () => {
  const [first, second] = [await storeCredential(EMPTY_HASH), await storeCredential(EMPTY_HASH)];
  assert.notDeepStrictEqual(first, second);
  assert.strictEqual(await isCredential(first, EMPTY_HASH), true);
  assert.strictEqual(await isCredential(first, `${EMPTY_HASH} `), false);
  assert.strictEqual(await isCredential(undefined, EMPTY_HASH), false);
});

test('many credentials are checked at once, each rightly', async () => {
  const stored = await storeCredential(EMPTY_HASH);
  const checks = Array.from({ length: 40 }, (_, i) => isCredential(stored, i % 2 === 0 ? EMPTY_HASH : 'other'));
  assert.deepStrictEqual(
    await Promise.all(checks),
    checks.map((_, i) => i % 2 === 0),
  );
});

test('the answer to wrong passwords waits longer each time, to an end, and starts anew after a right one', () => {
  const delay = new LoginDelay();
  const waits = Array.from({ length: 9 }, () => delay.fail('a'));
  assert.deepStrictEqual(waits, [10, 20, 40, 80, 160, 320, 500, 500, 500]);
  assert.strictEqual(delay.fail('b'), 10);
  delay.succeed('a');
  assert.strictEqual(delay.fail('a'), 10);
});

test('names that failed are remembered up to a limit, the latest ones', () => {
  const delay = new LoginDelay();
  delay.fail('first');
  delay.fail('kept');
  for (let i = 0; i < 998; i++) delay.fail(`n${i}`);
  delay.fail('kept');
  delay.fail('one more');
  assert.strictEqual(delay.fail('kept'), 40);
  assert.strictEqual(delay.fail('first'), 10);
});

test('an address is in a whitelist by itself, by its network, and when IPv6 carries it', () => {
  const list = parseWhitelist(['192.168.7.1', '10.0.0.0/8', '2001:db8::/32']);
  assert.notStrictEqual(list, undefined);
  if (list === undefined) return;
  for (const address of ['192.168.7.1', '10.255.0.1', '::ffff:10.0.0.1', '2001:db8::1']) {
    assert.strictEqual(isListed(list, address), true, address);
  }
  for (const address of ['192.168.7.2', '11.0.0.1', '::ffff:11.0.0.1', '2001:db9::1', '']) {
    assert.strictEqual(isListed(list, address), false, address);
  }
});

test('what is no address and no network is no whitelist', () => {
  for (const text of ['here', '10.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '::/129', '10.0.0.0/8/8', ' ']) {
    assert.strictEqual(parseWhitelist([text]), undefined, text);
  }
  assert.strictEqual(parseWhitelist(Array(256).fill('10.0.0.1')), undefined);
  assert.notStrictEqual(parseWhitelist(Array(255).fill('10.0.0.1')), undefined);
});

/** A service without sockets, and what it answers a peer of that certificate. */
async function serviceOf(options: SecurityOptions) {
  const log = new Log(() => {});
  const clock = new FakeClock();
  const security = new Security(options, clock, log);
  await security.start();
  const out = new Writer();
  const service = new AdminService(new NodeSecurity(security), out, () => []);
  const serve = (body: Buffer, connection: AdminConnection): Job | undefined => {
    out.reset();
    return service.serve(body, 0, body.length, connection);
  };
  const reply = () => blocksOf(out.take().toString('hex'))[0];
  return { serve, reply };
}

function connectionOf(certificateName: string | undefined): AdminConnection {
  return { principal: ANONYMOUS, peer: { address: '127.0.0.1', text: '127.0.0.1:1', certificateName } };
}

test('a certificate that was verified logs its user in without a name and a password', async () => {
  const { serve, reply } = await serviceOf({ users: [{ name: 'pki', roles: ['user-admin'] }] });
  const connection = connectionOf('pki');
  serve(adminBody(LOGIN), connection);
  const first = reply();
  assert.deepStrictEqual([first?.result, connection.principal.user], [0, 'pki']);
  serve(adminBody(AUTHENTICATE, token(first?.fields.get(5) as Buffer)), connectionOf('pki'));
  assert.strictEqual(reply()?.result, 0);
  serve(adminBody(QUERY_USERS), connection);
  assert.strictEqual(reply()?.result, 0);
  serve(adminBody(LOGIN), connectionOf('somebody'));
  assert.strictEqual(reply()?.result, 60);
});

test('the answer to a wrong password is held back, and given up with its connection', async (t) => {
  const { serve, reply } = await serviceOf({});
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const attempt = adminBody(LOGIN, user('admin'), credential(EMPTY_HASH));
  const job = serve(attempt, connectionOf(undefined));
  const woken = new Promise<void>((resolve) => {
    assert.strictEqual(job?.step({ wake: () => resolve() }), PROGRESS.WAITING);
  });
  // The password is checked by another thread: until then there is no timer to move.
  const checked = setInterval(() => t.mock.timers.tick(25), 5);
  await woken;
  clearInterval(checked);
  assert.strictEqual(job?.step({ wake: () => {} }), PROGRESS.DONE);
  assert.strictEqual(reply()?.result, 65);

  const other = serve(attempt, connectionOf(undefined));
  other?.step({ wake: () => assert.fail('woken although nobody waits') });
  other?.cancel();
});

test('options that cannot be used are named', async () => {
  const options: [SecurityOptions, RegExp][] = [
    [{ sessionTtl: 119 }, /security\.sessionTtl must be an integer from 120 to 864000/],
    [{ users: [{ name: 'admin', password: '' }] }, /user "admin" cannot be made: there is one of that name/],
    [{ users: [{ name: '' }] }, /user "" cannot be made: its name must have 1 to 63 bytes/],
    [
      { roles: [{ name: 'r', privileges: ['reed.test'] }] },
      /role "r" cannot be made: it needs privileges, each of a kind/,
    ],
    [{ roles: [{ name: 'r', privileges: ['sys-admin.test'] }] }, /role "r" cannot be made: it needs privileges/],
    [{ roles: [{ name: 'r', privileges: ['read'], whitelist: ['x'] }] }, /role "r" cannot be made: its whitelist/],
    [{ roles: [{ name: 'r', privileges: ['read'], readQuota: 1 }] }, /role "r" cannot be made: quotas need/],
    [{ password: 'x'.repeat(64) }, /63/],
  ];
  for (const [security, message] of options) {
    await assert.rejects(EmbeddedServer.start({ security }), { name: 'RangeError', message });
  }
  await assert.rejects(EmbeddedServer.start({ security: 'yes' as never }), /Option security must be true, false/);
});

test('a role has up to 255 privileges, and a user up to 255 roles', async (t) => {
  const rolesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `r${i}`, privileges: ['read'] }));
  const privilegesOf = (count: number) => Array.from({ length: count }, (_, i) => `read.test.s${i}`);
  const securityOf = (roles: number, privileges: number): SecurityOptions => ({
    roles: [...rolesOf(roles), { name: 'wide', privileges: privilegesOf(privileges) }],
    users: [{ name: 'u', password: 'p', roles: rolesOf(roles).map(({ name }) => name) }],
  });
  const server = await EmbeddedServer.start({ security: securityOf(255, 255) });
  t.after(() => server.stop());
  await assert.rejects(EmbeddedServer.start({ security: securityOf(255, 256) }), /role "wide" cannot be made/);
  await assert.rejects(EmbeddedServer.start({ security: securityOf(256, 255) }), /user "u" cannot be made/);
});
