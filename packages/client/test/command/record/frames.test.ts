import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandCall, CommandDefinition } from '../../../src/command/command-definition.ts';
import { EXISTS } from '../../../src/command/record/exists.ts';
import { GET } from '../../../src/command/record/get.ts';
import { operateCommand } from '../../../src/command/record/operate.ts';
import { PUT } from '../../../src/command/record/put.ts';
import { REMOVE } from '../../../src/command/record/remove.ts';
import { SELECT } from '../../../src/command/record/select.ts';
import { commitLevel, exists, gen, key as keyPolicy } from '../../../src/model/constants.ts';
import type { CommandPolicy } from '../../../src/model/policies/resolve.ts';
import { systemClock } from '../../../src/time/system-clock.ts';
import { SCALAR_OPERATION } from '../../../src/wire/codes/ops.ts';
import { digestOf } from '../../../src/wire/digest.ts';
import { Writer } from '../../../src/wire/writer.ts';
import { readPolicy, writePolicy } from '../../helpers/router-bench.ts';
import { FRAMES, hex, K1_FIELDS } from '../../wire/fixtures.ts';

const PREFIX = '0203000000000041 16';
const TAIL = `000003e800030000 ${K1_FIELDS}`;

function callOf<A>(userKey: string, args: A, policy: CommandPolicy, ownsReply = false): CommandCall<A> {
  return { ns: 'test', set: 'demo', userKey, digest: digestOf('demo', userKey), args, policy, ownsReply };
}

function encoded<A, R>(definition: CommandDefinition<A, R>, args: A, policy: CommandPolicy): string {
  const w = new Writer(16);
  definition.encode(w, callOf('k1', args, policy));
  return w.take().toString('hex');
}

function decoded<A, R>(definition: CommandDefinition<A, R>, args: A, policy: CommandPolicy, frame: string): R {
  const bytes = hex(frame);
  return definition.decode(bytes, 8, bytes.length, callOf('k1', args, policy));
}

function same(actual: string, expected: string): void {
  assert.strictEqual(actual, expected.replace(/\s+/g, ''));
}

const RECORD = { bins: { i: 7, s: 'hi' }, ttl: -1, gen: 1 };
const META = { ttl: 0, gen: 0 };

test('put is what the vendor sends', () => {
  const args = { bins: { i: 7, s: 'hi' }, ...META };
  same(encoded(PUT, args, writePolicy()), FRAMES.put.request);
  assert.strictEqual(decoded(PUT, args, writePolicy(), FRAMES.put.reply), undefined);
});

test('put with policies is what the vendor sends', () => {
  const policy = writePolicy({
    key: keyPolicy.SEND,
    gen: gen.EQ,
    exists: exists.UPDATE,
    commitLevel: commitLevel.MASTER,
    socketTimeout: 3000,
    totalTimeout: 5000,
  });
  same(encoded(PUT, { bins: { i: 8 }, ttl: -1, gen: 1 }, policy), FRAMES.putWithPolicies.request);
});

test('get is what the vendor sends, and its reply is the record', () => {
  same(encoded(GET, undefined, readPolicy()), FRAMES.get.request);
  assert.deepStrictEqual(decoded(GET, undefined, readPolicy(), FRAMES.get.reply), RECORD);
});

test('select is what the vendor sends, and its reply holds the bins that exist', () => {
  same(encoded(SELECT, ['i', 'zz'], readPolicy()), FRAMES.select.request);
  assert.deepStrictEqual(decoded(SELECT, ['i', 'zz'], readPolicy(), FRAMES.select.reply), {
    ...RECORD,
    bins: { i: 7 },
  });
});

test('remove is what the vendor sends', () => {
  same(encoded(REMOVE, undefined, writePolicy()), FRAMES.remove.request);
  assert.strictEqual(decoded(REMOVE, undefined, writePolicy(), FRAMES.remove.reply), undefined);
});

test('an operate that increments is what the vendor sends', () => {
  const operations = [{ op: SCALAR_OPERATION.INCR, bin: 's', value: 1 }];
  same(
    encoded(operateCommand(operations), { operations, ...META }, writePolicy()),
    `0203000000000052 1600010000000000000000000000000003e800030001 ${K1_FIELDS} 0000000d05010001730000000000000001`,
  );
});

