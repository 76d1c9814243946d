// Filter expressions in the requests of commands, against what the vendor's client sends for the same calls.

import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../../src/api/client.ts';
import * as methods from '../../src/command/batch/batch-methods.ts';
import { type PreparedRow, writeAlone, writeBatch } from '../../src/command/batch/row-frames.ts';
import type { CommandDefinition } from '../../src/command/command-definition.ts';
import { prepared } from '../../src/command/record/arguments.ts';
import { EXISTS } from '../../src/command/record/exists.ts';
import { GET } from '../../src/command/record/get.ts';
import { operateCommand } from '../../src/command/record/operate.ts';
import { PUT } from '../../src/command/record/put.ts';
import { REMOVE } from '../../src/command/record/remove.ts';
import { SELECT } from '../../src/command/record/select.ts';
import { batchType, key as keyPolicy } from '../../src/model/constants.ts';
import { AerospikeError } from '../../src/model/error.ts';
import { Key } from '../../src/model/key.ts';
import { POLICY_DEFAULTS, resolveBatchPolicy, resolveCommandPolicy } from '../../src/model/policies/resolve.ts';
import { status } from '../../src/model/status.ts';
import { exp, operations as op } from '../../src/public.ts';
import { digestOf } from '../../src/wire/digest.ts';
import { Writer } from '../../src/wire/writer.ts';
import { connectedClient } from '../api/fake-link.ts';
import { CAPTURED } from './captured-filters.ts';

const IS_SEVEN = exp.eq(exp.binInt('i'), exp.int(7));
const TRUE = exp.bool(true);
const key = (name: string): Key => new Key('test', 'vbatch', name);

type Kind = 'read' | 'write' | 'operate' | 'remove';

function command<A, R>(definition: CommandDefinition<A, R>, kind: Kind, name: string, args: A, given: object): string {
  const policy = prepared(resolveCommandPolicy(POLICY_DEFAULTS[kind], given));
  const w = new Writer(16);
  const digest = digestOf('vbatch', name);
  definition.encode(w, { ns: 'test', set: 'vbatch', userKey: name, digest, args, policy, ownsReply: false });
  return w.take().toString('hex');
}

function batch<I>(method: methods.BatchMethod<I>, input: I, given: object = {}): string {
  const resolved = resolveBatchPolicy(POLICY_DEFAULTS[method.policy], given);
  prepared(resolved);
  const plan = method.plan(input, { policy: resolved, configured: {}, warn: () => {} });
  const policy = { ...resolved, filter: plan.filter ?? resolved.filter };
  const rows = Array.from({ length: plan.count }, (_, i) => plan.row(i));
  const w = new Writer();
  if (rows.length === 1) writeAlone(w, policy, rows[0] as PreparedRow);
  else writeBatch(w, policy, rows, [...rows.keys()]);
  return w.take().toString('hex');
}

const META = { ttl: 0, gen: 0 };
const FILTER = { filterExpression: IS_SEVEN };
const ALL = { type: batchType.BATCH_READ, key: key('a'), readAllBins: true };
const OPERATIONS = [op.read('i'), op.incr('j', 1)];

const CALLS: { readonly [name in keyof typeof CAPTURED]: () => string } = {
  get: () => command(GET, 'read', 'a', undefined, FILTER),
  getSend: () => command(GET, 'read', 'a', undefined, { ...FILTER, key: keyPolicy.SEND }),
  select: () => command(SELECT, 'read', 'a', ['i'], FILTER),
  exists: () => command(EXISTS, 'read', 'a', undefined, FILTER),
  put: () => command(PUT, 'write', 'a', { bins: { i: 7 }, ...META }, { ...FILTER, key: keyPolicy.SEND }),
  operate: () => command(operateCommand(OPERATIONS), 'operate', 'a', { operations: OPERATIONS, ...META }, FILTER),
  remove: () => command(REMOVE, 'remove', 'c', undefined, FILTER),
  batchGet: () => batch(methods.BATCH_GET, [key('a'), key('b')], FILTER),
  batchRead: () =>
    batch(
      methods.BATCH_READ,
      [
        { ...ALL, policy: { filterExpression: TRUE } },
        { ...ALL, key: key('b') },
        { ...ALL, readAllBins: false, bins: ['i'] },
      ],
      FILTER,
    ),
  batchWrite: () =>
    batch(methods.BATCH_WRITE, [
      {
        type: batchType.BATCH_WRITE,
        key: key('a'),
        ops: [op.write('x', 1)],
        policy: { ...FILTER, key: keyPolicy.SEND },
      },
      { type: batchType.BATCH_REMOVE, key: key('none'), policy: { filterExpression: TRUE } },
      { ...ALL, key: key('b') },
    ]),
  batchRemove: () => batch(methods.BATCH_REMOVE, { keys: [key('x1'), key('x2')], rows: FILTER }),
  batchOne: () => batch(methods.BATCH_READ, [ALL], FILTER),
  batchOneOwn: () => batch(methods.BATCH_READ, [{ ...ALL, policy: { filterExpression: TRUE } }], FILTER),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`a command with a filter is what the vendor sends: ${name}`, () => {
    strictEqual(call(), CAPTURED[name as keyof typeof CAPTURED]);
  });
}

test('a filter in base64 is sent as the array that it was made of', () => {
  const filterExpression = new Client().expressionToBase64(IS_SEVEN);
  strictEqual(command(GET, 'read', 'a', undefined, { filterExpression }), CAPTURED.get);
});

test('a filter is what it was at the call', () => {
  const filterExpression = exp.eq(exp.binInt('i'), exp.int(7));
  const policy = prepared(resolveCommandPolicy(POLICY_DEFAULTS.read, { filterExpression }));
  const before = policy.filter;
  filterExpression.pop();
  prepared(policy);
  deepStrictEqual(policy.filter, before);
});

test('a policy without a filter has that of the policy under it, and one of its own beats it', () => {
  const base = prepared(resolveCommandPolicy(POLICY_DEFAULTS.read, FILTER));
  const inherited = prepared(resolveCommandPolicy(base, { totalTimeout: 5 }));
  strictEqual(inherited.filter, base.filter);
  const own = prepared(resolveCommandPolicy(base, { filterExpression: TRUE }));
  strictEqual(own.filter?.toString('hex'), 'c3');
});

test('a filter that is not an expression fails its command alone, through its promise', async (t) => {
  const { client } = await connectedClient(t);
  const wrong = { filterExpression: (exp.eq as (...args: unknown[]) => unknown)(exp.binInt('i'), 5) };
  const isRefusal = (error: unknown): boolean => {
    strictEqual(error instanceof AerospikeError, true);
    const { code, message } = error as AerospikeError;
    strictEqual(code, status.ERR_PARAM);
    strictEqual(
      message,
      'Policy object invalid: filterExpression: Expression invalid at argument 2 of eq: the number 5 is not an expression, ' +
        'exp.int(5) is one',
    );
    return true;
  };
  await rejects(client.get(key('a'), wrong as never), isRefusal);
  await rejects(client.put(key('a'), { i: 1 }, {}, wrong as never), isRefusal);
  await rejects(client.batchGet([key('a')], wrong as never), isRefusal);
});
