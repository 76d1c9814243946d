// Expressions back to text, for logs: AEL where the language has words for them, `exp.name(…)` for the rest. Never throws.

import {
  CDT_CONTEXT,
  CDT_FORM,
  CDT_PATH,
  CDT_RETURN,
  CDT_RETURN_INVERTED,
  LIST_OP,
  MAP_OP,
} from '../../wire/codes/collections.ts';
import { EXP, EXP_ENTRY, EXP_SYSTEM, EXP_TYPE } from '../../wire/codes/expressions.ts';
import { shapeOf } from '../exp/shapes.ts';
import { constantText, operandText } from './constant-text.ts';
import { type EntryTree, treeOf } from './entry-tree.ts';
import { TYPES } from './types.ts';

/** A text, and how tightly it holds together. */
interface Shown {
  readonly text: string;
  readonly level: number;
}

const COMPARISON = 2;
const ATOM = 11;

/** Operators with their levels, as in parser.ts. */
const OPERATORS: { readonly [code: number]: readonly [text: string, level: number] } = {
  [EXP.OR]: ['or', 0],
  [EXP.AND]: ['and', 1],
  [EXP.EQ]: ['==', COMPARISON],
  [EXP.NE]: ['!=', COMPARISON],
  [EXP.GT]: ['>', COMPARISON],
  [EXP.GE]: ['>=', COMPARISON],
  [EXP.LT]: ['<', COMPARISON],
  [EXP.LE]: ['<=', COMPARISON],
  [EXP.IN_LIST]: ['in', COMPARISON],
  [EXP.INT_OR]: ['|', 3],
  [EXP.INT_XOR]: ['^', 4],
  [EXP.INT_AND]: ['&', 5],
  [EXP.INT_LSHIFT]: ['<<', 6],
  [EXP.INT_ARSHIFT]: ['>>', 6],
  [EXP.INT_RSHIFT]: ['>>>', 6],
  [EXP.ADD]: ['+', 7],
  [EXP.SUB]: ['-', 7],
  [EXP.MUL]: ['*', 8],
  [EXP.DIV]: ['/', 8],
  [EXP.MOD]: ['%', 8],
  [EXP.POW]: ['**', 9],
};

/** Functions with the names of their arguments; undefined where they have none. */
const FUNCTIONS: { readonly [code: number]: readonly [text: string, ...names: string[]] } = {
  [EXP.NOT]: ['not'],
  [EXP.EXCLUSIVE]: ['exclusive'],
  [EXP.ABS]: ['abs'],
  [EXP.CEIL]: ['ceil'],
  [EXP.FLOOR]: ['floor'],
  [EXP.MIN]: ['min'],
  [EXP.MAX]: ['max'],
  [EXP.CMP_GEO]: ['geoCompare'],
  [EXP.INT_COUNT]: ['countOneBits'],
  [EXP.LOG]: ['log', 'value', 'base'],
  [EXP.INT_LSCAN]: ['findBitLeft', 'x', 'value'],
  [EXP.INT_RSCAN]: ['findBitRight', 'x', 'value'],
};

const METADATA: { readonly [code: number]: string } = {
  [EXP.TTL]: 'ttl',
  [EXP.VOID_TIME]: 'voidTime',
  [EXP.LAST_UPDATE]: 'lastUpdateTime',
  [EXP.SINCE_UPDATE]: 'timeSinceLastUpdate',
  [EXP.SET_NAME]: 'setName',
  [EXP.KEY_EXIST]: 'keyExists',
  [EXP.IS_TOMBSTONE]: 'isTombstone',
  [EXP.RECORD_SIZE]: 'recordSize',
  [EXP.DEVICE_SIZE]: 'deviceSize',
  [EXP.MEMORY_SIZE]: 'memorySize',
};

const PARTS = ['@key', '@', '@index'];

/** The text of an expression, or of what else was given. */
export function format(expression: unknown): string {
  if (typeof expression === 'string') return `base64 ${expression}`;
  const tree = treeOf(expression);
  return tree === undefined ? 'no expression' : new Formatter(tree).text;
}

class Formatter {
  readonly text: string;
  /** Types of bins: those that are read as more than one are pinned for each place. */
  readonly #types = new Map<unknown, Set<unknown>>();

  constructor(tree: EntryTree) {
    this.#collect(tree);
    this.text = this.#show(tree).text;
  }