test('an operate that reads and writes has both marks, and its operations in order', () => {
  const operations = [
    { op: SCALAR_OPERATION.INCR, bin: 'i', value: 1 },
    { op: SCALAR_OPERATION.APPEND, bin: 's', value: '!' },
    { op: SCALAR_OPERATION.READ, bin: 'i' },
    { op: SCALAR_OPERATION.READ, bin: 'nope' },
  ];
  const command = operateCommand(operations);
  assert.strictEqual(command.isWrite, true);
  // The captured operate of docs/protocol/golden-examples.md without its list operation.
  same(
    encoded(command, { operations, ...META }, writePolicy()),
    `0203000000000071 1601010000000000000000000000000003e800030004 ${K1_FIELDS} 0000000d05010001690000000000000001 00000006090300017321 000000050100000169 00000008010000046e6f7065`,
  );
  const reply = '0203000000000038 16000000000000000003000000000000000000000002 0000000d040100016c0000000000000001';
  assert.deepStrictEqual(
    decoded(command, { operations, ...META }, writePolicy(), `${reply} 0000000d01010001690000000000000009`),
    { bins: { l: 1, i: 9 }, ttl: -1, gen: 3 },
  );
});

test('an operate that only reads is no write', () => {
  const operations = [{ op: SCALAR_OPERATION.READ, bin: 'i' }];
  const command = operateCommand(operations);
  assert.strictEqual(command.isWrite, false);
  const policy = readPolicy();
  assert.strictEqual(encoded(command, { operations, ...META }, policy).slice(16, 24), '16010000');
});

test('touch and delete are operations without a value', () => {
  const operations = [{ op: SCALAR_OPERATION.TOUCH }, { op: SCALAR_OPERATION.DELETE_ALL }];
  const frame = encoded(operateCommand(operations), { operations, ttl: 100, gen: 0 }, writePolicy());
  assert.strictEqual(frame.slice(16, 24), '16000100');
  assert.strictEqual(frame.endsWith('000000040b000000000000040e000000'), true, frame);
});

// Bits of the table of docs/protocol/records.md, "Requests": info1, info2, info3.
for (const [name, definition, policy, bits, generation, recordTtl] of [
  ['exists', EXISTS, readPolicy(), '210000', 0, 0],
  ['get readModeAP ALL', GET, readPolicy({ readModeAP: 1 }), '430000', 0, 0],
  ['get readModeSC LINEARIZE', GET, readPolicy({ readModeSC: 1 }), '030040', 0, 0],
  ['get readModeSC ALLOW_REPLICA', GET, readPolicy({ readModeSC: 2 }), '030080', 0, 0],
  ['get readModeSC ALLOW_UNAVAILABLE', GET, readPolicy({ readModeSC: 3 }), '0300c0', 0, 0],
  ['get readTouchTtlPercent', GET, readPolicy({ readTouchTtlPercent: 80 }), '030000', 0, 80],
  ['remove gen EQ 7', REMOVE, writePolicy({ gen: gen.EQ, generation: 7 }), '000700', 7, 0],
  ['remove gen GT 7', REMOVE, writePolicy({ gen: gen.GT, generation: 7 }), '000b00', 7, 0],
  ['remove gen IGNORE', REMOVE, writePolicy({ generation: 7 }), '000300', 0, 0],
  ['remove durableDelete', REMOVE, writePolicy({ durableDelete: true }), '001300', 0, 0],
  ['remove commitLevel MASTER', REMOVE, writePolicy({ commitLevel: 1 }), '000302', 0, 0],
  ['remove exists REPLACE, which it does not send', REMOVE, writePolicy({ exists: exists.REPLACE }), '000300', 0, 0],
] as const) {
  test(`${name}: info bits ${bits}`, () => {
    const middle = `${generation.toString(16).padStart(8, '0')}${recordTtl.toString(16).padStart(8, '0')}`;
    same(encoded(definition, undefined, policy), `${PREFIX} ${bits} 0000 ${middle} ${TAIL}`);
  });
}

