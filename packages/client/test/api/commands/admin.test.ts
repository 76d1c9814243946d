import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import type { Client } from '../../../src/api/client.ts';
import { admin } from '../../../src/model/administration.ts';
import { auth, privilegeCode } from '../../../src/model/constants.ts';
import { AerospikeError } from '../../../src/model/error.ts';
import { status } from '../../../src/model/status.ts';
import { type AdminFields, readAdminBlocks, writeAdminBlock } from '../../../src/wire/admin.ts';
import { RESULT } from '../../../src/wire/codes/results.ts';
import { passwordHash } from '../../../src/wire/password-hash.ts';
import { Writer } from '../../../src/wire/writer.ts';
import { connectedClient, type FakeLink, NODE } from '../fake-link.ts';

/** What the vendor's client sends for each call, as the user `me` with the password `secret`. */
const recorded: { readonly requests: readonly { readonly call: string; readonly hex: string }[] } = JSON.parse(
  readFileSync(join(__dirname, '../../../../test/wire/vendor-admin.json'), 'utf8'),
);

const QUERY = /^query/;

function body(...blocks: readonly (readonly [result: number, fields?: AdminFields])[]): Buffer {
  const w = new Writer(64);
  for (const [result, fields] of blocks) writeAdminBlock(w, result, 0, fields);
  return w.take();
}

const DONE = body([RESULT.OK]);

/** Answers queries with these users or roles, everything else with success. */
function answers(link: FakeLink, ...found: readonly AdminFields[]): void {
  const rows = found.map((fields) => [RESULT.OK, fields] as const);
  const list = body(...rows, [RESULT.SECURITY_OK_LAST]);
  link.askAnswer = ({ name }) => (QUERY.test(name) ? list : DONE);
}

async function loggedIn(t: TestContext): Promise<{ readonly client: Client; readonly link: FakeLink }> {
  const world = await connectedClient(t, { user: 'me', password: 'secret' });
  answers(world.link, { user: 'u', role: 'r' });
  return world;
}

/** Runs a call as it was recorded. */
function run(client: Client, call: string): Promise<unknown> {
  return new Function('client', 'admin', 'privilegeCode', `return client.${call}`)(client, admin, privilegeCode);
}

test('every command sends the bytes of the vendor, and says whether it may change something', async (t) => {
  for (const { call, hex } of recorded.requests) {
    const { client, link } = await loggedIn(t);
    await run(client, call);
    const [{ node, question, policy }] = link.asked as [FakeLink['asked'][number]];
    strictEqual(question.frame.toString('hex'), hex, call);
    strictEqual(call.startsWith(question.name), true, call);
    deepStrictEqual(
      [node, question.isWrite, question.hasManyFrames, policy],
      [NODE.name, !QUERY.test(call), QUERY.test(call), { timeout: 1000, timeoutDelay: 0 }],
      call,
    );
  }
});

/** Each command with its required arguments, and the optional ones behind them. */
const FORMS: readonly (readonly [
  name: keyof Client & string,
  required: readonly unknown[],
  optional: readonly unknown[],
])[] = [
  ['createPKIUser', ['u'], [['r'], null]],
  ['createRole', ['r', []], [null, ['192.0.2.1'], 1, 2]],
  ['createUser', ['u', 'p'], [['r'], null]],
  ['changePassword', ['u', 'p'], [null]],
  ['dropRole', ['r'], [null]],
  ['dropUser', ['u'], [null]],
  ['grantPrivileges', ['r', []], [null]],
  ['grantRoles', ['u', []], [null]],
  ['queryRole', ['r'], [null]],
  ['queryRoles', [], [null]],
  ['queryUser', ['u'], [null]],
  ['queryUsers', [], [null]],
  ['revokePrivileges', ['r', []], [null]],
  ['revokeRoles', ['u', []], [null]],
  ['setPassword', ['u', 'p'], [null]],
  ['setQuotas', ['r', 1, 2], [null]],
  ['setWhitelist', ['r', null], [null]],
];

test('every command has a callback form, with any of its optional arguments left out', async (t) => {
  const { client, link } = await loggedIn(t);
  for (const [name, required, optional] of FORMS) {
    for (let given = 0; given <= optional.length; given++) {
      const sent = link.asked.length;
      const told = await new Promise<unknown[]>((resolve) => {
        const command = client[name] as (...args: unknown[]) => unknown;
        const callback = (...outcome: unknown[]): void => resolve(outcome);
        strictEqual(command.call(client, ...required, ...optional.slice(0, given), callback), undefined, name);
      });
      deepStrictEqual([told[0], link.asked.length], [null, sent + 1], name);
    }
  }
});

