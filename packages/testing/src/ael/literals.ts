// What conditions speak of: the bins that the records have, and constants.

import { type AerospikeExp, cdt, exp, maps } from 'tendril';
import { atom, type Pair, type Phrases } from './phrases.ts';

export const INT_BINS = ['i', 'j', 'k k'];
export const TEXT_BINS = ['s', 't'];
export const KEYS = ['a', 'b', 'c', 'd e'];
export const WORDS = ['', 'a', 'ab', 'abc', 'b', "it's", 'é', 'line\nend', 'Ab', 'zz'];

export function intLiteral(phrases: Phrases): Pair {
  const value = phrases.chance(0.1)
    ? phrases.pick([2n ** 63n - 1n, -(2n ** 63n), 2 ** 53, -1, 0])
    : phrases.below(phrases.chance(0.5) ? 24 : 2000) - 4;
  const size = value < 0 ? -BigInt(value) : BigInt(value);
  const digits = phrases.pick([`${size}`, `${size}`, `0x${size.toString(16)}`, `0b${size.toString(2)}`]);
  return atom(`${value < 0 ? '-' : ''}${digits}`, exp.int(value as number));
}

export function floatLiteral(phrases: Phrases): Pair {
  const value = (phrases.below(400) - 200) / phrases.pick([1, 2, 8, 64]);
  const text = Number.isInteger(value) ? `${value}.0` : String(value);
  return atom(text, exp.float(value));
}

export function textLiteral(phrases: Phrases): Pair {
  const word = phrases.pick(WORDS);
  return atom(phrases.chance(0.5) ? quoted(word) : JSON.stringify(word), exp.str(word));
}

export function booleanLiteral(phrases: Phrases): Pair {
  const value = phrases.chance(0.5);
  return atom(String(value), exp.bool(value));
}

export function listLiteral(phrases: Phrases): Pair {
  const items = Array.from({ length: phrases.below(4) }, () => phrases.below(12) - 2);
  return atom(`[${items.join(phrases.space(','))}]`, exp.list(items));
}

export function typedBin(name: string, type: string, make: (name: string) => AerospikeExp): Pair {
  return atom(`${named(name)}:${type}`, make(name));
}

/** What a map within maps has under a key. */
export function entryOf(
  path: readonly string[],
  key: string,
  type: string,
  code: typeof exp.type.INT | typeof exp.type.STR,
): Pair {
  const [bin, ...steps] = path as [string, ...string[]];
  const ctx = steps.reduce((context, step) => context.addMapKey(step), new cdt.Context());
  const expression = exp.maps.getByKey(exp.binMap(bin), exp.str(key), code, maps.returnType.VALUE, ctx);
  return atom(`$.${[bin, ...steps, key].join('.')}:${type}`, expression);
}

export function named(bin: string): string {
  return /^\w+$/.test(bin) ? `$.${bin}` : `$."${bin}"`;
}

export function keyed(key: string): string {
  return /^\w+$/.test(key) ? `.${key}` : `.${quoted(key)}`;
}

export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
