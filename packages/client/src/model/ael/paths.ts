// The segments of a path: what of a list or map is selected, and the marks behind it.
//
//   .key .'key' .5 · .{ } in maps · .[ ] in lists · .* · *[?(filter)] · segment&[?(filter)]
//   inside { } and [ ]:  2  ·  1:3  ·  #0  ·  #1:3  ·  =v  ·  =1:5  ·  =1,2  ·  0:1~k  ·  #0:1~v  ·  @k  ·  @a:d  ·  @a,b

import type { Cursor } from './cursor.ts';
import { INF, operand } from './literals.ts';
import { fail } from './problem.ts';
import type { Expression, Segment, Selector } from './syntax.ts';
import { typeNamed } from './types.ts';

const SINGLE: ReadonlySet<Selector> = new Set(['key', 'index', 'rank', 'value']);
const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;

/** Whether a segment selects one element at most. */
export function isSingle(segment: Segment): boolean {
  return SINGLE.has(segment.by);
}

/** The type that a program states: `:INT`, `:LOCAL:INT`. */
export function pinOf(parser: Cursor): { readonly pin: number | undefined; readonly local: boolean } {
  let pin: number | undefined;
  let local = false;
  while (parser.isSymbol(':') && parser.peek(1).kind === 'name') {
    const { at, text } = parser.peek(1);
    const type = typeNamed(text);
    if (type === undefined && text !== 'LOCAL') {
      // The colon of an argument or a range is not for a pin.
      if (text !== text.toUpperCase() || /^[a-z]/.test(text)) break;
      fail(
        at,
        `${text} is no type; creating what is missing on the way is not compiled here, exp.lists and exp.maps do it`,
      );
    }
    if (pin !== undefined) fail(at, 'duplicate type pin');
    parser.take();
    parser.take();
    if (type === undefined) local = true;
    else pin = type.set;
  }
  if (local && pin === undefined) parser.unexpected('a type behind :LOCAL, as in :LOCAL:INT');
  return { pin, local };
}

/** All segments behind a value. @throws AelProblem */
export function segments(parser: Cursor): Segment[] {
  const path: Segment[] = [];
  for (;;) {
    if (parser.isSymbol('&[?(')) {
      const last = path.at(-1);
      const { at } = parser.peek();
      if (last === undefined || last.filter !== undefined || last.by === 'all') {
        fail(at, '"&[?( )]" filters what one segment has selected');
      }
      path[path.length - 1] = { ...last, filter: filter(parser, '&[?(') };
    } else if (parser.isSymbol('.') && !(parser.peek(1).kind === 'name' && parser.isSymbol('(', 2))) {
      path.push(segment(parser));
    } else return path;
  }
}

function segment(parser: Cursor): Segment {
  const { at } = parser.take();
  const next = parser.peek();
  let bare: Pick<Segment, 'of' | 'by' | 'args' | 'inverted'>;
  let within: Expression | undefined;
  if (next.kind === 'float')
    fail(next.at, `${next.text} is a number with a fraction; write .{@1} for a key that is one`);
  if (next.kind === 'name' || next.kind === 'string' || next.kind === 'int' || next.kind === 'blob') {
    parser.take();
    const key = next.kind === 'int' || next.kind === 'blob' ? next.value : next.text;
    bare = { of: 'map', by: 'key', args: [key], inverted: false };
  } else if (next.kind === 'placeholder') {
    bare = { of: 'map', by: 'key', args: [key(parser)], inverted: false };
  } else if (parser.takes('*')) {
    bare = { of: undefined, by: 'all', args: [], inverted: false };
    if (parser.isSymbol('[?(')) within = filter(parser, '[?(');
  } else if (parser.isSymbol('[') || parser.isSymbol('{')) bare = selector(parser);
  else return parser.unexpected('a key, "[", "{" or "*"');
  const { pin } = pinOf(parser);
  return { at, ...bare, filter: within, pin };
}

function filter(parser: Cursor, mark: string): Expression {
  const { at } = parser.take();
  if (parser.isInLoop) fail(at, 'a filter of elements has none inside');
  parser.isInLoop = true;
  const condition = parser.expression();
  parser.isInLoop = false;
  parser.expect(')', `to end ${mark} )]`);
  parser.expect(']', `to end ${mark} )]`);
  return condition;
}

type Selected = readonly [by: Selector, args: readonly unknown[]];

