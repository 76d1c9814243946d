import { strictEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { exp } from '../../../src/public.ts';
import { encodeExpression } from '../../../src/wire/expressions/encode.ts';
import { BYTES, EXAMPLES } from './examples.ts';

const hex = (text: string): string => encodeExpression(exp.ael(text)).toString('hex');

for (const [text, expression] of EXAMPLES) {
  test(`the text has the bytes of its builders: ${text}`, () => {
    strictEqual(hex(text), encodeExpression(expression()).toString('hex'));
  });
}

test('the bytes are those of the samples of the language', () => {
  for (const [text, bytes] of BYTES) strictEqual(hex(text), bytes.replaceAll(' ', ''), text);
});
