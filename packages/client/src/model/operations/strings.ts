// Operations on text: the module `strings`. Plain values; what they send is in wire/codes/functions.ts.
// Loaded when a function of it is first called: see api/operations.ts.

import { FUNCTIONS } from '../../wire/codes/functions.ts';
import type { AerospikeBinValue } from '../bin-value.ts';
import type { StringPolicyOptions } from '../policies/collection-policies.ts';
import { type CdtContext, type ContextOrFunction, contextOf } from './context.ts';
import { makers } from './makers.ts';
import { Operation } from './operation.ts';
import { type StringNumericType, type StringRegexFlags, stringsConstants } from './surface.ts';

type Constants = typeof stringsConstants;

/** An operation on text. */
export class StringOperation<Name extends string = string, Result = AerospikeBinValue> extends Operation<Name, Result> {
  declare policy?: StringPolicyOptions;
  declare context?: CdtContext;

  /**
   * Applies the operation to text inside a list or map.
   *
   * @param contextOrFunction - The way to it, or a function that is given a new context to fill.
   * @throws AerospikeError if it is neither.
   */
  withContext(contextOrFunction: ContextOrFunction): this {
    this.context = contextOf(contextOrFunction);
    return this;
  }

  /** Restricts the operation; only those that change the text heed it. */
  withPolicy(policy: StringPolicyOptions): this {
    this.policy = policy;
    return this;
  }
}

/**
 * The functions of `strings`, for servers from 8.2 on.
 *
 * Positions count code points, not bytes and not the units of JavaScript; negative ones count from the end. Text that
 * is looked for is equal to its composed and decomposed forms (é in one or two code points), except by `split`. Regular
 * expressions are those of ICU.
 *
 * Operations that change text return nothing. Where the bin is missing, `insert`, `overwrite`, `concat`, `concatList`,
 * `append`, `prepend`, `padStart`, `padEnd` and `repeat` begin with empty text and make it, and the others do nothing;
 * reads return null. On a bin with anything but text all fail with `ERR_BIN_INCOMPATIBLE_TYPE`, whatever their policy.
 */
export interface Strings {
  readonly writeFlags: Constants['writeFlags'];
  readonly regexFlags: Constants['regexFlags'];
  readonly numericType: Constants['numericType'];

