import { deepStrictEqual, notStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { exp, status } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { BYTES, EXAMPLES, NEWER } from './examples.ts';

const hex = (text: string): string => encodeExpression(exp.ael(text)).toString('hex');

for (const [text, expression] of [...EXAMPLES, ...NEWER]) {
  test(`the text has the bytes of its builders: ${text}`, () => {
    strictEqual(hex(text), encodeExpression(expression()).toString('hex'));
  });
}

test('the bytes are those of the samples of the language', () => {
  for (const [text, bytes] of BYTES) strictEqual(hex(text), bytes.replaceAll(' ', ''), text);
});

test('a text that comes again has an array of its own each time, whatever a program did to the one before', () => {
  const text = '$.again == 1 and $.again2 == 2';
  const first = exp.ael(text);
  const wanted = structuredClone(first);
  (first[1] as { count?: unknown }).count = 99;
  for (let i = 0; i < 3; i++) {
    const next = exp.ael(text);
    notStrictEqual(next, first);
    deepStrictEqual(next, wanted);
    next.length = 0;
  }
});

test('texts that come again stay known while many others come once', () => {
  const text = '$.stays == 1';
  exp.ael(text);
  exp.ael(text);
  const [entry] = exp.ael(text);
  for (let i = 0; i < 2000; i++) {
    exp.ael(`$.once == ${i}`);
    if (i % 100 === 0) strictEqual(exp.ael(text)[0], entry);
  }
});

test('a text for the server goes as it is, as a whole expression', () => {
  const bytes = (text: string): string => encodeExpression(exp.ael.onServer(text)).toString('hex');
  strictEqual(bytes('true'), '92cc80c40474727565');
  strictEqual(bytes("$.é == 'x'"), `92cc80c40b${Buffer.from("$.é == 'x'").toString('hex')}`);
  strictEqual(bytes('a'.repeat(256)).slice(0, 12), '92cc80c50100');
  strictEqual(bytes('a'.repeat(70_000)).slice(0, 16), '92cc80c600011170');
  strictEqual(exp.toText(exp.ael.onServer('$.a == 1')), "exp.ael.onServer('$.a == 1')");
  throws(() => encodeExpression(exp.not(exp.ael.onServer('true'))), /a whole expression, and no part of another/);
  for (const wrong of ['', ' ', 1, null, 'a'.repeat(1024 * 1024 + 1)]) {
    throws(() => exp.ael.onServer(wrong as string), { code: status.ERR_PARAM });
  }
});
