// Operations on strings as operations of a command: what they answer, what their flags say, where in a record a text may
// be, and the error of each thing that is wrong with one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { op, type RequestParts, text, writeInt } from '../../helpers/request.ts';
import { startServer } from '../../helpers/server.ts';
import {
  answerOf,
  ask,
  change,
  INFO2,
  modifyOf,
  type Packed,
  pack,
  packText,
  payload,
  readOf,
  store,
} from '../../helpers/strings.ts';

const STRLEN = 0;
const SUBSTR = 1;
const FIND = 3;
const CONTAINS = 4;
const TO_INTEGER = 7;
const IS_NUMERIC = 10;
const SPLIT = 14;
const INSERT = 50;
const OVERWRITE = 51;
const CONCAT = 52;
const SNIP = 53;
const REPLACE_ALL = 55;
const UPPER = 56;
const LOWER = 57;
const NORMALIZE_NFC = 59;
const PAD_START = 63;
const REPEAT = 65;
const REGEX_REPLACE = 66;
const APPEND = 67;

const CREATE_ONLY = 1;
const UPDATE_ONLY = 2;
const NO_FAIL = 4;

const LIST_INDEX = 0x10;
const MAP_KEY = 0x22;

const ALPHA_BETA = `92a603${text('alpha')}a503${text('beta')}`;

test('a modification answers nothing, and what follows it sees the new text', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'ab');
  const ops = [modifyOf([UPPER]), op(1, 0, 's')];
  const all = await server.run({ info1: 1, info2: INFO2.WRITE | INFO2.RESPOND_ALL, ops });
  assert.deepStrictEqual(
    all.ops.map(({ op, type, value }) => [op, type, value]),
    [
      [18, 0, ''],
      [1, 3, text('AB')],
    ],
  );
  const some = await server.run({ info1: 1, info2: INFO2.WRITE, ops });
  assert.deepStrictEqual(
    some.ops.map(({ op, type }) => [op, type]),
    [[1, 3]],
  );
});

test('a missing bin is read as nothing, and has an answer where all have one', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, undefined);
  const ops = [readOf([STRLEN])];
  assert.deepStrictEqual((await server.run({ info1: 1, ops })).ops, []);
  const all = await server.run({ info1: 1, info2: INFO2.RESPOND_ALL, ops });
  assert.deepStrictEqual(all.ops, [{ op: 17, type: 0, name: 's', value: '' }]);
});

test('flags say what becomes of a bin that is there, and of one that is not', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  const table: readonly (readonly [before: string | undefined, parts: Packed, after: unknown])[] = [
    [undefined, [INSERT, 5, 'x'], 'x'],
    [undefined, [OVERWRITE, 0, 'x'], 'x'],
    [undefined, [OVERWRITE, 1, 'x'], { rc: 4 }],
    [undefined, [OVERWRITE, 1, 'x', NO_FAIL], null],
    [undefined, [CONCAT, ['a', 'b']], 'ab'],
    [undefined, [PAD_START, 3, 'x'], 'xxx'],
    [undefined, [REPEAT, 3], ''],
    [undefined, [APPEND, 'x'], 'x'],
    [undefined, [APPEND, 'x', UPDATE_ONLY], null],
    [undefined, [APPEND, 'x', CREATE_ONLY], 'x'],
    ['a', [APPEND, 'x', CREATE_ONLY], { rc: 6 }],
    ['a', [APPEND, 'x', CREATE_ONLY | NO_FAIL], 'a'],
    ['a', [APPEND, 'x', UPDATE_ONLY], 'ax'],
    ['a', [APPEND, 'x', CREATE_ONLY | UPDATE_ONLY], { rc: 4 }],
    ['a', [APPEND, 'x', 8], { rc: 4 }],
    ['a', [UPPER, CREATE_ONLY], { rc: 4 }],
    ['a', [UPPER, UPDATE_ONLY], 'A'],
    [undefined, [SNIP, 0], null],
    [undefined, [REPLACE_ALL, ['a', 'b']], null],
    [undefined, [REGEX_REPLACE, ['a', 'b'], 0, 0], null],
    ['abc', [SNIP, 0, 1, UPDATE_ONLY], 'bc'],
  ];
  for (const [before, parts, after] of table) {
    await store(server, before);
    assert.deepStrictEqual(await change(server, parts), after, JSON.stringify([before, parts]));
  }
});