  #collect({ entry, args }: EntryTree): void {
    if (entry.op === EXP.BIN) {
      const name = args[1]?.entry.strVal;
      const types = this.#types.get(name) ?? new Set();
      this.#types.set(name, types.add(args[0]?.entry.intVal));
    }
    for (const arg of args) this.#collect(arg);
  }

  #show(tree: EntryTree): Shown {
    const { entry, args } = tree;
    const constant = constantText(entry);
    if (constant !== undefined) return { text: constant, level: ATOM };
    const operator = OPERATORS[entry.op];
    if (operator !== undefined && args.length > 1) return this.#operator(args, operator);
    return { text: this.#atom(tree) ?? this.#other(tree), level: ATOM };
  }

  /** Operands that bind no tighter stand in parentheses: (a - b) - c is not a - b - c. */
  #operator(args: readonly EntryTree[], [text, level]: readonly [string, number]): Shown {
    return { text: args.map((arg) => this.#inside(arg, level + 1)).join(` ${text} `), level };
  }

  #inside(tree: EntryTree, level: number): string {
    const shown = this.#show(tree);
    return shown.level < level ? `(${shown.text})` : shown.text;
  }

  #atom({ entry, args }: EntryTree): string | undefined {
    const metadata = METADATA[entry.op];
    if (metadata !== undefined) return `$.${metadata}()`;
    const called = FUNCTIONS[entry.op];
    if (called !== undefined && (called.length > 1 || args.length > 0)) {
      const [name, ...names] = called;
      return `${name}(${args.map((arg, i) => `${names[i] === undefined ? '' : `${names[i]}: `}${this.#show(arg).text}`).join(', ')})`;
    }
    const [first, second] = args;
    switch (entry.op) {
      case EXP.UNKNOWN:
        return 'unknown';
      case EXP.BIN:
        return this.#bin(second?.entry.strVal, first?.entry.intVal);
      case EXP.BIN_TYPE:
        return `${binName(first?.entry.strVal)}.type()`;
      case EXP.KEY:
        return `$.key():${typeName(first?.entry.intVal)}`;
      case EXP.VAR:
        return `\${${first?.entry.strVal}}`;
      case EXP.LOOPVAR:
        return `${PARTS[second?.entry.intVal as number]}:${typeName(first?.entry.intVal)}`;
      case EXP.DIGEST_MODULO:
        return `$.digestModulo(${this.#show(first as EntryTree).text})`;
      case EXP.INT_NOT:
        return args.length === 1 ? `(~(${this.#show(first as EntryTree).text}))` : undefined;
      case EXP.TO_INT:
        return `(${this.#show(first as EntryTree).text}).toInt()`;
      case EXP.TO_FLOAT:
        return `(${this.#show(first as EntryTree).text}).toFloat()`;
      case EXP.COND:
        return this.#when(args);
      case EXP.LET:
        return this.#let(args);
      case EXP.CMP_REGEX:
        return this.#matches(args);
      case EXP.CALL:
        return this.#call(args);
      default:
        return undefined;
    }
  }

  #bin(name: unknown, type: unknown): string {
    const isLocal = (this.#types.get(name)?.size ?? 0) > 1;
    return `${binName(name)}:${isLocal ? 'LOCAL:' : ''}${typeName(type)}`;
  }

  #when(args: readonly EntryTree[]): string | undefined {
    if (args.length < 3 || args.length % 2 === 0) return undefined;
    const texts = args.map((arg) => this.#show(arg).text);
    const rows = texts.slice(0, -1).flatMap((text, i) => (i % 2 === 0 ? [`${text} => ${texts[i + 1]}`] : []));
    return `when(${rows.join(', ')}, default => ${texts.at(-1)})`;
  }

  #let(args: readonly EntryTree[]): string | undefined {
    if (args.length < 3 || args.length % 2 === 0) return undefined;
    const definitions = args.slice(0, -1).flatMap(({ entry }, i) => {
      return i % 2 === 0 ? [`${entry.strVal} = ${this.#show(args[i + 1] as EntryTree).text}`] : [];
    });
    return `let(${definitions.join(', ')}) then (${this.#show(args.at(-1) as EntryTree).text})`;
  }

  #matches([flags, regex, value]: readonly EntryTree[]): string | undefined {
    const options = flags?.entry.intVal;
    const pattern = regex?.entry.strVal;
    if ((options !== 1 && options !== 3) || typeof pattern !== 'string' || value === undefined) return undefined;
    return `(${this.#inside(value, COMPARISON + 1)} =~ /${pattern.replaceAll('/', '\\/')}/${options === 3 ? 'i' : ''})`;
  }

  /** A read of a list or map with constants; everything else is shown by its numbers. */
  #call([type, system, operation, value]: readonly EntryTree[]): string | undefined {
    if (system?.entry.intVal !== EXP_SYSTEM.CDT || operation === undefined || value === undefined) return undefined;
    const base = this.#base(value);
    const [code, ...parameters] = operation.args;
    if (code?.entry.intVal === CDT_FORM.PATH) return this.#selection(base, parameters);
    const steps = this.#steps(operation.entry.ctx);
    if (steps === undefined) return undefined;
    const size = code?.entry.intVal;
    if (size === LIST_OP.SIZE && steps === '') return `${base}.count()`;
    if (size === MAP_OP.SIZE && steps === '') return `${base}.count()`;
    if (size === LIST_OP.SIZE) return `${base}${steps}:LIST.count()`;
    if (size === MAP_OP.SIZE) return `${base}${steps}:MAP.count()`;
    const [returned, subject] = parameters;
    const isIn = size === LIST_OP.GET_ALL_BY_VALUE && returned?.entry.intVal === CDT_RETURN.EXISTS && steps === '';
    if (isIn && subject !== undefined && value.entry.op === EXP.BIN) {
      return `(${this.#inside(subject, COMPARISON + 1)} in ${base})`;
    }
    return leafText(`${base}${steps}`, size, parameters, type?.entry.intVal);
  }

  #base(value: EntryTree): string {
    const { text } = this.#show(value);
    return value.entry.op === EXP.BIN || value.entry.op === EXP.LOOPVAR ? text : `(${text})`;
  }

  #selection(base: string, [context, flags]: readonly EntryTree[]): string | undefined {
    const steps = this.#steps(context?.entry.ctx);
    const method = SELECTIONS[flags?.entry.intVal as number];
    return steps === undefined || method === undefined ? undefined : `${base}${steps}${method}`;
  }

  #steps(context: unknown): string | undefined {
    if (context === undefined || context === null) return '';
    const { items } = context as { readonly items?: unknown };
    if (!Array.isArray(items)) return undefined;
    let text = '';
    for (const item of items as readonly (readonly [number, unknown])[]) {
      const step = this.#step(item[0], item[1]);
      if (step === undefined) return undefined;
      text += step;
    }
    return text;
  }

  #step(type: number, value: unknown): string | undefined {
    if (type === CDT_CONTEXT.EXP && (value === undefined || value === null)) return '.*';
    if (type === CDT_CONTEXT.EXP || type === CDT_CONTEXT.AND) {
      const tree = treeOf(value);
      if (tree === undefined) return undefined;
      return `${type === CDT_CONTEXT.EXP ? '.*' : '&'}[?(${this.#show(tree).text})]`;
    }
    if (type === CDT_CONTEXT.MAP_KEYS_IN && Array.isArray(value)) return several('{@', value, '}');
    const text = operandText(value);
    const row = STEPS[type];
    return text === undefined || row === undefined ? undefined : `.${row[0]}${text}${row[1]}`;
  }

  /** What the language has no words for. */
  #other({ entry, args }: EntryTree): string {
    const name = shapeOf(entry.op)?.name ?? `entry${entry.op}`;
    if (entry.op !== EXP.CALL) return `exp.${name}(${args.map((arg) => this.#show(arg).text).join(', ')})`;
    const [, system, operation, value] = args as readonly [EntryTree, EntryTree, EntryTree, EntryTree];
    const inner = operation.args.map((arg) => this.#parameter(arg)).join(', ');
    const { ctx } = operation.entry;
    const place = ctx === undefined || ctx === null ? '' : `, ${this.#steps(ctx) ?? 'a context'}`;
    return `exp.call(${system.entry.intVal}, [${inner}]${place}, ${this.#show(value).text})`;
  }

  #parameter(tree: EntryTree): string {
    const { entry } = tree;
    if (entry.op === EXP_ENTRY.CTX) return this.#steps(entry.ctx) ?? 'a context';
    return 'listPolicy' in entry || 'mapPolicy' in entry ? 'a policy' : this.#show(tree).text;
  }
}

