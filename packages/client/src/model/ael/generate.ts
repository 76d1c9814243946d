// A tree with types to the entries that the functions of `exp` make. Paths are in generate-paths.ts, regular expressions in
// regex.ts.

import { CDT_RETURN } from '../../wire/codes/collections.ts';
import { EXP, EXP_LOOPVAR, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { core } from '../exp/core.ts';
import { type AerospikeExp, int, operation } from '../exp/entry.ts';
import { lists } from '../exp/lists.ts';
import { GeoJSON } from '../geojson.ts';
import { constantOfType } from './constants.ts';
import { FUNCTIONS, type FunctionRow, METADATA, METHODS } from './functions.ts';
import { pathMethod, pathValue } from './generate-paths.ts';
import { placedArguments } from './infer.ts';
import { PATH_METHODS } from './path-methods.ts';
import { fail } from './problem.ts';
import { posixFlags } from './regex.ts';
import type { Argument, Expression, Literal, Method, Operation } from './syntax.ts';
import { FLOAT, INT, STRING, type TypeSet } from './types.ts';

type Make = (...args: AerospikeExp[]) => AerospikeExp;

const OPERATORS: { readonly [name: string]: Make } = {
  and: core.and,
  or: core.or,
  not: core.not as Make,
  '==': core.eq as Make,
  '!=': core.ne as Make,
  '>': core.gt as Make,
  '>=': core.ge as Make,
  '<': core.lt as Make,
  '<=': core.le as Make,
  '+': core.add,
  '-': core.sub,
  '*': core.mul,
  '/': core.div,
  '%': core.mod,
  '**': core.pow as Make,
  '&': core.intAnd,
  '|': core.intOr,
  '^': core.intXor,
  '<<': core.intLshift as Make,
  // Named as the languages that have both: `>>` keeps the sign.
  '>>': core.intArshift as Make,
  '>>>': core.intRshift as Make,
  invert: core.intNot,
};

const BINS: { readonly [type: number]: (name: string) => AerospikeExp } = {
  [EXP_TYPE.BOOL]: core.binBool,
  [EXP_TYPE.INT]: core.binInt,
  [EXP_TYPE.STR]: core.binStr,
  [EXP_TYPE.LIST]: core.binList,
  [EXP_TYPE.MAP]: core.binMap,
  [EXP_TYPE.BLOB]: core.binBlob,
  [EXP_TYPE.FLOAT]: core.binFloat,
  [EXP_TYPE.GEOJSON]: core.binGeo,
  [EXP_TYPE.HLL]: core.binHll,
};

const LOOP_PARTS = { value: EXP_LOOPVAR.VALUE, key: EXP_LOOPVAR.KEY, index: EXP_LOOPVAR.INDEX };

/** The entries of a tree whose types are known. @throws AelProblem for what only newer servers can do */
export function generate(node: Expression): AerospikeExp {
  switch (node.kind) {
    case 'literal':
      return literal(node);
    case 'unknown':
      return core.unknown();
    case 'bin':
      return (BINS[typeOf(node)] as (name: string) => AerospikeExp)(node.name);
    case 'loop':
      return operation(EXP.LOOPVAR, 2, [int(typeOf(node)), int(LOOP_PARTS[node.part])]);
    case 'variable':
      return core.var(node.name);
    case 'metadata':
      if (node.name === 'key') return operation(EXP.KEY, 1, [int(typeOf(node))]);
      return called(METADATA[node.name] as FunctionRow, node.name, node.at, node.args);
    case 'path':
      return pathValue(node, generate);
    case 'operation':
      return operator(node);
    case 'matches':
      return core.cmpRegex(posixFlags(node.regex), node.regex.pattern, generate(node.value));
    case 'method':
      return method(node);
    case 'call':
      if (node.name === 'geoJson') return geoJson(node.args);
      return called(FUNCTIONS[node.name] as FunctionRow, node.name, node.at, node.args);
    case 'when':
      return core.cond(...node.rows.flat().map(generate), generate(node.otherwise));
    case 'let':
      return core.let(...node.definitions.map(([name, value]) => core.def(name, generate(value))), generate(node.body));
  }
}

/** Its one constant text, which has been checked. */
function geoJson([text]: readonly Argument[]): AerospikeExp {
  return core.geo(new GeoJSON((text as Argument & { readonly value: Literal }).value.value as string));
}

/** The type on the wire. */
function typeOf(node: Expression): number {
  return (node.type as TypeSet).type;
}

function literal(node: Literal): AerospikeExp {
  return constantOfType((node.type as TypeSet).set, node.value);
}

function operator(node: Operation): AerospikeExp {
  const { name, args, at } = node;
  if (name === 'in') return isIn(node);
  if (name === 'negate') {
    const zero = (node.type as TypeSet).set === FLOAT ? core.float(0) : core.int(0);
    return core.sub(zero, generate(args[0] as Expression));
  }
  if (name === '+' && (node.type as TypeSet).set === STRING) {
    fail(at, 'joining texts with + needs server 8.2 and is not compiled here');
  }
  return (OPERATORS[name] as Make)(...args.map(generate));
}

/** In words that every server knows: IN_LIST is known from 8.1.2 on. */
function isIn({ args }: Operation): AerospikeExp {
  const [value, list] = args as readonly [Expression, Expression];
  const subject = generate(value);
  if (list.kind !== 'literal') return lists.getByValue(generate(list), subject, CDT_RETURN.EXISTS);
  const items = list.value as readonly unknown[];
  const { set } = value.type as TypeSet;
  // Nothing is in an empty list, but what is unknown stays so.
  if (items.length === 0) return core.ne(subject, subject);
  const tests = items.map((item) => core.eq(subject, constantOfType(set, item)));
  return tests.length === 1 ? (tests[0] as AerospikeExp) : core.or(...tests);
}

function called(
  row: FunctionRow,
  name: string,
  at: number,
  args: readonly Argument[],
  receiver: AerospikeExp = [],
): AerospikeExp {
  const placed = row.isOpen === true ? args.map(({ value }) => value) : placedArguments(at, name, row, args);
  const made = placed.map((value, i) => {
    if (value === undefined) return undefined;
    return row.params[i]?.isConstant === true ? (value as Literal).value : generate(value);
  });
  if (name === 'digestModulo' && Number(made[0]) === 0) fail(at, 'digestModulo takes a number that is not 0');
  return row.make(receiver, ...(made as never[]));
}

function method(node: Method): AerospikeExp {
  const { name, receiver, at, args } = node;
  if (Object.hasOwn(PATH_METHODS, name)) return pathMethod(node, generate);
  const value = generate(receiver);
  const from = (receiver.type as TypeSet).set;
  if (name === 'toInt') return from === FLOAT ? core.toInt(value) : value;
  if (name === 'toFloat') return from === INT ? core.toFloat(value) : value;
  return called(METHODS[name] as FunctionRow, name, at, args, value);
}
