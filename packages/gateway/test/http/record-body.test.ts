// Bodies that cannot become a record, each with the place of the fault. Limits from the server's documentation:
// 15 bytes of bin name, 64-bit integers and doubles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../src/http/problem.ts';
import { parseBins } from '../../src/http/record-body.ts';
import { TestDouble } from './memory-store.ts';

const parse = (body: string | Uint8Array): Record<string, unknown> =>
  parseBins(typeof body === 'string' ? Buffer.from(body) : body, (value) => new TestDouble(value));

function problemOf(body: string | Uint8Array): Problem {
  try {
    parse(body);
  } catch (error) {
    assert.strictEqual(error instanceof Problem, true);
    return error as Problem;
  }
  throw new Error('accepted');
}

test('only a JSON object in UTF-8 is a record', () => {
  const cases: [string | Uint8Array, string][] = [
    ['', 'body-missing'],
    [Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'body-not-utf8'],
    ['{"a":1', 'body-not-json'],
    ['{"a":1,}', 'body-not-json'],
    ['{"a":01}', 'body-not-json'],
    ['{"a":NaN}', 'body-not-json'],
    ["{'a':1}", 'body-not-json'],
    ['{"a":1}{"b":2}', 'body-not-json'],
    ['{"a":"\t"}', 'body-not-json'],
    ['['.repeat(200_000), 'body-not-json'],
    ['[1]', 'body-not-a-record'],
    ['"x"', 'body-not-a-record'],
    ['null', 'body-not-a-record'],
    ['2.0', 'body-not-a-record'],
    ['1e999', 'body-not-a-record'],
    ['{}', 'body-not-a-record'],
  ];
  for (const [body, slug] of cases) assert.strictEqual(problemOf(body).slug, slug);
});

test('every fault is reported with a pointer', () => {
  const body = `{"a":{"l":[1,1e400]},"sixteen-bytes-xx":1,"b/c~":9223372036854775808,"":1,"s":"\\ud800","k":{"\\udc00":1}}`;
  assert.deepStrictEqual(problemOf(body).extras.errors, [
    { pointer: '#/a/l/1', detail: '1e400 is beyond the range of a 64-bit double' },
    { pointer: '#/sixteen-bytes-xx', detail: 'bin name is 16 bytes long, the limit is 15' },
    { pointer: '#/b~1c~0', detail: '9223372036854775808 is beyond the range of a 64-bit integer' },
    { pointer: '#/', detail: 'a bin must have a name' },
    { pointer: '#/s', detail: 'has half of a surrogate pair, which UTF-8 cannot hold' },
    { pointer: '#/k/%EF%BF%BD', detail: 'has half of a surrogate pair, which UTF-8 cannot hold' },
  ]);
});

test('the bin name limit counts bytes', () => {
  assert.deepStrictEqual(parse('{"ééééééé1":1}'), { ééééééé1: 1 });
  assert.strictEqual(
    problemOf('{"éééééééé":1}').extras.errors?.[0]?.pointer,
    '#/%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9',
  );
});

test('the number of reported faults is bounded', () => {
  const bins = Array.from({ length: 1000 }, (_, index) => `"${index}":1e999`).join(',');
  assert.strictEqual(problemOf(`{${bins}}`).extras.errors?.length, 20);
  assert.strictEqual(problemOf(`{"l":[${'1e999,'.repeat(999)}1]}`).extras.errors?.length, 20);
});

test('a number of a million digits is refused without computing it', () => {
  assert.strictEqual(problemOf(`{"a":${'9'.repeat(1_000_000)}}`).slug, 'body-not-a-record');
});

test('nesting is bounded', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  assert.strictEqual(Array.isArray(parse(nested(128)).a), true);
  assert.strictEqual(problemOf(nested(129)).slug, 'body-not-a-record');
  assert.strictEqual(problemOf(nested(100_000)).slug, 'body-not-a-record');
});

test('numbers with a fraction or an exponent are doubles, others integers', () => {
  assert.deepStrictEqual(parse('{"a":1,"b":1.5,"c":2.0,"d":1e3,"e":9007199254740991,"f":9007199254740992,"g":-0.0}'), {
    a: 1,
    b: 1.5,
    c: new TestDouble(2),
    d: new TestDouble(1000),
    e: 9007199254740991,
    f: 9007199254740992n,
    g: new TestDouble(-0),
  });
});

test('the last of two equal names wins, whichever parser reads them', () => {
  assert.deepStrictEqual(parse('{"a":1,"a":2}'), { a: 2 });
  assert.deepStrictEqual(parse('{"a":1.5,"a":2.5}'), { a: 2.5 });
});

test('a byte order mark is ignored', () => {
  assert.deepStrictEqual(parse('\ufeff{"a":1}'), { a: 1 });
});

test('the document of a fault is bounded, whatever the names and texts of the body are', () => {
  const many = `[${Array(20).fill('1e400').join()}]`;
  const deep = (name: string, depth: number): string => `{"${name}":`.repeat(depth) + many + '}'.repeat(depth);
  for (const body of [
    `{"a":{"${' '.repeat(1_000_000)}":${many}}}`,
    `{"${'ä'.repeat(500_000)}":1}`,
    `{${Array.from({ length: 30 }, (_, index) => `"${index}${'é'.repeat(30_000)}":1`).join()}}`,
    `{"a":${deep('~'.repeat(5_000), 100)}}`,
    `{"a":${deep('a', 100)}}`,
    `{"a":${'9'.repeat(1_000_000)}}`,
    `{"a":${'9'.repeat(1_000_000)}x}`,
    `{"a":${'1.'.repeat(2)}${'9'.repeat(1_000_000)}}`,
    `{"a":1,"${'x'.repeat(1_000_000)}" 1}`,
    `${'\n'.repeat(1_000_000)}x`,
  ]) {
    const problem = problemOf(body);
    const document = problem.toDocument(`/${'k'.repeat(16_000)}`);
    assert.strictEqual(document.length < 64 * 1024, true, `${document.length} characters for ${body.slice(0, 40)}`);
  }
});

test('a fault below a name that is too long to repeat points to the last place that can be named', () => {
  assert.deepStrictEqual(problemOf(`{"a":{"b":{"${'x'.repeat(2_000)}":[1,1e400]}}}`).extras.errors, [
    { pointer: '#/a/b', detail: '2 places further in: 1e400 is beyond the range of a 64-bit double' },
  ]);
});

test('line and column of a fault are found in a text of many lines', () => {
  const { position, line, column } = problemOf(`${'\n'.repeat(1_000_000)} x`).extras;
  assert.deepStrictEqual([position, line, column], [1_000_001, 1_000_001, 2]);
});
