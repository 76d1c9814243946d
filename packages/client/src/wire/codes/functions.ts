// The functions of lists, maps, bitwise, hll and strings, and the operations on paths: one row each, from which the functions
// themselves, the checks of what is passed to them, and their bytes follow. To add one, add its row here.
//
// The public number of a row is the vendor's: each group starts at a multiple of 256 and counts its rows up from there.
// Rows that the vendor's client lacks stand at the end of their group.

import { BITS_OP } from './bits.ts';
import { BUILD_8_2, type Build } from './builds.ts';
import { CDT_FORM, LIST_OP, MAP_OP } from './collections.ts';
import { HLL_OP } from './hll.ts';
import { OP } from './ops.ts';
import { STRING_OP } from './strings.ts';

/** What an argument may be, and how it is written; wire/operations.ts writes them. */
export type ArgumentKind =
  /** An integer of 64 bits; a fraction is cut off. */
  | 'integer'
  /** An integer written without its sign. */
  | 'unsigned'
  /** An integer; not written when left out. */
  | 'count'
  /** Any value. */
  | 'value'
  /** Any value; nil when left out, which leaves a range open. */
  | 'begin'
  /** Any value; not written when left out, which leaves a range open. */
  | 'end'
  /** Text, an integer or bytes. */
  | 'key'
  | 'keys'
  | 'list'
  | 'map'
  | 'bytes'
  | 'boolean'
  /** True is written as 1, false is not written. */
  | 'signed'
  /** A number; 1 when left out. */
  | 'delta'
  /** What is returned, together with the inversion of the selection. */
  | 'returnType'
  /** A policy: its order and write flags, or the flags alone, where there is one. */
  | 'listPolicy'
  | 'listFlags'
  /** A policy that is always written: order and write flags, order alone, write flags alone. */
  | 'mapPolicy'
  | 'mapOrder'
  | 'writeFlags'
  /** What happens to an integer that does not fit its bits, together with its sign. */
  | 'overflow'
  /** The order of a list or map to make, together with the index that is kept with it. */
  | 'newList'
  | 'newMap'
  /** Where bytes begin; 0 where it is left out and a size follows. */
  | 'byteOffset'
  /** Whether a size counts from the end; written as a flag, or not at all. */
  | 'invertSize'
  /** Text; where it may be left out, it is not written then. */
  | 'text'
  | 'optionalText'
  /** Texts, and one text that is written as a list. */
  | 'texts'
  | 'oneText'
  /** Two texts that are written as one list. */
  | 'pair'
  | 'paired'
  /** Where a cut ends, and the flags of its policy, which can only follow an end. */
  | 'cutEnd'
  | 'cutFlags'
  /** What `newList`, `newMap` and `overflow` take in. */
  | 'part'
  /** A path, what to select by it, what to change by it, and the expression for that. */
  | 'path'
  | 'selection'
  | 'change'
  | 'expression';

export interface Argument {
  /** Its property in the operation. */
  readonly name: string;
  readonly kind: ArgumentKind;
  /** What the function puts there when it is left out. */
  readonly otherwise?: unknown;
}

export interface FunctionRow {
  /** Module and name. */
  readonly name: string;
  /** Public code of the operations that it makes. */
  readonly number: number;
  /** Code of the operation on the wire. */
  readonly op: number;
  /** Code in front of the parameters; `NO_CODE` where there is none. */
  readonly code: number;
  readonly modifies: boolean;
  /** Whether a command with it is answered for each of its operations, those without a result too. */
  readonly respondsAll: boolean;
  /** Whether its selection can be inverted. */
  readonly inverts: boolean;
  /** The first servers that know it; undefined where all do. */
  readonly since?: Build;
  /** Whether some servers may not know it, or what its expressions are made of. */
  readonly mayNeed: boolean;
  /** In the order of the function, behind the bin. */
  readonly args: readonly Argument[];
  /** In the order of the wire. */
  readonly parameters: readonly Argument[];
}