test('users and roles come back as instances with everything the node said', async (t) => {
  const { client, link } = await loggedIn(t);
  const u = { user: 'u', roles: ['read'], readInfo: [1, 2, 3, 4], writeInfo: [0, 0, 0, 4e9], connections: 5 };
  answers(link, u, { user: 'v', roles: [] });
  const users = await client.queryUsers();
  deepStrictEqual(users, [
    new admin.User({ name: 'u', roles: ['read'], readInfo: [1, 2, 3, 4], writeInfo: [0, 0, 0, 4e9], connsInUse: 5 }),
    new admin.User({ name: 'v', roles: [], readInfo: [], writeInfo: [], connsInUse: 0 }),
  ]);
  deepStrictEqual(await client.queryUser('u'), users[0]);

  const privileges = [
    { code: privilegeCode.READ, namespace: 'test', set: 'demo' },
    { code: privilegeCode.SYS_ADMIN, namespace: '', set: '' },
  ];
  answers(
    link,
    { role: 'r', privileges, whitelist: ['192.0.2.1', '192.0.3.0/24'], readQuota: 1, writeQuota: 2 },
    { role: 's' },
  );
  const roles = await client.queryRoles();
  deepStrictEqual(roles, [
    new admin.Role({
      name: 'r',
      privileges: [
        new admin.Privilege(privilegeCode.READ, { namespace: 'test', set: 'demo' }),
        new admin.Privilege(privilegeCode.SYS_ADMIN),
      ],
      whitelist: ['192.0.2.1', '192.0.3.0/24'] as unknown as number[],
      readQuota: 1,
      writeQuota: 2,
    }),
    new admin.Role({ name: 's', privileges: [], whitelist: [], readQuota: 0, writeQuota: 0 }),
  ]);
  deepStrictEqual(await client.queryRole('r'), roles[0]);
});

test('a user or role that the node says nothing about does not exist', async (t) => {
  const { client, link } = await loggedIn(t);
  answers(link);
  await rejects(client.queryUser('u'), { code: status.INVALID_USER });
  await rejects(client.queryRole('r'), { code: status.INVALID_ROLE });
  deepStrictEqual([await client.queryUsers(), await client.queryRoles()], [[], []]);
});

// Messages are those of the vendor's client, and so are TypeErrors.
for (const [call, code, message] of [
  [`createUser(7, 'p')`, TypeError, 'User name must be a string'],
  [`createUser('u', 7)`, TypeError, 'Password must be a string'],
  [`createUser('u', 'p', 'r')`, TypeError, 'roles must be an array'],
  [`createUser('u', 'p', [7])`, status.ERR_PARAM, 'Roles object invalid'],
  [`createUser('u'.repeat(64), 'p')`, status.ERR_CLIENT, 'Max user length 63 exceeded: 64'],
  [`createUser('u', 'secret'.repeat(11))`, status.ERR_CLIENT, 'Max password length 63 exceeded: 66'],
  [`createUser('u', 'p', ['r'.repeat(256)])`, status.ERR_PARAM, /room for 255 bytes of a name, not for 256/],
  [`createUser('u', 'p', Array(256).fill('r'))`, status.ERR_PARAM, /room for 255 roles, not for 256/],
  [`createPKIUser(null)`, TypeError, 'User name must be a string'],
  [`createPKIUser('u', 7)`, TypeError, 'roles must be an array'],
  [`dropUser()`, TypeError, 'User name must be a string'],
  [`setPassword('u')`, TypeError, 'Password must be a string'],
  [`setPassword(undefined, 'p')`, TypeError, 'User name must be a string'],
  [`changePassword({}, 'p')`, TypeError, 'User name must be a string'],
  [`grantRoles('u', null)`, TypeError, 'Roles must be an array'],
  [`revokeRoles(7, [])`, TypeError, 'user name must be a string'],
  [`createRole(7, [])`, TypeError, 'role must be a string'],
  [`createRole('r')`, TypeError, 'privileges must be an array'],
  [`createRole('r', [null])`, status.ERR_PARAM, 'Privileges array invalid'],
  [`createRole('r', [{ code: 300 }])`, status.ERR_PARAM, 'Privileges array invalid'],
  [
    `createRole('r', [new admin.Privilege(privilegeCode.SYS_ADMIN, { namespace: 'test' })])`,
    status.ERR_PARAM,
    'Admin privilege has namespace/set scope which is invalid.',
  ],
  [
    `createRole('r', [new admin.Privilege(privilegeCode.READ, { namespace: 'n'.repeat(32) })])`,
    status.ERR_PARAM,
    'Privilege has a namespace of 32 bytes, the limit is 31',
  ],
  [`createRole('r', [], null, 7)`, TypeError, 'whitelist must be an array'],
  [`createRole('r', [], null, [7])`, status.ERR_PARAM, 'Whitelist array invalid'],
  [`createRole('r', [], null, null, 'q')`, TypeError, 'read quota must be a number'],
  [`createRole('r', [], null, null, 1, -1)`, status.ERR_PARAM, 'write quota must be an integer from 0 to 4294967295'],
  [`grantPrivileges('r', 7)`, TypeError, 'Privileges must be an array'],
  [`revokePrivileges('r', ['x'])`, status.ERR_PARAM, 'Privileges array invalid'],
  [`setWhitelist('r', 7)`, TypeError, 'Whitelist must be an array'],
  [`setQuotas('r', 1.5, 1)`, status.ERR_PARAM, 'read quota must be an integer from 0 to 4294967295'],
  [`queryUser()`, TypeError, 'User must be a string'],
  [`queryRole()`, TypeError, 'Role must be a string'],
  [`queryUsers(7)`, TypeError, 'Policy must be an object'],
  [`dropRole('r', { timeout: 'x' })`, status.ERR_PARAM, /timeout/],
  [`dropUser('u', 'p')`, TypeError, 'Policy must be an object'],
  // In the vendor's words this.callback.bind is not a function.
  [`dropUser('u', {}, 7)`, TypeError, 'callback must be a function'],
  [`createRole('r', [], null, null, 1, 2, 'c')`, TypeError, 'callback must be a function'],
  [`queryRoles(null, {})`, TypeError, 'callback must be a function'],
] as const) {
  test(`client.${call} is refused and sends nothing`, async (t) => {
    const { client, link } = await loggedIn(t);
    const [type, number] = code === TypeError ? [TypeError, status.ERR_PARAM] : [AerospikeError, code];
    await rejects(run(client, call), (error: AerospikeError) => {
      strictEqual(error instanceof type, true);
      strictEqual(error.code, number);
      if (typeof message === 'string') strictEqual(error.message, message);
      else match(error.message, message);
      strictEqual(/secret|\$2a\$/.test(inspect(error, { depth: 9, showHidden: true })), false);
      return true;
    });
    strictEqual(link.asked.length, 0);
  });
}

