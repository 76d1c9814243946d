// Types of the fields of a data message: what a request says beside its operations (docs/protocol/framing.md, "Fields").

export const FIELD = {
  NAMESPACE: 0,
  SET: 1,
  KEY: 2,
  RECORD_VERSION: 3,
  DIGEST: 4,
  MRT_ID: 5,
  MRT_DEADLINE: 6,
  TRID: 7,
  SOCKET_TIMEOUT: 9,
  RECS_PER_SEC: 10,
  PID_ARRAY: 11,
  DIGEST_ARRAY: 12,
  SAMPLE_MAX: 13,
  LUT: 14,
  BVAL_ARRAY: 15,
  INDEX_NAME: 21,
  INDEX_RANGE: 22,
  INDEX_CONTEXT: 23,
  INDEX_EXPRESSION: 24,
  INDEX_TYPE: 26,
  UDF_FILENAME: 30,
  UDF_FUNCTION: 31,
  UDF_ARGLIST: 32,
  UDF_OP: 33,
  QUERY_BINLIST: 40,
  BATCH_INDEX: 41,
  BATCH_WITH_SET: 42,
  FILTER_EXP: 43,
  ERROR_DETAILS: 45,
} as const;

/** Keys of the map in an ERROR_DETAILS field. */
export const ERROR_DETAIL = { SUBCODE: 1, MESSAGE: 2, TRACE: 3 } as const;

/** Keys of the map under TRACE: where an expression failed. TEXT_OFFSET and TEXT_SPAN are of its AEL text. */
export const EXP_TRACE = {
  PHASE: 1,
  BYTE_OFFSET: 2,
  OP: 3,
  DEPTH: 4,
  PATH: 5,
  SNIPPET: 6,
  OUTCOME: 7,
  LANGUAGE: 8,
  TEXT_OFFSET: 9,
  TEXT_SPAN: 10,
  OPERANDS: 13,
} as const;
