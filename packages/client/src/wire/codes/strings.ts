// Operations on string bins, of servers from 8.2 on: op codes and flags (docs/protocol/strings.md).

export const STRING_OP = {
  STRLEN: 0,
  SUBSTR: 1,
  CHAR_AT: 2,
  FIND: 3,
  CONTAINS: 4,
  STARTS_WITH: 5,
  ENDS_WITH: 6,
  TO_INTEGER: 7,
  TO_DOUBLE: 8,
  BYTE_LENGTH: 9,
  IS_NUMERIC: 10,
  IS_UPPER: 11,
  IS_LOWER: 12,
  TO_BLOB: 13,
  SPLIT: 14,
  B64_DECODE: 15,
  REGEX_COMPARE: 16,
  INSERT: 50,
  OVERWRITE: 51,
  CONCAT: 52,
  SNIP: 53,
  REPLACE: 54,
  REPLACE_ALL: 55,
  UPPER: 56,
  LOWER: 57,
  CASE_FOLD: 58,
  NORMALIZE_NFC: 59,
  TRIM_START: 60,
  TRIM_END: 61,
  TRIM: 62,
  PAD_START: 63,
  PAD_END: 64,
  REPEAT: 65,
  REGEX_REPLACE: 66,
  APPEND: 67,
  PREPEND: 68,
} as const;

/** The largest position that an argument can name, which is beyond the end of all text. */
export const STRING_END = 128 * 1024 * 1024;

export const STRING_FLAG = { CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4 } as const;

/** What IS_NUMERIC takes for a number. */
export const STRING_NUMERIC = { ANY: 0, INT: 1, FLOAT: 2 } as const;

/** Flags of REGEX_COMPARE and REGEX_REPLACE; GLOBAL is for the latter. */
export const STRING_REGEX_FLAG = {
  CASE_INSENSITIVE: 1,
  MULTILINE: 2,
  DOTALL: 4,
  UNIX_LINES: 8,
  GLOBAL: 16,
} as const;
