import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import * as constants from '../../src/model/constants.ts';
import { Operation, operations } from '../../src/model/operations.ts';
import { policy } from '../../src/model/policies/policy.ts';
import { recorded } from './recorded-module.ts';

test('every constant has the recorded names and values', () => {
  const ours = constants as unknown as { readonly [name: string]: object };
  for (const [name, values] of Object.entries(recorded.constants)) deepStrictEqual({ ...ours[name] }, values, name);
});

test('policy has the recorded names, and its constants the recorded values', () => {
  deepStrictEqual(Object.keys(policy), recorded.policyKeys);
  const ours = policy as unknown as { readonly [name: string]: object };
  for (const [name, values] of Object.entries(recorded.policyConstants))
    deepStrictEqual({ ...ours[name] }, values, name);
});

test('operations make the recorded values', () => {
  const ours = operations as unknown as { readonly [name: string]: (...args: readonly unknown[]) => Operation };
  for (const [name, { args, fields }] of Object.entries(recorded.operations)) {
    const made = ours[name]?.(...args);
    strictEqual(made instanceof Operation, true, name);
    deepStrictEqual(JSON.parse(JSON.stringify(made)), fields, name);
  }
});

test('constants cannot be changed by accident', () => {
  strictEqual(Object.isFrozen(constants.ttl), true);
  strictEqual(Object.isFrozen(policy.exists), true);
});
