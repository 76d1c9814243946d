// The payload of an operation along a path (docs/protocol/paths.md): what selects at each level, what is answered, and
// the expression that makes new elements.
//
//   payload := [0xfe, [type, value, ...], flags, [expression]]

import {
  CDT_CONTEXT,
  CDT_CONTEXT_SELECTOR,
  CDT_CONTEXT_SELECTOR_MASK,
  CDT_FORM,
  CDT_PATH,
  ElementReader,
  KIND,
  MAX_CDT_DEPTH,
  MSGPACK,
  WireError,
} from 'tendril/wire';
import { compileExpressionAt, type Expression } from '../../expression/expression.ts';
import { integerOf } from '../../expression/value.ts';
import { canonicalElement } from '../../particles/cdt-canonical.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import type { ServerVersion } from '../../server-version.ts';
import { readElement } from '../cdt/collection.ts';
import type { WorkMeter } from '../work-meter.ts';
import { type Several, severalOf } from './several.ts';

/** What the mode is in, and which flags there are besides. */
const MODE_MASK = 0x0f;
const AND_BIT = CDT_CONTEXT.AND & ~CDT_CONTEXT_SELECTOR_MASK;

const SELECTOR = CDT_CONTEXT_SELECTOR;

/** One level of a path. */
export interface PathItem {
  readonly type: number;
  /** Of an index or rank. */
  readonly index: bigint;
  /** A key, a value, or a list of keys. */
  readonly value: Buffer;
  /** Of an item that selects by expression; undefined for everything. */
  readonly filter: Expression | undefined;
  /** Of an item that selects several by range, interval or list. */
  readonly several: Several | undefined;
  /** What has to hold besides. */
  and: Expression | undefined;
  hasAnd: boolean;
}

export interface Path {
  readonly items: readonly PathItem[];
  readonly mode: number;
  /** What is unknown or does not fit is left out, and no error. */
  readonly noFail: boolean;
  /** Makes the new elements, in mode APPLY. */
  readonly apply: Expression | undefined;
}

export function isPath(payload: Buffer): boolean {
  const reader = new ElementReader(payload, 0, payload.length);
  try {
    return reader.next() === KIND.LIST && reader.next() === KIND.INT && reader.low === CDT_FORM.PATH && !reader.high;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

/** By which rules a path is read, and at what cost it is walked. */
export interface PathRules {
  readonly version: ServerVersion;
  readonly meter: WorkMeter;
}

/** How many leaves there are, and whether there is one: what server 8.2 can answer as well. */
export const TALLY = { COUNT: 10, EXISTS: 11 } as const;

export function isTally(mode: number): boolean {
  return mode === TALLY.COUNT || mode === TALLY.EXISTS;
}

/** @throws ParticleError with result code 4 when the payload is malformed. */
export function parsePath(payload: Buffer, rules: PathRules): Path {
  try {
    return readPath(new ElementReader(payload, 0, payload.length), rules);
  } catch (error) {
    throw error instanceof WireError ? malformedPath(error.message) : error;
  }
}

function readPath(r: ElementReader, rules: PathRules): Path {
  const { version } = rules;
  r.next();
  const parameters = r.count - 1;
  r.next();
  const items = readItems(r, rules);
  if (r.next() !== KIND.INT) throw malformedPath('its flags are no integer');
  const flags = r.low;
  const mode = flags & MODE_MASK;
  if (!(mode <= CDT_PATH.APPLY || (version === '8.2' && isTally(mode))))
    throw malformedPath(`there is no mode ${mode}`);
  if (parameters !== (mode === CDT_PATH.APPLY ? 3 : 2))
    throw malformedPath(`mode ${mode} with ${parameters} parameters`);
  const noFail = (flags & CDT_PATH.NO_FAIL) !== 0;
  const apply = mode === CDT_PATH.APPLY ? compileExpressionAt(r.buffer, r.pos, r.end, version).expression : undefined;
  return { items, mode, noFail, apply };
}

function readItems(r: ElementReader, rules: PathRules): PathItem[] {
  if (r.next() !== KIND.LIST || r.count === 0 || r.count % 2 !== 0) throw malformedPath('items are no list of pairs');
  const pairs = r.count / 2;
  if (pairs > MAX_CDT_DEPTH) throw malformedPath(`it has ${pairs} levels, the limit is ${MAX_CDT_DEPTH}`);
  const items: PathItem[] = [];
  for (let i = 0; i < pairs; i++) {
    if (r.next() !== KIND.INT) throw malformedPath('the type of an item is no integer');
    const type = r.low;
    if ((type & AND_BIT) === 0) items.push(readItem(r, type, rules));
    else addAnd(r, type, items.at(-1), rules.version);
  }
  return items;
}

function readItem(r: ElementReader, type: number, { version, meter }: PathRules): PathItem {
  const selector = type & CDT_CONTEXT_SELECTOR_MASK;
  const item = {
    type,
    index: 0n,
    value: r.buffer,
    filter: undefined,
    several: undefined,
    and: undefined,
    hasAnd: false,
  };
  if (version === '8.2') {
    const at = r.pos;
    const several = severalOf(type, readElement(r), meter);
    if (several !== undefined) return { ...item, several };
    r.pos = at;
  }
  switch (selector) {
    case SELECTOR.INDEX:
    case SELECTOR.RANK:
      if (r.next() !== KIND.INT) throw malformedPath('an index or rank is no integer');
      return { ...item, index: integerOf(r) };
    case SELECTOR.KEY:
    case SELECTOR.VALUE:
    case SELECTOR.KEYS_IN:
      return { ...item, value: canonical(readElement(r)) };
    case SELECTOR.EXP:
      return { ...item, filter: readFilter(r, version) };
    default:
      throw malformedPath(`there is no selector ${selector}`);
  }
}

/** In the form in which it compares with what is stored. */
function canonical(element: Buffer): Buffer {
  try {
    return canonicalElement(element, 0, element.length, true);
  } catch (error) {
    throw error instanceof ParticleError ? malformedPath(error.message) : error;
  }
}

function addAnd(r: ElementReader, type: number, item: PathItem | undefined, version: ServerVersion): void {
  if (type !== CDT_CONTEXT.AND) throw malformedPath(`there is no item of type ${type}`);
  if (item === undefined || item.hasAnd) throw malformedPath('a condition follows no item, or another condition');
  if ((item.type & CDT_CONTEXT_SELECTOR_MASK) === SELECTOR.EXP) throw malformedPath('a condition follows a filter');
  item.and = readFilter(r, version);
  item.hasAnd = true;
}

/** Undefined for `true`: everything passes. */
function readFilter(r: ElementReader, version: ServerVersion): Expression | undefined {
  const at = r.pos;
  if (r.buffer[at] === MSGPACK.TRUE && at < r.end) {
    r.skip();
    return undefined;
  }
  if (r.next() !== KIND.LIST) throw malformedPath('a filter is no expression');
  const { expression, end } = compileExpressionAt(r.buffer, at, r.end, version);
  r.pos = end;
  return expression;
}

export function malformedPath(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Malformed path: ${reason}`);
}
