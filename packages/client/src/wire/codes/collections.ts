// Operations on lists and maps: op codes, contexts, return types, order and write flags, paths (docs/protocol/lists.md,
// maps.md, collections.md and paths.md there). Codes below 64 are for lists, the others for maps.

/** A payload that starts with one of these is not an operation code but wraps one: in a context, or in a path. */
export const CDT_FORM = { PATH: 0xfe, CONTEXT: 0xff } as const;

/** Codes of maps start here. */
export const FIRST_MAP_OP = 64;

export const LIST_OP = {
  SET_TYPE: 0,
  APPEND: 1,
  APPEND_ITEMS: 2,
  INSERT: 3,
  INSERT_ITEMS: 4,
  POP: 5,
  POP_RANGE: 6,
  REMOVE: 7,
  REMOVE_RANGE: 8,
  SET: 9,
  TRIM: 10,
  CLEAR: 11,
  INCREMENT: 12,
  SORT: 13,
  SIZE: 16,
  GET: 17,
  GET_RANGE: 18,
  GET_BY_INDEX: 19,
  GET_BY_VALUE: 20,
  GET_BY_RANK: 21,
  GET_ALL_BY_VALUE: 22,
  GET_BY_VALUE_LIST: 23,
  GET_BY_INDEX_RANGE: 24,
  GET_BY_VALUE_INTERVAL: 25,
  GET_BY_RANK_RANGE: 26,
  GET_BY_VALUE_REL_RANK_RANGE: 27,
  /** From server 8.2 on. */
  STRING_LIST_JOIN: 28,
  REMOVE_BY_INDEX: 32,
  REMOVE_BY_VALUE: 33,
  REMOVE_BY_RANK: 34,
  REMOVE_ALL_BY_VALUE: 35,
  REMOVE_BY_VALUE_LIST: 36,
  REMOVE_BY_INDEX_RANGE: 37,
  REMOVE_BY_VALUE_INTERVAL: 38,
  REMOVE_BY_RANK_RANGE: 39,
  REMOVE_BY_VALUE_REL_RANK_RANGE: 40,
} as const;

export const MAP_OP = {
  SET_TYPE: 64,
  ADD: 65,
  ADD_ITEMS: 66,
  PUT: 67,
  PUT_ITEMS: 68,
  REPLACE: 69,
  REPLACE_ITEMS: 70,
  INCREMENT: 73,
  DECREMENT: 74,
  CLEAR: 75,
  REMOVE_BY_KEY: 76,
  REMOVE_BY_INDEX: 77,
  REMOVE_BY_VALUE: 78,
  REMOVE_BY_RANK: 79,
  REMOVE_BY_KEY_LIST: 81,
  REMOVE_ALL_BY_VALUE: 82,
  REMOVE_BY_VALUE_LIST: 83,
  REMOVE_BY_KEY_INTERVAL: 84,
  REMOVE_BY_INDEX_RANGE: 85,
  REMOVE_BY_VALUE_INTERVAL: 86,
  REMOVE_BY_RANK_RANGE: 87,
  REMOVE_BY_KEY_REL_INDEX_RANGE: 88,
  REMOVE_BY_VALUE_REL_RANK_RANGE: 89,
  SIZE: 96,
  GET_BY_KEY: 97,
  GET_BY_INDEX: 98,
  GET_BY_VALUE: 99,
  GET_BY_RANK: 100,
  GET_ALL_BY_VALUE: 102,
  GET_BY_KEY_INTERVAL: 103,
  GET_BY_INDEX_RANGE: 104,
  GET_BY_VALUE_INTERVAL: 105,
  GET_BY_RANK_RANGE: 106,
  GET_BY_KEY_LIST: 107,
  GET_BY_VALUE_LIST: 108,
  GET_BY_KEY_REL_INDEX_RANGE: 109,
  GET_BY_VALUE_REL_RANK_RANGE: 110,
} as const;

/** What an operation answers of the elements that it selects. */
export const CDT_RETURN = {
  NONE: 0,
  INDEX: 1,
  REVERSE_INDEX: 2,
  RANK: 3,
  REVERSE_RANK: 4,
  COUNT: 5,
  KEY: 6,
  VALUE: 7,
  KEY_VALUE: 8,
  INDEX_RANGE: 9,
  REVINDEX_RANGE: 10,
  RANK_RANGE: 11,
  REVRANK_RANGE: 12,
  EXISTS: 13,
  UNORDERED_MAP: 16,
  ORDERED_MAP: 17,
} as const;

