// Text, as servers from 8.2 on change and read it.

import { type AerospikeExp, exp } from 'tendril';
import { textLiteral, typedBin } from './literals.ts';
import type { Pair, Phrases } from './phrases.ts';

export function changedText(phrases: Phrases, text: Pair): Pair {
  const other = textLiteral(phrases);
  const at = phrases.below(6) - 2;
  const { string } = exp;
  const on = (method: string, make: (text: AerospikeExp) => AerospikeExp): Pair => phrases.method(text, method, make);
  return phrases.of([
    () => on('upper()', (bin) => string.upper(null, bin)),
    () => on('normalizeNFC()', (bin) => string.normalizeNfc(null, bin)),
    () => on(`substr(from: ${at})`, (bin) => string.substr(exp.int(at), bin)),
    () => on(`substr(to: 3, from: ${at})`, (bin) => string.substr(exp.int(at), exp.int(3), bin)),
    () => on(`snip(from: ${at})`, (bin) => string.snipStart(null, exp.int(at), bin)),
    () => on(`snip(from: ${at}, to: 4)`, (bin) => string.snip(null, exp.int(at), exp.int(4), bin)),
    () => on(`padEnd(length: 9, pad: '*')`, (bin) => string.padEnd(null, exp.int(9), exp.str('*'), bin)),
    () =>
      on(`splice(offset: ${at}, value: ${other.text})`, (bin) =>
        string.insert(null, exp.int(at), other.expression, bin),
      ),
    () => on(`replaceAll(find: 'a', replace: "b'")`, (bin) => string.replaceAll(null, 'a', "b'", bin)),
    () =>
      on(`regexReplace(pattern: /a\\d+\\//, replace: '-')`, (bin) => string.regexReplace(null, 'a\\d+/', '-', 16, bin)),
    () => ({
      text: `(${text.text}) + ${other.text}`,
      level: 7,
      expression: string.append(null, other.expression, text.expression),
    }),
    () => phrases.method(typedBin('i', 'INT', exp.binInt), 'toString()', string.toString),
    () => phrases.method(typedBin('ls', 'LIST', exp.binList), "join(', ')", (l) => exp.lists.joinSeparator(l, ', ')),
  ]);
}

export function numberOfText(phrases: Phrases, text: Pair): Pair {
  const { string } = exp;
  return phrases.of([
    () => phrases.method(text, 'strlen()', string.strlen),
    () => phrases.method(text, 'bytesLength()', string.byteLength),
    () => phrases.method(text, 'toInt()', string.toInteger),
    () => phrases.method(text, "find(needle: 'a')", (bin) => string.find(exp.str('a'), bin)),
    () => phrases.method(text, "split('a').count()", (bin) => exp.lists.size(string.split(exp.str('a'), bin))),
  ]);
}

export function testOfText(phrases: Phrases, text: Pair): Pair {
  const { string } = exp;
  return phrases.of([
    () => phrases.method(text, 'isNumeric()', (bin) => string.isNumeric(bin)),
    () => phrases.method(text, "contains(needle: 'a')", (bin) => string.contains(exp.str('a'), bin)),
    () => phrases.method(text, "endsWith('b')", (bin) => string.endsWith(exp.str('b'), bin)),
    () => ({
      text: `(${text.text}) =~ /^\\w+$/ims`,
      level: 2,
      expression: string.regexCompareFlags('^\\w+$', 7, text.expression),
    }),
  ]);
}