test('a wrong argument is told to the callback, never thrown', async (t) => {
  const { client } = await loggedIn(t);
  const told = await new Promise((resolve) => {
    strictEqual(client.dropUser(7 as never, resolve as never), undefined);
  });
  strictEqual(told instanceof TypeError, true);
});

test('the time of a command is that of its policy, of the configuration, or a minute for none', async (t) => {
  const { client, link } = await connectedClient(t, { policies: { admin: { timeout: 300 } } });
  answers(link);
  await client.dropUser('u');
  await client.dropUser('u', { timeout: 7 });
  await client.dropUser('u', { timeout: 0 });
  deepStrictEqual(
    link.asked.map(({ policy }) => policy.timeout),
    [300, 7, 60_000],
  );
});

test('the password that the client logs in with follows a change, and only its own', async (t) => {
  const { client, link } = await loggedIn(t);
  const login = link.options.login;
  await client.setPassword('other', 'x');
  strictEqual(login?.hash, passwordHash('secret'));
  await client.changePassword('me', 'second');
  strictEqual(login?.hash, passwordHash('second'));
  await client.changePassword('me', 'third');
  const { frame } = (link.asked.at(-1) as FakeLink['asked'][number]).question;
  strictEqual(readAdminBlocks(frame, 8, frame.length)[0]?.fields.oldPassword, passwordHash('second'));
  await client.setPassword('me', 'fourth');
  strictEqual(login?.hash, passwordHash('fourth'));
  link.askAnswer = () => AerospikeError.fromCode({ code: status.FORBIDDEN_PASSWORD });
  await rejects(client.changePassword('me', 'fifth'), { code: status.FORBIDDEN_PASSWORD });
  strictEqual(login?.hash, passwordHash('fourth'));
  // What a new connect logs in with.
  client.close();
  await client.connect();
  strictEqual(login?.hash, passwordHash('fourth'));
});

test('who has no password cannot change it', async (t) => {
  const { client } = await connectedClient(t);
  await rejects(client.changePassword('me', 'x'), {
    code: status.ERR_PARAM,
    message: 'Current hashed password is invalid',
  });
});

test('a server that does not know users with certificates is not asked to make one', async (t) => {
  const { client, link } = await loggedIn(t);
  link.nodes = [{ ...NODE, build: '8.0.0.9' }];
  await rejects(client.createPKIUser('u'), {
    code: status.ERR_CLIENT,
    message: 'Node version 8.0.0.9 is less than required minimum version 8.1.0.0',
  });
  link.nodes = [];
  await rejects(client.createUser('u', 'p'), { code: status.ERR_CLIENT, message: 'Failed to find server node' });
  strictEqual(link.asked.length, 0);
});

test('nothing that a client shows has its password in it', async (t) => {
  for (const authMode of [auth.INTERNAL, auth.EXTERNAL_INSECURE]) {
    const { client, link } = await connectedClient(t, { user: 'me', password: 'secret', authMode });
    link.askAnswer = () => AerospikeError.fromCode({ code: status.INVALID_CREDENTIAL });
    const error = await client.changePassword('me', 'secret2').catch((reason) => reason);
    for (const shown of [error, client, link.options]) {
      const text = inspect(shown, { depth: 12, showHidden: true });
      strictEqual(/secret|\$2a\$/.test(text), false, text);
    }
  }
});
