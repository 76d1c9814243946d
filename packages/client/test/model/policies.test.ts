import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError } from '../../src/model/error.ts';
import { policy } from '../../src/model/policies/policy.ts';
import {
  POLICY_DEFAULTS,
  resolveBatchPolicy,
  resolveCommandPolicy,
  resolveInfoPolicy,
  resolveStreamPolicy,
} from '../../src/model/policies/resolve.ts';
import { COMMAND, fieldsOf, type Kind, POLICIES } from '../../src/model/policies/table.ts';
import { status } from '../../src/model/status.ts';
import { recorded } from './recorded-module.ts';

type PolicyClass = new (props?: object | null) => { readonly [name: string]: unknown };
const classes = policy as unknown as { readonly [name: string]: PolicyClass };

test('every policy class has exactly the recorded properties in the recorded order', () => {
  for (const [name, properties] of Object.entries(recorded.policyProperties)) {
    const Policy = classes[name] as PolicyClass;
    deepStrictEqual(Object.keys(new Policy()), properties, name);
    deepStrictEqual(Object.values(new Policy(null)), Array(properties.length).fill(undefined), name);
  }
});

test('every policy class takes over every property, and nothing else', () => {
  for (const [name, properties] of Object.entries(recorded.policyProperties)) {
    const given = Object.fromEntries(properties.map((property, index) => [property, index]));
    deepStrictEqual({ ...new (classes[name] as PolicyClass)({ ...given, stray: 1 }) }, given, name);
  }
});

test('every policy class has the fields of its row in the table, in their order', () => {
  for (const kind of Object.keys(POLICIES) as Kind[]) {
    const Policy = classes[POLICIES[kind].className] as PolicyClass;
    deepStrictEqual(Object.keys(new Policy()), Object.keys(fieldsOf(kind)), kind);
    strictEqual(Policy.name, POLICIES[kind].className);
    strictEqual(new Policy() instanceof policy.BasePolicy, 'socketTimeout' in fieldsOf(kind), kind);
  }
  deepStrictEqual(
    Object.values(POLICIES)
      .map(({ className }) => className)
      .sort(),
    // The second came with a later version of the vendor's client.
    [...Object.keys(recorded.policyProperties).filter((name) => name !== 'createPolicy'), 'StringPolicy'].sort(),
  );
});

test('resolved policies have exactly the fields of the table, and what they know of themselves', () => {
  const own = ['errorDetailVerbosity', 'filter', 'kind', 'merge', 'needs', 'rawSocketTimeout', 'respondAllOps'];
  const names = (kinds: readonly Kind[]) => [...new Set(kinds.flatMap((kind) => Object.keys(fieldsOf(kind))))];
  const record = ['read', 'write', 'operate', 'remove', 'apply'] as const;
  deepStrictEqual(Object.keys(POLICY_DEFAULTS.read).sort(), [...own, ...names(record)].sort());
  deepStrictEqual(Object.keys(POLICY_DEFAULTS.batch).sort(), [...own, ...names([...record, 'batch'])].sort());
  deepStrictEqual(Object.keys(POLICY_DEFAULTS.scan).sort(), [...own, ...names([...record, 'scan', 'query'])].sort());
  deepStrictEqual(Object.keys(POLICY_DEFAULTS.info).sort(), ['kind', ...names(['info'])].sort());
});

test('values of a constant count from 0 without gaps, as their range says', () => {
  for (const field of Object.values(COMMAND)) {
    if (field.type !== 'integer' || !field.constant) continue;
    const values = Object.values(field.constant.values);
    deepStrictEqual(
      values,
      values.map((_, index) => index),
      field.constant.name,
    );
    deepStrictEqual([field.min, field.max], [0, values.length - 1], field.constant.name);
  }
});

test('createPolicy makes a policy of a kind, and keeps one that is made', () => {
  const made = new policy.ReadPolicy({ maxRetries: 1 });
  strictEqual(policy.createPolicy('read', made), made);
  strictEqual(policy.createPolicy('txnRoll', {}) instanceof policy.BatchPolicy, true);
  strictEqual(policy.createPolicy('read', null), undefined);
  throws(() => policy.createPolicy('timeout', {}), { name: 'TypeError', message: 'Unknown policy type: "timeout"' });
  throws(() => policy.createPolicy('constructor', {}), { name: 'TypeError' });
});

test('defaults are those of docs/protocol', () => {
  const { read, write, operate, operateRead, remove, apply, batch, batchParentWrite, scan, query, info } =
    POLICY_DEFAULTS;
  for (const single of [read, write, operate, remove, apply]) {
    strictEqual(single.totalTimeout, 1_000);
    strictEqual(single.socketTimeout, 1_000);
    strictEqual(single.timeoutDelay, 3_000);
    strictEqual(single.connectTimeout, 0);
    strictEqual(single.replica, policy.replica.SEQUENCE);
    strictEqual(single.key, policy.key.DIGEST);
  }
  deepStrictEqual(
    [read, write, operate, operateRead, remove, apply, batch, batchParentWrite, scan, query].map(
      (kind) => kind.maxRetries,
    ),
    [2, 0, 0, 2, 0, 0, 2, 0, 5, 5],
  );
  deepStrictEqual([scan.totalTimeout, scan.socketTimeout, query.totalTimeout], [0, 30_000, 0]);
  deepStrictEqual(
    [batch.allowInline, batch.allowInlineSSD, batch.respondAllKeys, batch.concurrent],
    [true, false, true, false],
  );
  deepStrictEqual(
    { ...info },
    { kind: 'info', timeout: 1_000, timeoutDelay: 3_000, sendAsIs: true, checkBounds: true },
  );
});

