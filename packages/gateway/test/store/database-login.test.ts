import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestFiles } from 'tendril-testing/test-files';
import { databaseLogin } from '../../src/store/database-login.ts';

test('nobody logs in without a user, whatever the environment has', () => {
  assert.deepStrictEqual(databaseLogin({}, { AEROSPIKE_PASSWORD: 'x' }), {});
});

test('the password is the first line of a file, each time anew, or that of the environment', (t) => {
  const files = new TestFiles(t);
  for (const text of ['first', 'second\n', 'third\r\nand more', '']) {
    const passwordFile = files.write('password', text);
    const login = databaseLogin({ user: 'app', passwordFile }, { AEROSPIKE_PASSWORD: 'other' });
    assert.deepStrictEqual(login, { user: 'app', password: text.split(/\r?\n/)[0] });
  }
  const login = databaseLogin({ user: 'app' }, { AEROSPIKE_PASSWORD: 'other' });
  assert.deepStrictEqual(login, { user: 'app', password: 'other' });
});

test('a password that is not there is told, and what file was meant', (t) => {
  assert.throws(() => databaseLogin({ user: 'app' }, {}), /no AEROSPIKE_PASSWORD in the environment/);
  const passwordFile = new TestFiles(t).path('none');
  assert.throws(() => databaseLogin({ user: 'app', passwordFile }, {}), /cannot be read: ENOENT.*none/);
});