type Row = Pick<FunctionRow, 'code' | 'inverts' | 'args' | 'parameters' | 'since'> & { readonly op?: number };

const arg = (name: string, kind: ArgumentKind, otherwise?: unknown): Argument => ({ name, kind, otherwise });

const INDEX = arg('index', 'integer');
const RANK = arg('rank', 'integer');
const COUNT = arg('count', 'count');
const VALUE = arg('value', 'value');
const VALUES = arg('values', 'list');
const LIST = arg('list', 'list');
const KEY = arg('key', 'key');
const KEYS = arg('keys', 'keys');
const BEGIN = arg('begin', 'begin');
const END = arg('end', 'end');
const RETURN = arg('returnType', 'returnType');
const LIST_POLICY = arg('policy', 'listPolicy');
const LIST_FLAGS = arg('policy', 'listFlags');
const MAP_POLICY = arg('policy', 'mapPolicy');
const MAP_ORDER = arg('policy', 'mapOrder');
const WRITE_FLAGS = arg('policy', 'writeFlags');
const OFFSET = arg('offset', 'integer');
const SIZE = arg('size', 'integer');
const BIT_OFFSET = arg('bitOffset', 'integer');
const BIT_SIZE = arg('bitSize', 'integer');
const BYTES = arg('value', 'bytes');
const SIGN = arg('sign', 'part');
const INDEX_BITS = arg('indexBits', 'integer');
const INDEX_BITS_OR_NONE = arg('indexBits', 'integer', -1);
const MINHASH_BITS_OR_NONE = arg('minhashBits', 'integer', -1);
const FLAGS = arg('flags', 'integer', 0);
const PERSIST = arg('persistIndex', 'part', false);

/** The return type goes first. */
function row(code: number, ...args: readonly Argument[]): Row {
  const parameters = args.at(-1) === RETURN ? [RETURN, ...args.slice(0, -1)] : args;
  return { code, inverts: false, args, parameters };
}

/** A selection of several elements of a list, which may be inverted. */
function many(code: number, ...args: readonly Argument[]): Row {
  return { ...row(code, ...args), inverts: true };
}

/** One whose parameters on the wire are not its arguments. */
function sends(code: number, args: readonly Argument[], ...parameters: readonly Argument[]): Row {
  return { code, inverts: false, args, parameters };
}

/** A change of bits or of a HyperLogLog, with the flags of its policy at the end. */
function flagged(code: number, ...args: readonly Argument[]): Row {
  return sends(code, args, ...args, WRITE_FLAGS);
}