const STEPS: { readonly [type: number]: readonly [string, string] } = {
  [CDT_CONTEXT.LIST_INDEX]: ['[', ']'],
  [CDT_CONTEXT.LIST_RANK]: ['[#', ']'],
  [CDT_CONTEXT.LIST_VALUE]: ['[=', ']'],
  [CDT_CONTEXT.MAP_INDEX]: ['{', '}'],
  [CDT_CONTEXT.MAP_RANK]: ['{#', '}'],
  [CDT_CONTEXT.MAP_KEY]: ['{@', '}'],
  [CDT_CONTEXT.MAP_VALUE]: ['{=', '}'],
};

const SELECTIONS: { readonly [flags: number]: string } = {
  [CDT_PATH.MATCHING_TREE]: '.getTree()',
  [CDT_PATH.VALUE]: '',
  [CDT_PATH.MAP_KEY]: '.getKeys()',
  [CDT_PATH.MAP_KEY_VALUE]: '.getKeyValues()',
};

/** Marks of the last segment, and whether it selects one element. */
const ONE: { readonly [code: number]: readonly [string, string] } = {
  [LIST_OP.GET_BY_INDEX]: ['[', ']'],
  [LIST_OP.GET_BY_RANK]: ['[#', ']'],
  [LIST_OP.GET_BY_VALUE]: ['[=', ']'],
  [MAP_OP.GET_BY_KEY]: ['{@', '}'],
  [MAP_OP.GET_BY_INDEX]: ['{', '}'],
  [MAP_OP.GET_BY_RANK]: ['{#', '}'],
  [MAP_OP.GET_BY_VALUE]: ['{=', '}'],
};

