// The steps of contexts and the last steps of paths as text: `.users.[2]`, `.{@a,b}`, `.*[?(@ > 1)]`. What the language
// has no words for is undefined here, or marked where it must be shown all the same.

import {
  CDT_CONTEXT,
  CDT_CONTEXT_CREATE,
  CDT_CONTEXT_FAMILY,
  CDT_CONTEXT_INVERTED,
  CDT_CONTEXT_SEVERAL,
  CDT_RETURN,
  LIST_OP,
  MAP_OP,
} from '../../../wire/codes/collections.ts';
import { EXP_ENTRY } from '../../../wire/codes/expressions.ts';
import type { Show } from './call-tree.ts';
import { constantText, operandText, readableText } from './constants.ts';
import type { EntryTree } from './entry-tree.ts';

/** How the marks of a segment begin and end. */
type Marks = readonly [open: string, close: string];

const KEY: Marks = ['{@', '}'];
const QUOTED_NAME = /^'([A-Za-z_][A-Za-z0-9_]*)'$/;

const STEPS: { readonly [type: number]: Marks } = {
  [CDT_CONTEXT.LIST_INDEX]: ['[', ']'],
  [CDT_CONTEXT.LIST_RANK]: ['[#', ']'],
  [CDT_CONTEXT.LIST_VALUE]: ['[=', ']'],
  [CDT_CONTEXT.MAP_INDEX]: ['{', '}'],
  [CDT_CONTEXT.MAP_RANK]: ['{#', '}'],
  [CDT_CONTEXT.MAP_KEY]: KEY,
  [CDT_CONTEXT.MAP_VALUE]: ['{=', '}'],
};

const CREATE_MASK =
  CDT_CONTEXT_CREATE.UNORDERED | CDT_CONTEXT_CREATE.PADDED_OR_KEY_ORDERED | CDT_CONTEXT_CREATE.PERSIST_INDEX;

const CREATE_NAMES: { readonly [flags: number]: string } = {
  [CDT_CONTEXT_CREATE.UNORDERED]: 'UNORDERED',
  [CDT_CONTEXT_CREATE.PADDED_OR_KEY_ORDERED]: 'PADDED_OR_KEY_ORDERED',
  [CDT_CONTEXT_CREATE.ORDERED]: 'ORDERED',
};

/** The items of a context; undefined for what is none. */
export function itemsOf(context: unknown): readonly (readonly [type: number, value: unknown])[] | undefined {
  if (context === undefined || context === null) return [];
  const { items } = context as { readonly items?: unknown };
  return Array.isArray(items) && items.every(Array.isArray) ? (items as [number, unknown][]) : undefined;
}

/** Steps in words of the language; undefined where it has none for one of them. */
export function stepsText(context: unknown, show: Show): string | undefined {
  let text = '';
  let mayFilter = false;
  const items = itemsOf(context);
  if (items === undefined) return undefined;
  for (const [type, value] of items) {
    // A filter stands behind what one step has selected, not behind another filter or a star.
    const step = type === CDT_CONTEXT.AND && !mayFilter ? undefined : stepText(type, value, show);
    if (step === undefined) return undefined;
    text += step;
    mayFilter = type !== CDT_CONTEXT.AND && type !== CDT_CONTEXT.EXP;
  }
  return text;
}

function stepText(type: number, value: unknown, show: Show): string | undefined {
  if (type === CDT_CONTEXT.EXP && (value === undefined || value === null)) return '.*';
  if (type === CDT_CONTEXT.EXP || type === CDT_CONTEXT.AND) {
    const text = show.whole(value);
    return text === undefined ? undefined : `${type === CDT_CONTEXT.EXP ? '.*' : '&'}[?(${text})]`;
  }
  const several = severalStep(type, value);
  if (several !== undefined) return several;
  const marks = STEPS[type];
  return marks === undefined ? undefined : segmentText(marks, operandText(value));
}