const LISTS = {
  setOrder: row(LIST_OP.SET_TYPE, arg('order', 'integer')),
  sort: row(LIST_OP.SORT, arg('flags', 'integer')),
  append: row(LIST_OP.APPEND, VALUE, LIST_POLICY),
  appendItems: row(LIST_OP.APPEND_ITEMS, LIST, LIST_POLICY),
  insert: row(LIST_OP.INSERT, INDEX, VALUE, LIST_FLAGS),
  insertItems: row(LIST_OP.INSERT_ITEMS, INDEX, LIST, LIST_FLAGS),
  pop: row(LIST_OP.POP, INDEX),
  popRange: row(LIST_OP.POP_RANGE, INDEX, COUNT),
  remove: row(LIST_OP.REMOVE, INDEX),
  removeRange: row(LIST_OP.REMOVE_RANGE, INDEX, COUNT),
  removeByIndex: row(LIST_OP.REMOVE_BY_INDEX, INDEX, RETURN),
  removeByIndexRange: many(LIST_OP.REMOVE_BY_INDEX_RANGE, INDEX, COUNT, RETURN),
  removeByValue: many(LIST_OP.REMOVE_ALL_BY_VALUE, VALUE, RETURN),
  removeByValueList: many(LIST_OP.REMOVE_BY_VALUE_LIST, VALUES, RETURN),
  removeByValueRange: many(LIST_OP.REMOVE_BY_VALUE_INTERVAL, BEGIN, END, RETURN),
  removeByValueRelRankRange: many(LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, VALUE, RANK, COUNT, RETURN),
  removeByRank: row(LIST_OP.REMOVE_BY_RANK, RANK, RETURN),
  removeByRankRange: many(LIST_OP.REMOVE_BY_RANK_RANGE, RANK, COUNT, RETURN),
  clear: row(LIST_OP.CLEAR),
  set: row(LIST_OP.SET, INDEX, VALUE, LIST_FLAGS),
  trim: row(LIST_OP.TRIM, INDEX, arg('count', 'integer')),
  get: row(LIST_OP.GET, INDEX),
  getRange: row(LIST_OP.GET_RANGE, INDEX, COUNT),
  getByIndex: row(LIST_OP.GET_BY_INDEX, INDEX, RETURN),
  getByIndexRange: many(LIST_OP.GET_BY_INDEX_RANGE, INDEX, COUNT, RETURN),
  getByValue: many(LIST_OP.GET_ALL_BY_VALUE, VALUE, RETURN),
  getByValueList: many(LIST_OP.GET_BY_VALUE_LIST, VALUES, RETURN),
  getByValueRange: many(LIST_OP.GET_BY_VALUE_INTERVAL, BEGIN, END, RETURN),
  getByValueRelRankRange: many(LIST_OP.GET_BY_VALUE_REL_RANK_RANGE, VALUE, RANK, COUNT, RETURN),
  getByRank: row(LIST_OP.GET_BY_RANK, RANK, RETURN),
  getByRankRange: many(LIST_OP.GET_BY_RANK_RANGE, RANK, COUNT, RETURN),
  increment: row(LIST_OP.INCREMENT, INDEX, arg('value', 'delta'), LIST_POLICY),
  size: row(LIST_OP.SIZE),
  create: row(LIST_OP.SET_TYPE, arg('order', 'newList', 0), arg('pad', 'part', false), PERSIST),
  join: { ...row(LIST_OP.STRING_LIST_JOIN, arg('separator', 'optionalText')), since: BUILD_8_2 },
};

const MAPS = {
  setPolicy: row(MAP_OP.SET_TYPE, MAP_ORDER),
  put: row(MAP_OP.PUT, KEY, VALUE, MAP_POLICY),
  putItems: row(MAP_OP.PUT_ITEMS, arg('items', 'map'), MAP_POLICY),
  increment: row(MAP_OP.INCREMENT, KEY, arg('incr', 'delta'), MAP_ORDER),
  decrement: row(MAP_OP.DECREMENT, KEY, arg('decr', 'delta'), MAP_ORDER),
  clear: row(MAP_OP.CLEAR),
  removeByKey: row(MAP_OP.REMOVE_BY_KEY, KEY, RETURN),
  removeByKeyList: row(MAP_OP.REMOVE_BY_KEY_LIST, KEYS, RETURN),
  removeByKeyRange: row(MAP_OP.REMOVE_BY_KEY_INTERVAL, BEGIN, END, RETURN),
  removeByKeyRelIndexRange: row(MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE, KEY, INDEX, COUNT, RETURN),
  removeByValue: row(MAP_OP.REMOVE_ALL_BY_VALUE, VALUE, RETURN),
  removeByValueList: row(MAP_OP.REMOVE_BY_VALUE_LIST, VALUES, RETURN),
  removeByValueRange: row(MAP_OP.REMOVE_BY_VALUE_INTERVAL, BEGIN, END, RETURN),
  removeByValueRelRankRange: row(MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE, VALUE, RANK, COUNT, RETURN),
  removeByIndex: row(MAP_OP.REMOVE_BY_INDEX, INDEX, RETURN),
  removeByIndexRange: row(MAP_OP.REMOVE_BY_INDEX_RANGE, INDEX, COUNT, RETURN),
  removeByRank: row(MAP_OP.REMOVE_BY_RANK, RANK, RETURN),
  removeByRankRange: row(MAP_OP.REMOVE_BY_RANK_RANGE, RANK, COUNT, RETURN),
  size: row(MAP_OP.SIZE),
  getByKey: row(MAP_OP.GET_BY_KEY, KEY, RETURN),
  getByKeyList: row(MAP_OP.GET_BY_KEY_LIST, KEYS, RETURN),
  getByKeyRange: row(MAP_OP.GET_BY_KEY_INTERVAL, BEGIN, END, RETURN),
  getByKeyRelIndexRange: row(MAP_OP.GET_BY_KEY_REL_INDEX_RANGE, KEY, INDEX, COUNT, RETURN),
  getByValue: row(MAP_OP.GET_ALL_BY_VALUE, VALUE, RETURN),
  getByValueList: row(MAP_OP.GET_BY_VALUE_LIST, VALUES, RETURN),
  getByValueRange: row(MAP_OP.GET_BY_VALUE_INTERVAL, BEGIN, END, RETURN),
  getByValueRelRankRange: row(MAP_OP.GET_BY_VALUE_REL_RANK_RANGE, VALUE, RANK, COUNT, RETURN),
  getByIndex: row(MAP_OP.GET_BY_INDEX, INDEX, RETURN),
  getByIndexRange: row(MAP_OP.GET_BY_INDEX_RANGE, INDEX, COUNT, RETURN),
  getByRank: row(MAP_OP.GET_BY_RANK, RANK, RETURN),
  getByRankRange: row(MAP_OP.GET_BY_RANK_RANGE, RANK, COUNT, RETURN),
  create: row(MAP_OP.SET_TYPE, arg('order', 'newMap', 0), PERSIST),
};

