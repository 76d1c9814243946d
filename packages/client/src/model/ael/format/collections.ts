// Calls on lists and maps as paths with their methods. What the language cannot say, or says otherwise, is undefined here.

import {
  CDT_CONTEXT,
  CDT_CONTEXT_FAMILY,
  CDT_FORM,
  CDT_PATH,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  FIRST_MAP_OP,
  LIST_OP,
  LIST_SORT_FLAG,
  MAP_OP,
} from '../../../wire/codes/collections.ts';
import { EXP, EXP_ENTRY, EXP_TYPE } from '../../../wire/codes/expressions.ts';
import { type Change, PATH_METHODS } from '../path-methods.ts';
import { nameOfType } from '../types.ts';
import { type CallTree, integerOf, receiverText, type Show, typeOfTree } from './call-tree.ts';
import { constantText } from './constants.ts';
import type { EntryTree } from './entry-tree.ts';
import { isSeveral, itemsOf, keyText, lastStep, stepsText } from './steps.ts';

/** What a read returns, as a method. */
const READS: { readonly [returnType: number]: string } = {
  [CDT_RETURN.VALUE]: '',
  [CDT_RETURN.COUNT]: '.count()',
  [CDT_RETURN.EXISTS]: '.exists()',
  [CDT_RETURN.KEY]: '.getKeys()',
  [CDT_RETURN.INDEX]: '.getIndexes()',
  [CDT_RETURN.REVERSE_INDEX]: '.getIndexes():REVERSE',
  [CDT_RETURN.RANK]: '.getRanks()',
  [CDT_RETURN.REVERSE_RANK]: '.getRanks():REVERSE',
  [CDT_RETURN.ORDERED_MAP]: '.getMaps()',
  [CDT_RETURN.UNORDERED_MAP]: '.getMaps():UNORDERED',
};

/** Methods of one element alone or of several alone. */
const NOT_OF_ONE: ReadonlySet<number> = new Set([
  CDT_RETURN.COUNT,
  CDT_RETURN.KEY,
  CDT_RETURN.ORDERED_MAP,
  CDT_RETURN.UNORDERED_MAP,
]);

/** What a selection along a path returns, as a method. */
const SELECTIONS: { readonly [flags: number]: string } = {
  [CDT_PATH.MATCHING_TREE]: '.getTree()',
  [CDT_PATH.VALUE]: '',
  [CDT_PATH.MAP_KEY]: '.getKeys()',
  [CDT_PATH.MAP_KEY_VALUE]: '.getKeyValues()',
};

/** The text of a call on a list or a map. */
export function collectionText(show: Show, call: CallTree): string | undefined {
  const base = receiverText(show, call.value);
  if (call.code === CDT_FORM.PATH) return call.isChange ? applied(show, call, base) : selection(show, call, base);
  const steps = stepsText(call.context, show);
  if (steps === undefined) return undefined;
  if (call.isChange) return changed(show, call, base, steps);
  return (
    sized(call, base, steps) ??
    joined(show, call, base, steps) ??
    contained(show, call, steps) ??
    read(call, `${base}${steps}`)
  );
}

function sized({ code, args }: CallTree, base: string, steps: string): string | undefined {
  if ((code !== LIST_OP.SIZE && code !== MAP_OP.SIZE) || args.length > 0) return undefined;
  const pin = steps === '' ? '' : code === LIST_OP.SIZE ? ':LIST' : ':MAP';
  return `${base}${steps}${pin}.count()`;
}

function joined(show: Show, { code, args }: CallTree, base: string, steps: string): string | undefined {
  if (code !== LIST_OP.STRING_LIST_JOIN || args.length > 1 || steps !== '') return undefined;
  return `${base}.join(${args.map((separator) => show.text(separator)).join()})`;
}

/** `v in $.list` */
function contained(show: Show, { code, args, value }: CallTree, steps: string): string | undefined {
  const [returned, subject] = args;
  if (code !== LIST_OP.GET_ALL_BY_VALUE || integerOf(returned) !== CDT_RETURN.EXISTS || steps !== '') return undefined;
  if (subject === undefined || value.entry.op !== EXP.BIN || !isExpression(subject)) return undefined;
  return `(${show.operand(subject)} in ${show.text(value)})`;
}

function read({ code, args, type }: CallTree, path: string): string | undefined {
  const [returned, ...rest] = args;
  const given = integerOf(returned);
  if (given === undefined) return undefined;
  const returnType = given & ~CDT_RETURN_INVERTED;
  const method = READS[returnType];
  const last = lastStep(code, returnType, rest, given !== returnType);
  if (method === undefined || last === undefined || isRemoval(code)) return undefined;
  const isMap = returnType === CDT_RETURN.ORDERED_MAP || returnType === CDT_RETURN.UNORDERED_MAP;
  if ((last.isOne && NOT_OF_ONE.has(returnType)) || (isMap && code < FIRST_MAP_OP)) return undefined;
  if (!last.isOne || method !== '') return `${path}${last.text}${method}`;
  const name = nameOfType(type);
  return name === undefined ? undefined : `${path}${last.text}:${name}`;
}

