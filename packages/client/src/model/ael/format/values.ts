// Calls on bytes, text and HyperLogLogs as methods with named arguments. What the language cannot say is undefined
// here.

import { BITS_INT_FLAG, BITS_OP } from '../../../wire/codes/bits.ts';
import { EXP_ENTRY, EXP_SYSTEM, EXP_TYPE } from '../../../wire/codes/expressions.ts';
import { HLL_OP } from '../../../wire/codes/hll.ts';
import { STRING_OP, STRING_REGEX_FLAG } from '../../../wire/codes/strings.ts';
import { isPosix } from '../regex.ts';
import { type CallTree, integerOf, receiverText, type Show, typeOfTree } from './call-tree.ts';
import { operandText } from './constants.ts';
import type { EntryTree } from './entry-tree.ts';

interface MethodRow {
  readonly name: string;
  /** Names of the arguments in the order of the wire; an empty name for an argument that has none. */
  readonly labels: readonly string[];
  /** How many of them must be there; all where it is not said. */
  readonly least?: number;
  /** What behind them must be 0: policy flags. */
  readonly flags: number;
  /** The last argument says whether the number has a sign. */
  readonly isSigned?: boolean;
}

const read = (name: string, ...labels: string[]): MethodRow => ({ name, labels, flags: 0 });
const change = (name: string, ...labels: string[]): MethodRow => ({ name, labels, flags: 1 });

const BITS: { readonly [code: number]: MethodRow } = {
  [BITS_OP.GET]: read('bitGet', 'offset', 'size'),
  [BITS_OP.COUNT]: read('bitCount', 'offset', 'size'),
  [BITS_OP.LSCAN]: read('bitLscan', 'offset', 'size', 'value'),
  [BITS_OP.RSCAN]: read('bitRscan', 'offset', 'size', 'value'),
  [BITS_OP.GET_INT]: { ...read('bitGetInt', 'offset', 'size'), isSigned: true },
  [BITS_OP.RESIZE]: { ...change('bitResize', 'byteSize'), flags: 2 },
  [BITS_OP.INSERT]: change('bitInsert', 'byteOffset', 'value'),
  [BITS_OP.REMOVE]: change('bitRemove', 'byteOffset', 'byteSize'),
  [BITS_OP.SET]: change('bitSet', 'offset', 'size', 'value'),
  [BITS_OP.OR]: change('bitOr', 'offset', 'size', 'value'),
  [BITS_OP.XOR]: change('bitXor', 'offset', 'size', 'value'),
  [BITS_OP.AND]: change('bitAnd', 'offset', 'size', 'value'),
  [BITS_OP.NOT]: change('bitNot', 'offset', 'size'),
  [BITS_OP.LSHIFT]: change('bitLshift', 'offset', 'size', 'shift'),
  [BITS_OP.RSHIFT]: change('bitRshift', 'offset', 'size', 'shift'),
  [BITS_OP.ADD]: { ...change('bitAdd', 'offset', 'size', 'value'), isSigned: true },
  [BITS_OP.SUBTRACT]: { ...change('bitSubtract', 'offset', 'size', 'value'), isSigned: true },
  [BITS_OP.SET_INT]: change('bitSetInt', 'offset', 'size', 'value'),
  [BITS_OP.B64_ENCODE]: read('b64Encode'),
};

