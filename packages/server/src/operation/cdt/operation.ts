// The payload of a collection operation (docs/protocol/collections.md, "Payload"): operation code, parameters, context.
//
//   payload := [code, p1, p2, ...]  |  [0xff, [type, value, ...], [code, p1, ...]]  |  u16 code · [p1, ...]

import { CDT_FORM, ElementReader, FIRST_MAP_OP, KIND, LIST_ORDER, MAX_CDT_PARAMETER_ITEMS } from 'tendril/wire';
import { canonicalElement } from '../../particles/cdt-canonical.ts';
import { asParameterError, malformed } from '../malformed.ts';
import type { WorkMeter } from '../work-meter.ts';
import { notApplicable } from './answers.ts';
import { readElement, readElements } from './collection.ts';
import { NIL, numberOf } from './elements.ts';

/** One step into a nested collection. */
export class ContextItem {
  readonly #type: Buffer;
  readonly value: Buffer;

  constructor(type: Buffer, value: Buffer) {
    this.#type = type;
    this.value = value;
  }

  /** @throws ParticleError with result code 4 unless it is an integer. */
  get type(): number {
    return readCode(new ElementReader(this.#type, 0, this.#type.length));
  }

  /** @throws ParticleError with result code 26 unless it is an integer. */
  get index(): bigint {
    const value = numberOf(this.value);
    return typeof value === 'bigint' ? BigInt.asIntN(64, value) : notApplicable('the index is no integer');
  }
}

export class CdtOperation {
  readonly code: number;
  /** What the command has cost so far. */
  readonly meter: WorkMeter;
  /** A step of the context was to a value that cannot be stored; the server then refuses to store any. */
  hasSpecialContext = false;
  /** There is a bin, if not what its context leads to. */
  hasBin = false;
  /** It is for a collection within another. */
  isNested = false;
  readonly #reader: ElementReader;
  readonly #count: number;
  #parameters: readonly Buffer[] = [];

  /** Stands before its `count` parameters, which are read when their number is asked for: some operations never do. */
  constructor(code: number, reader: ElementReader, count: number, meter: WorkMeter) {
    this.meter = meter;
    this.code = code;
    this.#reader = reader;
    this.#count = count;
  }

  get isListOperation(): boolean {
    return this.code < FIRST_MAP_OP;
  }

  /** @throws ParticleError with result code 4 unless the number of parameters is from `min` to `max`. */
  requireCount(min: number, max: number): void {
    const count = this.#count;
    if (count < min || count > max) throw malformed(`operation ${this.code} has ${count} parameters`);
    if (this.#parameters.length < count) this.#parameters = readElements(this.#reader, count);
  }

  /**
   * The order flags of a list or map as they are written. That an index is kept is not for others to see, and is not
   * kept within a collection; the server forgets this where it makes the collection around it as well.
   */
  visibleFlags(flags: number): number {
    return this.isNested && !this.hasBin ? flags : flags & ~LIST_ORDER.PERSIST_INDEX;
  }

  has(i: number): boolean {
    return i < this.#parameters.length;
  }

  raw(i: number): Buffer {
    return this.#parameters[i] as Buffer;
  }

  /** An integer, taken as a signed one of 64 bits. */
  index(i: number): bigint {
    return BigInt.asIntN(64, this.count(i));
  }

  /** An integer, taken as an unsigned one of 64 bits. */
  count(i: number): bigint {
    const value = numberOf(this.raw(i));
    if (typeof value !== 'bigint') throw malformed(`parameter ${i} is not an integer`);
    return BigInt.asUintN(64, value);
  }

  /** The low 32 bits of an optional integer, where no others mean anything; absent = none. */
  flags(i: number): number {
    if (!this.has(i)) return 0;
    const reader = new ElementReader(this.raw(i), 0, this.raw(i).length);
    if (reader.next() !== KIND.INT) throw malformed(`parameter ${i} is not an integer`);
    return reader.low;
  }

  /** The optional number that is added; absent or nil = 1. What does not fit 64 bits with a sign is taken for its bits. */
  delta(i: number): bigint | number {
    if (!this.has(i) || this.raw(i).equals(NIL)) return 1n;
    const delta = numberOf(this.raw(i));
    if (delta === undefined) throw malformed('delta is not a number');
    return typeof delta === 'bigint' ? BigInt.asIntN(64, delta) : delta;
  }

  /** A value to store. */
  value(i: number): Buffer {
    if (this.hasSpecialContext) throw malformed('a special value on the way to where a value is stored');
    return canonical(this.raw(i), false);
  }

  /** A value to compare with; what is in a collection stays as it is. */
  comparand(i: number): Buffer {
    return comparable(this.raw(i));
  }

  /** The elements of a list to compare with. */
  comparands(i: number): Buffer[] {
    const raw = this.raw(i);
    const reader = new ElementReader(raw, 0, raw.length);
    if (reader.next() !== KIND.LIST) throw malformed(`parameter ${i} is not a list`);
    if (reader.count > MAX_CDT_PARAMETER_ITEMS) throw malformed(`parameter ${i} has ${reader.count} items`);
    this.meter.spend(reader.count, raw.length);
    return readElements(reader, reader.count).map(comparable);
  }

  /** The elements of a list to store. Its order flags mean nothing. */
  values(i: number): Buffer[] {
    const list = this.value(i);
    const reader = new ElementReader(list, 0, list.length);
    if (reader.next() !== KIND.LIST) throw malformed(`parameter ${i} is not a list`);
    this.meter.spend(reader.count, list.length);
    const items = readElements(reader, reader.count);
    return items[0] !== undefined && isExt(items[0]) ? items.slice(1) : items;
  }
}

/** An operation and the way to the collection that it is for. */
export interface Call {
  /** The steps, not looked at yet; none = the collection of the bin itself. */
  readonly context: readonly ContextItem[] | undefined;
  /** Reads the operation itself. @throws ParticleError with result code 4 when it is malformed. */
  operation(): CdtOperation;
}

/** @throws ParticleError with result code 4 when the payload is malformed. What the context leads to comes first. */
export function parseCall(payload: Buffer, meter: WorkMeter): Call {
  if (payload.length === 0) throw malformed('no payload');
  if (payload[0] === 0) return plain(parseLegacy(payload, meter));
  const reader = new ElementReader(payload, 0, payload.length);
  const count = enterList(reader);
  const code = readCode(reader);
  if (code !== CDT_FORM.CONTEXT) return plain(new CdtOperation(code, reader, count - 1, meter));
  if (count !== 3) throw malformed('context and operation expected');
  const context = parseContext(readElement(reader));
  return {
    context,
    operation: () => {
      const nestedCount = enterList(reader);
      return new CdtOperation(readCode(reader), reader, nestedCount - 1, meter);
    },
  };
}

function plain(operation: CdtOperation): Call {
  return { context: undefined, operation: () => operation };
}

function parseLegacy(payload: Buffer, meter: WorkMeter): CdtOperation {
  if (payload.length < 2) throw malformed('no operation code');
  const reader = new ElementReader(payload, 2, payload.length);
  return new CdtOperation(payload.readUInt16BE(0), reader, payload.length === 2 ? 0 : enterList(reader), meter);
}

/** The steps of a context. @throws ParticleError with result code 4 when it is malformed. */
export function parseContext(element: Buffer): ContextItem[] {
  const reader = new ElementReader(element, 0, element.length);
  const parts = readElements(reader, enterList(reader));
  if (parts.length === 0 || parts.length % 2 !== 0) throw malformed('context is no list of pairs');
  const items: ContextItem[] = [];
  for (let i = 0; i < parts.length; i += 2) items.push(new ContextItem(parts[i] as Buffer, parts[i + 1] as Buffer));
  return items;
}

/** Enters a list and gives the number of its elements. Bytes behind it are not looked at, as in the real server. */
function enterList(reader: ElementReader): number {
  if (reader.next() !== KIND.LIST) throw malformed('a list is expected');
  return reader.count;
}

/** The low 32 bits of an integer: no code has more. */
function readCode(reader: ElementReader): number {
  if (reader.next() !== KIND.INT) throw malformed('a code is not an integer');
  return reader.low;
}

/** In a form that compares as the server compares it. */
export function comparable(element: Buffer): Buffer {
  const kind = new ElementReader(element, 0, element.length).next();
  return kind === KIND.LIST || kind === KIND.MAP ? element : canonical(element, true);
}

function isExt(element: Buffer): boolean {
  return new ElementReader(element, 0, element.length).next() === KIND.EXT;
}

function canonical(element: Buffer, forComparison: boolean): Buffer {
  try {
    return canonicalElement(element, 0, element.length, forComparison);
  } catch (error) {
    throw asParameterError(error);
  }
}
