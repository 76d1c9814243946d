import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../src/http/problem.ts';
import { rawPath, recordKey } from '../../src/http/record-key.ts';

test('the path of a target is what stands before the query and the fragment, and behind the origin', () => {
  for (const [target, path] of [
    ['/k', '/k'],
    ['/a/b//c/?x=/y', '/a/b//c/'],
    ['/k#part', '/k'],
    ['/k#part?x', '/k'],
    ['/k?x#part', '/k'],
    ['/a%23b%3Fc', '/a%23b%3Fc'],
    ['http://gateway:8000/k?x', '/k'],
    ['HTTP://gateway', ''],
    ['/http://gateway/k', '/http://gateway/k'],
  ] as const)
    assert.strictEqual(rawPath(target), path, target);
});

test('a key is the percent-decoded path, byte for byte', () => {
  for (const [path, key] of [
    ['/k', 'k'],
    ['/a/b%2Fc', 'a/b/c'],
    ['/%d0%BA', 'к'],
    ['/+%20%00', '+ \0'],
    ['/%EF%BB%BFk', '\ufeffk'],
    ['/%25', '%'],
  ] as const)
    assert.strictEqual(recordKey(path), key, path);
  for (const path of ['/', '', '/%', '/%2', '/%2x', '/a%zz', '/%ff', '/%ED%A0%80'])
    assert.throws(() => recordKey(path), Problem, path);
});