/** Arguments may be missing at the end, where servers have a default. */
const STRINGS: { readonly [code: number]: MethodRow } = {
  [STRING_OP.STRLEN]: read('strlen'),
  [STRING_OP.SUBSTR]: { ...read('substr', 'from', 'to'), least: 1 },
  [STRING_OP.CHAR_AT]: read('charAt', 'index'),
  [STRING_OP.FIND]: { ...read('find', 'needle', 'occurrence'), least: 1 },
  [STRING_OP.CONTAINS]: read('contains', 'needle'),
  [STRING_OP.STARTS_WITH]: read('startsWith', ''),
  [STRING_OP.ENDS_WITH]: read('endsWith', ''),
  [STRING_OP.TO_INTEGER]: read('toInt'),
  [STRING_OP.TO_DOUBLE]: read('toFloat'),
  [STRING_OP.BYTE_LENGTH]: read('bytesLength'),
  [STRING_OP.IS_NUMERIC]: read('isNumeric'),
  [STRING_OP.IS_UPPER]: read('isUpper'),
  [STRING_OP.IS_LOWER]: read('isLower'),
  [STRING_OP.TO_BLOB]: read('toBlob'),
  [STRING_OP.SPLIT]: { ...read('split', ''), least: 0 },
  [STRING_OP.B64_DECODE]: read('b64Decode'),
  [STRING_OP.INSERT]: change('splice', 'offset', 'value'),
  [STRING_OP.OVERWRITE]: change('overwrite', 'offset', 'value'),
  [STRING_OP.UPPER]: change('upper'),
  [STRING_OP.LOWER]: change('lower'),
  [STRING_OP.CASE_FOLD]: change('caseFold'),
  [STRING_OP.NORMALIZE_NFC]: change('normalizeNFC'),
  [STRING_OP.TRIM_START]: change('trimStart'),
  [STRING_OP.TRIM_END]: change('trimEnd'),
  [STRING_OP.TRIM]: change('trim'),
  [STRING_OP.PAD_START]: change('padStart', 'length', 'pad'),
  [STRING_OP.PAD_END]: change('padEnd', 'length', 'pad'),
  [STRING_OP.REPEAT]: change('repeat', ''),
};

const HLL: { readonly [code: number]: MethodRow } = {
  [HLL_OP.COUNT]: read('hllCount'),
  [HLL_OP.DESCRIBE]: read('hllDescribe'),
  [HLL_OP.MAY_CONTAIN]: read('hllMayContain', ''),
  [HLL_OP.GET_UNION]: read('hllUnion', ''),
  [HLL_OP.UNION_COUNT]: read('hllUnionCount', ''),
  [HLL_OP.INTERSECT_COUNT]: read('hllIntersectCount', ''),
  [HLL_OP.SIMILARITY]: read('hllSimilarity', ''),
};

/** The text of a call on bytes, text or a HyperLogLog. */
export function valueText(show: Show, call: CallTree): string | undefined {
  if (call.system === EXP_SYSTEM.BITS) return methodText(show, call, BITS[call.code]);
  if (call.system === EXP_SYSTEM.STRING) return stringText(show, call);
  if (call.code === HLL_OP.INIT && call.isChange) return initText(show, call);
  return call.code === HLL_OP.ADD && call.isChange ? addText(show, call) : hllText(show, call);
}

function methodText(show: Show, call: CallTree, row: MethodRow | undefined): string | undefined {
  if (row === undefined) return undefined;
  const { name, labels, flags, least = labels.length, isSigned = false } = row;
  const given = labels.slice(0, Math.max(least, call.args.length));
  const rest = call.args.slice(given.length);
  const sign = isSigned ? integerOf(rest.pop()) : 0;
  if (rest.length !== flags || rest.some((flag) => integerOf(flag) !== 0)) return undefined;
  if (sign !== 0 && sign !== BITS_INT_FLAG.SIGNED) return undefined;
  if (call.args.length < given.length) return undefined;
  const args = given.map((label, i) => {
    const text = show.text(call.args[i] as EntryTree);
    return label === '' ? text : `${label}: ${text}`;
  });
  if (sign !== 0) args.push('signed: true');
  return `${receiverText(show, call.value)}.${name}(${args.join(', ')})`;
}

