// Each batch as bytes, against what the vendor's client sends for the same call.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as methods from '../../../src/command/batch/batch-methods.ts';
import { type PreparedRow, writeAlone, writeBatch } from '../../../src/command/batch/row-frames.ts';
import { batchType, exists } from '../../../src/model/constants.ts';
import { Key } from '../../../src/model/key.ts';
import { Operation } from '../../../src/model/operations/operation.ts';
import { POLICY_DEFAULTS, resolveBatchPolicy } from '../../../src/model/policies/resolve.ts';
import { SCALAR_OPERATION as OP } from '../../../src/wire/codes/ops.ts';
import { Writer } from '../../../src/wire/writer.ts';
import { CAPTURED } from './captured-batches.ts';

const key = (name: string | number): Key => new Key('test', 'vbatch', name);
const read = (bin: string): Operation => new Operation(OP.READ, bin);
const write = (bin: string, value: unknown): Operation => new Operation(OP.WRITE, bin, { value });
const touch = (ttl: number): Operation => new Operation(OP.TOUCH, undefined, { ttl });
const { BATCH_READ, BATCH_WRITE, BATCH_APPLY, BATCH_REMOVE } = batchType;

const MANY = [key('a'), key('none'), key('b'), key('a'), key(5)];
const GONE = [key('w2'), key('w3'), key('none')];
const UDF = { module: 'm', funcname: 'f', args: [1, 'x', [2]] };

function rowsOf<I>(method: methods.BatchMethod<I>, input: I, given: object) {
  const policy = resolveBatchPolicy(POLICY_DEFAULTS[method.policy], given);
  const plan = method.plan(input, { policy, configured: {}, warn: assert.fail });
  return { policy, rows: Array.from({ length: plan.count }, (_, i) => plan.row(i)) };
}

/** A batch of one row travels as a command. */
function sent<I>(method: methods.BatchMethod<I>, input: I, given = {}): string {
  const { policy, rows } = rowsOf(method, input, given);
  const w = new Writer();
  if (rows.length === 1) writeAlone(w, policy, rows[0] as PreparedRow);
  else writeBatch(w, policy, rows, [...rows.keys()]);
  return w.take().toString('hex');
}

const one = (ops: readonly Operation[], policy = {}) => [{ type: BATCH_WRITE, key: key('q1'), ops, policy }];

const CALLS: { readonly [name in keyof typeof CAPTURED]: () => string } = {
  get: () => sent(methods.BATCH_GET, MANY),
  getOne: () => sent(methods.BATCH_GET, [key('a')]),
  exists: () => sent(methods.BATCH_EXISTS, MANY),
  select: () => sent(methods.BATCH_SELECT, { keys: MANY, bins: ['i', 'zz'] }),
  readNothing: () => sent(methods.BATCH_READ, [{ key: key('a') }, { key: key('b') }]),
  readMixed: () =>
    sent(methods.BATCH_READ, [
      { key: key('a'), bins: ['i'] },
      { key: key('b'), bins: ['i'] },
      { key: key('none'), ops: [read('i')] },
      { key: key('a'), ops: [read('i'), read('s')], bins: ['l'], readAllBins: true },
    ]),
  write: () =>
    sent(methods.BATCH_WRITE, [
      { type: BATCH_READ, key: key('a'), readAllBins: true },
      { type: BATCH_WRITE, key: key('w'), ops: [write('x', 1), read('x')] },
      { type: BATCH_WRITE, key: key('w2'), ops: [write('x', 1)], policy: { exists: exists.CREATE, ttl: 100 } },
      { type: BATCH_WRITE, key: key('w2'), ops: [write('x', 1)], policy: { exists: exists.CREATE, ttl: 100, key: 1 } },
      { type: BATCH_WRITE, key: key('w2'), ops: [touch(40)], policy: { gen: 1 } },
      { type: BATCH_REMOVE, key: key('w') },
      { type: BATCH_REMOVE, key: key('w') },
      { type: BATCH_REMOVE, key: key('w2'), policy: { gen: 1, generation: 7, key: 1, durableDelete: false } },
    ]),
  stop: () =>
    sent(
      methods.BATCH_WRITE,
      [
        { type: BATCH_WRITE, key: key('w2'), ops: [write('x', 1)], policy: { exists: exists.CREATE } },
        { type: BATCH_WRITE, key: key('w3'), ops: [write('x', 1)] },
      ],
      { respondAllKeys: false },
    ),
  writeApply: () =>
    sent(methods.BATCH_WRITE, [
      { type: BATCH_APPLY, key: key('a'), udf: UDF },
      { type: BATCH_WRITE, key: key('w3'), ops: [write('x', 1)] },
    ]),
  apply: () => sent(methods.BATCH_APPLY, { keys: [key('a'), key('b')], udf: UDF, rows: undefined }),
  applyPolicies: () =>
    sent(methods.BATCH_APPLY, {
      keys: [key('a'), key('b')],
      udf: { module: 'm', funcname: 'f' },
      rows: { ttl: 5, key: 1, commitLevel: 1, durableDelete: true, onLockingOnly: true },
    }),
  remove: () => sent(methods.BATCH_REMOVE, { keys: GONE, rows: null }),
  removePolicies: () =>
    sent(methods.BATCH_REMOVE, { keys: GONE, rows: { gen: 1, generation: 3, key: 1, commitLevel: 1 } }),
  removeOne: () => sent(methods.BATCH_REMOVE, { keys: [key('none')], rows: null }),
  writeOne: () => sent(methods.BATCH_WRITE, one([write('x', 1)])),
  writeReadOne: () => sent(methods.BATCH_WRITE, one([write('x', 1), read('x')])),
  writePoliciesOne: () =>
    sent(
      methods.BATCH_WRITE,
      one([new Operation(OP.INCR, 'x', { value: 1 }), read('')], {
        key: 1,
        ttl: 7,
        exists: exists.UPDATE,
        commitLevel: 1,
      }),
    ),
  applyOne: () =>
    sent(methods.BATCH_APPLY, { keys: [key('a')], udf: { module: 'm', funcname: 'f', args: [1] }, rows: null }),
  removePoliciesOne: () => sent(methods.BATCH_REMOVE, { keys: [key('a')], rows: { key: 1, gen: 1, generation: 3 } }),
  policies: () =>
    sent(methods.BATCH_READ, [{ key: key('a') }, { key: key('b') }], {
      readModeAP: 1,
      readTouchTtlPercent: 30,
      readModeSC: 1,
      allowInline: false,
      allowInlineSSD: true,
      sendSetName: true,
      deserialize: false,
      totalTimeout: 0,
    }),
  rowPolicies: () =>
    sent(
      methods.BATCH_READ,
      [
        { key: key('a'), readAllBins: true, policy: { readModeAP: 1, readTouchTtlPercent: 30, readModeSC: 1 } },
        { key: key('b'), readAllBins: true },
      ],
      { socketTimeout: 500, totalTimeout: 2000 },
    ),
};

