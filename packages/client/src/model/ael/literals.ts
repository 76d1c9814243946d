// Constants of a text, and the values that a program passes beside it. Both end as the same nodes, so that a value can
// never be read as text of the language.

import { Double } from '../double.ts';
import { GeoJSON } from '../geojson.ts';
import type { Cursor } from './cursor.ts';
import { fail } from './problem.ts';
import type { Expression } from './syntax.ts';
import { TOKEN } from './tokens.ts';
import { BLOB, BOOL, FLOAT, GEO, HLL, INT, LIST, MAP, NUMBER, namesOf, STRING, typeNamed } from './types.ts';

/** A constant where a value is expected. */
export function literal(parser: Cursor): Expression {
  const { at } = parser.peek();
  const [set, value] = constantOf(parser, 'a value');
  if (set === 0) fail(at, 'NIL, INF and * stand inside collections and selectors only');
  return { kind: 'literal', at, depth: 0, type: undefined, set, value };
}

/** A constant inside a selector or a list, where a bare name is text if `bare` is set; NIL is null. */
export function operand(parser: Cursor, bare: boolean): unknown {
  const { kind, text } = parser.peek();
  if (bare && kind === TOKEN.NAME && text !== 'NIL' && text !== 'INF') {
    parser.take();
    return text;
  }
  return constantOf(parser, 'a constant')[1];
}

/** The open end of an interval. */
export const INF: unique symbol = Symbol('INF');

type Constant = readonly [set: number, value: unknown];

function constantOf(parser: Cursor, expected: string): Constant {
  const { kind, at, text, value } = parser.peek();
  switch (kind) {
    case TOKEN.INT:
      parser.take();
      return [INT, value];
    case TOKEN.FLOAT:
      parser.take();
      return [FLOAT, new Double(value as number)];
    case TOKEN.STRING:
      parser.take();
      return [STRING, text];
    case TOKEN.BLOB:
      parser.take();
      return [BLOB, value];
    case TOKEN.PLACEHOLDER:
      parser.take();
      return parameter(parser, text, at);
    case TOKEN.NAME:
      return named(parser, text, expected);
    case TOKEN.OPEN_LIST:
      return [LIST, listOf(parser)];
    case TOKEN.OPEN_MAP:
      return [MAP, mapOf(parser)];
    case TOKEN.DOT:
      return fail(at, 'a number begins with a digit, as 0.5; a bin is $.name');
    case TOKEN.FILTER:
      return fail(at, 'a filter of elements follows "*" or a segment');
    default:
      return parser.unexpected(expected);
  }
}

function named(parser: Cursor, name: string, expected: string): Constant {
  const { at } = parser.peek();
  const type = typeNamed(name);
  if (type === undefined && !['true', 'false', 'NIL', 'INF'].includes(name)) {
    if (name === 'VECTOR') fail(at, 'VECTOR is reserved');
    if (name === 'null') fail(at, 'null is not a value here; $.bin.exists() tells whether a bin is there');
    fail(at, `expected ${expected}, found "${name}"; a bin is $.${name}, text stands in quotes`);
  }
  parser.take();
  if (type !== undefined) return [INT, type.particle];
  if (name === 'NIL') return [0, null];
  return name === 'INF' ? [0, INF] : [BOOL, name === 'true'];
}

function listOf(parser: Cursor): unknown[] {
  parser.take();
  const items: unknown[] = [];
  if (!parser.takes(TOKEN.CLOSE_LIST)) {
    do items.push(item(parser));
    while (parser.takes(TOKEN.COMMA));
    parser.expect(TOKEN.CLOSE_LIST, ']', 'to end the list');
  }
  order(parser, 'UNSORTED', 'SORTED');
  return items;
}

function mapOf(parser: Cursor): Map<unknown, unknown> {
  parser.take();
  const entries = new Map<unknown, unknown>();
  const seen = new Set<string>();
  if (!parser.takes(TOKEN.CLOSE_MAP)) {
    do {
      const { at } = parser.peek();
      const key = operand(parser, true);
      if (!['string', 'number', 'bigint'].includes(typeof key) && !(key instanceof Uint8Array)) {
        fail(at, 'the key of a map is an integer, text or bytes');
      }
      const mark = key instanceof Uint8Array ? `b${Buffer.from(key).toString('hex')}` : `${typeof key} ${key}`;
      if (seen.has(mark)) fail(at, 'the key is there twice');
      seen.add(mark);
      parser.expect(TOKEN.COLON, ':', 'behind the key');
      entries.set(key, item(parser));
    } while (parser.takes(TOKEN.COMMA));
    parser.expect(TOKEN.CLOSE_MAP, '}', 'to end the map');
  }
  order(parser, undefined, 'UNORDERED');
  return entries;
}

function item(parser: Cursor): unknown {
  const { at } = parser.peek();
  if (parser.is(TOKEN.STAR)) fail(at, 'a wildcard inside a collection is not compiled here');
  parser.enter();
  const value = operand(parser, false);
  parser.leave();
  if (value === INF) fail(at, 'INF inside a collection is not compiled here');
  return value;
}

function order(parser: Cursor, asMade: string | undefined, other: string): void {
  if (!parser.is(TOKEN.COLON)) return;
  const { kind, at, text } = parser.peek(1);
  if (kind !== TOKEN.NAME) return;
  if (text === other) fail(at, `a collection that is ${other} is not compiled here`);
  if (text !== asMade) return;
  parser.take();
  parser.take();
}

function parameter(parser: Cursor, name: string, at: number): Constant {
  const { parameters } = parser;
  const key = /^\d+$/.test(name) && Array.isArray(parameters) ? String(Number(name)) : name;
  if (parameters === undefined || !Object.hasOwn(parameters, key)) {
    fail(at, `there is no parameter for ?${name}`);
  }
  parser.used.add(key);
  return given((parameters as { readonly [name: string]: unknown })[key], name, at);
}

/** A whole number is an integer, or a float where only a float fits. */
function given(value: unknown, name: string, at: number): Constant {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) return [FLOAT, value];
      return Number.isSafeInteger(value) ? [NUMBER, value] : [FLOAT, value];
    case 'bigint':
      return [INT, value];
    case 'string':
      return [STRING, value];
    case 'boolean':
      return [BOOL, value];
    case 'object':
      if (value === null) break;
      if (value instanceof Double) return [FLOAT, value];
      if (value instanceof GeoJSON) return [GEO, value];
      if (Array.isArray(value)) return [LIST, value];
      if (value instanceof Uint8Array) return [BLOB, value];
      if (value instanceof Map || Object.getPrototypeOf(value) === Object.prototype) return [MAP, value];
  }
  return fail(at, `parameter ?${name} is ${kind(value)}, and has to be ${namesOf(511 & ~HLL)}`);
}

function kind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object of a class' : `a ${typeof value}`;
}