test('texts within lists and maps are reached along a context', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await server.run({
    info2: 1,
    ops: [
      op(2, 20, 's', ALPHA_BETA),
      op(2, 19, 'm', `81a3036b3192a30361620a`.replace('a30361620a', `a303${text('ab')}0a`)),
    ],
  });
  assert.strictEqual(await ask(server, [STRLEN], [LIST_INDEX, 1]), 4);
  const inMap: Packed = [MAP_KEY, 'k1', LIST_INDEX, 0];
  assert.strictEqual(answerOf(await server.run({ info1: 1, ops: [readOf([STRLEN], inMap, 'm')] })), 2);
  const modify = (parts: Packed, context: Packed): RequestParts => ({ info2: 1, ops: [modifyOf(parts, context)] });
  assert.strictEqual((await server.run(modify([CONCAT, ['-gamma'], 0], [LIST_INDEX, 1]))).resultCode, 0);
  const after = await server.run({ info1: 1, ops: [op(1, 0, 's')] });
  assert.strictEqual(after.ops[0]?.value, `92a603${text('alpha')}ab03${text('beta-gamma')}`);

  const failures: readonly (readonly [parts: Packed, context: Packed, rc: number])[] = [
    [[UPPER], [LIST_INDEX, 9], 26],
    [[UPPER, NO_FAIL], [LIST_INDEX, 9], 0],
    [[UPPER], [MAP_KEY, 'a'], 26],
    [[UPPER], [LIST_INDEX, 0, LIST_INDEX, 0], 26],
    [[APPEND, 'x', CREATE_ONLY], [LIST_INDEX, 0], 4],
    [[UPPER], [LIST_INDEX], 4],
    [[UPPER], [], 4],
    [[UPPER], 'x', 4],
  ];
  for (const [parts, context, rc] of failures) {
    assert.strictEqual((await server.run(modify(parts, context))).resultCode, rc, JSON.stringify([parts, context]));
  }
  const leaf = modifyOf([UPPER, NO_FAIL], [MAP_KEY, 'k1', LIST_INDEX, 1], 'm');
  assert.strictEqual((await server.run({ info2: 1, ops: [leaf] })).resultCode, 12);
  const flat = op(18, 3, 's', pack([0xff, [LIST_INDEX, 0], UPPER, 0]).toString('hex'));
  assert.strictEqual((await server.run({ info2: 1, ops: [flat] })).resultCode, 4);
});

test('an ordered list in which a text changes stays in order', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await server.run({ info2: 1, ops: [op(2, 20, 's', '93c70001a20361a20362')] });
  assert.strictEqual((await server.run({ info2: 1, ops: [modifyOf([APPEND, 'z'], [LIST_INDEX, 0])] })).resultCode, 0);
  await server.run({ info2: 1, ops: [modifyOf([INSERT, 0, 'x'], [LIST_INDEX, 0])] });
  const { ops } = await server.run({ info1: 1, ops: [op(1, 0, 's')] });
  assert.strictEqual(ops[0]?.value, `93c70001a20362a403${text('xaz')}`);
});

test('what is no text is of another type, whatever the flags', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await server.run({ info2: 1, ops: [writeInt('s', 7)] });
  assert.deepStrictEqual(await ask(server, [STRLEN]), { rc: 12 });
  assert.deepStrictEqual(await ask(server, [STRLEN], [LIST_INDEX, 0]), { rc: 12 });
  assert.deepStrictEqual(await change(server, [UPPER, NO_FAIL]), { rc: 12 });
  await store(server, 'a');
  const otherType = op(18, 4, 's', payload([UPPER]));
  assert.strictEqual((await server.run({ info2: 1, ops: [otherType] })).resultCode, 12);
  const read = op(17, 4, 's', payload([STRLEN]));
  assert.strictEqual((await server.run({ info1: 1, ops: [read] })).resultCode, 0);
});