const ARITHMETIC = [BIT_OFFSET, BIT_SIZE, arg('value', 'unsigned'), SIGN] as const;
const SUM = [BIT_OFFSET, BIT_SIZE, ARITHMETIC[2], WRITE_FLAGS, arg('overflowAction', 'overflow')] as const;

const BITWISE = {
  resize: sends(BITS_OP.RESIZE, [SIZE, FLAGS], SIZE, WRITE_FLAGS, FLAGS),
  insert: flagged(BITS_OP.INSERT, OFFSET, BYTES),
  remove: flagged(BITS_OP.REMOVE, OFFSET, SIZE),
  set: flagged(BITS_OP.SET, BIT_OFFSET, BIT_SIZE, BYTES),
  or: flagged(BITS_OP.OR, BIT_OFFSET, BIT_SIZE, BYTES),
  xor: flagged(BITS_OP.XOR, BIT_OFFSET, BIT_SIZE, BYTES),
  and: flagged(BITS_OP.AND, BIT_OFFSET, BIT_SIZE, BYTES),
  not: flagged(BITS_OP.NOT, OFFSET, SIZE),
  lshift: flagged(BITS_OP.LSHIFT, BIT_OFFSET, BIT_SIZE, arg('shift', 'integer')),
  rshift: flagged(BITS_OP.RSHIFT, BIT_OFFSET, BIT_SIZE, arg('shift', 'integer')),
  add: sends(BITS_OP.ADD, ARITHMETIC, ...SUM),
  subtract: sends(BITS_OP.SUBTRACT, ARITHMETIC, ...SUM),
  setInt: flagged(BITS_OP.SET_INT, BIT_OFFSET, BIT_SIZE, arg('value', 'integer')),
  get: row(BITS_OP.GET, BIT_OFFSET, BIT_SIZE),
  lscan: row(BITS_OP.LSCAN, BIT_OFFSET, BIT_SIZE, arg('value', 'boolean')),
  rscan: row(BITS_OP.RSCAN, BIT_OFFSET, BIT_SIZE, arg('value', 'boolean')),
  getInt: row(BITS_OP.GET_INT, BIT_OFFSET, BIT_SIZE, arg('sign', 'signed')),
  count: row(BITS_OP.COUNT, BIT_OFFSET, BIT_SIZE),
  b64Encode: {
    ...row(BITS_OP.B64_ENCODE, arg('offset', 'byteOffset'), arg('size', 'count'), arg('invertSize', 'invertSize')),
    since: BUILD_8_2,
  },
};

