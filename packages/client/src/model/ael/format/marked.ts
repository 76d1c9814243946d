// What the language has no words for, for reading: `exp.maps.put($.m:MAP.k, …)`, with the names of the functions of
// `exp`, and everything that is sent. The mark is the `exp.` in front, which no text of the language has.

import { BITS_OP } from '../../../wire/codes/bits.ts';
import {
  CDT_FORM,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  FIRST_MAP_OP,
  LIST_OP,
  MAP_OP,
} from '../../../wire/codes/collections.ts';
import { EXP_ENTRY, EXP_SYSTEM } from '../../../wire/codes/expressions.ts';
import { HLL_OP } from '../../../wire/codes/hll.ts';
import { STRING_OP } from '../../../wire/codes/strings.ts';
import { type CallTree, integerOf, receiverText, type Show } from './call-tree.ts';
import { readableText } from './constants.ts';
import type { EntryTree } from './entry-tree.ts';
import { readableSteps } from './steps.ts';

/** Constants that stand where the language has none. */
const CONSTANTS: { readonly [op: number]: readonly [name: string, field: string] } = {
  [EXP_ENTRY.VAL_INT]: ['int', 'intVal'],
  [EXP_ENTRY.VAL_UINT]: ['uint', 'uintVal'],
  [EXP_ENTRY.VAL_FLOAT]: ['float', 'floatVal'],
  [EXP_ENTRY.VAL_BOOL]: ['bool', 'boolVal'],
  [EXP_ENTRY.VAL_RAWSTR]: ['text', 'strVal'],
  [EXP_ENTRY.VAL_STR]: ['str', 'strVal'],
  [EXP_ENTRY.VAL_BYTES]: ['bytes', 'bytesVal'],
  [EXP_ENTRY.VAL_GEO]: ['geo', 'value'],
  [EXP_ENTRY.VAL_RTYPE]: ['type', 'intVal'],
  [EXP_ENTRY.AEL_TEXT]: ['ael.onServer', 'text'],
};

/** Names that differ from those of the codes. */
const ALIASES: { readonly [name: string]: string } = {
  getAllByValue: 'getByValue',
  removeAllByValue: 'removeByValue',
  getByKeyInterval: 'getByKeyRange',
  getByValueInterval: 'getByValueRange',
  removeByKeyInterval: 'removeByKeyRange',
  removeByValueInterval: 'removeByValueRange',
};

const BIT_ALIASES: { readonly [name: string]: string } = {
  resize: 'reSize',
  lshift: 'lShift',
  rshift: 'rShift',
  lscan: 'lScan',
  rscan: 'rScan',
};

const HLL_ALIASES: { readonly [name: string]: string } = {
  count: 'getCount',
  unionCount: 'getUnionCount',
  intersectCount: 'getIntersectCount',
  similarity: 'getSimilarity',
};

const RETURNS = Object.entries(CDT_RETURN);

/** The text of a constant; undefined for what is none. */
export function markedConstant({ entry }: EntryTree): string | undefined {
  if (entry.op === EXP_ENTRY.AS_VAL) {
    if ('value' in entry) return entry.value === null ? 'exp.nil()' : `exp.value(${readableText(entry.value)})`;
    return 'inf' in entry ? 'exp.inf()' : 'exp.wildcard()';
  }
  const row = CONSTANTS[entry.op];
  return row === undefined ? undefined : `exp.${row[0]}(${readableText(entry[row[1]])})`;
}

/** The text of any call. */
export function markedCall(show: Show, call: CallTree): string {
  if (call.code === CDT_FORM.PATH && call.system === EXP_SYSTEM.CDT) return markedPath(show, call);
  const receiver = `${receiverText(show, call.value)}${readableSteps(call.context, show)}`;
  const args = call.args.map((arg) => parameterText(show, arg));
  if (call.system === EXP_SYSTEM.CDT && selects(call.code) && args.length > 0) {
    args[0] = `returnType: ${returnText(integerOf(call.args[0]))}`;
  }
  const { order, writeFlags } = call.policy;
  if (order !== undefined) args.push(`order: ${order}`);
  if (writeFlags !== undefined) args.push(`writeFlags: ${writeFlags}`);
  return `exp.${nameOf(call)}(${[receiver, ...args].join(', ')})`;
}

/** Arguments may be constants that are not expressions of the language. */
function parameterText(show: Show, tree: EntryTree): string {
  if (tree.entry.op === EXP_ENTRY.CTX) return readableSteps(tree.entry.ctx, show);
  const isSpecial = tree.entry.op === EXP_ENTRY.AS_VAL && !('value' in tree.entry);
  if (isSpecial) return 'inf' in tree.entry ? 'INF' : '*';
  return tree.entry.op === EXP_ENTRY.AS_VAL && tree.entry.value === null ? 'NIL' : show.text(tree);
}

function markedPath(show: Show, call: CallTree): string {
  const [context, flags, value] = call.args;
  const path = `${receiverText(show, call.value)}${readableSteps(context?.entry.ctx, show)}`;
  const name = call.isChange ? 'modifyByPath' : 'selectByPath';
  const change = value === undefined ? '' : `, ${show.text(value)}`;
  return `exp.${name}(${path}${change}, flags: ${integerOf(flags) ?? '?'})`;
}

function nameOf({ system, code }: CallTree): string {
  switch (system) {
    case EXP_SYSTEM.CDT:
      return code < FIRST_MAP_OP ? `lists.${named(LIST_OP, code, ALIASES)}` : `maps.${named(MAP_OP, code, ALIASES)}`;
    case EXP_SYSTEM.BITS:
      return `bit.${named(BITS_OP, code, BIT_ALIASES)}`;
    case EXP_SYSTEM.HLL:
      return `hll.${named(HLL_OP, code, HLL_ALIASES)}`;
    case EXP_SYSTEM.STRING:
      return `string.${named(STRING_OP, code, {})}`;
    default:
      return `call${system}.${code}`;
  }
}

/** GET_BY_KEY is getByKey. */
function named(codes: { readonly [name: string]: number }, code: number, aliases: { readonly [name: string]: string }) {
  const found = Object.keys(codes).find((name) => codes[name] === code);
  if (found === undefined) return `operation${code}`;
  const name = found.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(aliases, name) ? aliases[name] : name;
}

/** Whether the first parameter says what of the selected elements is returned. */
function selects(code: number): boolean {
  if (code < FIRST_MAP_OP) return code >= LIST_OP.GET_BY_INDEX;
  return (code >= MAP_OP.REMOVE_BY_KEY && code < MAP_OP.SIZE) || code >= MAP_OP.GET_BY_KEY;
}

function returnText(given: number | undefined): string {
  if (given === undefined) return '?';
  const returnType = given & ~CDT_RETURN_INVERTED;
  const name = RETURNS.find(([, value]) => value === returnType)?.[0] ?? String(returnType);
  return given === returnType ? name : `${name} | INVERTED`;
}
