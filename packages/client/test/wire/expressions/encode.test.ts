// Expressions against what the vendor's client makes of the same calls, and against the notes where it is wrong.

import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AerospikeExp } from '../../../src/model/exp/entry.ts';
import { bitwise, cdt, exp, GeoJSON, lists, maps, regex } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { ExpressionError } from '../../../src/wire/expressions/place.ts';

interface Recorded {
  readonly recorded: readonly { readonly call: string; readonly entries: unknown; readonly hex: string }[];
  readonly corrected: readonly { readonly call: string; readonly hex: string }[];
}

/** Calls and what the vendor's client 6.7.1 makes of them; see conformance/record-expressions.mjs. */
const { recorded, corrected }: Recorded = JSON.parse(
  readFileSync(join(__dirname, '../../../../test/wire/expressions/vendor-expressions.json'), 'utf8'),
);

function expressionOf(call: string): AerospikeExp {
  const names = ['exp', 'lists', 'maps', 'bitwise', 'regex', 'GeoJSON', 'context'];
  const make = new Function(...names, `return ${call};`);
  return make(exp, lists, maps, bitwise, regex, GeoJSON, () => new cdt.Context());
}

test('every function makes the entries and the bytes of the vendor’s client', () => {
  for (const { call, entries, hex } of recorded) {
    const made = expressionOf(call);
    deepStrictEqual(JSON.parse(JSON.stringify(made)), entries, call);
    strictEqual(encodeExpression(made).toString('hex'), hex, call);
  }
});

test('calls that the vendor’s client sends wrongly are sent as the server wants them', () => {
  for (const { call, hex } of corrected) {
    strictEqual(encodeExpression(expressionOf(call)).toString('hex'), hex, call);
  }
});

test('an expression in base64 is its bytes', () => {
  strictEqual(encodeExpression('kwGTUQKhaQc=').toString('hex'), '9301935102a16907');
  strictEqual(encodeExpression('kwGTUQKhaQc').toString('hex'), '9301935102a16907');
});

test('what is not an expression is refused, with the place and what would be right', () => {
  const loose = exp as unknown as { readonly [name: string]: (...args: unknown[]) => AerospikeExp };
  const { eq, and, abs, lists: _, ...rest } = loose as Record<string, (...args: unknown[]) => AerospikeExp>;
  const call = (name: string, ...args: unknown[]) => (rest[name] as (...args: unknown[]) => AerospikeExp)(...args);
  const refused: readonly [unknown, string][] = [
    [5, 'Expression invalid: the number 5 is not an expression, exp.int(5) is one'],
    [
      (eq as (...args: unknown[]) => AerospikeExp)(exp.binInt('a'), 5),
      'Expression invalid at argument 2 of eq: the number 5 is not an expression, exp.int(5) is one',
    ],
    [
      (and as (...args: unknown[]) => AerospikeExp)(
        exp.bool(true),
        (eq as (...args: unknown[]) => AerospikeExp)(exp.binInt('a'), 'x'),
      ),
      'Expression invalid at argument 2 of eq, argument 2 of and: the text "x" is not an expression, exp.str("x") is one',
    ],
    [(eq as (...args: unknown[]) => AerospikeExp)(exp.binInt('a')), 'Expression invalid: eq takes 2 arguments, not 1'],
    [(abs as (...args: unknown[]) => AerospikeExp)(), 'Expression invalid: abs takes 1 arguments, not 0'],
    [
      exp.binInt('a_name_of_16_by_'),
      'Expression invalid at argument 2 of bin: bin name is 16 bytes long, it has 1 to 15 (a_name_of_16_by_)',
    ],
    [
      call('int', '5'),
      'Expression invalid: exp.int takes an integer from -9223372036854775808 to 9223372036854775807, not a string',
    ],
    [
      exp.int(Number.NaN),
      'Expression invalid: exp.int takes an integer from -9223372036854775808 to 9223372036854775807, not NaN',
    ],
    [exp.uint(-1), 'Expression invalid: exp.uint takes an integer from 0 to 18446744073709551615, not -1'],
    [call('bytes', 'abc'), 'Expression invalid: exp.bytes takes a Buffer, not a string'],
    [call('geo', { type: 'Point' }), 'Expression invalid: exp.geo takes a GeoJSON, not an object'],
    [call('str', undefined), 'Expression invalid: exp.str takes text, not undefined'],
    [
      [...exp.int(1), ...exp.int(2)],
      'Expression invalid: it ends after 1 of 2 entries; an operation around them may be missing',
    ],
    [[], 'Expression invalid: there is nothing'],
    [[{ op: 98, count: 1 }], 'Expression invalid: operation 98 is not known'],
    [[{ op: 16 }, ...exp.bool(true)], 'Expression invalid at argument 2 of and: there is nothing'],
    ['not base64!', 'Expression invalid: the text is not base64'],
    ['', 'Expression invalid: the text is not base64'],
  ];
  for (const [expression, message] of refused) {
    throws(
      () => encodeExpression(expression as AerospikeExp),
      (error) => error instanceof ExpressionError && error.message === message,
      message,
    );
  }
});

test('flags and order in the policy of a call are whole numbers from 0 on', () => {
  const put = (policy: object): AerospikeExp => exp.maps.put(exp.binMap('m'), exp.int(1), exp.int(2), policy as never);
  for (const [policy, message] of [
    [{ order: -1 }, 'order of the policy of a call is an integer, not -1'],
    [{ order: 1.5 }, 'order of the policy of a call is an integer, not 1.5'],
    [{ writeFlags: '4' }, 'writeFlags of the policy of a call is an integer, not 4'],
    [{ writeFlags: Number.NaN }, 'writeFlags of the policy of a call is an integer, not NaN'],
  ] as const) {
    throws(
      () => encodeExpression(put(policy)),
      (error: Error) => error instanceof ExpressionError && error.message.endsWith(message),
      message,
    );
  }
  strictEqual(encodeExpression(put({ order: 0, writeFlags: 0 })).equals(encodeExpression(put({}))), true);
});

test('64 operations may be nested, and no more', () => {
  const nested = (depth: number): AerospikeExp => {
    let expression = exp.bool(true);
    for (let i = 0; i < depth; i++) expression = exp.not(expression);
    return expression;
  };
  strictEqual(encodeExpression(nested(64)).length, 64 * 2 + 1);
  throws(() => encodeExpression(nested(65)), /nested deeper than 64 operations/);
});

test('an expression has less than a mebibyte', () => {
  strictEqual(encodeExpression(exp.str('x'.repeat(2 ** 20 - 7))).length, 2 ** 20 - 1);
  throws(() => encodeExpression(exp.str('x'.repeat(2 ** 20 - 6))), /1048576 bytes long, the limit is 1048575/);
});

test('expressions survive JSON, spreading and joining', () => {
  const expression = exp.and(exp.binExists('a'), exp.gt(exp.binInt('a'), exp.int(1)));
  const bytes = encodeExpression(expression);
  deepStrictEqual(encodeExpression(JSON.parse(JSON.stringify(expression))), bytes);
  deepStrictEqual(encodeExpression([...expression]), bytes);
  deepStrictEqual(encodeExpression(structuredClone(expression)), bytes);
});
