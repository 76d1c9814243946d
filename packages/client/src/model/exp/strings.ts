// The functions of `exp.string`: calls of operations on text. What each means stands in string-expressions.ts.

import { EXP, EXP_ENTRY, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { STRING_END, STRING_OP } from '../../wire/codes/strings.ts';
import type { StringPolicyOptions } from '../policies/collection-policies.ts';
import { call, modifying } from './calls.ts';
import { type AerospikeExp, constant, operation, uint } from './entry.ts';
import { type Parameter, text, whole } from './parameters.ts';
import type { StringExpressions } from './string-expressions.ts';

type Policy = StringPolicyOptions | null | undefined;

const { INT, STR, BOOL, FLOAT, BLOB, LIST } = EXP_TYPE;

/** The vendor's client reads the flags of expressions from another property than those of operations. */
function flagsOf(policy: Policy): number {
  return policy?.writeFlags ?? (policy as { readonly flags?: number } | null | undefined)?.flags ?? 0;
}

/** Texts as a list, which is a constant. Anything that is not text is left for the encoder to refuse. */
function texts(...values: readonly unknown[]): AerospikeExp {
  const wrong = values.findIndex((value) => typeof value !== 'string');
  return wrong === -1
    ? constant(EXP_ENTRY.AS_VAL, 'value', values)
    : constant(EXP_ENTRY.VAL_STR, 'strVal', values[wrong]);
}

/** The bin stands last; arguments in front of it may be missing. */
const read =
  (type: number, code: number, ...kinds: readonly Parameter[]) =>
  (...given: readonly unknown[]): AerospikeExp => {
    const parameters = given.slice(0, -1).map((value, i) => (kinds[i] ?? whole)(value));
    return call(type, EXP_SYSTEM.STRING, code, parameters.length, parameters, given.at(-1) as AerospikeExp);
  };

function change(code: number, policy: Policy, parameters: readonly AerospikeExp[], bin: unknown): AerospikeExp {
  const all = [...parameters, uint(flagsOf(policy))];
  return call(STR, modifying(EXP_SYSTEM.STRING), code, all.length, all, bin as AerospikeExp);
}

/** The policy stands first, and the bin last. */
const modify =
  (code: number, ...kinds: readonly Parameter[]) =>
  (policy: Policy, ...given: readonly unknown[]): AerospikeExp =>
    change(
      code,
      policy,
      kinds.map((kind, i) => kind(given[i])),
      given[kinds.length],
    );

const replace =
  (code: number) =>
  (policy: Policy, needle: string, replacement: string, bin: AerospikeExp): AerospikeExp =>
    change(code, policy, [texts(needle, replacement)], bin);

const substr = read(STR, STRING_OP.SUBSTR, whole, whole);
const find = read(INT, STRING_OP.FIND, text, whole);
const isNumeric = read(BOOL, STRING_OP.IS_NUMERIC, whole);
const split = read(LIST, STRING_OP.SPLIT, text);
const regexCompare = read(BOOL, STRING_OP.REGEX_COMPARE, text, whole);
const snip = modify(STRING_OP.SNIP, whole, whole);

/** Flags in second place would be taken for the end. */
function snipStart(policy: Policy, start: unknown, bin: AerospikeExp): AerospikeExp {
  if (flagsOf(policy) !== 0) return snip(policy, start, STRING_END, bin);
  return call(STR, modifying(EXP_SYSTEM.STRING), STRING_OP.SNIP, 1, [whole(start)], bin);
}

export const string = {
  strlen: read(INT, STRING_OP.STRLEN),
  substr,
  substrRange: substr,
  charAt: read(STR, STRING_OP.CHAR_AT, whole),
  find,
  findOccurrence: find,
  contains: read(BOOL, STRING_OP.CONTAINS, text),
  startsWith: read(BOOL, STRING_OP.STARTS_WITH, text),
  endsWith: read(BOOL, STRING_OP.ENDS_WITH, text),
  toInteger: read(INT, STRING_OP.TO_INTEGER),
  toDouble: read(FLOAT, STRING_OP.TO_DOUBLE),
  byteLength: read(INT, STRING_OP.BYTE_LENGTH),
  isNumeric,
  isNumericType: isNumeric,
  isUpper: read(BOOL, STRING_OP.IS_UPPER),
  isLower: read(BOOL, STRING_OP.IS_LOWER),
  toBlob: read(BLOB, STRING_OP.TO_BLOB),
  split,
  splitSeparator: split,
  b64Decode: read(BLOB, STRING_OP.B64_DECODE),
  regexCompare,
  regexCompareFlags: regexCompare,
  toString: (bin: AerospikeExp) => operation(EXP.TO_STRING, 1, [bin]),
  insert: modify(STRING_OP.INSERT, whole, text),
  overwrite: modify(STRING_OP.OVERWRITE, whole, text),
  concat: modify(STRING_OP.CONCAT, texts),
  concatList: modify(STRING_OP.CONCAT, (list) => list as AerospikeExp),
  append: modify(STRING_OP.APPEND, text),
  prepend: modify(STRING_OP.PREPEND, text),
  snip,
  snipStart,
  snipRange: snip,
  replace: replace(STRING_OP.REPLACE),
  replaceAll: replace(STRING_OP.REPLACE_ALL),
  upper: modify(STRING_OP.UPPER),
  lower: modify(STRING_OP.LOWER),
  caseFold: modify(STRING_OP.CASE_FOLD),
  normalizeNfc: modify(STRING_OP.NORMALIZE_NFC),
  trimStart: modify(STRING_OP.TRIM_START),
  trimEnd: modify(STRING_OP.TRIM_END),
  trim: modify(STRING_OP.TRIM),
  padStart: modify(STRING_OP.PAD_START, whole, text),
  padEnd: modify(STRING_OP.PAD_END, whole, text),
  repeat: modify(STRING_OP.REPEAT, whole),
  regexReplace: (policy: Policy, pattern: string, replacement: string, flags: number, bin: AerospikeExp) =>
    change(STRING_OP.REGEX_REPLACE, policy, [texts(pattern, replacement), uint(flags)], bin),
} as unknown as StringExpressions;
