// The methods on text, as rows; servers from 8.2 on have what they become (exp.string), and an older one is not sent it.

import { STRING_REGEX_FLAG } from '../../wire/codes/strings.ts';
import { bits } from '../exp/bits.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { lists } from '../exp/lists.ts';
import { string } from '../exp/strings.ts';
import type { FunctionRow, Parameter } from './function-row.ts';
import { regexFlags } from './regex.ts';
import type { Literal } from './syntax.ts';
import { BLOB, BOOL, FLOAT, INT, LIST, STRING } from './types.ts';

type Exp = AerospikeExp;

const TEXT: Parameter = { set: STRING };
const OPTIONAL_TEXT: Parameter = { set: STRING, isOptional: true };
const named = (name: string, set: number): Parameter => ({ name, set });
const option = (name: string, set: number): Parameter => ({ name, set, isOptional: true });
const constant = (name: string): Parameter => ({ name, set: STRING, isConstant: true });

const VALUE = named('value', STRING);
const NEEDLE = named('needle', STRING);
const OFFSET = named('offset', INT);
const FROM = named('from', INT);
const TO = option('to', INT);
const PAD = [named('length', INT), named('pad', STRING)];
const REPLACED = [constant('find'), constant('replace')];

/** Yields something of the text. */
const read = (result: number, params: readonly Parameter[], make: FunctionRow['make']): FunctionRow => ({
  receiver: STRING,
  params,
  result,
  make,
});

/** Yields the changed text. */
const change = (params: readonly Parameter[], make: FunctionRow['make']): FunctionRow => ({
  ...read(STRING, params, make),
  isChange: true,
});

function regexReplace(bin: Exp, { value, regexFlags: flags }: Literal, replacement: string): Exp {
  const all = STRING_REGEX_FLAG.GLOBAL | regexFlags(flags ?? '');
  return string.regexReplace(null, value as string, replacement, all, bin);
}

export const STRING_METHODS: { readonly [name: string]: FunctionRow } = {
  strlen: read(INT, [], string.strlen),
  bytesLength: read(INT, [], string.byteLength),
  substr: read(STRING, [FROM, TO], (bin, from: Exp, to?: Exp) =>
    to === undefined ? string.substr(from, bin) : string.substr(from, to, bin),
  ),
  charAt: read(STRING, [named('index', INT)], (bin, index: Exp) => string.charAt(index, bin)),
  find: read(INT, [NEEDLE, option('occurrence', INT)], (bin, needle: Exp, occurrence?: Exp) =>
    occurrence === undefined ? string.find(needle, bin) : string.find(needle, occurrence, bin),
  ),
  contains: read(BOOL, [NEEDLE], (bin, needle: Exp) => string.contains(needle, bin)),
  startsWith: read(BOOL, [TEXT], (bin, prefix: Exp) => string.startsWith(prefix, bin)),
  endsWith: read(BOOL, [TEXT], (bin, suffix: Exp) => string.endsWith(suffix, bin)),
  split: read(LIST, [OPTIONAL_TEXT], (bin, separator?: Exp) =>
    separator === undefined ? string.split(bin) : string.split(separator, bin),
  ),
  isNumeric: read(BOOL, [], (bin) => string.isNumeric(bin)),
  isUpper: read(BOOL, [], string.isUpper),
  isLower: read(BOOL, [], string.isLower),
  toBlob: read(BLOB, [], string.toBlob),
  b64Decode: read(BLOB, [], string.b64Decode),
  splice: change([OFFSET, VALUE], (bin, offset: Exp, value: Exp) => string.insert(null, offset, value, bin)),
  overwrite: change([OFFSET, VALUE], (bin, offset: Exp, value: Exp) => string.overwrite(null, offset, value, bin)),
  snip: change([FROM, TO], (bin, from: Exp, to?: Exp) =>
    to === undefined ? string.snipStart(null, from, bin) : string.snip(null, from, to, bin),
  ),
  replace: change(REPLACED, (bin, find: string, by: string) => string.replace(null, find, by, bin)),
  replaceAll: change(REPLACED, (bin, find: string, by: string) => string.replaceAll(null, find, by, bin)),
  regexReplace: change([{ ...constant('pattern'), isRegex: true }, constant('replace')], regexReplace as never),
  upper: change([], (bin) => string.upper(null, bin)),
  lower: change([], (bin) => string.lower(null, bin)),
  caseFold: change([], (bin) => string.caseFold(null, bin)),
  normalizeNFC: change([], (bin) => string.normalizeNfc(null, bin)),
  trim: change([], (bin) => string.trim(null, bin)),
  trimStart: change([], (bin) => string.trimStart(null, bin)),
  trimEnd: change([], (bin) => string.trimEnd(null, bin)),
  padStart: change(PAD, (bin, length: Exp, pad: Exp) => string.padStart(null, length, pad, bin)),
  padEnd: change(PAD, (bin, length: Exp, pad: Exp) => string.padEnd(null, length, pad, bin)),
  repeat: change([{ set: INT }], (bin, count: Exp) => string.repeat(null, count, bin)),
  toString: { receiver: INT | FLOAT | BLOB, params: [], result: STRING, make: (value: Exp) => string.toString(value) },
  b64Encode: { receiver: BLOB, params: [], result: STRING, make: (bin) => bits.b64Encode(bin) },
  join: {
    receiver: LIST,
    params: [OPTIONAL_TEXT],
    result: STRING,
    make: (bin, separator?: Exp) => (separator === undefined ? lists.join(bin) : lists.joinSeparator(bin, separator)),
  },
};