const HLL = {
  init: flagged(HLL_OP.INIT, INDEX_BITS, MINHASH_BITS_OR_NONE),
  add: flagged(HLL_OP.ADD, LIST, INDEX_BITS_OR_NONE, MINHASH_BITS_OR_NONE),
  setUnion: flagged(HLL_OP.SET_UNION, LIST),
  refreshCount: row(HLL_OP.REFRESH_COUNT),
  fold: row(HLL_OP.FOLD, INDEX_BITS),
  getCount: row(HLL_OP.COUNT),
  getUnion: row(HLL_OP.GET_UNION, LIST),
  getUnionCount: row(HLL_OP.UNION_COUNT, LIST),
  getIntersectCount: row(HLL_OP.INTERSECT_COUNT, LIST),
  getSimilarity: row(HLL_OP.SIMILARITY, LIST),
  describe: row(HLL_OP.DESCRIBE),
  mayContain: row(HLL_OP.MAY_CONTAIN, LIST),
};

const PATH = arg('ctx', 'path');

const PATHS = {
  selectByPath: row(CDT_FORM.PATH, PATH, arg('flags', 'selection')),
  modifyByPath: row(CDT_FORM.PATH, PATH, arg('flags', 'change'), arg('modExp', 'expression')),
};

/** Expressions stand by themselves. */
export const NO_CODE = -1;

const EXPRESSIONS = {
  write: row(NO_CODE, arg('exp', 'expression'), FLAGS),
  read: row(NO_CODE, arg('exp', 'expression'), FLAGS),
};

const START = arg('start', 'integer');
const CUT_END = arg('end', 'cutEnd');
const NEEDLE = arg('needle', 'text');
const TEXT = arg('value', 'text');
const REPLACEMENT = arg('replacement', 'paired');
const LENGTH = arg('targetLength', 'integer');
const PAD = arg('padString', 'text');

/** Puts another text in the place of what is found. */
function replaces(code: number, found: string, ...flags: readonly Argument[]): Row {
  const args = [arg(found, 'pair'), REPLACEMENT, ...flags];
  return flagged(code, ...args);
}

const STRINGS = {
  strlen: row(STRING_OP.STRLEN),
  substr: row(STRING_OP.SUBSTR, START, arg('end', 'count')),
  charAt: row(STRING_OP.CHAR_AT, INDEX),
  find: row(STRING_OP.FIND, NEEDLE, arg('occurrence', 'count')),
  contains: row(STRING_OP.CONTAINS, NEEDLE),
  startsWith: row(STRING_OP.STARTS_WITH, arg('prefix', 'text')),
  endsWith: row(STRING_OP.ENDS_WITH, arg('suffix', 'text')),
  toInteger: row(STRING_OP.TO_INTEGER),
  toDouble: row(STRING_OP.TO_DOUBLE),
  byteLength: row(STRING_OP.BYTE_LENGTH),
  isNumeric: row(STRING_OP.IS_NUMERIC, arg('numericType', 'count')),
  isUpper: row(STRING_OP.IS_UPPER),
  isLower: row(STRING_OP.IS_LOWER),
  toBlob: row(STRING_OP.TO_BLOB),
  split: row(STRING_OP.SPLIT, arg('separator', 'optionalText')),
  b64Decode: row(STRING_OP.B64_DECODE),
  regexCompare: row(STRING_OP.REGEX_COMPARE, arg('pattern', 'text'), arg('flags', 'count')),
  toString: { ...row(NO_CODE), op: OP.TO_STRING },
  insert: flagged(STRING_OP.INSERT, INDEX, TEXT),
  overwrite: flagged(STRING_OP.OVERWRITE, INDEX, TEXT),
  concat: flagged(STRING_OP.CONCAT, arg('value', 'oneText')),
  concatList: flagged(STRING_OP.CONCAT, arg('values', 'texts')),
  append: flagged(STRING_OP.APPEND, TEXT),
  prepend: flagged(STRING_OP.PREPEND, TEXT),
  snip: sends(STRING_OP.SNIP, [START, CUT_END], START, CUT_END, arg('policy', 'cutFlags')),
  replace: replaces(STRING_OP.REPLACE, 'needle'),
  replaceAll: replaces(STRING_OP.REPLACE_ALL, 'needle'),
  upper: flagged(STRING_OP.UPPER),
  lower: flagged(STRING_OP.LOWER),
  caseFold: flagged(STRING_OP.CASE_FOLD),
  normalizeNfc: flagged(STRING_OP.NORMALIZE_NFC),
  trimStart: flagged(STRING_OP.TRIM_START),
  trimEnd: flagged(STRING_OP.TRIM_END),
  trim: flagged(STRING_OP.TRIM),
  padStart: flagged(STRING_OP.PAD_START, LENGTH, PAD),
  padEnd: flagged(STRING_OP.PAD_END, LENGTH, PAD),
  repeat: flagged(STRING_OP.REPEAT, arg('count', 'integer')),
  regexReplace: replaces(STRING_OP.REGEX_REPLACE, 'pattern', FLAGS),
};

