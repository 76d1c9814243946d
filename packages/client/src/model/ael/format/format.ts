// Expressions back to text, for logs: AEL where the language has words for them, `exp.name(…)` for the rest. Never
// throws. Calls are in collections.ts and values.ts beside this file, what has no words in marked.ts.

import { EXP, EXP_SYSTEM } from '../../../wire/codes/expressions.ts';
import { shapeOf } from '../../exp/shapes.ts';
import { isPosix } from '../regex.ts';
import { nameOfType } from '../types.ts';
import { type CallTree, callOf, type Show } from './call-tree.ts';
import { collectionText } from './collections.ts';
import { constantText, operandText } from './constants.ts';
import { type EntryTree, treeOf } from './entry-tree.ts';
import { markedCall, markedConstant } from './marked.ts';
import { valueText } from './values.ts';

/** A text, and how tightly it holds together. */
interface Shown {
  readonly text: string;
  readonly level: number;
}

const COMPARISON = 2;
const ATOM = 11;

/** Operators with their levels. */
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

interface FunctionText {
  readonly name: string;
  /** Names of the arguments; none where they have none. */
  readonly labels: readonly string[];
  /** How many arguments it needs. */
  readonly least: number;
}

const called = (name: string, least: number, ...labels: string[]): FunctionText => ({ name, labels, least });

