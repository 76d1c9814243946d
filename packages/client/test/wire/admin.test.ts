import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type AdminFields,
  readAdminBlocks,
  writeAdminBlock,
  writeAdminReply,
  writeAdminRequest,
} from '../../src/wire/admin.ts';
import { ADMIN_COMMAND, PRIVILEGE } from '../../src/wire/codes/admin.ts';
import { RESULT } from '../../src/wire/codes/results.ts';
import { passwordHash } from '../../src/wire/password-hash.ts';
import { beginFrame, endFrame } from '../../src/wire/proto.ts';
import { WireError } from '../../src/wire/wire-error.ts';
import { Writer } from '../../src/wire/writer.ts';
import { hex } from './fixtures.ts';

interface Recorded {
  readonly logins: readonly { readonly authMode: string; readonly frames: readonly string[] }[];
  readonly requests: readonly { readonly call: string; readonly hex: string }[];
}

/** What the vendor's client sends. */
const recorded: Recorded = JSON.parse(readFileSync(join(__dirname, '../../../test/wire/vendor-admin.json'), 'utf8'));
const FRAMES = [...recorded.requests.map(({ hex }) => hex), ...recorded.logins.flatMap(({ frames }) => frames)];

function read(frame: Buffer): ReturnType<typeof readAdminBlocks> {
  return readAdminBlocks(frame, 8, frame.length);
}

test('every request of the vendor is read, and written again as the same bytes', () => {
  assert.strictEqual(FRAMES.length >= 25, true);
  for (const text of FRAMES) {
    const [block, ...more] = read(hex(text));
    assert.deepStrictEqual([more.length, block?.scheme, block?.result], [0, 0, RESULT.OK]);
    const w = new Writer(16);
    writeAdminRequest(w, block?.command as number, block?.fields);
    assert.strictEqual(w.take().toString('hex'), text);
  }
});

test('no request of the vendor can be cut or lengthened', () => {
  for (const text of FRAMES) {
    const frame = hex(text);
    for (let end = 9; end < frame.length; end++) assert.throws(() => readAdminBlocks(frame, 8, end), WireError);
    assert.throws(() => read(Buffer.concat([frame, Buffer.from([0])])), WireError);
  }
});

const requestOf = (
  call: string,
): { readonly command: number | undefined; readonly fields: AdminFields | undefined } => {
  const row = recorded.requests.find((request) => request.call.startsWith(call));
  assert.notStrictEqual(row, undefined, call);
  const [block] = read(hex((row as { hex: string }).hex));
  return { command: block?.command, fields: block?.fields };
};

test('the fields of requests mean what the vendor was asked for', () => {
  assert.deepStrictEqual(requestOf("createRole('r', [new admin.Privilege(privilegeCode.SYS_ADMIN)], null"), {
    command: ADMIN_COMMAND.CREATE_ROLE,
    fields: {
      role: 'r',
      privileges: [{ code: PRIVILEGE.SYS_ADMIN, namespace: '', set: '' }],
      whitelist: ['192.0.2.1', '198.51.100.0/24'],
      readQuota: 10,
      writeQuota: 20,
    },
  });
  assert.deepStrictEqual(requestOf('grantPrivileges').fields?.privileges, [
    { code: PRIVILEGE.WRITE, namespace: '', set: '' },
    { code: PRIVILEGE.TRUNCATE, namespace: 'test', set: '' },
  ]);
  assert.deepStrictEqual(requestOf("createUser('u', 'pässwörd €'"), {
    command: ADMIN_COMMAND.CREATE_USER,
    fields: { user: 'u', password: passwordHash('pässwörd €'), roles: ['read', 'sys-admin'] },
  });
  assert.deepStrictEqual(requestOf('changePassword').fields, {
    user: 'me',
    oldPassword: passwordHash('secret'),
    password: passwordHash('new password'),
  });
  assert.deepStrictEqual(requestOf('queryUsers'), { command: ADMIN_COMMAND.QUERY_USERS, fields: {} });
});

