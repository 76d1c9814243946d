// What an error says more closely than its result code, by result code (docs/protocol/server-8.2.md, "Error details").

export const PARAMETER_SUBCODE = {
  TTL: 1,
  BITS_OFFSET: 2,
  BITS_SIZE: 3,
  BITS_RESIZE: 4,
  BIN_COUNT: 5,
  STRING_PARAMETERS: 6,
  STRING_OPERATION: 7,
  STRING_CONTEXT: 8,
  STRING_INDEX: 9,
  STRING_REGEX: 10,
  STRING_UTF8: 11,
} as const;

export const FORBIDDEN_SUBCODE = { SET_COUNT: 2, SET_SIZE: 3, TRUNCATED: 6 } as const;

export const NOT_APPLICABLE_SUBCODE = {
  INDEX: 1,
  RANK: 2,
  LIST_BOUNDS: 3,
  STRING_CONVERSION: 10,
  STRING_UTF8: 11,
  REGEX_LIMIT: 12,
  BASE64: 13,
} as const;