const FUNCTIONS: { readonly [code: number]: FunctionText } = {
  [EXP.NOT]: called('not', 1),
  [EXP.EXCLUSIVE]: called('exclusive', 2),
  [EXP.ABS]: called('abs', 1),
  [EXP.CEIL]: called('ceil', 1),
  [EXP.FLOOR]: called('floor', 1),
  [EXP.MIN]: called('min', 2),
  [EXP.MAX]: called('max', 2),
  [EXP.CMP_GEO]: called('geoCompare', 2),
  [EXP.INT_COUNT]: called('countOneBits', 1),
  [EXP.LOG]: called('log', 2, 'value', 'base'),
  [EXP.INT_LSCAN]: called('findBitLeft', 2, 'x', 'value'),
  [EXP.INT_RSCAN]: called('findBitRight', 2, 'x', 'value'),
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
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The text of an expression, or of what else was given. */
export function format(expression: unknown): string {
  if (typeof expression === 'string') return `base64 ${expression}`;
  try {
    const tree = treeOf(expression);
    return tree === undefined ? 'no expression' : new Formatter(tree).shown;
  } catch {
    // Programs may hold anything in their entries: values that lead to themselves, getters that throw.
    return 'an expression that cannot be shown';
  }
}

class Formatter implements Show {
  readonly shown: string;
  /** Types of bins: those that are read as more than one are pinned for each place. */
  readonly #types = new Map<unknown, Set<unknown>>();

  constructor(tree: EntryTree) {
    this.#collect(tree);
    this.shown = this.text(tree);
  }

  text(tree: EntryTree): string {
    return this.#show(tree).text;
  }

  operand(tree: EntryTree): string {
    return this.#inside(tree, COMPARISON + 1);
  }

  whole(expression: unknown): string | undefined {
    const tree = treeOf(expression);
    return tree === undefined ? undefined : this.text(tree);
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
    const operator = OPERATORS[entry.op];
    if (operator !== undefined && args.length > 1) return this.#exists(tree) ?? this.#operator(args, operator);
    const constant = isSelectorOnly(tree) ? undefined : constantText(entry);
    return { text: constant ?? this.#atom(tree) ?? this.#marked(tree), level: ATOM };
  }

  /** A bin is there if its type is not 0. */
  #exists({ entry, args }: EntryTree): Shown | undefined {
    const [left, right] = args as readonly [EntryTree, EntryTree];
    if (entry.op !== EXP.NE || left.entry.op !== EXP.BIN_TYPE || right.entry.intVal !== 0) return undefined;
    return { text: `${binName(left.args[0]?.entry.strVal)}.exists()`, level: ATOM };
  }

  /** Operands that bind no tighter stand in parentheses: (a - b) - c is not a - b - c. */
  #operator(args: readonly EntryTree[], [text, level]: readonly [string, number]): Shown {
    return { text: args.map((arg) => this.#inside(arg, level + 1)).join(` ${text} `), level };
  }

  #inside(tree: EntryTree, level: number): string {
    const shown = this.#show(tree);
    return shown.level < level ? `(${shown.text})` : shown.text;
  }

  #atom(tree: EntryTree): string | undefined {
    const { entry, args } = tree;
    const metadata = METADATA[entry.op];
    if (metadata !== undefined) return `$.${metadata}()`;
    const row = FUNCTIONS[entry.op];
    if (row !== undefined) return this.#function(row, args);
    const [first, second] = args as readonly [EntryTree, EntryTree];
    switch (entry.op) {
      case EXP.UNKNOWN:
        return 'unknown';
      case EXP.BIN:
        return this.#bin(second.entry.strVal, first.entry.intVal);
      case EXP.BIN_TYPE:
        return `${binName(first.entry.strVal)}.type()`;
      case EXP.KEY:
        return pinned('$.key()', first.entry.intVal);
      case EXP.VAR:
        return `\${${first.entry.strVal}}`;
      case EXP.LOOPVAR:
        return pinned(PARTS[second.entry.intVal as number], first.entry.intVal);
      case EXP.DIGEST_MODULO:
        return `$.digestModulo(${this.text(first)})`;
      case EXP.INT_NOT:
        return `(~(${this.text(first)}))`;
      case EXP.TO_INT:
        return `(${this.text(first)}).toInt()`;
      case EXP.TO_FLOAT:
        return `(${this.text(first)}).toFloat()`;
      case EXP.TO_STRING:
        return `(${this.text(first)}).toString()`;
      case EXP.COND:
        return this.#when(args);
      case EXP.LET:
        return this.#let(args);
      case EXP.CMP_REGEX:
        return this.#matches(args);
      default: {
        const call = callOf(tree);
        return call === undefined ? undefined : this.#call(call);
      }
    }
  }

  #function({ name, labels, least }: FunctionText, args: readonly EntryTree[]): string | undefined {
    if (args.length < least) return undefined;
    const texts = args.map((arg, i) => `${labels[i] === undefined ? '' : `${labels[i]}: `}${this.text(arg)}`);
    return `${name}(${texts.join(', ')})`;
  }

  #bin(name: unknown, type: unknown): string | undefined {
    const isLocal = (this.#types.get(name)?.size ?? 0) > 1;
    return pinned(`${binName(name)}${isLocal ? ':LOCAL' : ''}`, type);
  }

  #when(args: readonly EntryTree[]): string | undefined {
    if (args.length < 3 || args.length % 2 === 0) return undefined;
    const texts = args.map((arg) => this.text(arg));
    const rows = texts.slice(0, -1).flatMap((text, i) => (i % 2 === 0 ? [`${text} => ${texts[i + 1]}`] : []));
    return `when(${rows.join(', ')}, default => ${texts.at(-1)})`;
  }

  #let(args: readonly EntryTree[]): string | undefined {
    if (args.length < 3 || args.length % 2 === 0) return undefined;
    const definitions = args.slice(0, -1).flatMap(({ entry }, i) => {
      return i % 2 === 0 ? [`${entry.strVal} = ${this.text(args[i + 1] as EntryTree)}`] : [];
    });
    return `let(${definitions.join(', ')}) then (${this.text(args.at(-1) as EntryTree)})`;
  }

  #matches([flags, regex, value]: readonly EntryTree[]): string | undefined {
    const options = flags?.entry.intVal;
    const pattern = regex?.entry.strVal;
    if ((options !== 1 && options !== 3) || typeof pattern !== 'string' || value === undefined) return undefined;
    if (!isPosix(pattern)) return undefined;
    return `(${this.operand(value)} =~ /${pattern.replaceAll('/', '\\/')}/${options === 3 ? 'i' : ''})`;
  }

  #call(call: CallTree): string {
    const isCollection = call.system === EXP_SYSTEM.CDT;
    const text = isCollection ? collectionText(this, call) : valueText(this, call);
    return text ?? markedCall(this, call);
  }

  /** What the language has no words for. */
  #marked(tree: EntryTree): string {
    const { entry, args } = tree;
    const constant = markedConstant(tree);
    if (constant !== undefined) return constant;
    const name = shapeOf(entry.op)?.name ?? `operation${entry.op}`;
    return `exp.${name}(${args.map((arg) => this.text(arg)).join(', ')})`;
  }
}

/** NIL, INF and * are not expressions: they stand in selectors and collections. */
function isSelectorOnly({ entry }: EntryTree): boolean {
  return 'inf' in entry || 'wildcard' in entry || ('value' in entry && entry.value === null);
}

function binName(name: unknown): string {
  const text = String(name);
  return NAME.test(text) ? `$.${text}` : `$.${operandText(text)}`;
}

/** Undefined for types that no pin has. */
function pinned(text: string | undefined, type: unknown): string | undefined {
  const name = nameOfType(type);
  return text === undefined || name === undefined ? undefined : `${text}:${name}`;
}
