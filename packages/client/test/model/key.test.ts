import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { Key } from '../../src/model/key.ts';

type AnyKey = new (...args: unknown[]) => Key;
const LooseKey = Key as unknown as AnyKey;
const digest = Buffer.from('0123456789abcdef0123456789abcdef01234567', 'hex');

test('a key has the documented fields in the documented order', () => {
  const key = new Key('ns', 'set', 'abc');
  deepStrictEqual({ ...key }, { ns: 'ns', set: 'set', key: 'abc', digest: null });
  deepStrictEqual(Object.keys(key), ['ns', 'set', 'key', 'digest']);
});

test('namespaces are text of 1 to 32 characters', () => {
  for (const ns of ['', 'a'.repeat(33), null, undefined, 1234]) {
    throws(() => new LooseKey(ns, 'set', 'k'), {
      name: 'TypeError',
      message: 'Namespace must be a valid string (max. length 32)',
    });
  }
  strictEqual(new Key('a'.repeat(32), null, 'k').ns.length, 32);
});

test('sets are absent or text of 1 to 64 characters', () => {
  for (const set of ['', 'a'.repeat(65), 1234, {}]) {
    throws(() => new LooseKey('ns', set, 'k'), {
      name: 'TypeError',
      message: 'Set must be a valid string (max. length 64)',
    });
  }
  strictEqual(new Key('ns', null, 'k').set, null);
  strictEqual(new Key('ns', undefined, 'k').set, undefined);
});

test('user keys are text, integers, 64-bit BigInts or bytes, none of them empty', () => {
  for (const key of ['abc', 1234, -1234, 0, 2n ** 63n - 1n, -(2n ** 63n), Buffer.from([0])]) {
    strictEqual(new Key('ns', 'set', key).key, key);
  }
  const refused: [unknown, string][] = [
    ['', 'Invalid user key: Empty string not allowed'],
    [2.75, 'Invalid user key: Only integer numbers are allowed'],
    [Number.NaN, 'Invalid user key: Only integer numbers are allowed'],
    [2n ** 63n, 'Invalid user key: BigInt key is outside valid range -2^63 ... 2^63-1'],
    [-(2n ** 63n) - 1n, 'Invalid user key: BigInt key is outside valid range -2^63 ... 2^63-1'],
    [Buffer.alloc(0), 'Invalid user key: Empty Buffer not allowed'],
    [{ key: 'myKey' }, 'Invalid user key: Must be string, integer, BigInt, or Buffer'],
    [true, 'Invalid user key: Must be string, integer, BigInt, or Buffer'],
  ];
  for (const [key, message] of refused) {
    throws(() => new LooseKey('ns', 'set', key), { name: 'TypeError', message });
  }
});

test('a key needs a user key or a digest', () => {
  throws(() => new Key('ns', 'set'), { name: 'TypeError', message: 'Either key or digest must be set' });
  strictEqual(new Key('ns', 'set', null, digest).digest, digest);
  strictEqual(new Key('ns', null, undefined, digest).key, undefined);
});

test('a digest is a Buffer of 20 bytes', () => {
  for (const bad of ['some string', Buffer.from([1]), new Uint8Array(19), {}]) {
    throws(() => new LooseKey('ns', null, null, bad), {
      name: 'TypeError',
      message: 'Digest must be a 20-byte Buffer',
    });
  }
});

test('bytes that are no Buffer any more become one again', () => {
  const bytes = Buffer.from('bytes');
  const clones = [
    structuredClone(bytes),
    JSON.parse(JSON.stringify(bytes)),
    new DataView(new Uint8Array(bytes).buffer),
  ];
  for (const clone of clones) deepStrictEqual(new LooseKey('ns', 'set', clone).key, bytes);
  for (const clone of [structuredClone(digest), JSON.parse(JSON.stringify(digest))]) {
    deepStrictEqual(new LooseKey('ns', null, null, clone).digest, digest);
  }
  for (const bad of [{ type: 'Buffer' }, { type: 'Buffer', data: [256] }, { type: 'Buffer', data: 'aa' }]) {
    throws(() => new LooseKey('ns', 'set', bad), TypeError);
  }
});

test('a key equals what became of it elsewhere', () => {
  for (const key of [new Key('ns', 'set', 'k', digest), new Key('ns', 'set', Buffer.from('k'))]) {
    for (const clone of [structuredClone(key), JSON.parse(JSON.stringify(key)), { ...key }]) {
      strictEqual(key.equals(clone), true);
    }
  }
  strictEqual(new Key('ns', 'set', Buffer.from('k')).equals(new Key('ns', 'set', Buffer.from('l'))), false);
});

test('keys are equal if namespace, set and user key are, and digests where both have one', () => {
  const other = Buffer.alloc(20, 7);
  const cases: [Key, Key, boolean][] = [
    [new Key('ns1', 'set1', 'k'), new Key('ns1', 'set1', 'k'), true],
    [new Key('ns1', 'set1', 'k', digest), new Key('ns1', 'set1', 'k', digest), true],
    [new Key('ns1', 'set1', null, digest), new Key('ns1', 'set1', null, Buffer.from(digest)), true],
    [new Key('ns1', 'set1', 'k', digest), new Key('ns1', 'set1', 'k'), true],
    [new Key('ns1', null, 'k'), new Key('ns1', undefined, 'k'), true],
    [new Key('ns1', 'set1', 'k'), new Key('ns2', 'set1', 'k'), false],
    [new Key('ns1', 'set1', 'k'), new Key('ns1', 'set2', 'k'), false],
    [new Key('ns1', 'set1', 'k'), new Key('ns1', null, 'k'), false],
    [new Key('ns1', 'set1', 'k'), new Key('ns1', 'set1', 'l'), false],
    [new Key('ns1', 'set1', 'k', digest), new Key('ns1', 'set1', null, digest), false],
    [new Key('ns1', 'set1', 'k', digest), new Key('ns1', 'set1', 'k', other), false],
  ];
  for (const [a, b, expected] of cases) {
    strictEqual(a.equals(b), expected);
    strictEqual(b.equals(a), expected);
  }
});

test('fromASKey makes a key of an object, and null of nothing', () => {
  strictEqual(Key.fromASKey(null), null);
  strictEqual(Key.fromASKey({ ns: 'ns', set: 'set', key: 1 })?.equals(new Key('ns', 'set', 1)), true);
});
