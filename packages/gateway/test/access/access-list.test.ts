import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { AccessList } from '../../src/access/access-list.ts';

const TOKEN = 'c2VjcmV0LXRva2Vu==';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test('tokens and users let in, by whatever spelling of scheme and base64, and nothing else does', () => {
  const list = new AccessList(`# who\n\ntoken ${TOKEN}\r\nuser ann:open: sésame \nuser bob:12345678\n`);
  const admitted = [
    `Bearer ${TOKEN}`,
    `bearer  ${TOKEN} `,
    basic('ann:open: sésame '),
    `BASIC ${Buffer.from('bob:12345678').toString('base64').replace(/=+$/, '')}`,
  ];
  for (const text of admitted) assert.strictEqual(list.admits(text), true, text);
  const refused = [
    undefined,
    '',
    'Bearer',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Basic ${TOKEN}`,
    TOKEN,
    `Token ${TOKEN}`,
    `Bearer ${TOKEN} ${TOKEN}`,
    basic('ann:12345678'),
    basic('ann:'),
    basic(':open: sésame '),
    basic('ann'),
    basic('ANN:open: sésame '),
    `Bearer ann:open: sésame `,
    `basic ann:open: sésame `,
    basic('bob:12345678\0'),
  ];
  for (const text of refused) assert.strictEqual(list.admits(text), false, text);
});

test('a client is told what it may try', () => {
  const challenge = (text: string): string => new AccessList(text).challenge;
  assert.strictEqual(challenge(`token ${TOKEN}`), 'Bearer realm="tendril-gateway"');
  assert.strictEqual(challenge('user ann:12345678'), 'Basic realm="tendril-gateway", charset="UTF-8"');
  assert.strictEqual(
    challenge(`token ${TOKEN}\nuser ann:12345678`),
    'Basic realm="tendril-gateway", charset="UTF-8", Bearer realm="tendril-gateway"',
  );
});

test('a list that cannot be used is refused by its line, and no secret of it is repeated', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /it lets nobody in/],
    ['# token 0123456789abcdef', /it lets nobody in/],
    ['token s3cr3t', /^line 1: the token has 6 characters, at least 16 are needed$/],
    ['\nuser ann:s3cr3t', /^line 2: the password has 6 characters, at least 8 are needed$/],
    ['token s3cr3t s3cr3t', /^line 1 is neither/],
    ['token s3cr3t§s3cr3ts3cr3t', /^line 1: a token has letters, digits/],
    ['ann:s3cr3t', /^line 1 is neither `token <token>` nor `user <name>:<password>`$/],
    ['user :s3cr3ts3cr3t', /^line 1 is neither/],
    ['user ann', /^line 1 is neither/],
    [Array.from({ length: 1001 }, (_, i) => `user u${i}:s3cr3ts3cr3t`).join('\n'), /it has 1001 entries, the limit/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => new AccessList(text),
      (error: Error) => message.test(error.message) && !error.message.includes('s3cr3t'),
      text.slice(0, 40),
    );
  }
});

test('the shortest secrets and the longest list that are allowed', () => {
  const users = Array.from({ length: 999 }, (_, i) => `user u${i}:12345678`).join('\n');
  const list = new AccessList(`${users}\ntoken 0123456789abcdef`);
  assert.deepStrictEqual(
    ['Bearer 0123456789abcdef', basic('u0:12345678'), basic('u998:12345678')].map((shown) => list.admits(shown)),
    [true, true, true],
  );
});

test('the secrets are not in what is kept', () => {
  const list = new AccessList(`token ${TOKEN}\nuser ann:open-sesame`);
  const shown = inspect(list, { showHidden: true, depth: null }) + JSON.stringify(list);
  assert.strictEqual(/sesame|c2VjcmV0/.test(shown), false);
});