test('a value that is not UTF-8 is read and changed by no operation', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  for (const value of ['eda080', 'ff', 'c0af', 'e28']) {
    await store(server, Buffer.from(value.padEnd(value.length + (value.length % 2), '0'), 'hex'));
    assert.deepStrictEqual(await ask(server, [STRLEN]), { rc: 29 }, value);
    assert.deepStrictEqual(await change(server, [UPPER, NO_FAIL]), { rc: 29 }, value);
  }
});

test('arguments that are missing, too many or of another kind are parameter errors, whatever the flags', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'abc');
  const reads: readonly Packed[] = [
    [STRLEN, 1],
    [SUBSTR],
    [SUBSTR, 1, 2, 3],
    [SUBSTR, 'a'],
    [SUBSTR, 134_217_729],
    [SUBSTR, -134_217_729],
    [FIND, 'a', 0],
    [CONTAINS, 1],
    [CONTAINS, pack(['a'])],
    [CONTAINS, Buffer.from('a0', 'hex')],
    [CONTAINS, packText(Buffer.from('ff', 'hex'))],
    [IS_NUMERIC, 3],
    [17],
    [49],
    [INSERT, 0, 'x'],
    [UPPER],
    [-1],
    [Buffer.from('a20361', 'hex')],
    [],
    1,
    [0xff],
    [0xff, [LIST_INDEX, 0]],
  ];
  for (const parts of reads) assert.deepStrictEqual(await ask(server, parts), { rc: 4 }, JSON.stringify(parts));
  const modifications: readonly Packed[] = [
    [STRLEN],
    [69],
    [INSERT, 0],
    [INSERT, 0, 'x', NO_FAIL, 0],
    [INSERT, 'x', 0, NO_FAIL],
    [CONCAT, 'x', NO_FAIL],
    [CONCAT, [1], NO_FAIL],
    [CONCAT, [Buffer.from('a20461', 'hex')], NO_FAIL],
    [REPLACE_ALL, ['a'], NO_FAIL],
    [REPLACE_ALL, ['a', 'b', 'c'], NO_FAIL],
    [REGEX_REPLACE, ['[', ''], 0, NO_FAIL],
    [REGEX_REPLACE, ['a', ''], 32, NO_FAIL],
    [PAD_START, 134_217_729, 'x', NO_FAIL],
    [UPPER, -1],
    [UPPER, 'x'],
  ];
  for (const parts of modifications)
    assert.deepStrictEqual(await change(server, parts), { rc: 4 }, JSON.stringify(parts));
  assert.strictEqual(await change(server), 'abc');
});

test('a payload that is cut off anywhere is a parameter error', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'abc');
  for (const [code, parts] of [
    [17, payload([FIND, 'b', 1])],
    [18, payload([REGEX_REPLACE, ['b', 'x'], 16, 0])],
    [18, payload([APPEND, 'x', 0], [LIST_INDEX, 0])],
  ] as const) {
    for (let end = 0; end < parts.length; end += 2) {
      const ops = [op(code, 3, 's', parts.slice(0, end))];
      const { resultCode } = await server.run({ info1: code === 17 ? 1 : 0, info2: code === 18 ? 1 : 0, ops });
      assert.strictEqual(resultCode, 4, `${code} ${parts.slice(0, end)}`);
    }
  }
});