/** Selections without a star, a filter or several elements on the way are reads of another kind. */
function selection(show: Show, call: CallTree, base: string): string | undefined {
  const [context, flagsEntry] = call.args;
  const flags = integerOf(flagsEntry) ?? -1;
  const steps = stepsText(context?.entry.ctx, show);
  const method = SELECTIONS[flags];
  if (steps === undefined || steps === '' || method === undefined) return undefined;
  const isTree = flags === CDT_PATH.MATCHING_TREE;
  if (!isMany(context?.entry.ctx) && !isTree && flags !== CDT_PATH.MAP_KEY_VALUE) return undefined;
  if (call.type !== (isTree ? typeOfTree(call.value) : EXP_TYPE.LIST)) return undefined;
  return `${base}${steps}${method}`;
}

/** `.modify(…)`, and `.remove()` of several elements. */
function applied(show: Show, call: CallTree, base: string): string | undefined {
  const [context, flagsEntry, value] = call.args;
  const steps = stepsText(context?.entry.ctx, show);
  const flags = (integerOf(flagsEntry) ?? -1) - CDT_PATH.APPLY;
  if (steps === undefined || steps === '' || value === undefined || call.type !== typeOfTree(call.value)) {
    return undefined;
  }
  if (flags !== 0 && flags !== CDT_PATH.NO_FAIL) return undefined;
  const mark = flags === 0 ? '' : ':NO_FAIL';
  if (value.entry.op !== EXP.REMOVE_RESULT) return `${base}${steps}.modify(${show.text(value)})${mark}`;
  return isMany(context?.entry.ctx) ? `${base}${steps}.remove()${mark}` : undefined;
}

/** Whether steps may lead to several elements, so that the language has a selection for them. */
function isMany(context: unknown): boolean {
  const items = itemsOf(context) ?? [];
  return items.some(([type], i) => {
    const isInner = isSeveral(type) && i < items.length - 1;
    return type === CDT_CONTEXT.EXP || type === CDT_CONTEXT.AND || isInner;
  });
}

function isRemoval(code: number): boolean {
  if (code < FIRST_MAP_OP) return code >= LIST_OP.REMOVE_BY_INDEX;
  return code >= MAP_OP.REMOVE_BY_KEY && code < MAP_OP.SIZE;
}

function changed(show: Show, call: CallTree, base: string, steps: string): string | undefined {
  const { code, args, type } = call;
  if (type !== typeOfTree(call.value)) return undefined;
  if (isRemoval(code)) {
    const [returned, ...rest] = args;
    const given = integerOf(returned) ?? -1;
    const last = lastStep(code, CDT_RETURN.NONE, rest, given === CDT_RETURN_INVERTED);
    const isNone = given === CDT_RETURN.NONE || given === CDT_RETURN_INVERTED;
    return last === undefined || !isNone ? undefined : `${base}${steps}${last.text}.remove()`;
  }
  for (const [name, row] of Object.entries(PATH_METHODS)) {
    const change = code < FIRST_MAP_OP ? row.list : row.map;
    const other = code < FIRST_MAP_OP ? row.map : row.list;
    if (change?.code !== code) continue;
    const text = changeText(show, call, name, change, other !== undefined, steps);
    if (text !== undefined) return `${base}${text}`;
  }
  return undefined;
}

/** @param isShared - whether lists and maps have the method: then the last segment says which it is */
function changeText(
  show: Show,
  call: CallTree,
  name: string,
  change: Change,
  isShared: boolean,
  steps: string,
): string | undefined {
  const isList = call.code < FIRST_MAP_OP;
  const args = change.isAtElement ? call.args.slice(1) : call.args;
  const flag = tailText(call, change, args, name);
  if (flag === undefined) return undefined;
  const count = PATH_METHODS[name]?.argument === undefined ? 0 : 1;
  const values = args.slice(0, count);
  if (values.length !== count || !values.every(isExpression)) return undefined;
  let element = '';
  if (change.isAtElement) {
    const key = call.args[0] === undefined ? undefined : constantText(call.args[0].entry);
    if (key === undefined) return undefined;
    element = isList ? `.[${key}]` : keyText(key);
    if (isList && integerOf(call.args[0]) === undefined) return undefined;
  } else if (isShared && steps !== '') {
    // What is inside a list or map is cleared in other words; of many items the last segment says what they go into.
    const last = itemsOf(call.context)?.at(-1)?.[0] ?? 0;
    const isInMap = (last & CDT_CONTEXT_FAMILY.MAP) !== 0;
    if (name === 'clear' || !isInMap || isList) return undefined;
  }
  return `${steps}${element}.${name}(${values.map((value) => show.text(value)).join(', ')})${flag}`;
}

/** The flags behind the arguments must be those of the method; what they add to its text. */
function tailText(call: CallTree, { tail }: Change, args: readonly EntryTree[], name: string): string | undefined {
  const count = PATH_METHODS[name]?.argument === undefined ? 0 : 1;
  const given = args.slice(count).map((entry) => integerOf(entry) ?? Number.NaN);
  const { order, writeFlags } = call.policy;
  if (order !== undefined) given.push(order);
  if (writeFlags !== undefined) given.push(writeFlags);
  if (name === 'sort') {
    if (given.length !== 1) return undefined;
    return given[0] === 0 ? '' : given[0] === LIST_SORT_FLAG.DROP_DUPLICATES ? ':DROP_DUPS' : undefined;
  }
  // None are the same as zeros.
  for (let i = 0; i < Math.max(given.length, tail.length); i++)
    if ((given[i] ?? 0) !== (tail[i] ?? 0)) return undefined;
  return '';
}

/** Whether an entry can stand as an expression: NIL and INF stand in selectors only. */
function isExpression({ entry }: EntryTree): boolean {
  return entry.op !== EXP_ENTRY.AS_VAL || ('value' in entry && entry.value !== null);
}
