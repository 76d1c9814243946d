import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import * as constants from '../../src/model/constants.ts';
import { Operation } from '../../src/model/operations/operation.ts';
import { operations } from '../../src/model/operations/scalar.ts';
import { policy } from '../../src/model/policies/policy.ts';
import { recorded } from './recorded-module.ts';

test('every constant has the recorded names and values', () => {
  const ours = constants as unknown as { readonly [name: string]: object };
  for (const [name, values] of Object.entries(recorded.constants)) deepStrictEqual({ ...ours[name] }, values, name);
});

test('policy has the recorded names, and its constants the recorded values', () => {
  // Of operations on strings, which the vendor's client does not have.
  const names = Object.keys(policy).filter((name) => name !== 'StringPolicy');
  deepStrictEqual(names, recorded.policyKeys);
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

test('constants are values and types, and any number fits the types', () => {
  // That this compiles is the test; it does with the module it replaces.
  let lifetime = constants.ttl.NEVER_EXPIRE;
  lifetime = 60;
  let feature = constants.features.CDT_MAP;
  feature = 'peers';
  const demand: policy.exists = policy.exists.CREATE;
  const number: number = demand;
  const given = { exists: Number('2'), key: policy.key.SEND };
  const made: policy.WritePolicy = new policy.WritePolicy(given);
  const general: policy.BasePolicy = made;
  const admin: policy.BasePolicy = new policy.AdminPolicy({ timeout: 1, totalTimeout: 2 });
  const flags = constants.regex.EXTENDED | constants.regex.ICASE;
  deepStrictEqual(
    [lifetime, feature, number, made.exists, general.maxRetries, flags],
    [60, 'peers', 1, 2, undefined, 3],
  );
  deepStrictEqual({ ...admin }, { timeout: 1 });
});