/** Added to a return type: the elements that are not selected. */
export const CDT_RETURN_INVERTED = 0x10000;

/** The order flags of a list, in its bytes and as a parameter. */
export const LIST_ORDER = { UNORDERED: 0, ORDERED: 0x01, PERSIST_INDEX: 0x10 } as const;

/** The order flags of a map, in its bytes and as a parameter. PRESERVE_ORDER stands in results only. */
export const MAP_ORDER = {
  UNORDERED: 0,
  KEY_ORDERED: 0x01,
  VALUE_ORDERED: 0x02,
  KEY_VALUE_ORDERED: 0x03,
  PRESERVE_ORDER: 0x08,
  PERSIST_INDEX: 0x10,
} as const;

export const LIST_WRITE_FLAG = { ADD_UNIQUE: 1, INSERT_BOUNDED: 2, NO_FAIL: 4, PARTIAL: 8 } as const;

export const LIST_SORT_FLAG = { DESCENDING: 1, DROP_DUPLICATES: 2 } as const;

export const MAP_WRITE_FLAG = { CREATE_ONLY: 1, UPDATE_ONLY: 2, NO_FAIL: 4, PARTIAL: 8 } as const;

/** Types of context items: one step into a nested collection each. */
export const CDT_CONTEXT = {
  LIST_INDEX: 0x10,
  LIST_RANK: 0x11,
  LIST_VALUE: 0x13,
  MAP_INDEX: 0x20,
  MAP_RANK: 0x21,
  MAP_KEY: 0x22,
  MAP_VALUE: 0x23,
  /** The rest is for paths only. */
  EXP: 0x04,
  MAP_KEYS_IN: 0x2a,
  AND: 0x204,
} as const;

/**
 * Steps of paths that select several elements, which servers from 8.2 on follow: ranges are lists of where they begin
 * and how many there are or where they end, without the last where they are open.
 */
export const CDT_CONTEXT_SEVERAL = {
  LIST_INDEX_RANGE: 0x18,
  LIST_RANK_RANGE: 0x19,
  LIST_VALUES_IN: 0x1b,
  LIST_VALUE_INTERVAL: 0x1d,
  LIST_VALUE_REL_RANK_RANGE: 0x1f,
  MAP_INDEX_RANGE: 0x28,
  MAP_RANK_RANGE: 0x29,
  MAP_KEYS_IN: 0x2a,
  MAP_VALUES_IN: 0x2b,
  MAP_KEY_INTERVAL: 0x2c,
  MAP_VALUE_INTERVAL: 0x2d,
  MAP_KEY_REL_INDEX_RANGE: 0x2e,
  MAP_VALUE_REL_RANK_RANGE: 0x2f,
} as const;
/** Added to one of them: the elements that it does not select. */
export const CDT_CONTEXT_INVERTED = 0x400;

/** The parts of a context item's type: what selects, in which collection, and what is made when it is missing. */
export const CDT_CONTEXT_SELECTOR = { INDEX: 0, RANK: 1, KEY: 2, VALUE: 3, EXP: 4, KEYS_IN: 10 } as const;
export const CDT_CONTEXT_SELECTOR_MASK = 0x0f;
export const CDT_CONTEXT_FAMILY = { LIST: 0x10, MAP: 0x20 } as const;
export const CDT_CONTEXT_FAMILY_MASK = 0x30;
export const CDT_CONTEXT_CREATE = {
  UNORDERED: 0x40,
  /** A list that is padded up to the index, a map ordered by key. */
  PADDED_OR_KEY_ORDERED: 0x80,
  /** A list in order, a map ordered by key and value. */
  ORDERED: 0xc0,
  PERSIST_INDEX: 0x100,
} as const;
export const CDT_CONTEXT_CREATE_MASK = 0xc0;

/** What a path selects; APPLY changes it instead. */
export const CDT_PATH = {
  MATCHING_TREE: 0,
  VALUE: 1,
  MAP_KEY: 2,
  MAP_KEY_VALUE: 3,
  APPLY: 4,
  NO_FAIL: 0x10,
} as const;

/** Items that a list of values or keys may have as a parameter. */
export const MAX_CDT_PARAMETER_ITEMS = 1_048_576;