test('a login of the vendor has user, hash and, where another system checks it, the password', () => {
  const [internal, external] = recorded.logins.map(({ frames }) => read(hex(frames[0] as string))[0]?.fields);
  assert.deepStrictEqual(internal, { user: 'me', credential: passwordHash('secret') });
  assert.deepStrictEqual(external, { user: 'me', credential: passwordHash('secret'), clearPassword: 'secret' });
});

test('an answer with many users is read block by block, with what a newer server may add', () => {
  const users: AdminFields[] = [
    {
      user: 'u',
      roles: ['read', 'write'],
      readInfo: [1, 2, 3, 4],
      writeInfo: [0, 0, 0, 4_000_000_000],
      connections: 7,
    },
    { user: '€', roles: [] },
  ];
  const w = new Writer(16);
  const at = beginFrame(w, 2);
  for (const user of users) writeAdminBlock(w, RESULT.OK, 0, user);
  writeAdminBlock(w, RESULT.SECURITY_OK_LAST, 0);
  endFrame(w, at);
  const blocks = read(w.take());
  assert.deepStrictEqual(
    blocks.map(({ result, fields }) => [result, fields]),
    [...users.map((fields) => [RESULT.OK, fields]), [RESULT.SECURITY_OK_LAST, {}]],
  );
  // One field with the id 200, and the user.
  const newer = hex('0000000200000000000000000000000000000003c80102000000020075');
  assert.deepStrictEqual(readAdminBlocks(newer, 0, newer.length)[0]?.fields, { user: 'u' });
});

test('a reply has a result and no command', () => {
  const w = new Writer(16);
  writeAdminReply(w, RESULT.SECURITY_CREDENTIAL);
  assert.strictEqual(w.take().toString('hex'), '0202000000000010' + '00410000000000000000000000000000');
});

for (const [name, body] of [
  ['a field without an id', '00000001000000000000000000000000 00000000'],
  ['a field beyond the end', '00000001000000000000000000000000 ffffffff00'],
  ['a field that is there twice', '00000002000000000000000000000000 000000020075 000000020075'],
  ['a list longer than its field', '00000001000000000000000000000000 000000040a020172'],
  ['a list shorter than its field', '00000001000000000000000000000000 000000050a01017200'],
  ['a number that is too short', '00000001000000000000000000000000 0000000406000000'],
  ['a privilege without its set', '00000001000000000000000000000000 000000050c010a00 '],
  ['more fields than there are', '000000ff000000000000000000000000 000000020075'],
  ['half a block', '0000000000000000'],
] as const) {
  test(`refuses ${name}`, () => {
    const bytes = hex(body);
    assert.throws(() => readAdminBlocks(bytes, 0, bytes.length), WireError);
  });
}

test('what has no room in a message is not written', () => {
  const w = new Writer(16);
  assert.throws(() => writeAdminRequest(w, 1, { roles: Array(256).fill('r') }), /room for 255 roles, not for 256/);
  assert.throws(
    () => writeAdminRequest(w, 1, { roles: ['r'.repeat(256)] }),
    /room for 255 bytes of a name, not for 256/,
  );
});

// Of libxcrypt.
for (const [password, hash] of [
  ['admin', '$2a$10$7EqJtq98hPqEX7fNZaFWoO1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa'],
  ['', '$2a$10$7EqJtq98hPqEX7fNZaFWoOLCkFexA7A9eoJ0Ew.mTDdk.E60D.9zS'],
  ['nopassword', '$2a$10$7EqJtq98hPqEX7fNZaFWoOePA2sZy..tlOF99W2N0g5KZ3dLaw8WO'],
] as const) {
  test(`the hash of ${JSON.stringify(password)} is the one that every client makes`, () => {
    assert.strictEqual(passwordHash(password), hash);
  });
}

test('a password of more than 63 bytes is refused, and not shown', () => {
  const password = 'ü'.repeat(32);
  assert.throws(() => passwordHash(password), { message: 'The password is 64 bytes long, the limit is 63' });
});