test('rows that are given the very same objects travel as repeats of the first', () => {
  const bins = ['i', 'zz'];
  assert.equal(
    sent(
      methods.BATCH_READ,
      MANY.map((one) => ({ key: one, bins })),
    ),
    CAPTURED.select,
  );
  const apart = MANY.map((one) => ({ key: one, bins: [...bins] }));
  assert.notEqual(sent(methods.BATCH_READ, apart), CAPTURED.select);
});

for (const [name, call] of Object.entries(CALLS)) {
  test(`a batch is what the vendor sends: ${name}`, () => {
    assert.strictEqual(call(), CAPTURED[name as keyof typeof CAPTURED]);
  });
}

test('rows keep their index when only some of them are sent', () => {
  const { policy, rows } = rowsOf(methods.BATCH_GET, MANY, {});
  const w = new Writer();
  writeBatch(w, policy, rows, [1, 4]);
  const all = CAPTURED.get;
  const digestOf = (index: number): string => rows[index]?.digest.toString('hex') as string;
  const frame = w.take().toString('hex');
  assert.strictEqual(frame.includes(`000000020d00000001${digestOf(1)}0a03`), true);
  assert.strictEqual(frame.endsWith(`00000004${digestOf(4)}01`), true);
  assert.strictEqual(all.endsWith(`00000004${digestOf(4)}01`), true);
});

test('values are what they were at the call', () => {
  const list = [1];
  const { policy, rows } = rowsOf(methods.BATCH_WRITE, one([write('l', list)]), {});
  const before = new Writer();
  writeAlone(before, policy, rows[0] as PreparedRow);
  list.push(2);
  const after = new Writer();
  writeAlone(after, policy, rows[0] as PreparedRow);
  assert.deepStrictEqual(after.take(), before.take());
});

test('a row that cannot be sent refuses the batch, and the cause says which and why', () => {
  for (const [records, cause] of [
    [[{ type: 77, key: key('a') }], 'Row 0: type should be a value of batchType'],
    [[...one([write('x', 1)]), { type: BATCH_WRITE, key: key('a') }], 'Row 1: Operations must be an array'],
    [
      [{ type: BATCH_APPLY, key: key('a'), udf: { module: 'm' } }],
      'Row 0: UDF object invalid: funcname should be a string',
    ],
    [[null], 'Row 0: it is not an object'],
    [[{ type: BATCH_READ, key: { ns: 'test' } }], /^Row 0: Key object invalid/],
    [one([write('x', () => {})]), /^Row 0: .*x/],
  ] as const) {
    assert.throws(
      () => rowsOf(methods.BATCH_WRITE, records, {}),
      (error: Error) => {
        assert.strictEqual(error.message, 'Records array invalid');
        assert.match((error.cause as Error).message, cause instanceof RegExp ? cause : new RegExp(`^${cause}$`));
        return true;
      },
    );
  }
});

test('a write without a write is refused', () => {
  assert.throws(() => rowsOf(methods.BATCH_WRITE, one([read('x')]), {}), {
    message: 'Batch write operations do not contain a write',
  });
});

test('a bad value in the policy of a row is said to be in that kind of policy', () => {
  for (const [kind, row] of [
    ['batchWrite', { type: BATCH_WRITE, key: key('a'), ops: [write('x', 1)], policy: { ttl: 'soon' } }],
    ['batchRead', { type: BATCH_READ, key: key('a'), policy: { readModeAP: 9 } }],
    ['batchRemove', { type: BATCH_REMOVE, key: key('a'), policy: { generation: -1 } }],
    ['batchApply', { type: BATCH_APPLY, key: key('a'), udf: { module: 'm', funcname: 'f' }, policy: { key: 7 } }],
  ] as const) {
    assert.throws(
      () => rowsOf(methods.BATCH_WRITE, [row], {}),
      (error: Error) => {
        assert.match((error.cause as Error).message, new RegExp(` of ${kind} is `));
        return true;
      },
    );
  }
});