  /** Returns the number of code points. */
  strlen<N extends string>(bin: N): StringOperation<N, number | null>;
  /** Returns a part, up to `end`, which is not in it, or to the end of the text. */
  substr<N extends string>(bin: N, start: number, end?: number): StringOperation<N, string | null>;
  /** The same as `substr` with an end. */
  substrRange<N extends string>(bin: N, start: number, end: number): StringOperation<N, string | null>;
  /** Returns the code point at a position, as text; empty text from the end on. */
  charAt<N extends string>(bin: N, index: number): StringOperation<N, string | null>;
  /**
   * Returns where text begins, or -1.
   *
   * @param occurrence - Which one, 1 for the first, -1 for the last; they do not overlap. 0 is an error.
   */
  find<N extends string>(bin: N, needle: string, occurrence?: number): StringOperation<N, number | null>;
  /** The same as `find` with an occurrence. */
  findOccurrence<N extends string>(bin: N, needle: string, occurrence: number): StringOperation<N, number | null>;
  /** Returns whether text is in it. */
  contains<N extends string>(bin: N, needle: string): StringOperation<N, boolean | null>;
  /** Returns whether it begins with text. */
  startsWith<N extends string>(bin: N, prefix: string): StringOperation<N, boolean | null>;
  /** Returns whether it ends with text. */
  endsWith<N extends string>(bin: N, suffix: string): StringOperation<N, boolean | null>;
  /** Returns the integer that it is in decimal; other text fails with `ERR_OP_NOT_APPLICABLE`. */
  toInteger<N extends string>(bin: N): StringOperation<N, number | bigint | null>;
  /** Returns the number that it is, with fraction or exponent; other text fails with `ERR_OP_NOT_APPLICABLE`. */
  toDouble<N extends string>(bin: N): StringOperation<N, number | null>;
  /** Returns the number of bytes that it takes. */
  byteLength<N extends string>(bin: N): StringOperation<N, number | null>;
  /**
   * Returns whether it is a number: an integer of 64 bits, or digits with a point and at least one digit after it.
   *
   * @param numericType - Of `strings.numericType`; any unless given.
   */
  isNumeric<N extends string>(bin: N, numericType?: StringNumericType): StringOperation<N, boolean | null>;
  /** The same as `isNumeric` with a type. */
  isNumericType<N extends string>(bin: N, numericType: StringNumericType): StringOperation<N, boolean | null>;
  /** Returns whether each code point is an upper-case letter; true for empty text. */
  isUpper<N extends string>(bin: N): StringOperation<N, boolean | null>;
  /** Returns whether each code point is a lower-case letter; true for empty text. */
  isLower<N extends string>(bin: N): StringOperation<N, boolean | null>;
  /** Returns its bytes. */
  toBlob<N extends string>(bin: N): StringOperation<N, Buffer | null>;
  /** Returns the parts between separators, or without one each code point. */
  split<N extends string>(bin: N, separator?: string): StringOperation<N, string[] | null>;
  /** The same as `split` with a separator. */
  splitSeparator<N extends string>(bin: N, separator: string): StringOperation<N, string[] | null>;
  /** Returns the bytes that it is in base64; other text fails with `ERR_OP_NOT_APPLICABLE`. */
  b64Decode<N extends string>(bin: N): StringOperation<N, Buffer | null>;
  /**
   * Returns whether a regular expression matches some of it.
   *
   * @param flags - Of `strings.regexFlags`.
   */
  regexCompare<N extends string>(
    bin: N,
    pattern: string,
    flags?: StringRegexFlags | number,
  ): StringOperation<N, boolean | null>;
  /** The same as `regexCompare` with flags. */
  regexCompareFlags<N extends string>(
    bin: N,
    pattern: string,
    flags: StringRegexFlags | number,
  ): StringOperation<N, boolean | null>;
  /**
   * Returns a number, a boolean, text, or bytes that are text, as text. The bin stays as it is. It takes no context.
   */
  toString<N extends string>(bin: N): StringOperation<N, string | null>;
  /** Puts text before the code point at a position; at the end, if the position is beyond it. */
  insert<N extends string>(bin: N, index: number, value: string): StringOperation<N, null>;
  /** Puts text in the place of as many code points from a position on; it may become longer. */
  overwrite<N extends string>(bin: N, index: number, value: string): StringOperation<N, null>;
  /** Adds text at the end, as `append` does. */
  concat<N extends string>(bin: N, value: string): StringOperation<N, null>;
  /** Adds several texts at the end, one after the other. */
  concatList<N extends string>(bin: N, values: readonly string[]): StringOperation<N, null>;
  /** Adds text at the end. */
  append<N extends string>(bin: N, value: string): StringOperation<N, null>;
  /** Adds text in front. */
  prepend<N extends string>(bin: N, value: string): StringOperation<N, null>;
  /** Cuts a part out, up to `end`, which stays, or to the end of the text. */
  snip<N extends string>(bin: N, start: number, end?: number): StringOperation<N, null>;
  /** The same as `snip` without an end. */
  snipStart<N extends string>(bin: N, start: number): StringOperation<N, null>;
  /** @deprecated The same as `snip` with an end. */
  snipRange<N extends string>(bin: N, start: number, end: number): StringOperation<N, null>;
  /** Puts text in the place of the first occurrence of another, which cannot be empty. */
  replace<N extends string>(bin: N, needle: string, replacement: string): StringOperation<N, null>;
  /** Puts text in the place of each occurrence of another, which cannot be empty. */
  replaceAll<N extends string>(bin: N, needle: string, replacement: string): StringOperation<N, null>;
  /** Turns letters into upper case, by no language's rules. */
  upper<N extends string>(bin: N): StringOperation<N, null>;
  /** Turns letters into lower case, by no language's rules. */
  lower<N extends string>(bin: N): StringOperation<N, null>;
  /** Turns letters into the form in which texts that differ in case only are the same. */
  caseFold<N extends string>(bin: N): StringOperation<N, null>;
  /** Composes what can be one code point (Unicode's NFC). */
  normalizeNfc<N extends string>(bin: N): StringOperation<N, null>;
  /** Removes white space in front. */
  trimStart<N extends string>(bin: N): StringOperation<N, null>;
  /** Removes white space at the end. */
  trimEnd<N extends string>(bin: N): StringOperation<N, null>;
  /** Removes white space on both sides. */
  trim<N extends string>(bin: N): StringOperation<N, null>;
  /** Fills up to a length in front, with text again and again, the last cut off; longer text stays as it is. */
  padStart<N extends string>(bin: N, targetLength: number, padString: string): StringOperation<N, null>;
  /** The same at the end. */
  padEnd<N extends string>(bin: N, targetLength: number, padString: string): StringOperation<N, null>;
  /** Repeats it, `count` times in all; 0 leaves empty text. */
  repeat<N extends string>(bin: N, count: number): StringOperation<N, null>;
  /**
   * Puts text in the place of what a regular expression matches; `$1` and `${name}` in it stand for groups.
   *
   * @param flags - Of `strings.regexFlags`; without `GLOBAL` only the first match is replaced.
   */
  regexReplace<N extends string>(
    bin: N,
    pattern: string,
    replacement: string,
    flags?: StringRegexFlags | number,
  ): StringOperation<N, null>;
}

const made = makers(FUNCTIONS.strings, StringOperation);

export const strings = {
  ...made,
  ...stringsConstants,
  substrRange: made.substr,
  findOccurrence: made.find,
  isNumericType: made.isNumeric,
  splitSeparator: made.split,
  regexCompareFlags: made.regexCompare,
  snipStart: (bin: string, start: number) => made.snip(bin, start),
  snipRange: made.snip,
} as unknown as Strings;