for (const [name, policy, bits] of [
  ['exists CREATE', { exists: exists.CREATE }, '002100'],
  ['exists UPDATE', { exists: exists.UPDATE }, '000108'],
  ['exists CREATE_OR_REPLACE', { exists: exists.CREATE_OR_REPLACE }, '000110'],
  ['exists REPLACE', { exists: exists.REPLACE }, '000120'],
  ['gen GT', { gen: gen.GT }, '000900'],
  ['durableDelete', { durableDelete: true }, '001100'],
] as const) {
  test(`put ${name}: info bits ${bits}`, () => {
    const frame = encoded(PUT, { bins: { i: 1 }, ...META }, writePolicy(policy));
    assert.strictEqual(frame.slice(18, 24), bits);
  });
}

for (const [socketTimeout, totalTimeout, sent] of [
  [30_000, 1000, '000003e8'],
  [500, 1000, '000001f4'],
  [0, 1000, '000003e8'],
  [500, 0, '00000000'],
  [0, 0, '00000000'],
] as const) {
  test(`socketTimeout ${socketTimeout} and totalTimeout ${totalTimeout} tell the server ${sent}`, () => {
    const frame = encoded(GET, undefined, readPolicy({ socketTimeout, totalTimeout }));
    assert.strictEqual(frame.slice(44, 52), sent);
  });
}

test('a record that never expires has ttl -1, one that expires has the seconds left', (t) => {
  t.mock.method(systemClock, 'wallMs', () => Date.UTC(2010, 0, 1, 0, 0, 10));
  const reply = (voidTime: string): string => `0203000000000016 16000000000000000007 ${voidTime} 0000000000000000`;
  for (const [voidTime, ttl] of [
    ['00000000', -1],
    ['0000000b', 1],
    ['0000006e', 100],
    ['0000000a', 1],
    ['00000001', 1],
  ] as const) {
    assert.deepStrictEqual(decoded(EXISTS, undefined, readPolicy(), reply(voidTime)), { ttl, gen: 7 });
  }
});

test('all types of a captured reply are read, and stay whole when the buffer is used again', () => {
  const bytes = hex(FRAMES.getTypes.reply);
  const call = callOf('k2', undefined, readPolicy());
  const { bins, gen: generation } = GET.decode(bytes, 8, bytes.length, call);
  bytes.fill(0xff);
  assert.strictEqual(generation, 1);
  assert.deepStrictEqual(Object.keys(bins), ['b', 'f', 't', 'l', 'm', 'g']);
  assert.deepStrictEqual(bins.b, Buffer.from([1, 2, 3]));
  assert.strictEqual(bins.f, 1.5);
  assert.strictEqual(bins.t, true);
  assert.deepStrictEqual(bins.l, [1, 'a', null]);
  assert.deepStrictEqual(bins.m, { x: 1 });
  assert.strictEqual(String(bins.g), '{"type":"Point","coordinates":[1,2]}');
});

test('a bin named __proto__ is a bin', () => {
  const reply =
    '0203000000000033 16000000000000000001000000000000000000000001 000000150101 0009 5f5f70726f746f5f5f 0000000000000007';
  const { bins } = decoded(GET, undefined, readPolicy(), reply);
  assert.deepStrictEqual(Object.entries(bins), [['__proto__', 7]]);
  assert.strictEqual(Object.getPrototypeOf(bins), Object.prototype);
});

test('a large value in a buffer of its own is not copied, a small one is', () => {
  const call = callOf('k2', undefined, readPolicy(), true);
  const header = '16000000000000000001000000000000000000000001';
  const large = hex(`${header} 00000035 01 04 00 01 62 ${'07'.repeat(48)}`);
  const small = hex(`${header} 00000009 01 04 00 01 62 07070707`);
  const kept = GET.decode(large, 0, large.length, call).bins.b as Buffer;
  const copied = GET.decode(small, 0, small.length, call).bins.b as Buffer;
  assert.deepStrictEqual(kept, Buffer.alloc(48, 7));
  assert.strictEqual(kept.buffer, large.buffer);
  small.fill(0);
  assert.deepStrictEqual(copied, Buffer.alloc(4, 7));
});
