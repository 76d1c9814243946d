// The segments of a path: what of a list or map is selected, and the marks behind it.
//
//   .key .'key' .5 · .{ } in maps · .[ ] in lists · .* · *[?(filter)] · segment&[?(filter)]
//   inside { } and [ ]:  2  ·  1:3  ·  #0  ·  #1:3  ·  =v  ·  =1:5  ·  =1,2  ·  0:1~k  ·  #0:1~v  ·  @k  ·  @a:d  ·  @a,b

import type { Cursor } from './cursor.ts';
import { INF, operand } from './literals.ts';
import { fail } from './problem.ts';
import type { Expression, Segment, Selector } from './syntax.ts';
import { TOKEN } from './tokens.ts';
import { typeNamed } from './types.ts';

const SINGLE: ReadonlySet<Selector> = new Set(['key', 'index', 'rank', 'value']);
const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;

/** Whether a segment selects one element at most. */
export function isSingle(segment: Segment): boolean {
  return SINGLE.has(segment.by);
}

/** The type that a program states. */
interface Pin {
  readonly pin: number | undefined;
  /** For this place only. */
  readonly local: boolean;
}

const NO_PIN: Pin = { pin: undefined, local: false };

/** `:INT`, `:LOCAL:INT`, or nothing. */
export function pinOf(parser: Cursor): Pin {
  if (!parser.is(TOKEN.COLON)) return NO_PIN;
  let pin: number | undefined;
  let local = false;
  while (parser.is(TOKEN.COLON) && parser.is(TOKEN.NAME, 1)) {
    const { at, text } = parser.peek(1);
    const type = typeNamed(text);
    if (type === undefined && text !== 'LOCAL') {
      // The colon of an argument or a range is not for a pin.
      if (text !== text.toUpperCase() || /^[a-z]/.test(text)) break;
      fail(
        at,
        `${text} is not a type; creating what is missing on the way is not compiled here, exp.lists and exp.maps do it`,
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
    if (parser.is(TOKEN.AND_FILTER)) {
      const last = path.at(-1);
      const { at } = parser.peek();
      if (last === undefined || last.filter !== undefined || last.by === 'all') {
        fail(at, '"&[?( )]" filters what one segment has selected');
      }
      path[path.length - 1] = { ...last, filter: filter(parser, '&[?(') };
    } else if (parser.is(TOKEN.DOT) && !(parser.is(TOKEN.NAME, 1) && parser.is(TOKEN.OPEN, 2))) {
      path.push(segment(parser));
    } else return path;
  }
}

function segment(parser: Cursor): Segment {
  const { at } = parser.take();
  const { kind, at: nextAt, text, value } = parser.peek();
  let bare: Pick<Segment, 'of' | 'by' | 'args' | 'inverted'>;
  let within: Expression | undefined;
  if (kind === TOKEN.FLOAT) fail(nextAt, `${text} is a number with a fraction; write .{@1} for a key that is one`);
  if (kind === TOKEN.NAME || kind === TOKEN.STRING || kind === TOKEN.INT || kind === TOKEN.BLOB) {
    parser.take();
    const key = kind === TOKEN.INT || kind === TOKEN.BLOB ? value : text;
    bare = { of: 'map', by: 'key', args: [key], inverted: false };
  } else if (kind === TOKEN.PLACEHOLDER) {
    bare = { of: 'map', by: 'key', args: [key(parser)], inverted: false };
  } else if (parser.takes(TOKEN.STAR)) {
    bare = { of: undefined, by: 'all', args: [], inverted: false };
    if (parser.is(TOKEN.FILTER)) within = filter(parser, '[?(');
  } else if (kind === TOKEN.OPEN_LIST || kind === TOKEN.OPEN_MAP) bare = selector(parser);
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
  parser.expect(TOKEN.CLOSE, ')', `to end ${mark} )]`);
  parser.expect(TOKEN.CLOSE_LIST, ']', `to end ${mark} )]`);
  return condition;
}

type Selected = readonly [by: Selector, args: readonly unknown[]];

function selector(parser: Cursor): Pick<Segment, 'of' | 'by' | 'args' | 'inverted'> {
  const { at, kind } = parser.take();
  const of = kind === TOKEN.OPEN_MAP ? 'map' : 'list';
  // In front of a value the two marks are read as one.
  const isNotEqual = parser.takes(TOKEN.NOT_EQUAL);
  const inverted = isNotEqual || parser.takes(TOKEN.BANG);
  const [by, args] = isNotEqual || parser.takes(TOKEN.ASSIGN) ? byValue(parser) : selected(parser, of);
  if (of === 'map') parser.expect(TOKEN.CLOSE_MAP, '}', 'to end the segment');
  else parser.expect(TOKEN.CLOSE_LIST, ']', 'to end the segment');
  if (inverted && SINGLE.has(by)) fail(at, '"!" is for segments that select several elements');
  if (inverted && by === 'all') fail(at, '"!" is for segments that select several elements');
  return { of, by, args, inverted };
}

function selected(parser: Cursor, of: 'list' | 'map'): Selected {
  const { at } = parser.peek();
  if (parser.takes(TOKEN.HASH)) return position(parser, 'rank');
  if (parser.takes(TOKEN.AT)) {
    if (of === 'list') fail(at, 'a list has no keys; [1] is an index, [=v] a value');
    return byKey(parser);
  }
  const { kind, text } = parser.peek();
  if (kind === TOKEN.NAME || kind === TOKEN.STRING) {
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
  const start = parser.is(TOKEN.COLON) ? 0 : integer(parser, by);
  if (!parser.takes(TOKEN.COLON)) {
    if (parser.is(TOKEN.COMMA)) fail(parser.peek().at, `lists of ${by === 'index' ? 'indexes' : 'ranks'} do not exist`);
    if (parser.is(TOKEN.TILDE)) fail(parser.peek().at, '"~" is for ranges, as in 0:1~k');
    return [by, [start]];
  }
  const hasEnd = parser.is(TOKEN.INT) || parser.is(TOKEN.PLACEHOLDER);
  const end = hasEnd ? integer(parser, by) : undefined;
  if (parser.takes(TOKEN.TILDE)) {
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
  if (kind !== TOKEN.INT && kind !== TOKEN.PLACEHOLDER)
    parser.unexpected(`an ${what === 'index' ? 'index' : 'integer, the rank'}`);
  const value = operand(parser, false);
  if (typeof value !== 'number' || !Number.isInteger(value)) fail(at, `the ${what} is an integer`);
  if (value < MIN_INT32 || value > MAX_INT32) fail(at, `the ${what} does not fit 32 bits`);
  return value;
}

function byKey(parser: Cursor): Selected {
  if (parser.takes(TOKEN.COLON)) return ['keyRange', [null, key(parser)]];
  const first = key(parser);
  if (parser.takes(TOKEN.COLON)) return ['keyRange', [first, parser.is(TOKEN.CLOSE_MAP) ? INF : key(parser)]];
  if (!parser.is(TOKEN.COMMA)) return ['key', [first]];
  return ['keys', [rest(parser, first, key)]];
}

function byValue(parser: Cursor): Selected {
  if (parser.takes(TOKEN.COLON)) return ['valueRange', [null, nestedValue(parser)]];
  const first = nestedValue(parser);
  if (parser.takes(TOKEN.COLON)) return ['valueRange', [first, isAtEnd(parser) ? INF : nestedValue(parser)]];
  if (!parser.is(TOKEN.COMMA)) return ['value', [first]];
  return ['values', [rest(parser, first, nestedValue)]];
}

function nestedValue(parser: Cursor): unknown {
  parser.enter();
  const value = operand(parser, true);
  parser.leave();
  return value;
}

function isAtEnd(parser: Cursor): boolean {
  return parser.is(TOKEN.CLOSE_MAP) || parser.is(TOKEN.CLOSE_LIST);
}

/** A comma may end it: then it is a list of one. */
function rest(parser: Cursor, first: unknown, read: (parser: Cursor) => unknown): unknown[] {
  const all = [first];
  while (parser.takes(TOKEN.COMMA)) {
    if (isAtEnd(parser)) break;
    all.push(read(parser));
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
