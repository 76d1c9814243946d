// What one command may cost: time that grows as n log n, sizes that are checked while they grow, and an end to both. A
// time limit here is a hundred times what the command takes; with time that grows as n² none of them would be kept.
// Tests of what counts use up what one command may cost, about a second on an idle machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkMeter } from '../../src/operation/work-meter.ts';
import { ParticleError } from '../../src/particles/particle-error.ts';
import { op, type ReplyParts, WRITE } from '../helpers/request.ts';
import { startServer } from '../helpers/server.ts';

const TOO_BIG = 13;
const LIMIT = { timeout: 30_000 };
const COUNT = 50_000;

const LIST = {
  APPEND_ITEMS: 2,
  INSERT: 3,
  SET: 9,
  INCREMENT: 12,
  GET_RANGE: 18,
  GET_BY_RANK: 21,
  GET_BY_VALUES: 23,
  GET_BY_INDEX_RANGE: 24,
} as const;
const MAP = { PUT_ITEMS: 68, GET_BY_RANK: 100, GET_BY_VALUES: 108, GET_BY_KEYS: 107 } as const;
const BITS = { NOT: 7, LSCAN: 52 } as const;
const INDEX = 1;
const RANK = 3;
const COUNTED = 5;
const INVERTED = 0x10000;
/** As many as have room in a record. */
const MAP_COUNT = 160_000;

const VALUES = list(COUNT, (i) => i);

function int(value: number): string {
  return value < 128 ? value.toString(16).padStart(2, '0') : `ce${value.toString(16).padStart(8, '0')}`;
}

function list(count: number, item: (i: number) => number): string {
  return `dd${count.toString(16).padStart(8, '0')}${Array.from({ length: count }, (_, i) => int(item(i))).join('')}`;
}

function map(count: number, key: (i: number) => number): string {
  return `df${count.toString(16).padStart(8, '0')}${Array.from({ length: count }, (_, i) => `${int(key(i))}01`).join('')}`;
}

function payload(code: number, ...parameters: string[]): string {
  return (0x90 | (parameters.length + 1)).toString(16) + int(code) + parameters.join('');
}

/** Writes the bin that has its type's letter: `l` a list, `m` a map. */
function stored(bin: 'l' | 'm', value: string): Buffer {
  return op(2, bin === 'l' ? 20 : 19, bin, value);
}

function modify(bin: string, code: number, ...parameters: string[]): Buffer {
  return op(4, 4, bin, payload(code, ...parameters));
}

function read(bin: string, code: number, ...parameters: string[]): Buffer {
  return op(3, 4, bin, payload(code, ...parameters));
}

function resultOf(reply: ReplyParts): number {
  assert.strictEqual(reply.resultCode, 0);
  return Number(`0x${reply.ops[0]?.value}`);
}

test('unique items are found out without comparing each with each', LIMIT, async (t) => {
  const { run } = await startServer(t);
  const unique = modify(
    'l',
    LIST.APPEND_ITEMS,
    list(COUNT, (i) => (i * 7919) % COUNT),
    int(0),
    int(1),
  );
  assert.strictEqual(resultOf(await run({ ...WRITE, info1: 1, ops: [unique] })), COUNT);
  const others = modify(
    'l',
    LIST.APPEND_ITEMS,
    list(COUNT / 2, (i) => COUNT + i),
    int(0),
    int(1),
  );
  assert.strictEqual(resultOf(await run({ ...WRITE, info1: 1, ops: [others] })), COUNT * 1.5);
  assert.strictEqual((await run({ ...WRITE, ops: [unique] })).resultCode, 24);
  const twice = modify(
    'l',
    LIST.APPEND_ITEMS,
    list(20, (i) => 1_000_000 + (i % 19)),
    int(0),
    int(1),
  );
  assert.strictEqual((await run({ ...WRITE, ops: [twice] })).resultCode, 26);
});

