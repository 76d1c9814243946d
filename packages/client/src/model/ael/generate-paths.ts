// Paths as entries: one operation on the last segment with the others as its context, or, where several elements are
// selected on the way, a selection by path.

import {
  CDT_CONTEXT,
  CDT_PATH,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  LIST_OP,
  LIST_SORT_FLAG,
  MAP_OP,
} from '../../wire/codes/collections.ts';
import { EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { call, modifying } from '../exp/calls.ts';
import { core } from '../exp/core.ts';
import { type AerospikeExp, int } from '../exp/entry.ts';
import { lists } from '../exp/lists.ts';
import { maps } from '../exp/maps.ts';
import { paths } from '../exp/paths.ts';
import { CdtContext } from '../operations/context.ts';
import { constantOfSelector } from './constants.ts';
import { INF } from './literals.ts';
import { type Change, PATH_METHODS, type PathMethod } from './path-methods.ts';
import { isSingle } from './paths.ts';
import { fail } from './problem.ts';
import type { Bin, Expression, Method, Path, Segment, Selector } from './syntax.ts';
import { LIST, type TypeSet } from './types.ts';

type Generate = (node: Expression) => AerospikeExp;

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
};

const MAP_STEPS: { readonly [by in Selector]?: number } = {
  key: CDT_CONTEXT.MAP_KEY,
  index: CDT_CONTEXT.MAP_INDEX,
  rank: CDT_CONTEXT.MAP_RANK,
  value: CDT_CONTEXT.MAP_VALUE,
  keys: CDT_CONTEXT.MAP_KEYS_IN,
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

/** The steps to the collection in which the last of some segments selects; null for none. @throws AelProblem */
function contextOf(segments: readonly Segment[], generate: Generate): CdtContext | null {
  if (segments.length === 0) return null;
  const context = new CdtContext();
  for (const { of, by, args, inverted, filter, at } of segments) {
    if (by === 'all') {
      context.items.push([CDT_CONTEXT.EXP, filter === undefined ? undefined : generate(filter)]);
      continue;
    }
    const step = (of === 'list' ? LIST_STEPS : MAP_STEPS)[by];
    if (step === undefined || inverted) {
      fail(
        at,
        'a segment that selects several elements on the way needs server 8.2 and is not compiled here; "*", "*[?( )]" and {@a,b} are',
      );
    }
    const [value] = args;
    if (value === INF) fail(at, 'INF is no step of a path');
    context.items.push([step, value]);
    if (filter !== undefined) context.items.push([CDT_CONTEXT.AND, generate(filter)]);
  }
  return context;
}

/** What a path without a method reads. */
export function pathValue(node: Path, generate: Generate): AerospikeExp {
  if (isSelection(node)) return selection(node, EXP_TYPE.LIST, CDT_PATH.VALUE, generate);
  return read(node, typeOf(node), CDT_RETURN.VALUE, generate);
}

function selection(node: Path, type: number, flags: number, generate: Generate): AerospikeExp {
  const context = contextOf(node.segments, generate) as CdtContext;
  return paths.selectByPath(generate(node.base), type as never, flags as never, context);
}

function read(node: Path, type: number, returnType: number, generate: Generate): AerospikeExp {
  const last = lastOf(node);
  const { get } = rowOf(last);
  const ctx = contextOf(node.segments.slice(0, -1), generate);
  const parameters = [int(returnType + (last.inverted ? CDT_RETURN_INVERTED : 0)), ...argumentsOf(last)];
  return call(type, EXP_SYSTEM.CDT, get, parameters.length, parameters, generate(node.base), { ctx });
}

function rowOf(segment: Segment): LeafRow {
  const row = (segment.of === 'list' ? LIST_LEAVES : MAP_LEAVES)[segment.by];
  return row ?? fail(segment.at, `a ${segment.of} has no such segment`);
}

function argumentsOf({ by, args }: Segment): AerospikeExp[] {
  return args.map((value) =>
    by === 'keys' || by === 'values' ? core.list(value as never) : constantOfSelector(value),
  );
}

/** A path, or a bin, with the method that ends it. @throws AelProblem */
export function pathMethod(node: Method, generate: Generate): AerospikeExp {
  const { receiver, name } = node;
  if (receiver.kind === 'path') {
    const isMany = isSelection(receiver);
    const row = PATH_METHODS[name] as PathMethod;
    if (name === 'modify' || (name === 'remove' && isMany)) return applied(node, receiver, generate);
    if (name === 'remove') return removed(node, receiver, generate);
    if (row.list !== undefined || row.map !== undefined) {
      if (isMany) fail(node.at, `${name}() changes one collection; modify() and remove() change several elements`);
      return changed(node, receiver.base, receiver.segments, row, generate);
    }
    return isMany ? selectionMethod(node, receiver, generate) : leafMethod(node, receiver, generate);
  }
  if (name === 'exists') {
    if (receiver.kind !== 'bin') fail(node.at, 'exists() is for bins and paths');
    return core.binExists(receiver.name);
  }
  if (name === 'type') return core.binType((receiver as Bin).name);
  if (name === 'count') return sizeOf(receiver, null, generate(receiver));
  return changed(node, receiver, [], PATH_METHODS[name] as PathMethod, generate);
}

function sizeOf(value: Expression, ctx: CdtContext | null, bin: AerospikeExp): AerospikeExp {
  return (value.type as TypeSet).set === LIST ? lists.size(bin, ctx) : maps.size(bin, ctx);
}

function selectionMethod(node: Method, path: Path, generate: Generate): AerospikeExp {
  const select = (type: number, flags: number) => selection(path, type, flags, generate);
  switch (node.name) {
    // Servers count by themselves from 8.2 on; these count the list of values.
    case 'count':
      return lists.size(select(EXP_TYPE.LIST, CDT_PATH.VALUE));
    case 'exists':
      return core.gt(lists.size(select(EXP_TYPE.LIST, CDT_PATH.VALUE)), int(0));
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

function leafMethod(node: Method, path: Path, generate: Generate): AerospikeExp {
  const last = lastOf(path);
  const { name, at, flags } = node;
  const isOne = isSingle(last);
  const isReverse = flags.includes('REVERSE');
  switch (name) {
    case 'count':
      if (isOne) return sizeOf(path, contextOf(path.segments, generate), generate(path.base));
      return read(path, EXP_TYPE.INT, CDT_RETURN.COUNT, generate);
    case 'exists':
      return read(path, EXP_TYPE.BOOL, CDT_RETURN.EXISTS, generate);
    case 'getKeys':
      if (isOne || last.of === 'list') fail(at, 'getKeys() is for segments of maps that select several elements');
      return read(path, EXP_TYPE.LIST, CDT_RETURN.KEY, generate);
    case 'getMaps': {
      if (isOne || last.of === 'list') fail(at, 'getMaps() is for segments of maps that select several elements');
      const isUnordered = flags.includes('UNORDERED');
      return read(path, EXP_TYPE.MAP, isUnordered ? CDT_RETURN.UNORDERED_MAP : CDT_RETURN.ORDERED_MAP, generate);
    }
    case 'getIndexes':
      return read(path, typeOf(node), isReverse ? CDT_RETURN.REVERSE_INDEX : CDT_RETURN.INDEX, generate);
    case 'getRanks':
      return read(path, typeOf(node), isReverse ? CDT_RETURN.REVERSE_RANK : CDT_RETURN.RANK, generate);
    default:
      return selectionMethod(node, path, generate);
  }
}

/** Every selected element replaced by a value, or removed. */
function applied(node: Method, path: Path, generate: Generate): AerospikeExp {
  const [change] = node.args;
  const value = change === undefined ? core.removeResult() : generate(change.value);
  const flags = node.flags.includes('NO_FAIL') ? CDT_PATH.NO_FAIL : 0;
  const context = contextOf(path.segments, generate) as CdtContext;
  return paths.modifyByPath(generate(path.base), typeOf(path.base) as never, value, flags as never, context);
}

function removed(node: Method, path: Path, generate: Generate): AerospikeExp {
  if (node.flags.length > 0) fail(node.at, ':NO_FAIL on a path needs server 8.2 and is not compiled here');
  const last = lastOf(path);
  const ctx = contextOf(path.segments.slice(0, -1), generate);
  const parameters = [int(CDT_RETURN.NONE + (last.inverted ? CDT_RETURN_INVERTED : 0)), ...argumentsOf(last)];
  return change(path.base, rowOf(last).remove, parameters, ctx, generate);
}

/** One collection changed: that of the last segment, or the one it leads to. */
function changed(
  node: Method,
  base: Expression,
  segments: readonly Segment[],
  row: PathMethod,
  generate: Generate,
): AerospikeExp {
  const last = segments.at(-1);
  const how = changeOf(node, base, last, row);
  const isAt = how.isAtElement;
  if (isAt && last === undefined) fail(node.at, `${node.name}() changes an element, as in $.map.key.${node.name}(...)`);
  const ctx = contextOf(isAt ? segments.slice(0, -1) : segments, generate);
  const parameters = isAt ? argumentsOf(last as Segment) : [];
  for (const { value } of node.args) parameters.push(generate(value));
  const isSort = node.name === 'sort';
  const tail = isSort ? [node.flags.includes('DROP_DUPS') ? LIST_SORT_FLAG.DROP_DUPLICATES : 0] : how.tail;
  return change(base, how.code, [...parameters, ...tail.map(int)], ctx, generate);
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
function change(
  base: Expression,
  code: number,
  parameters: readonly AerospikeExp[],
  ctx: CdtContext | null,
  generate: Generate,
): AerospikeExp {
  const system = modifying(EXP_SYSTEM.CDT);
  return call(typeOf(base), system, code, parameters.length, parameters, generate(base), { ctx });
}