function selector(parser: Cursor): Pick<Segment, 'of' | 'by' | 'args' | 'inverted'> {
  const { at, text } = parser.take();
  const of = text === '{' ? 'map' : 'list';
  // In front of a value the two marks are read as one.
  const isNotEqual = parser.takes('!=');
  const inverted = isNotEqual || parser.takes('!');
  const [by, args] = isNotEqual || parser.takes('=') ? byValue(parser) : selected(parser, of);
  parser.expect(of === 'map' ? '}' : ']', 'to end the segment');
  if (inverted && SINGLE.has(by)) fail(at, '"!" is for segments that select several elements');
  if (inverted && by === 'all') fail(at, '"!" is for segments that select several elements');
  return { of, by, args, inverted };
}

function selected(parser: Cursor, of: 'list' | 'map'): Selected {
  const { at } = parser.peek();
  if (parser.takes('#')) return position(parser, 'rank');
  if (parser.takes('@')) {
    if (of === 'list') fail(at, 'a list has no keys; [1] is an index, [=v] a value');
    return byKey(parser);
  }
  const { kind, text } = parser.peek();
  if (kind === 'name' || kind === 'string') {
    if (of === 'list') fail(at, `a list is indexed by integers; the values are [=${text}]`);
    fail(at, `{${text}} is a key, which is written {@${text}}; {1} is an index`);
  }
  const [by, args] = position(parser, 'index');
  if (of === 'list' && by === 'fromKey') fail(at, 'a list has no keys; ranks from a value are [#0:1~v]');
  return [by, args];
}

/** `2`, `1:3`, `1:`, `:3`, and with `~v` those from an element on. */
function position(parser: Cursor, by: 'index' | 'rank'): Selected {
  const { at } = parser.peek();
  const start = parser.isSymbol(':') ? 0 : integer(parser, by);
  if (!parser.takes(':')) {
    if (parser.isSymbol(',')) fail(parser.peek().at, `lists of ${by === 'index' ? 'indexes' : 'ranks'} do not exist`);
    if (parser.isSymbol('~')) fail(parser.peek().at, '"~" is for ranges, as in 0:1~k');
    return [by, [start]];
  }
  const hasEnd = parser.peek().kind === 'int' || parser.peek().kind === 'placeholder';
  const end = hasEnd ? integer(parser, by) : undefined;
  if (parser.takes('~')) {
    const count = end === undefined ? [] : [end - start + 1];
    if (count[0] !== undefined && count[0] < 0) fail(at, 'the range ends before it begins');
    const from = by === 'index' ? key(parser) : operand(parser, true);
    return [by === 'index' ? 'fromKey' : 'fromValue', [from, start, ...count]];
  }
  if (end !== undefined && start < 0 !== end < 0) fail(at, 'both ends of a range count from the same side');
  if (end !== undefined && end < start) fail(at, 'the range ends before it begins');
  return [by === 'index' ? 'indexRange' : 'rankRange', end === undefined ? [start] : [start, end - start]];
}

function integer(parser: Cursor, what: string): number {
  const { at, kind } = parser.peek();
  if (kind !== 'int' && kind !== 'placeholder')
    parser.unexpected(`an ${what === 'index' ? 'index' : 'integer, the rank'}`);
  const value = operand(parser, false);
  if (typeof value !== 'number' || !Number.isInteger(value)) fail(at, `the ${what} is an integer`);
  if (value < MIN_INT32 || value > MAX_INT32) fail(at, `the ${what} does not fit 32 bits`);
  return value;
}

function byKey(parser: Cursor): Selected {
  if (parser.isSymbol(':')) {
    parser.take();
    return ['keyRange', [null, key(parser)]];
  }
  const first = key(parser);
  if (parser.takes(':')) return ['keyRange', [first, parser.isSymbol('}') ? INF : key(parser)]];
  if (!parser.isSymbol(',')) return ['key', [first]];
  return ['keys', [rest(parser, first, () => key(parser))]];
}

function byValue(parser: Cursor): Selected {
  const value = () => parser.nested(() => operand(parser, true));
  const isEnd = () => parser.isSymbol('}') || parser.isSymbol(']');
  if (parser.takes(':')) return ['valueRange', [null, value()]];
  const first = value();
  if (parser.takes(':')) return ['valueRange', [first, isEnd() ? INF : value()]];
  if (!parser.isSymbol(',')) return ['value', [first]];
  return ['values', [rest(parser, first, value)]];
}

/** A comma may end it: then it is a list of one. */
function rest(parser: Cursor, first: unknown, read: () => unknown): unknown[] {
  const all = [first];
  while (parser.takes(',')) {
    if (parser.isSymbol('}') || parser.isSymbol(']')) break;
    all.push(read());
  }
  return all;
}

function key(parser: Cursor): unknown {
  const { at } = parser.peek();
  const value = operand(parser, true);
  const isKey = ['string', 'number', 'bigint', 'symbol'].includes(typeof value) || value instanceof Uint8Array;
  if (!isKey && value !== null) fail(at, 'a key is an integer, text or bytes');
  return value;
}