test('items of an ordered list and of a map find their places together', LIMIT, async (t) => {
  const { run } = await startServer(t);
  const ordered = modify(
    'l',
    LIST.APPEND_ITEMS,
    list(COUNT, (i) => COUNT - i),
    int(1),
  );
  for (const round of [1, 2])
    assert.strictEqual(resultOf(await run({ ...WRITE, key: 'l', info1: 1, ops: [ordered] })), round * COUNT);
  const entries = modify(
    'm',
    MAP.PUT_ITEMS,
    map(COUNT, (i) => COUNT - i),
  );
  for (let round = 0; round < 2; round++)
    assert.strictEqual(resultOf(await run({ ...WRITE, key: 'm', info1: 1, ops: [entries] })), COUNT);
});

for (const [what, item, distinct] of [
  ['distinct', (i: number) => i, COUNT],
  ['equal', () => 7, 1],
] as const) {
  test(`a list of ${what} values is selected from a list and a map of as many`, LIMIT, async (t) => {
    const { run } = await startServer(t);
    const values = list(COUNT, item);
    await run({ ...WRITE, key: 'l', ops: [stored('l', values)] });
    await run({
      ...WRITE,
      key: 'm',
      ops: [
        stored(
          'm',
          map(COUNT, (i) => i),
        ),
      ],
    });
    const byValues = read('l', LIST.GET_BY_VALUES, int(COUNTED), values);
    assert.strictEqual(resultOf(await run({ info1: 1, key: 'l', ops: [byValues] })), COUNT);
    const byKeys = read('m', MAP.GET_BY_KEYS, int(COUNTED), values);
    assert.strictEqual(resultOf(await run({ info1: 1, key: 'm', ops: [byKeys] })), distinct);
    const ones = read(
      'm',
      MAP.GET_BY_VALUES,
      int(COUNTED),
      list(COUNT, () => 1),
    );
    assert.strictEqual(resultOf(await run({ info1: 1, key: 'm', ops: [ones] })), COUNT);
  });
}

test('the ranks of all that a list of values does not find are answered in one go', LIMIT, async (t) => {
  const { run } = await startServer(t);
  const count = 200_000;
  const values = list(count / 2, (i) => 2 * i);
  await run({
    ...WRITE,
    key: 'l',
    ops: [
      stored(
        'l',
        list(count, (i) => i),
      ),
    ],
  });
  await run({
    ...WRITE,
    key: 'm',
    ops: [
      stored(
        'm',
        map(MAP_COUNT, (i) => i),
      ),
    ],
  });
  const ranks = read('l', LIST.GET_BY_VALUES, int(INVERTED | RANK), values);
  const ofList = await run({ info1: 1, key: 'l', ops: [ranks] });
  assert.strictEqual(ofList.ops[0]?.value.slice(0, 18), 'dd000186a001030507');
  const indexes = read('m', MAP.GET_BY_KEYS, int(INVERTED | INDEX), values);
  const ofMap = await run({ info1: 1, key: 'm', ops: [indexes] });
  assert.strictEqual(ofMap.ops[0]?.value.slice(0, 18), 'dd0001388001030507');
});

for (const [what, key, operation, few, many] of [
  ['ranks of a list without order', 'l', () => read('l', LIST.GET_BY_RANK, int(COUNTED), int(COUNT / 2)), 10, 60],
  ['ranks of a map', 'm', () => read('m', MAP.GET_BY_RANK, int(COUNTED), int(COUNT / 2)), 5, 60],
  ['ranks of a part of a list', 'l', () => read('l', LIST.GET_BY_INDEX_RANGE, int(RANK), int(0), int(100)), 5, 60],
  ['searches of many values', 'l', () => read('l', LIST.GET_BY_VALUES, int(COUNTED), VALUES), 3, 40],
] as const) {
  test(`what comparing costs counts: ${what}`, LIMIT, async (t) => {
    const { run } = await startServer(t);
    const items = list(COUNT, (i) => (i * 7919) % COUNT);
    await run({ ...WRITE, key: 'l', ops: [stored('l', items)] });
    await run({
      ...WRITE,
      key: 'm',
      ops: [
        stored(
          'm',
          map(COUNT, (i) => i),
        ),
      ],
    });
    const times = async (count: number): Promise<number> => {
      const ops = new Array<Buffer>(count).fill(operation());
      return (await run({ info1: 1, key, ops })).resultCode;
    };
    assert.strictEqual(await times(few), 0);
    assert.strictEqual(await times(many), TOO_BIG);
  });
}

