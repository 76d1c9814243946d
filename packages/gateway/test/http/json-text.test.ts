// JSON text to values, and values as the client returns them to JSON text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutOfRange, parseJson, renderJson } from '../../src/http/json-text.ts';
import { Problem } from '../../src/http/problem.ts';

test('renders everything a bin can hold', () => {
  const bytes = Buffer.from([1, 255]);
  assert.strictEqual(
    renderJson({ i: 1, b: true, n: null, l: [1, 'x', [2.5]], bytes }),
    '{"i":1,"b":true,"n":null,"l":[1,"x",[2.5]],"bytes":{"type":"Buffer","data":[1,255]}}',
  );
  assert.strictEqual(
    renderJson({ big: [2n ** 63n - 1n], bytes, nan: Number.NaN }),
    '{"big":[9223372036854775807],"bytes":{"type":"Buffer","data":[1,255]},"nan":null}',
  );
  assert.strictEqual(
    renderJson({
      map: new Map<unknown, unknown>([
        ['a', 1],
        [2, new Map([[3n, 4n]])],
      ]),
    }),
    '{"map":{"2":{"3":4},"a":1}}',
  );
});

test('negative zero keeps its sign, wherever it is', () => {
  assert.strictEqual(renderJson({ z: -0, l: [-0, 0, { m: -0 }] }), '{"z":-0.0,"l":[-0.0,0,{"m":-0.0}]}');
});

/** Of a text that has one value under `v`; doubles that are whole are marked. */
function read(value: string): unknown {
  const { v } = parseJson(`{"v":${value}}`, (double) => ({ double })) as { v: unknown };
  return v instanceof OutOfRange ? v.reason : v;
}

test('integers are exact up to 64 bits, beyond 2^53 as BigInt', () => {
  for (const [text, value] of [
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['-9223372036854775808', -(2n ** 63n)],
    ['0', 0],
  ] as const)
    assert.strictEqual(read(text), value, text);
  for (const text of ['9223372036854775808', '-9223372036854775809', '1'.repeat(21), `-${'9'.repeat(1000)}`])
    assert.match(String(read(text)), /beyond the range of a 64-bit integer/, text.slice(0, 30));
});

test('a number with a fraction or an exponent is a double, also when it is whole', () => {
  for (const [text, value] of [
    ['2.0', { double: 2 }],
    ['1e3', { double: 1000 }],
    ['1E3', { double: 1000 }],
    ['-0.0', { double: -0 }],
    ['2.5', 2.5],
    ['1e-1', 0.1],
  ] as const)
    assert.deepStrictEqual(read(text), value, text);
  assert.match(String(read('1e400')), /beyond the range of a 64-bit double/);
});

test('a name that comes twice has the last value, and __proto__ is a name like any other', () => {
  for (const last of ['2', '2.0', '"x"']) {
    const parsed = parseJson(`{"a":1,"a":${last}}`, (double) => double) as Record<string, unknown>;
    assert.deepStrictEqual(parsed, { a: JSON.parse(last) });
  }
  for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1.0}}']) {
    const parsed = parseJson(text, (double) => double) as Record<string, unknown>;
    assert.deepStrictEqual(Object.keys(parsed), ['__proto__'], text);
    assert.strictEqual(Object.getPrototypeOf(parsed), Object.prototype);
  }
});

test('text that is not JSON is refused with the place', () => {
  for (const text of ['', '{', '{"a":1,}', '{"a":01}', "{'a':1}", '{"a":1} x'])
    assert.throws(() => parseJson(text, (double) => double), Problem, text);
});
