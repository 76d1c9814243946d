// Paths as entries: one operation on the last segment with the others as its context, or, where several elements are
// selected on the way, a selection by path.

import {
  CDT_CONTEXT,
  CDT_CONTEXT_INVERTED,
  CDT_CONTEXT_SEVERAL,
  CDT_PATH,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  LIST_OP,
  LIST_SORT_FLAG,
  MAP_OP,
} from '../../wire/codes/collections.ts';
import { EXP, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { modifying } from '../exp/calls.ts';
import { core } from '../exp/core.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { paths } from '../exp/paths.ts';
import { CdtContext } from '../operations/context.ts';
import { constantOfSelector } from './constants.ts';
import { type Emit, emitCall, emitHead, emitInt, emitMade, entriesOf } from './emit.ts';
import { INF } from './literals.ts';
import { type Change, PATH_METHODS, type PathMethod } from './path-methods.ts';
import { isSingle } from './paths.ts';
import { fail } from './problem.ts';
import type { Bin, Expression, Method, Path, Segment, Selector } from './syntax.ts';
import { LIST, type TypeSet } from './types.ts';

/** The operations of a last segment: what reads, and what removes. */
interface LeafRow {
  readonly get: number;
  readonly remove: number;
}

const leaf = (get: number, remove: number): LeafRow => ({ get, remove });

const LIST_LEAVES: { readonly [by in Selector]?: LeafRow } = {
  index: leaf(LIST_OP.GET_BY_INDEX, LIST_OP.REMOVE_BY_INDEX),
  rank: leaf(LIST_OP.GET_BY_RANK, LIST_OP.REMOVE_BY_RANK),
  value: leaf(LIST_OP.GET_BY_VALUE, LIST_OP.REMOVE_BY_VALUE),
  indexRange: leaf(LIST_OP.GET_BY_INDEX_RANGE, LIST_OP.REMOVE_BY_INDEX_RANGE),
  rankRange: leaf(LIST_OP.GET_BY_RANK_RANGE, LIST_OP.REMOVE_BY_RANK_RANGE),
  valueRange: leaf(LIST_OP.GET_BY_VALUE_INTERVAL, LIST_OP.REMOVE_BY_VALUE_INTERVAL),
  values: leaf(LIST_OP.GET_BY_VALUE_LIST, LIST_OP.REMOVE_BY_VALUE_LIST),
  fromValue: leaf(LIST_OP.GET_BY_VALUE_REL_RANK_RANGE, LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE),
};

const MAP_LEAVES: { readonly [by in Selector]?: LeafRow } = {
  key: leaf(MAP_OP.GET_BY_KEY, MAP_OP.REMOVE_BY_KEY),
  index: leaf(MAP_OP.GET_BY_INDEX, MAP_OP.REMOVE_BY_INDEX),
  rank: leaf(MAP_OP.GET_BY_RANK, MAP_OP.REMOVE_BY_RANK),
  value: leaf(MAP_OP.GET_BY_VALUE, MAP_OP.REMOVE_BY_VALUE),
  keyRange: leaf(MAP_OP.GET_BY_KEY_INTERVAL, MAP_OP.REMOVE_BY_KEY_INTERVAL),
  keys: leaf(MAP_OP.GET_BY_KEY_LIST, MAP_OP.REMOVE_BY_KEY_LIST),
  indexRange: leaf(MAP_OP.GET_BY_INDEX_RANGE, MAP_OP.REMOVE_BY_INDEX_RANGE),
  rankRange: leaf(MAP_OP.GET_BY_RANK_RANGE, MAP_OP.REMOVE_BY_RANK_RANGE),
  valueRange: leaf(MAP_OP.GET_BY_VALUE_INTERVAL, MAP_OP.REMOVE_BY_VALUE_INTERVAL),
  values: leaf(MAP_OP.GET_BY_VALUE_LIST, MAP_OP.REMOVE_BY_VALUE_LIST),
  fromKey: leaf(MAP_OP.GET_BY_KEY_REL_INDEX_RANGE, MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE),
  fromValue: leaf(MAP_OP.GET_BY_VALUE_REL_RANK_RANGE, MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE),
};

const LIST_STEPS: { readonly [by in Selector]?: number } = {
  index: CDT_CONTEXT.LIST_INDEX,
  rank: CDT_CONTEXT.LIST_RANK,
  value: CDT_CONTEXT.LIST_VALUE,
  indexRange: CDT_CONTEXT_SEVERAL.LIST_INDEX_RANGE,
  rankRange: CDT_CONTEXT_SEVERAL.LIST_RANK_RANGE,
  values: CDT_CONTEXT_SEVERAL.LIST_VALUES_IN,
  valueRange: CDT_CONTEXT_SEVERAL.LIST_VALUE_INTERVAL,
  fromValue: CDT_CONTEXT_SEVERAL.LIST_VALUE_REL_RANK_RANGE,
};

const MAP_STEPS: { readonly [by in Selector]?: number } = {
  key: CDT_CONTEXT.MAP_KEY,
  index: CDT_CONTEXT.MAP_INDEX,
  rank: CDT_CONTEXT.MAP_RANK,
  value: CDT_CONTEXT.MAP_VALUE,
  keys: CDT_CONTEXT_SEVERAL.MAP_KEYS_IN,
  indexRange: CDT_CONTEXT_SEVERAL.MAP_INDEX_RANGE,
  rankRange: CDT_CONTEXT_SEVERAL.MAP_RANK_RANGE,
  values: CDT_CONTEXT_SEVERAL.MAP_VALUES_IN,
  keyRange: CDT_CONTEXT_SEVERAL.MAP_KEY_INTERVAL,
  valueRange: CDT_CONTEXT_SEVERAL.MAP_VALUE_INTERVAL,
  fromKey: CDT_CONTEXT_SEVERAL.MAP_KEY_REL_INDEX_RANGE,
  fromValue: CDT_CONTEXT_SEVERAL.MAP_VALUE_REL_RANK_RANGE,
};

const typeOf = (node: Expression): number => (node.type as TypeSet).type;
const lastOf = ({ segments }: Path): Segment => segments.at(-1) as Segment;

/** Several elements on the way: then the whole path is a selection. */
function isSelection({ segments }: Path): boolean {
  return segments.some((segment, i) => {
    const isLast = i === segments.length - 1;
    return segment.by === 'all' || segment.filter !== undefined || (!isLast && !isSingle(segment));
  });
}

/**
 * The steps to the collection in which the last of some segments selects; null for none.
 *
 * @param isSelection - whether they may lead to several
 * @throws AelProblem
 */
function contextOf(segments: readonly Segment[], count: number, emit: Emit, isSelection = false): CdtContext | null {
  if (count === 0) return null;
  const context = new CdtContext();
  for (let i = 0; i < count; i++) {
    const { of, by, args, inverted, filter, at } = segments[i] as Segment;
    if (by === 'all') {
      context.items.push([CDT_CONTEXT.EXP, filter === undefined ? undefined : entriesOf(filter, emit)]);
      continue;
    }
    const step = (of === 'list' ? LIST_STEPS : MAP_STEPS)[by];
    if (step === undefined) fail(at, `a ${of} has no such segment`);
    if (!isSelection && !isSingle(segments[i] as Segment))
      fail(at, 'this changes or counts one list or map, and the segment selects several');
    const isOneValue = isSingle(segments[i] as Segment) || by === 'keys' || by === 'values';
    const value = isOneValue ? args[0] : openRange(args);
    if (value === INF) fail(at, 'INF is not a step of a path');
    context.items.push([inverted ? step + CDT_CONTEXT_INVERTED : step, value]);
    if (filter !== undefined) context.items.push([CDT_CONTEXT.AND, entriesOf(filter, emit)]);
  }
  return context;
}

/** A range as a list, without the end that is open. */
function openRange(args: readonly unknown[]): readonly unknown[] {
  return args.at(-1) === INF ? args.slice(0, -1) : args;
}

/** What a path without a method reads. */
export function emitPath(node: Path, emit: Emit, out: AerospikeExp): void {
  if (isSelection(node)) return selection(node, EXP_TYPE.LIST, CDT_PATH.VALUE, emit, out);
  read(node, typeOf(node), CDT_RETURN.VALUE, emit, out);
}

function selection(node: Path, type: number, flags: number, emit: Emit, out: AerospikeExp): void {
  const context = contextOf(node.segments, node.segments.length, emit, true) as CdtContext;
  emitMade(paths.selectByPath(entriesOf(node.base, emit), type as never, flags as never, context), out);
}

function read(node: Path, type: number, returnType: number, emit: Emit, out: AerospikeExp): void {
  const { segments, base } = node;
  const last = lastOf(node);
  const ctx = contextOf(segments, segments.length - 1, emit);
  emitCall({ type, system: EXP_SYSTEM.CDT, code: rowOf(last).get, count: 1 + last.args.length, ctx }, out);
  emitInt(returnType + (last.inverted ? CDT_RETURN_INVERTED : 0), out);
  emitArguments(last, out);
  emit(base, out);
}

function rowOf(segment: Segment): LeafRow {
  const row = (segment.of === 'list' ? LIST_LEAVES : MAP_LEAVES)[segment.by];
  return row ?? fail(segment.at, `a ${segment.of} has no such segment`);
}

function emitArguments({ by, args }: Segment, out: AerospikeExp): void {
  for (const value of args) {
    if (by === 'keys' || by === 'values') emitMade(core.list(value as never), out);
    else emitMade(constantOfSelector(value), out);
  }
}

/** A path, or a bin, with the method that ends it. @throws AelProblem */
export function emitPathMethod(node: Method, emit: Emit, out: AerospikeExp): void {
  const { receiver, name, at } = node;
  const row = PATH_METHODS[name] as PathMethod;
  if (receiver.kind === 'path') {
    const isMany = isSelection(receiver);
    if (name === 'modify' || (name === 'remove' && isMany)) return applied(node, receiver, emit, out);
    if (name === 'remove') return removed(node, receiver, emit, out);
    if (row.list !== undefined || row.map !== undefined) {
      if (isMany) fail(at, `${name}() changes one collection; modify() and remove() change several elements`);
      return changed(node, receiver.base, receiver.segments, row, emit, out);
    }
    return isMany ? selectionMethod(node, receiver, emit, out) : leafMethod(node, receiver, emit, out);
  }
  if (name === 'exists') {
    if (receiver.kind !== 'bin') fail(at, 'exists() is for bins and paths');
    return emitMade(core.binExists(receiver.name), out);
  }
  if (name === 'type') return emitMade(core.binType((receiver as Bin).name), out);
  if (name === 'count') return size(receiver, null, receiver, emit, out);
  changed(node, receiver, [], row, emit, out);
}

/** @param value - whose type says which of the two the collection at the context is */
function size(value: Expression, ctx: CdtContext | null, base: Expression, emit: Emit, out: AerospikeExp): void {
  const code = (value.type as TypeSet).set === LIST ? LIST_OP.SIZE : MAP_OP.SIZE;
  emitCall({ type: EXP_TYPE.INT, system: EXP_SYSTEM.CDT, code, count: 0, ctx }, out);
  emit(base, out);
}

function selectionMethod(node: Method, path: Path, emit: Emit, out: AerospikeExp): void {
  const select = (type: number, flags: number): void => selection(path, type, flags, emit, out);
  switch (node.name) {
    // Servers count by themselves from 8.2 on; these count the list of values.
    case 'exists':
      emitHead(EXP.GT, 2, out);
      sizeOfValues(path, emit, out);
      return emitInt(0, out);
    case 'count':
      return sizeOfValues(path, emit, out);
    case 'getKeys':
      return select(EXP_TYPE.LIST, CDT_PATH.MAP_KEY);
    case 'getKeyValues':
      return select(EXP_TYPE.LIST, CDT_PATH.MAP_KEY_VALUE);
    case 'getTree':
      return select(typeOf(path.base), CDT_PATH.MATCHING_TREE);
    default:
      return fail(node.at, `${node.name}() is for a path that selects in one list or map`);
  }
}

function sizeOfValues(path: Path, emit: Emit, out: AerospikeExp): void {
  emitCall({ type: EXP_TYPE.INT, system: EXP_SYSTEM.CDT, code: LIST_OP.SIZE, count: 0, ctx: null }, out);
  selection(path, EXP_TYPE.LIST, CDT_PATH.VALUE, emit, out);
}

function leafMethod(node: Method, path: Path, emit: Emit, out: AerospikeExp): void {
  const { segments, base } = path;
  const last = lastOf(path);
  const { name, at, flags } = node;
  const isOne = isSingle(last);
  const isReverse = flags.includes('REVERSE');
  switch (name) {
    case 'count':
      if (isOne) return size(path, contextOf(segments, segments.length, emit), base, emit, out);
      return read(path, EXP_TYPE.INT, CDT_RETURN.COUNT, emit, out);
    case 'exists':
      return read(path, EXP_TYPE.BOOL, CDT_RETURN.EXISTS, emit, out);
    case 'getKeys':
      if (isOne || last.of === 'list') fail(at, 'getKeys() is for segments of maps that select several elements');
      return read(path, EXP_TYPE.LIST, CDT_RETURN.KEY, emit, out);
    case 'getMaps': {
      if (isOne || last.of === 'list') fail(at, 'getMaps() is for segments of maps that select several elements');
      const isUnordered = flags.includes('UNORDERED');
      return read(path, EXP_TYPE.MAP, isUnordered ? CDT_RETURN.UNORDERED_MAP : CDT_RETURN.ORDERED_MAP, emit, out);
    }
    case 'getIndexes':
      return read(path, typeOf(node), isReverse ? CDT_RETURN.REVERSE_INDEX : CDT_RETURN.INDEX, emit, out);
    case 'getRanks':
      return read(path, typeOf(node), isReverse ? CDT_RETURN.REVERSE_RANK : CDT_RETURN.RANK, emit, out);
    default:
      return selectionMethod(node, path, emit, out);
  }
}

/** Every selected element replaced by a value, or removed. */
function applied(node: Method, path: Path, emit: Emit, out: AerospikeExp): void {
  const [change] = node.args;
  const value = change === undefined ? core.removeResult() : entriesOf(change.value, emit);
  const flags = node.flags.includes('NO_FAIL') ? CDT_PATH.NO_FAIL : 0;
  const context = contextOf(path.segments, path.segments.length, emit, true) as CdtContext;
  const base = entriesOf(path.base, emit);
  emitMade(paths.modifyByPath(base, typeOf(path.base) as never, value, flags as never, context), out);
}

function removed(node: Method, { base, segments }: Path, emit: Emit, out: AerospikeExp): void {
  if (node.flags.length > 0) fail(node.at, ':NO_FAIL on a path needs server 8.2 and is not compiled here');
  const last = segments.at(-1) as Segment;
  const ctx = contextOf(segments, segments.length - 1, emit);
  emitChange(base, rowOf(last).remove, 1 + last.args.length, ctx, out);
  emitInt(CDT_RETURN.NONE + (last.inverted ? CDT_RETURN_INVERTED : 0), out);
  emitArguments(last, out);
  emit(base, out);
}

/** One collection changed: that of the last segment, or the one it leads to. */
function changed(
  node: Method,
  base: Expression,
  segments: readonly Segment[],
  row: PathMethod,
  emit: Emit,
  out: AerospikeExp,
): void {
  const { name, args, flags } = node;
  const last = segments.at(-1);
  const how = changeOf(node, base, last, row);
  if (how.isAtElement && last === undefined) {
    fail(node.at, `${name}() changes an element, as in $.map.key.${name}(...)`);
  }
  const element = how.isAtElement ? last : undefined;
  const ctx = contextOf(segments, segments.length - (element === undefined ? 0 : 1), emit);
  const sortFlags = flags.includes('DROP_DUPS') ? LIST_SORT_FLAG.DROP_DUPLICATES : 0;
  const tail = name === 'sort' ? [sortFlags] : how.tail;
  emitChange(base, how.code, (element?.args.length ?? 0) + args.length + tail.length, ctx, out);
  if (element !== undefined) emitArguments(element, out);
  for (const { value } of args) emit(value, out);
  for (const flag of tail) emitInt(flag, out);
  emit(base, out);
}

function changeOf({ name, at }: Method, base: Expression, last: Segment | undefined, row: PathMethod): Change {
  const { list, map } = row;
  const only = list === undefined ? map : map === undefined ? list : undefined;
  if (only !== undefined) {
    if (only.isAtElement && last !== undefined && last.by !== 'key') fail(at, `${name}() is for the key of a map`);
    return only;
  }
  // What both have changes an element where the last segment is one of a list, or the whole collection.
  if (last === undefined) return ((base.type as TypeSet).set === LIST ? list : map) as Change;
  if (name === 'clear') fail(at, 'clear() of what is inside a list or map is not compiled here');
  const change = (last.of === 'list' ? list : map) as Change;
  if (change.isAtElement && last.by !== (last.of === 'list' ? 'index' : 'key')) {
    fail(at, `${name}() is for the index of a list or the key of a map`);
  }
  return change;
}

/** A call that changes a copy of the bin, whose whole value it yields. */
function emitChange(base: Expression, code: number, count: number, ctx: CdtContext | null, out: AerospikeExp): void {
  emitCall({ type: typeOf(base), system: modifying(EXP_SYSTEM.CDT), code, count, ctx }, out);
}