const METHODS: { readonly [returnType: number]: string } = {
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

function leafText(path: string, code: unknown, parameters: readonly EntryTree[], type: unknown): string | undefined {
  const [first, ...args] = parameters;
  const returnType = first?.entry.intVal;
  if (typeof returnType !== 'number') return undefined;
  const method = METHODS[returnType & ~CDT_RETURN_INVERTED];
  if (method === undefined) return undefined;
  const one = ONE[code as number];
  if (one !== undefined) {
    const text = args[0] === undefined ? undefined : constantText(args[0].entry);
    if (text === undefined) return undefined;
    return `${path}.${one[0]}${text}${one[1]}${method === '' ? `:${typeName(type)}` : method}`;
  }
  const mark = (returnType & CDT_RETURN_INVERTED) === 0 ? '' : '!';
  const inner = rangeText(code as number, args);
  if (inner === undefined) return undefined;
  const isList = (code as number) < MAP_OP.SET_TYPE;
  return `${path}.${isList ? '[' : '{'}${mark}${inner}${isList ? ']' : '}'}${method}`;
}

function rangeText(code: number, args: readonly EntryTree[]): string | undefined {
  const integers = args.map(({ entry }) => (entry.op === EXP_ENTRY.VAL_INT ? Number(entry.intVal) : Number.NaN));
  const [first, second] = args;
  switch (code) {
    case LIST_OP.GET_BY_INDEX_RANGE:
    case MAP_OP.GET_BY_INDEX_RANGE:
      return countedText('', integers);
    case LIST_OP.GET_BY_RANK_RANGE:
    case MAP_OP.GET_BY_RANK_RANGE:
      return countedText('#', integers);
    case MAP_OP.GET_BY_KEY_INTERVAL:
      return intervalText('@', first, second);
    case LIST_OP.GET_BY_VALUE_INTERVAL:
    case MAP_OP.GET_BY_VALUE_INTERVAL:
      return intervalText('=', first, second);
    case MAP_OP.GET_BY_KEY_LIST:
      return listText('@', first);
    case LIST_OP.GET_BY_VALUE_LIST:
    case MAP_OP.GET_BY_VALUE_LIST:
      return listText('=', first);
    default:
      return undefined;
  }
}

function countedText(mark: string, [start, count]: readonly number[]): string | undefined {
  if (start === undefined || Number.isNaN(start)) return undefined;
  if (count === undefined) return `${mark}${start}:`;
  const end = start + count;
  return Number.isNaN(end) || start < 0 !== end < 0 ? undefined : `${mark}${start}:${end}`;
}

function intervalText(mark: string, first: EntryTree | undefined, second: EntryTree | undefined): string | undefined {
  if (first === undefined || second === undefined) return undefined;
  const begin = 'value' in first.entry && first.entry.value === null ? '' : constantText(first.entry);
  const end = 'inf' in second.entry ? '' : constantText(second.entry);
  return begin === undefined || end === undefined || (begin === '' && end === '')
    ? undefined
    : `${mark}${begin}:${end}`;
}

function listText(mark: string, list: EntryTree | undefined): string | undefined {
  const items = list?.entry.value;
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const texts = items.map(operandText);
  return texts.includes(undefined) ? undefined : `${mark}${texts.join(',')}${texts.length === 1 ? ',' : ''}`;
}

function several(open: string, values: readonly unknown[], close: string): string | undefined {
  const texts = values.map(operandText);
  if (texts.length === 0 || texts.includes(undefined)) return undefined;
  return `.${open}${texts.join(',')}${texts.length === 1 ? ',' : ''}${close}`;
}

function binName(name: unknown): string {
  const text = String(name);
  return /^[A-Za-z_]\w*$/.test(text) ? `$.${text}` : `$.${operandText(text)}`;
}

function typeName(type: unknown): string {
  if (type === EXP_TYPE.NIL) return 'NIL';
  return Object.keys(TYPES).find((name) => TYPES[name]?.type === type) ?? String(type);
}