/** The mark of a step that selects several elements, and what its value is. */
const SEVERAL: { readonly [type: number]: readonly [mark: string, kind: 'range' | 'interval' | 'relative' | 'list'] } =
  {
    [CDT_CONTEXT_SEVERAL.LIST_INDEX_RANGE]: ['', 'range'],
    [CDT_CONTEXT_SEVERAL.LIST_RANK_RANGE]: ['#', 'range'],
    [CDT_CONTEXT_SEVERAL.LIST_VALUES_IN]: ['=', 'list'],
    [CDT_CONTEXT_SEVERAL.LIST_VALUE_INTERVAL]: ['=', 'interval'],
    [CDT_CONTEXT_SEVERAL.LIST_VALUE_REL_RANK_RANGE]: ['#', 'relative'],
    [CDT_CONTEXT_SEVERAL.MAP_INDEX_RANGE]: ['', 'range'],
    [CDT_CONTEXT_SEVERAL.MAP_RANK_RANGE]: ['#', 'range'],
    [CDT_CONTEXT_SEVERAL.MAP_KEYS_IN]: ['@', 'list'],
    [CDT_CONTEXT_SEVERAL.MAP_VALUES_IN]: ['=', 'list'],
    [CDT_CONTEXT_SEVERAL.MAP_KEY_INTERVAL]: ['@', 'interval'],
    [CDT_CONTEXT_SEVERAL.MAP_VALUE_INTERVAL]: ['=', 'interval'],
    [CDT_CONTEXT_SEVERAL.MAP_KEY_REL_INDEX_RANGE]: ['', 'relative'],
    [CDT_CONTEXT_SEVERAL.MAP_VALUE_REL_RANK_RANGE]: ['#', 'relative'],
  };

/** Whether a step selects several elements. */
export function isSeveral(type: number): boolean {
  return SEVERAL[type & ~CDT_CONTEXT_INVERTED] !== undefined;
}

function severalStep(type: number, value: unknown): string | undefined {
  const plain = type & ~CDT_CONTEXT_INVERTED;
  const row = SEVERAL[plain];
  const inner = row === undefined || !Array.isArray(value) ? undefined : severalInner(row, value);
  if (inner === undefined) return undefined;
  const [open, close] = (plain & CDT_CONTEXT_FAMILY.MAP) === 0 ? '[]' : '{}';
  return `.${open}${plain === type ? '' : '!'}${inner}${close}`;
}

function severalInner([mark, kind]: (typeof SEVERAL)[number], value: readonly unknown[]): string | undefined {
  if (kind === 'list') return severalText(mark, value);
  const texts = value.map(operandText);
  const [first, second] = texts;
  if (first === undefined || value.length > 3 || texts.includes(undefined)) return undefined;
  if (kind === 'interval') return `${mark}${value[0] === null && second !== undefined ? '' : first}:${second ?? ''}`;
  const numbers = value.map((item) => (typeof item === 'number' ? item : Number.NaN));
  return kind === 'range' ? rangeOf(mark, numbers) : relativeOf(mark, first, numbers.slice(1));
}

/** A key that is a name stands without marks: `.name`. */
function segmentText(marks: Marks, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const name = marks === KEY ? QUOTED_NAME.exec(text)?.[1] : undefined;
  return `.${name ?? `${marks[0]}${text}${marks[1]}`}`;
}

/** Steps for reading: in words of the language, and marked where it has none. */
export function readableSteps(context: unknown, show: Show): string {
  const items = itemsOf(context);
  if (items === undefined) return '.exp.context(no context)';
  return items.map(([type, value]) => stepText(type, value, show) ?? markedStep(type, value, show)).join('');
}

function markedStep(type: number, value: unknown, show: Show): string {
  const plain = stepText(type & ~CREATE_MASK, value, show);
  if (plain === undefined || (type & CREATE_MASK) === 0) return `.exp.context(${type}, ${readableText(value)})`;
  const order = CREATE_NAMES[type & CDT_CONTEXT_CREATE.ORDERED];
  const isIndexed = (type & CDT_CONTEXT_CREATE.PERSIST_INDEX) !== 0;
  const flags = [...(order === undefined ? [] : [order]), ...(isIndexed ? ['PERSIST_INDEX'] : [])];
  return `${plain}:exp.create(${flags.join(' | ')})`;
}