test('a result that no record could hold takes no memory', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  await store(server, 'x'.repeat(1000));
  const huge: readonly (readonly [parts: Packed, rc: number])[] = [
    [[REPEAT, 134_217_728], 4],
    [[REPEAT, 8389], 4],
    [[PAD_START, 134_217_728, 'x'], 4],
    [[PAD_START, 2_097_153, 'x'], 4],
    [[PAD_START, 2_000_000, 'x'], 13],
    [[REPEAT, 2000], 13],
    [[REPLACE_ALL, ['x', 'y'.repeat(9000)]], 4],
    [[REPLACE_ALL, ['x', 'y'.repeat(2000)]], 13],
    [[REGEX_REPLACE, ['x', 'y'.repeat(2000)], 16], 13],
    [[REGEX_REPLACE, ['x', 'y'.repeat(9000)], 16], 4],
  ];
  for (const [parts, rc] of huge) {
    const before = process.memoryUsage().arrayBuffers;
    assert.deepStrictEqual(await change(server, parts), { rc }, JSON.stringify(parts).slice(0, 60));
    assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024);
  }
  for (const parts of [
    [REPEAT, 134_217_728, NO_FAIL],
    [PAD_START, 2_097_153, 'x', NO_FAIL],
  ])
    assert.strictEqual(await change(server, parts), 'x'.repeat(1000));
});

test('the longest texts cost no more than about a second', async (t) => {
  const server = await startServer(t, {
    version: '8.2',
    namespaces: [{ name: 'test', maxRecordSize: 8 * 1024 * 1024 }],
  });
  const marks = `a${'\u0301\u0316'.repeat(150_000)}`;
  const letters = 'a'.repeat(500_000);
  const expensive: readonly (readonly [value: string, code: number, parts: Packed])[] = [
    // A search that looks at the whole needle at every place.
    [letters, 17, [FIND, `b${'a'.repeat(250_000)}`]],
    [letters, 17, [FIND, `${'a'.repeat(250_000)}b`]],
    [letters, 17, [FIND, 'a', -1]],
    [letters, 17, [SPLIT]],
    [letters, 18, [REPLACE_ALL, ['a', '']]],
    [`\u00e9${letters}`, 17, [FIND, 'e\u0301a', 1]],
    // Marks that are out of order.
    [marks, 18, [NORMALIZE_NFC]],
    [marks, 17, [CONTAINS, 'é']],
    ['Σ'.repeat(250_000), 18, [LOWER]],
    [' '.repeat(500_000), 18, [62]],
    ['9'.repeat(500_000), 17, [TO_INTEGER]],
    ['9'.repeat(500_000), 17, [IS_NUMERIC]],
  ];
  for (const [value, code, parts] of expensive) {
    await store(server, value);
    const before = process.cpuUsage();
    const ops = [op(code, 3, 's', payload(parts))];
    await server.run({ info1: code === 17 ? 1 : 0, info2: code === 18 ? 1 : 0, ops });
    // CPU, not time: a busy machine must not fail it. What is quadratic here takes minutes.
    const cpuMs = process.cpuUsage(before).user / 1000;
    assert.ok(cpuMs < 3000, `${code} ${JSON.stringify(parts).slice(0, 40)} took ${cpuMs} ms of CPU`);
  }
});

test('a value becomes a text where it has one', async (t) => {
  const server = await startServer(t, { version: '8.2' });
  const double = Buffer.alloc(8);
  double.writeDoubleBE(3.14);
  const values: readonly (readonly [type: number, hex: string, answer: unknown])[] = [
    [1, '000000000000002a', '42'],
    [1, 'ffffffffffffffff', '-1'],
    [2, double.toString('hex'), '3.14'],
    [3, text('hello'), 'hello'],
    [4, text('hi'), 'hi'],
    [4, 'ff', { rc: 26 }],
    [17, '01', 'true'],
    [17, '00', 'false'],
    [20, '90', { rc: 12 }],
    [19, '80', { rc: 12 }],
  ];
  for (const [type, hex, answer] of values) {
    await server.run({ info2: 1, ops: [op(2, type, 'v', hex)] });
    assert.deepStrictEqual(answerOf(await server.run({ info1: 1, ops: [op(19, 0, 'v')] })), answer, `${type} ${hex}`);
  }
  await store(server, undefined);
  assert.strictEqual(answerOf(await server.run({ info1: 1, info2: INFO2.RESPOND_ALL, ops: [op(19, 0, 'v')] })), null);
});