for (const [what, operation] of [
  ['looked for', () => op(12, 4, 'b', payload(BITS.LSCAN, int(1), int(7_999_990), 'c3'))],
  ['turned', () => op(13, 4, 'b', payload(BITS.NOT, int(1), int(7_999_990), int(0)))],
] as const) {
  test(`what bits cost that are ${what} counts`, LIMIT, async (t) => {
    const { run } = await startServer(t);
    await run({ ...WRITE, ops: [op(2, 4, 'b', '00'.repeat(1_000_000))] });
    const times = async (count: number): Promise<number> => {
      const ops = new Array<Buffer>(count).fill(operation());
      return (await run({ info1: 1, info2: 1, ops })).resultCode;
    };
    assert.strictEqual(await times(10), 0);
    assert.strictEqual(await times(600), TOO_BIG);
  });
}

test('a position that no record has room for is refused before the list grows', LIMIT, async (t) => {
  const { run } = await startServer(t);
  for (const [code, at] of [
    [LIST.SET, 8_388_608],
    [LIST.INSERT, 8_388_608],
    [LIST.INCREMENT, 2_000_000],
    [LIST.SET, 0x7ffffffd],
  ] as const) {
    const ops = new Array<Buffer>(1000).fill(modify('l', code, int(at), int(1)));
    assert.strictEqual((await run({ ...WRITE, ops })).resultCode, TOO_BIG);
  }
  // Beyond 31 bits the server does not take it for a position.
  assert.strictEqual((await run({ ...WRITE, ops: [modify('l', LIST.SET, int(0x80000000), int(1))] })).resultCode, 26);
  assert.strictEqual((await run({ ...WRITE, ops: [modify('l', LIST.SET, int(1_000_000), int(1))] })).resultCode, 0);
});

test('a bin that grows over the limit is refused on the way', async (t) => {
  const { run } = await startServer(t);
  for (const [code, type] of [
    [9, 3],
    [10, 4],
  ] as const) {
    const piece = op(code, type, 'b', 'ab'.repeat(10_000));
    assert.strictEqual((await run({ ...WRITE, key: `${code}`, ops: new Array(1000).fill(piece) })).resultCode, TOO_BIG);
  }
  assert.strictEqual((await run({ ...WRITE, ops: [op(2, 4, 'b', '00'.repeat(1024 * 1024 + 1))] })).resultCode, TOO_BIG);
});

test('a command that asks for more than a frame carries gets an error instead', LIMIT, async (t) => {
  const { run } = await startServer(t);
  const bytes = op(2, 4, 'b', '00'.repeat(900_000));
  await run({ ...WRITE, ops: [bytes] });
  const reads = new Array<Buffer>(1000).fill(op(1, 0, 'b'));
  assert.deepStrictEqual(await run({ info1: 1, ops: reads }), {
    resultCode: TOO_BIG,
    generation: 1,
    voidTime: 0,
    info3: 0,
    fields: new Map(),
    ops: [],
  });
  const values = list(50_000, (i) => i);
  await run({ ...WRITE, key: 'l', ops: [stored('l', values)] });
  const ranges = new Array<Buffer>(1000).fill(read('l', LIST.GET_RANGE, int(0)));
  const { resultCode, ops } = await run({ info1: 1, key: 'l', ops: ranges });
  assert.deepStrictEqual([resultCode, ops], [TOO_BIG, []]);
});

test('the operations of one command share what they may cost, and the next command starts anew', () => {
  const meter = new WorkMeter();
  const operate = (times: number): void => {
    for (let i = 0; i < times; i++) meter.spend(1_000_000, 1_000_000);
  };
  meter.begin(1000);
  operate(8);
  assert.throws(
    () => operate(1),
    (error) => error instanceof ParticleError && error.resultCode === TOO_BIG,
  );
  meter.begin(1000);
  operate(8);
  meter.checkSize(1000);
  assert.throws(
    () => meter.checkSize(1001),
    (error) => error instanceof ParticleError && error.resultCode === TOO_BIG,
  );
});
