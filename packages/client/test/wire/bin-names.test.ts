import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinNames } from '../../src/wire/bin-names.ts';

function read(names: BinNames, text: string): string {
  const bytes = Buffer.from(`<${text}>`);
  return names.read(bytes, 1, bytes.length - 1);
}

test('names come back as they were, the first time and every time', () => {
  const names = new BinNames();
  for (const name of [
    '',
    'a',
    'A',
    'temperature',
    'äöü',
    '\u007f',
    '\0',
    'fifteen bytes !',
    'sixteen bytes !!',
    '日本語日本語',
  ]) {
    for (let i = 0; i < 3; i++) assert.strictEqual(read(names, name), name);
  }
});

test('names that share a place do not stand for each other', () => {
  const names = new BinNames();
  // Far more than there are places, each read again after all others.
  const all = Array.from({ length: 5000 }, (_, i) => `bin${i.toString(36)}`);
  for (let round = 0; round < 2; round++) {
    for (const name of all) assert.strictEqual(read(names, name), name);
  }
});

test('a name that is the beginning of another one is a name of its own', () => {
  const names = new BinNames();
  for (const name of ['abc', 'ab', 'abc', 'abcd', 'ab', '']) assert.strictEqual(read(names, name), name);
});