const byNumber: FunctionRow[] = [];

function group<Name extends string>(
  module: string,
  first: number,
  rows: { readonly [name in Name]: Row },
  ops: readonly [read: number, modify: number],
  modifies: (code: number, name: string) => boolean,
): { readonly [name in Name]: FunctionRow } {
  const entries = (Object.keys(rows) as Name[]).map((name, at): [Name, FunctionRow] => {
    const changes = modifies(rows[name].code, name);
    const made: FunctionRow = {
      ...rows[name],
      name: `${module}.${name}`,
      number: first + at,
      op: rows[name].op ?? (changes ? ops[1] : ops[0]),
      modifies: changes,
      respondsAll: rows !== (LISTS as object) && rows !== (PATHS as object),
      mayNeed:
        rows === (STRINGS as object) ||
        rows[name].since !== undefined ||
        rows[name].parameters.some(({ kind }) => kind === 'expression' || kind === 'path'),
      ...(rows === (STRINGS as object) && { since: BUILD_8_2 }),
    };
    byNumber[made.number] = made;
    return [name, made];
  });
  return Object.fromEntries(entries) as { readonly [name in Name]: FunctionRow };
}

const CDT = [OP.CDT_READ, OP.CDT_MODIFY] as const;
/** Of bits and HyperLogLogs. */
const FIRST_READ = BITS_OP.GET;
const isPlainChange = (code: number): boolean => code < FIRST_READ;

/** The functions by module and name. */
export const FUNCTIONS = {
  lists: group('lists', 0x100, LISTS, CDT, (code) => code < LIST_OP.SIZE || code >= LIST_OP.REMOVE_BY_INDEX),
  maps: group('maps', 0x200, MAPS, CDT, (code) => code < MAP_OP.SIZE),
  bitwise: group('bitwise', 0x300, BITWISE, [OP.BITS_READ, OP.BITS_MODIFY], isPlainChange),
  hll: group('hll', 0x400, HLL, [OP.HLL_READ, OP.HLL_MODIFY], isPlainChange),
  'exp.operations': group(
    'exp.operations',
    0x500,
    EXPRESSIONS,
    [OP.EXP_READ, OP.EXP_MODIFY],
    (_, name) => name === 'write',
  ),
  operations: group('operations', 0x600, PATHS, CDT, (_, name) => name === 'modifyByPath'),
  strings: group('strings', 0x700, STRINGS, [OP.STRING_READ, OP.STRING_MODIFY], (code) => code >= STRING_OP.INSERT),
};

/** The function that makes operations with a public code; undefined for a code that is none of these. */
export function functionOf(number: number): FunctionRow | undefined {
  return byNumber[number];
}