/** What is joined, cut or replaced has a form of its own. */
function stringText(show: Show, call: CallTree): string | undefined {
  const [first, second, third] = call.args;
  const value = receiverText(show, call.value);
  switch (call.code) {
    case STRING_OP.APPEND:
      if (first === undefined || integerOf(second) !== 0) return undefined;
      return `(${show.operand(call.value)} + ${show.operand(first)})`;
    case STRING_OP.SNIP:
      if (call.args.length === 1) return `${value}.snip(from: ${show.text(first as EntryTree)})`;
      if (first === undefined || second === undefined || integerOf(third) !== 0) return undefined;
      return `${value}.snip(from: ${show.text(first)}, to: ${show.text(second)})`;
    case STRING_OP.REPLACE:
    case STRING_OP.REPLACE_ALL: {
      const texts = replacedTexts(first);
      if (texts === undefined || integerOf(second) !== 0) return undefined;
      const name = call.code === STRING_OP.REPLACE ? 'replace' : 'replaceAll';
      return `${value}.${name}(find: ${operandText(texts[0])}, replace: ${operandText(texts[1])})`;
    }
    case STRING_OP.REGEX_COMPARE:
      return regexText(show, call);
    case STRING_OP.REGEX_REPLACE: {
      const texts = replacedTexts(first);
      const flags = (integerOf(second) ?? 0) - STRING_REGEX_FLAG.GLOBAL;
      const regex = texts === undefined ? undefined : regexLiteral(texts[0], flags);
      if (texts === undefined || regex === undefined || integerOf(third) !== 0) return undefined;
      return `${value}.regexReplace(pattern: ${regex}, replace: ${operandText(texts[1])})`;
    }
    default:
      return methodText(show, call, STRINGS[call.code]);
  }
}

function replacedTexts(tree: EntryTree | undefined): readonly [string, string] | undefined {
  const texts = tree?.entry.op === EXP_ENTRY.AS_VAL ? tree.entry.value : undefined;
  const isPair = Array.isArray(texts) && texts.length === 2 && texts.every((text) => typeof text === 'string');
  return isPair ? (texts as [string, string]) : undefined;
}

/** What both kinds of regular expressions read alike is compiled for all servers: that is another operation. */
function regexText(show: Show, { args, value }: CallTree): string | undefined {
  const [pattern, flagsEntry] = args;
  const text = pattern?.entry.op === EXP_ENTRY.VAL_STR ? pattern.entry.strVal : undefined;
  const flags = integerOf(flagsEntry);
  if (typeof text !== 'string' || flags === undefined) return undefined;
  const regex = regexLiteral(text, flags);
  if (regex === undefined || (flags <= STRING_REGEX_FLAG.CASE_INSENSITIVE && isPosix(text))) return undefined;
  return `(${show.operand(value)} =~ ${regex})`;
}

/** Undefined for what the language cannot write. */
function regexLiteral(pattern: string, flags: number): string | undefined {
  const names = ['', 'i', 'm', 'im', 's', 'is', 'ms', 'ims'][flags];
  // A slash is written with a backslash, which the language takes away; one that is there already would go with it.
  if (names === undefined || /[\r\n]|^\*|\\\/|\\$/.test(pattern)) return undefined;
  return `/${pattern.replaceAll('/', '\\/')}/${names}`;
}

/** Lists of HyperLogLogs have no words, as those have no constants. */
function hllText(show: Show, { code, args, value }: CallTree): string | undefined {
  const row = HLL[code];
  if (row === undefined || args.length !== row.labels.length) return undefined;
  const [argument] = args;
  if (argument !== undefined && code !== HLL_OP.MAY_CONTAIN && typeOfTree(argument) !== EXP_TYPE.HLL) return undefined;
  return `${receiverText(show, value)}.${row.name}(${argument === undefined ? '' : show.text(argument)})`;
}

function addText(show: Show, { args, value }: CallTree): string | undefined {
  const [list, indexBits, minHashBits, flags] = args;
  if (list === undefined || integerOf(flags) !== 0) return undefined;
  const bits = [
    ['indexBits', integerOf(indexBits)],
    ['minHashBits', integerOf(minHashBits)],
  ] as const;
  if (bits.some(([, count]) => count === undefined)) return undefined;
  const named = bits.flatMap(([name, count]) => (count === -1 ? [] : [`${name}: ${count}`]));
  return `${receiverText(show, value)}.hllAdd(${[show.text(list), ...named].join(', ')})`;
}

/** Without minhash bits the flags stand in their place; they are 0 then. */
function initText(show: Show, { args, value }: CallTree): string | undefined {
  const [indexBits, minHashBits, flags] = args.map(integerOf);
  if (indexBits === undefined || (args.length === 2 ? minHashBits !== 0 : flags !== 0)) return undefined;
  const named = args.length === 2 ? '' : `, minHashBits: ${minHashBits}`;
  return `${receiverText(show, value)}.hllInit(indexBits: ${indexBits}${named})`;
}