/** Marks of the operations that select one element. */
const ONE: { readonly [code: number]: Marks } = {
  [LIST_OP.GET_BY_INDEX]: ['[', ']'],
  [LIST_OP.GET_BY_RANK]: ['[#', ']'],
  [LIST_OP.GET_BY_VALUE]: ['[=', ']'],
  [MAP_OP.GET_BY_KEY]: KEY,
  [MAP_OP.GET_BY_INDEX]: ['{', '}'],
  [MAP_OP.GET_BY_RANK]: ['{#', '}'],
  [MAP_OP.GET_BY_VALUE]: ['{=', '}'],
};

/** The operation that reads what another removes. */
const READ_OF: { readonly [removing: number]: number } = {
  [LIST_OP.REMOVE_BY_INDEX]: LIST_OP.GET_BY_INDEX,
  [LIST_OP.REMOVE_BY_VALUE]: LIST_OP.GET_BY_VALUE,
  [LIST_OP.REMOVE_BY_RANK]: LIST_OP.GET_BY_RANK,
  [LIST_OP.REMOVE_BY_VALUE_LIST]: LIST_OP.GET_BY_VALUE_LIST,
  [LIST_OP.REMOVE_BY_INDEX_RANGE]: LIST_OP.GET_BY_INDEX_RANGE,
  [LIST_OP.REMOVE_BY_VALUE_INTERVAL]: LIST_OP.GET_BY_VALUE_INTERVAL,
  [LIST_OP.REMOVE_BY_RANK_RANGE]: LIST_OP.GET_BY_RANK_RANGE,
  [LIST_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: LIST_OP.GET_BY_VALUE_REL_RANK_RANGE,
  [MAP_OP.REMOVE_BY_KEY]: MAP_OP.GET_BY_KEY,
  [MAP_OP.REMOVE_BY_INDEX]: MAP_OP.GET_BY_INDEX,
  [MAP_OP.REMOVE_BY_VALUE]: MAP_OP.GET_BY_VALUE,
  [MAP_OP.REMOVE_BY_RANK]: MAP_OP.GET_BY_RANK,
  [MAP_OP.REMOVE_BY_KEY_LIST]: MAP_OP.GET_BY_KEY_LIST,
  [MAP_OP.REMOVE_BY_VALUE_LIST]: MAP_OP.GET_BY_VALUE_LIST,
  [MAP_OP.REMOVE_BY_KEY_INTERVAL]: MAP_OP.GET_BY_KEY_INTERVAL,
  [MAP_OP.REMOVE_BY_INDEX_RANGE]: MAP_OP.GET_BY_INDEX_RANGE,
  [MAP_OP.REMOVE_BY_VALUE_INTERVAL]: MAP_OP.GET_BY_VALUE_INTERVAL,
  [MAP_OP.REMOVE_BY_RANK_RANGE]: MAP_OP.GET_BY_RANK_RANGE,
  [MAP_OP.REMOVE_BY_KEY_REL_INDEX_RANGE]: MAP_OP.GET_BY_KEY_REL_INDEX_RANGE,
  [MAP_OP.REMOVE_BY_VALUE_REL_RANK_RANGE]: MAP_OP.GET_BY_VALUE_REL_RANK_RANGE,
};

/** The segment that an operation selects by. */
export interface LastStep {
  readonly text: string;
  readonly isOne: boolean;
}

/** The segment of a key of a map. */
export function keyText(text: string): string {
  return segmentText(KEY, text) as string;
}

/** The last segment of a read or a removal by its arguments; undefined where the language has no words for it. */
export function lastStep(
  given: number,
  returnType: number,
  args: readonly EntryTree[],
  isInverted: boolean,
): LastStep | undefined {
  const code = READ_OF[given] ?? given;
  const one = ONE[code];
  if (one !== undefined) {
    const constant = isInverted || args.length !== 1 ? undefined : constantText((args[0] as EntryTree).entry);
    const text = segmentText(one, constant);
    return text === undefined ? undefined : { text, isOne: true };
  }
  // Keys have no words behind a list.
  if (returnType === CDT_RETURN.KEY && code < MAP_OP.SET_TYPE) return undefined;
  const inner = rangeText(code, args);
  if (inner === undefined) return undefined;
  const [open, close] = code < MAP_OP.SET_TYPE ? '[]' : '{}';
  return { text: `.${open}${isInverted ? '!' : ''}${inner}${close}`, isOne: false };
}

function rangeText(code: number, args: readonly EntryTree[]): string | undefined {
  const [first, second] = args;
  switch (code) {
    case LIST_OP.GET_BY_INDEX_RANGE:
    case MAP_OP.GET_BY_INDEX_RANGE:
      return countedText('', args);
    case LIST_OP.GET_BY_RANK_RANGE:
    case MAP_OP.GET_BY_RANK_RANGE:
      return countedText('#', args);
    case MAP_OP.GET_BY_KEY_REL_INDEX_RANGE:
      return relativeText('', args);
    case LIST_OP.GET_BY_VALUE_REL_RANK_RANGE:
    case MAP_OP.GET_BY_VALUE_REL_RANK_RANGE:
      return relativeText('#', args);
    case MAP_OP.GET_BY_KEY_INTERVAL:
      return intervalText('@', first, second);
    case LIST_OP.GET_BY_VALUE_INTERVAL:
    case MAP_OP.GET_BY_VALUE_INTERVAL:
      return intervalText('=', first, second);
    case MAP_OP.GET_BY_KEY_LIST:
      return severalText('@', first?.entry.value);
    case LIST_OP.GET_BY_VALUE_LIST:
    case MAP_OP.GET_BY_VALUE_LIST:
      return severalText('=', first?.entry.value);
    default:
      return undefined;
  }
}

function integerOf(tree: EntryTree | undefined): number {
  return tree?.entry.op === EXP_ENTRY.VAL_INT ? Number(tree.entry.intVal) : Number.NaN;
}

/** The language counts to an end, the operations have a count. */
function countedText(mark: string, args: readonly EntryTree[]): string | undefined {
  return rangeOf(mark, args.map(integerOf));
}

function rangeOf(mark: string, [start, count]: readonly number[]): string | undefined {
  if (start === undefined || !Number.isInteger(start)) return undefined;
  if (count === undefined) return `${mark}${start}:`;
  const end = start + count;
  return !Number.isInteger(end) || end < start || start < 0 !== end < 0 ? undefined : `${mark}${start}:${end}`;
}

function relativeText(mark: string, [from, ...rest]: readonly EntryTree[]): string | undefined {
  const value = from === undefined ? undefined : constantText(from.entry);
  return value === undefined ? undefined : relativeOf(mark, value, rest.map(integerOf));
}

function relativeOf(mark: string, value: string, [start, count]: readonly number[]): string | undefined {
  if (start === undefined || !Number.isInteger(start)) return undefined;
  if (count === undefined) return `${mark}${start}:~${value}`;
  return !Number.isInteger(count) || count < 0 ? undefined : `${mark}${start}:${start + count - 1}~${value}`;
}

function intervalText(mark: string, first: EntryTree | undefined, second: EntryTree | undefined): string | undefined {
  if (first === undefined || second === undefined) return undefined;
  const begin = 'value' in first.entry && first.entry.value === null ? '' : constantText(first.entry);
  const end = 'inf' in second.entry ? '' : constantText(second.entry);
  if (begin === undefined || end === undefined || (begin === '' && end === '')) return undefined;
  return `${mark}${begin}:${end}`;
}

function severalText(mark: string, items: unknown): string | undefined {
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const texts = items.map(operandText);
  return texts.includes(undefined) ? undefined : `${mark}${texts.join(',')}${texts.length === 1 ? ',' : ''}`;
}