test('no policy costs no object', () => {
  strictEqual(resolveCommandPolicy(POLICY_DEFAULTS.read, undefined), POLICY_DEFAULTS.read);
  strictEqual(resolveCommandPolicy(POLICY_DEFAULTS.read, null), POLICY_DEFAULTS.read);
});

test('a value of the command beats the configured one, which beats the default', () => {
  const configured = resolveCommandPolicy(POLICY_DEFAULTS.write, { maxRetries: 3, key: policy.key.SEND });
  const resolved = resolveCommandPolicy(configured, new policy.WritePolicy({ maxRetries: 1 }));
  deepStrictEqual([resolved.maxRetries, resolved.key, resolved.totalTimeout], [1, 1, 1_000]);
});

test('the socket limit is the lower of both, whichever of them is given', () => {
  const limit = (...layers: object[]): number =>
    layers.reduce((base: typeof POLICY_DEFAULTS.read, layer) => resolveCommandPolicy(base, layer), POLICY_DEFAULTS.read)
      .socketTimeout;
  strictEqual(limit({ totalTimeout: 0 }), 30_000);
  strictEqual(limit({ totalTimeout: 50 }), 50);
  strictEqual(limit({ totalTimeout: 90_000 }), 30_000);
  strictEqual(limit({ socketTimeout: 0 }), 1_000);
  strictEqual(limit({ socketTimeout: 0, totalTimeout: 0 }), 0);
  strictEqual(limit({ socketTimeout: 5_000, totalTimeout: 5_000 }, { totalTimeout: 10_000 }), 5_000);
  strictEqual(limit({ totalTimeout: 20 }, { totalTimeout: 500 }), 500);
});

test('infinite limits mean none, fractions are rounded up', () => {
  const resolved = resolveCommandPolicy(POLICY_DEFAULTS.read, {
    totalTimeout: Number.POSITIVE_INFINITY,
    socketTimeout: 0.5,
  });
  deepStrictEqual([resolved.totalTimeout, resolved.socketTimeout], [0, 1]);
});

test('an impossible value is a parameter error that names it', () => {
  const cases: [object, RegExp][] = [
    [{ totalTimeout: '100' }, /totalTimeout/],
    [{ totalTimeout: Number.NaN }, /totalTimeout/],
    [{ socketTimeout: -1 }, /socketTimeout/],
    [{ maxRetries: 1.5 }, /maxRetries/],
    [{ replica: 9 }, /replica/],
    [{ exists: 5 }, /exists/],
    [{ gen: -1 }, /gen/],
    [{ key: 2 }, /key/],
    [{ readTouchTtlPercent: 101 }, /readTouchTtlPercent/],
    [{ durableDelete: 'yes' }, /durableDelete/],
    [{ filterExpression: 5 }, /filterExpression/],
    [{ txn: 1 }, /txn/],
  ];
  for (const [given, message] of cases) {
    throws(
      () => resolveCommandPolicy(POLICY_DEFAULTS.write, given),
      (error: unknown) => {
        strictEqual(error instanceof AerospikeError && error.code, status.ERR_PARAM);
        return message.test((error as Error).message);
      },
    );
  }
  throws(() => resolveCommandPolicy(POLICY_DEFAULTS.write, 5), { code: status.ERR_PARAM });
});

test('the message says what is wrong, where, and what would be right', () => {
  const messageOf = (given: object): string => {
    try {
      resolveCommandPolicy(POLICY_DEFAULTS.write, given);
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };
  strictEqual(
    messageOf({ totalTimeout: '100' }),
    'Policy object invalid: totalTimeout of write is "100", should be a number of milliseconds, 0 or more',
  );
  strictEqual(
    messageOf({ commitLevel: 2 }),
    'Policy object invalid: commitLevel of write is 2, should be a value of policy.commitLevel: 0 (ALL), 1 (MASTER)',
  );
  strictEqual(
    messageOf({ maxRetries: -1 }),
    'Policy object invalid: maxRetries of write is -1, should be an integer from 0 to 4294967295',
  );
  strictEqual(
    messageOf({ durableDelete: Symbol('x') }),
    'Policy object invalid: durableDelete of write is Symbol(x), should be true or false',
  );
});

test('batch, stream and info policies resolve their own values too', () => {
  const batch = resolveBatchPolicy(POLICY_DEFAULTS.batch, { concurrent: true, maxRetries: 4 });
  deepStrictEqual([batch.concurrent, batch.allowInline, batch.maxRetries], [true, true, 4]);
  const query = resolveStreamPolicy(POLICY_DEFAULTS.query, { expectedDuration: policy.queryDuration.SHORT });
  deepStrictEqual([query.expectedDuration, query.infoTimeout, query.maxRetries], [1, 10_000, 5]);
  const info = resolveInfoPolicy(POLICY_DEFAULTS.info, { timeout: 5 });
  deepStrictEqual([info.timeout, info.sendAsIs], [5, true]);
  throws(() => resolveInfoPolicy(POLICY_DEFAULTS.info, { sendAsIs: 1 }), { code: status.ERR_PARAM });
});
