import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATIONS } from 'tendril/wire';
import { operationOf } from '../../src/operation/registry.ts';

test('every operation of the protocol has its place, with the access that the protocol gives it, those on strings in 8.2', () => {
  for (const [name, { code, modifies, family }] of Object.entries(OPERATIONS)) {
    const access = modifies ? 'modifies' : 'reads';
    assert.strictEqual(operationOf(code, '8.2')?.access, access, name);
    assert.strictEqual(operationOf(code, '8.1')?.access, family === 'string' ? undefined : access, name);
  }
});

test('codes that the protocol does not have lead to nothing', () => {
  for (const code of [0, 6, 20, 255]) assert.strictEqual(operationOf(code, '8.2'), undefined);
});
