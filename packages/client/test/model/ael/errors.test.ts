// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of the language look so

import { ok, strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { AerospikeError, exp, status } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { BYTES, EXAMPLES, NEWER, REFUSED } from './examples.ts';

function errorOf(text: string, parameters?: readonly unknown[]): AerospikeError {
  try {
    exp.ael(text, parameters);
  } catch (error) {
    ok(error instanceof AerospikeError, String(error));
    return error;
  }
  throw new Error(`${text} was accepted`);
}

for (const [text, line, column, message] of REFUSED) {
  test(`the text is refused with its place: ${JSON.stringify(text)}`, () => {
    const error = errorOf(text);
    strictEqual(error.code, status.ERR_PARAM);
    const [first, shown, caret] = error.message.split('\n');
    strictEqual(first, `AEL, line ${line}, column ${column}: ${message}`);
    strictEqual(shown, `  ${text.split('\n')[line - 1]}`);
    strictEqual(caret, `${' '.repeat(column + 1)}^`);
  });
}

test('a long line is shown around the place', () => {
  const { message } = errorOf(`${'1 == 1 and '.repeat(1000)}&& ${' '.repeat(1000)}`);
  const [, shown, caret] = message.split('\n');
  ok((shown as string).length < 130, shown);
  strictEqual((shown as string).slice((caret as string).indexOf('^')).startsWith('&&'), true);
});

const MEGABYTE = 1024 * 1024;
/** Many times what the slowest of them takes. */
const MAX_CPU_US = 2_000_000;
const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['parentheses', '('.repeat(MEGABYTE)],
  ['negations', `${'not('.repeat(200_000)}true`],
  ['minus signs', '- '.repeat(MEGABYTE / 2)],
  ['powers', '2.0 ** '.repeat(140_000)],
  ['lists', '['.repeat(MEGABYTE)],
  ['maps', '{a:'.repeat(300_000)],
  ['alternating signs', `1${' + 1 - 1'.repeat(100_000)} == 1`],
  ['methods', `$.a${'.toInt()'.repeat(100_000)} == 1`],
  ['conditions', 'when('.repeat(200_000)],
  ['variables', 'let(a='.repeat(150_000)],
  ['an open text', `"${'a'.repeat(MEGABYTE - 1)}`],
  ['an open comment', '/*'.repeat(MEGABYTE / 2)],
  ['comments without an expression', '/**/'.repeat(MEGABYTE / 4)],
  ['an open regular expression', `$.a =~ /${'a'.repeat(MEGABYTE - 20)}`],
  ['digits', '9'.repeat(MEGABYTE)],
  ['a name', 'a'.repeat(MEGABYTE)],
  ['a function with a long name', `${'a'.repeat(MEGABYTE - 10)}(1)`],
  ['line ends', `${'\n'.repeat(MEGABYTE - 1)}&`],
  ['a text over the limit', ' '.repeat(MEGABYTE + 1)],
];

for (const [what, text] of HOSTILE) {
  test(`hostile text ends in a short error: ${what}`, () => {
    const before = process.cpuUsage();
    const { message, code } = errorOf(text);
    const { user } = process.cpuUsage(before);
    strictEqual(code, status.ERR_PARAM);
    ok(user < MAX_CPU_US, `${user} µs`);
    ok(message.length < 1000, `${message.length} characters`);
  });
}

const many = (count: number, one: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => one(i)).join();
const LONG: readonly (readonly [what: string, text: string])[] = [
  ['arguments', `min(${many(100_000, () => '1')}) == 1`],
  ['exclusive conditions', `exclusive(${many(40_000, () => 'true')})`],
  ['variables', `let(${many(30_000, (i) => `v${i} = 1`)}) then (\${v1} == 1)`],
  ['conditions', `when(${many(15_000, () => '$.a == 1 => 2')}, default => 3) == 1`],
  ['elements', `$.a in [${many(40_000, () => '1')}]`],
  ['elements of a long value', `(${'1 + '.repeat(60_000)}1) in [${many(200_000, () => '1')}]`],
  ['empty lists', `${'('.repeat(60)}$.a:BOOL${' in [])'.repeat(60)}`],
  ['lists of two', `${'('.repeat(60)}$.a:BOOL${' in [true, false])'.repeat(60)}`],
  ['keys', `$.m.{@${many(60_000, (i) => `k${i}`)}}.count() == 1`],
  ['entries', `$.m == {${many(30_000, (i) => `k${i}: 1`)}}`],
  ['hex digits', `$.a == x'${'0f'.repeat(500_000)}'`],
  ['base64', `$.a == b64'${'AAAA'.repeat(250_000)}'`],
  ['segments', `$.m${'.a'.repeat(60_000)} == 1`],
  ['bins', many(30_000, (i) => `$.b${i} == 1`).replaceAll(',', ' and ')],
  ['escapes', `$.a == '${'\\n'.repeat(500_000)}'`],
];

for (const [what, text] of LONG) {
  test(`a long text is an expression or an error of its own, in bounded time: ${what}`, () => {
    const before = process.cpuUsage();
    try {
      exp.toText(exp.ael(text));
    } catch (error) {
      ok(error instanceof AerospikeError, String(error));
    }
    const { user } = process.cpuUsage(before);
    ok(user < MAX_CPU_US, `${user} µs`);
  });
}

test('a long chain is one operation', () => {
  const { length } = encodeExpression(exp.ael(`${'$.a == 1 and '.repeat(80_000)}$.a == 1`));
  // Eight bytes for each term, and the head of an array with more than 65,535 items.
  strictEqual(length, 80_001 * 8 + 6);
});

test('every beginning of every text is an expression or an error of its own', () => {
  const whole =
    "let (t = when($.a.[#1:2~x].count() > 0x1F => -1.5, default => ($.m.{@'k':}.*[?(@key =~ /^[a]/i)].count())" +
    ".toFloat()) then (not(${t} ** 2.0 >= 1.0) or $.b in [x'ca', b64'aGk='] and exclusive($.c, $.key() == 1)) /* e */";
  const texts = [whole, ...[...EXAMPLES, ...NEWER, ...BYTES, ...REFUSED].map(([text]) => text)];
  for (const text of texts) {
    for (let end = 0; end < text.length; end++) {
      const part = text.slice(0, end);
      try {
        exp.ael(part);
      } catch (error) {
        ok(error instanceof AerospikeError, `${part}: ${error}`);
      }
    }
  }
});

test('names of every object are no functions, methods, metadata or parameters', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']) {
    for (const text of [`${name}(1)`, `$.${name}()`, `$.a.${name}()`, `$.a == ?${name}`, `$.a:${name} == 1`]) {
      ok(errorOf(text, text.includes('?') ? [] : undefined) instanceof AerospikeError, text);
    }
  }
});
