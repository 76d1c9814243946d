import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { databaseLogin } from '../../src/store/database-login.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tendril-gateway-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('nobody logs in without a user, whatever the environment has', () => {
  assert.deepStrictEqual(databaseLogin({}, { AEROSPIKE_PASSWORD: 'x' }), {});
});

test('the password is the first line of a file, each time anew, or that of the environment', (t) => {
  const passwordFile = join(folder(t), 'password');
  for (const text of ['first', 'second\n', 'third\r\nand more', '']) {
    writeFileSync(passwordFile, text);
    const login = databaseLogin({ user: 'app', passwordFile }, { AEROSPIKE_PASSWORD: 'other' });
    assert.deepStrictEqual(login, { user: 'app', password: text.split(/\r?\n/)[0] });
  }
  const login = databaseLogin({ user: 'app' }, { AEROSPIKE_PASSWORD: 'other' });
  assert.deepStrictEqual(login, { user: 'app', password: 'other' });
});

test('a password that is not there is told, and what file was meant', (t) => {
  assert.throws(() => databaseLogin({ user: 'app' }, {}), /no AEROSPIKE_PASSWORD in the environment/);
  const passwordFile = join(folder(t), 'none');
  assert.throws(() => databaseLogin({ user: 'app', passwordFile }, {}), /cannot be read: ENOENT.*none/);
});
