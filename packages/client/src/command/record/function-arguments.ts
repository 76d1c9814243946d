// Checks of operations on lists, maps, bits, HyperLogLogs and text, and of those along paths: each argument against what its
// row in wire/codes/functions.ts says that it may be. Values inside lists and maps are checked where they are encoded.

import { type CdtItem, isContext } from '../../model/operations/context.ts';
import { CDT_CONTEXT, CDT_CONTEXT_CREATE_MASK } from '../../wire/codes/collections.ts';
import type { Argument, FunctionRow } from '../../wire/codes/functions.ts';
import { MAX_CDT_DEPTH, MAX_INT64, MIN_INT64 } from '../../wire/codes/limits.ts';
import { operationOf } from '../../wire/codes/ops.ts';
import { shown } from './shown.ts';

type Loose = { readonly [name: string]: unknown };
type Check = (value: unknown, name: string) => string | undefined;

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** What is wrong with an operation of a function, and what would be right; undefined where nothing is. */
export function wrongArgument(row: FunctionRow, operation: Loose): string | undefined {
  for (const argument of row.parameters) {
    const wrong = CHECKS[argument.kind]?.(operation[argument.name], argument.name);
    if (wrong !== undefined) return `${row.name}: ${wrong}`;
  }
  const wrong = isMissing(operation.context) ? undefined : wrongContext(row, operation.context);
  return wrong && `${row.name}: ${wrong}`;
}

function wrongContext({ op }: FunctionRow, context: unknown): string | undefined {
  if (operationOf(op)?.value === 'none') return 'it works on the whole bin and takes no context';
  return wrongPath(context, 'context', false);
}

const isInteger = (value: unknown): boolean => {
  if (typeof value === 'bigint') return value >= MIN_INT64 && value <= MAX_INT64;
  // The fraction is cut off, as the vendor's client does it.
  return typeof value === 'number' && value >= -(2 ** 63) && value < 2 ** 63;
};

const isKey = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'bigint' ||
  (typeof value === 'number' && Number.isInteger(value)) ||
  ArrayBuffer.isView(value);

const should = (what: string, is: (value: unknown) => boolean): Check => {
  return (value, name) => (is(value) ? undefined : `${name} should be ${what}, not ${shown(value)}`);
};
const optional = (check: Check): Check => {
  return (value, name) => (isMissing(value) ? undefined : check(value, name));
};

const integer = should('an integer', isInteger);
const boolean = should('true or false', (value) => typeof value === 'boolean');
const array = should('an array', Array.isArray);
const key = should('text, an integer or bytes', isKey);
const text = should('text', (value) => typeof value === 'string');

const policy = (...fields: readonly string[]): Check => {
  const checkField = optional(integer);
  return optional((value, name) => {
    if (typeof value !== 'object') return `${name} should be an object, not ${shown(value)}`;
    for (const field of fields) {
      const wrong = checkField((value as Loose)[field], `${name}.${field}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  });
};

const CHECKS: { readonly [kind in Argument['kind']]?: Check } = {
  integer,
  unsigned: integer,
  count: optional(integer),
  value: (value, name) => (value === undefined ? `${name} is missing; null stands for no value` : undefined),
  returnType: optional(integer),
  key,
  keys: (value, name) => {
    if (!Array.isArray(value)) return array(value, name);
    const at = value.findIndex((one) => !isKey(one));
    return at === -1 ? undefined : key(value[at], `${name}[${at}]`);
  },
  list: array,
  map: should('an object or a Map', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  bytes: should('a Buffer', (value) => ArrayBuffer.isView(value)),
  boolean,
  signed: boolean,
  delta: optional(should('a number', isNumeric)),
  listPolicy: policy('order', 'writeFlags'),
  listFlags: policy('writeFlags'),
  mapPolicy: policy('order', 'writeFlags', 'writeMode'),
  mapOrder: policy('order'),
  writeFlags: policy('writeFlags'),
  overflow: optional(integer),
  newList: optional(integer),
  newMap: optional(integer),
  path: (value, name) => wrongPath(value, name, true),
  selection: integer,
  change: integer,
  byteOffset: optional(integer),
  invertSize: optional(boolean),
  text,
  optionalText: optional(text),
  texts: (value, name) => {
    if (!Array.isArray(value)) return array(value, name);
    const at = value.findIndex((one) => typeof one !== 'string');
    return at === -1 ? undefined : text(value[at], `${name}[${at}]`);
  },
  oneText: text,
  pair: text,
  paired: text,
  cutEnd: optional(integer),
  cutFlags: policy('writeFlags'),
  expression: should('an expression or its base64 text', (value) => Array.isArray(value) || typeof value === 'string'),
};

function isNumeric(value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return typeof (value as { Double?: unknown } | null)?.Double === 'number';
}

/** Only the operations along paths have steps that lead to several places. */
function wrongPath(value: unknown, name: string, isWhole: boolean): string | undefined {
  if (!isContext(value)) return `${name} should be a cdt.Context, not ${shown(value)}`;
  const { items } = value;
  if (items.length === 0) return `${name} should have at least one step`;
  if (items.length > MAX_CDT_DEPTH) return `${name} has ${items.length} steps, the limit is ${MAX_CDT_DEPTH}`;
  for (const [at, item] of items.entries()) {
    const wrong = wrongStep(item, `step ${at} of ${name}`, isWhole);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongStep(item: CdtItem, name: string, isWhole: boolean): string | undefined {
  const [type, value] = Array.isArray(item) ? item : [];
  if (typeof type !== 'number') return `${name} should be made by a method of cdt.Context`;
  if (PATH_STEPS.has(type) && !isWhole)
    return `${name} leads to several places, which only operations.*ByPath can follow`;
  switch (type & ~CDT_CONTEXT_CREATE_MASK) {
    case CDT_CONTEXT.LIST_INDEX:
    case CDT_CONTEXT.LIST_RANK:
    case CDT_CONTEXT.MAP_INDEX:
    case CDT_CONTEXT.MAP_RANK:
      return integer(value, name);
    case CDT_CONTEXT.MAP_KEY:
      return key(value, name);
    case CDT_CONTEXT.MAP_KEYS_IN:
      return CHECKS.keys?.(value, name);
    case CDT_CONTEXT.EXP:
      return isMissing(value) ? undefined : CHECKS.expression?.(value, name);
    case CDT_CONTEXT.AND:
      return CHECKS.expression?.(value, name);
    default:
      return undefined;
  }
}

const PATH_STEPS: ReadonlySet<number> = new Set([CDT_CONTEXT.EXP, CDT_CONTEXT.AND, CDT_CONTEXT.MAP_KEYS_IN]);
