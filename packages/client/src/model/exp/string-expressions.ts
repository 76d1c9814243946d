// What the functions of `exp.string` mean: types only. Their table is strings.ts.

import type { StringNumericType, StringRegexFlags } from '../operations/surface.ts';
import type { StringPolicyOptions } from '../policies/collection-policies.ts';
import type { AerospikeExp } from './entry.ts';

type Whole = number | AerospikeExp;
type Text = string | AerospikeExp;
type Policy = (StringPolicyOptions & { flags?: number | undefined }) | null;

/**
 * Expressions on text, for servers from 8.2 on; on an older one a command with one fails before it is sent. `bin` is
 * text: a bin, or another expression. Positions count code points, negative ones from the end. Functions that change
 * text take a policy first, null for none, and yield the changed text; the record stays as it is.
 */
export interface StringExpressions {
  /** How many code points it has: an integer. */
  strlen(bin: AerospikeExp): AerospikeExp;
  /** The rest of it from a position on. */
  substr(start: Whole, bin: AerospikeExp): AerospikeExp;
  substr(start: Whole, end: Whole, bin: AerospikeExp): AerospikeExp;
  /** A part of it, up to `end`, which is not in it. The same as `substr` with an end. */
  substrRange(start: Whole, end: Whole, bin: AerospikeExp): AerospikeExp;
  /** The code point at a position, as text. */
  charAt(index: Whole, bin: AerospikeExp): AerospikeExp;
  /** Where text first begins in it: an integer, -1 for nowhere. */
  find(needle: Text, bin: AerospikeExp): AerospikeExp;
  find(needle: Text, occurrence: Whole, bin: AerospikeExp): AerospikeExp;
  /** Where the occurrence of a number begins, 1 for the first and -1 for the last: an integer, -1 for nowhere. */
  findOccurrence(needle: Text, occurrence: Whole, bin: AerospikeExp): AerospikeExp;
  /** Whether text is in it. */
  contains(needle: Text, bin: AerospikeExp): AerospikeExp;
  /** Whether it begins with text. */
  startsWith(prefix: Text, bin: AerospikeExp): AerospikeExp;
  /** Whether it ends with text. */
  endsWith(suffix: Text, bin: AerospikeExp): AerospikeExp;
  /** The integer that it is in decimal; unknown for other text. */
  toInteger(bin: AerospikeExp): AerospikeExp;
  /** The float that it is; unknown for other text. */
  toDouble(bin: AerospikeExp): AerospikeExp;
  /** How many bytes it has: an integer. */
  byteLength(bin: AerospikeExp): AerospikeExp;
  /** Whether it is a number. */
  isNumeric(bin: AerospikeExp): AerospikeExp;
  isNumeric(numericType: StringNumericType, bin: AerospikeExp): AerospikeExp;
  /** Whether it is a number of a kind, of `strings.numericType`. */
  isNumericType(numericType: StringNumericType, bin: AerospikeExp): AerospikeExp;
  /** Whether each code point is an upper-case letter. */
  isUpper(bin: AerospikeExp): AerospikeExp;
  /** Whether each code point is a lower-case letter. */
  isLower(bin: AerospikeExp): AerospikeExp;
  /** Its bytes. */
  toBlob(bin: AerospikeExp): AerospikeExp;
  /** Its code points: a list. */
  split(bin: AerospikeExp): AerospikeExp;
  split(separator: Text, bin: AerospikeExp): AerospikeExp;
  /** Its parts between separators: a list. */
  splitSeparator(separator: Text, bin: AerospikeExp): AerospikeExp;
  /** The bytes that it is in base64; unknown for other text. */
  b64Decode(bin: AerospikeExp): AerospikeExp;
  /** Whether a regular expression of ICU matches some of it. */
  regexCompare(pattern: Text, bin: AerospikeExp): AerospikeExp;
  regexCompare(pattern: Text, flags: StringRegexFlags | number, bin: AerospikeExp): AerospikeExp;
  /** The same with flags, of `strings.regexFlags`. */
  regexCompareFlags(pattern: Text, flags: StringRegexFlags | number, bin: AerospikeExp): AerospikeExp;
  /** A number, a boolean, text, or bytes that are text, as text; unknown for others. */
  toString(bin: AerospikeExp): AerospikeExp;
  /** The text with other text before the code point at a position. */
  insert(policy: Policy, index: Whole, value: Text, bin: AerospikeExp): AerospikeExp;
  /** The text with other text in the place of as many code points. */
  overwrite(policy: Policy, index: Whole, value: Text, bin: AerospikeExp): AerospikeExp;
  /** The text with other text, which is a constant, at its end. */
  concat(policy: Policy, value: string, bin: AerospikeExp): AerospikeExp;
  /** The text with the texts of a list at its end. */
  concatList(policy: Policy, values: AerospikeExp, bin: AerospikeExp): AerospikeExp;
  /** The text with other text at its end. */
  append(policy: Policy, value: Text, bin: AerospikeExp): AerospikeExp;
  /** The text with other text in front. */
  prepend(policy: Policy, value: Text, bin: AerospikeExp): AerospikeExp;
  /** The text without a part, up to `end`, which stays. */
  snip(policy: Policy, start: Whole, end: Whole, bin: AerospikeExp): AerospikeExp;
  /** The text up to a position. */
  snipStart(policy: Policy, start: Whole, bin: AerospikeExp): AerospikeExp;
  /** @deprecated The same as `snip`. */
  snipRange(policy: Policy, start: Whole, end: Whole, bin: AerospikeExp): AerospikeExp;
  /** The text with other text in the place of the first that is found; both are constants. */
  replace(policy: Policy, needle: string, replacement: string, bin: AerospikeExp): AerospikeExp;
  /** The text with other text in the place of all that is found; both are constants. */
  replaceAll(policy: Policy, needle: string, replacement: string, bin: AerospikeExp): AerospikeExp;
  /** The text in upper case. */
  upper(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text in lower case. */
  lower(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text in the form that those share which differ in case only. */
  caseFold(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text with composed characters. */
  normalizeNfc(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text without white space in front. */
  trimStart(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text without white space at its end. */
  trimEnd(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text without white space on both sides. */
  trim(policy: Policy, bin: AerospikeExp): AerospikeExp;
  /** The text, filled up to a length in front. */
  padStart(policy: Policy, targetLength: Whole, padString: Text, bin: AerospikeExp): AerospikeExp;
  /** The text, filled up to a length at its end. */
  padEnd(policy: Policy, targetLength: Whole, padString: Text, bin: AerospikeExp): AerospikeExp;
  /** The text, `count` times over. */
  repeat(policy: Policy, count: Whole, bin: AerospikeExp): AerospikeExp;
  /**
   * The text with other text in the place of what a regular expression matches; `flags` are of `strings.regexFlags`.
   */
  regexReplace(
    policy: Policy,
    pattern: string,
    replacement: string,
    flags: StringRegexFlags | number,
    bin: AerospikeExp,
  ): AerospikeExp;
}
