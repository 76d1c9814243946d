// The payload of a collection operation (docs/protocol/collections.md, "Payload"): operation code, parameters, context.
//
//   payload := [code, p1, p2, ...]  |  [0xff, [type, value, ...], [code, p1, ...]]  |  u16 code · [p1, ...]

import { CDT_FORM, ElementReader, FIRST_MAP_OP, KIND, MAX_CDT_PARAMETER_ITEMS } from 'tendril/wire';
import { canonicalElement } from '../../particles/cdt-canonical.ts';
import { asParameterError, malformed } from '../malformed.ts';
import type { WorkMeter } from '../work-meter.ts';
import { readElements } from './collection.ts';
import { numberOf } from './elements.ts';

/** One step into a nested collection. */
export interface ContextItem {
  readonly type: number;
  readonly value: Buffer;
}

export class CdtOperation {
  readonly code: number;
  readonly context: readonly ContextItem[];
  /** What the command has cost so far. */
  readonly meter: WorkMeter;
  readonly #parameters: readonly Buffer[];

  constructor(code: number, parameters: readonly Buffer[], context: readonly ContextItem[], meter: WorkMeter) {
    this.meter = meter;
    this.code = code;
    this.#parameters = parameters;
    this.context = context;
  }

  get isListOperation(): boolean {
    return this.code < FIRST_MAP_OP;
  }

  /** @throws ParticleError with result code 4 unless the number of parameters is from `min` to `max`. */
  requireCount(min: number, max: number): void {
    const { length } = this.#parameters;
    if (length < min || length > max) throw malformed(`operation ${this.code} has ${length} parameters`);
  }

  has(i: number): boolean {
    return i < this.#parameters.length;
  }

  raw(i: number): Buffer {
    return this.#parameters[i] as Buffer;
  }

  /** An integer, taken as a signed one of 64 bits. */
  int(i: number): number {
    const value = numberOf(this.raw(i));
    if (typeof value !== 'bigint') throw malformed(`parameter ${i} is not an integer`);
    return Number(BigInt.asIntN(64, value));
  }

  /** An optional integer; undefined when it is absent. */
  optionalInt(i: number): number | undefined {
    return this.has(i) ? this.int(i) : undefined;
  }

  flags(i: number): number {
    const value = this.optionalInt(i) ?? 0;
    if (value < 0) throw malformed(`parameter ${i} is negative`);
    return value;
  }

  /** A value to store. */
  value(i: number): Buffer {
    return canonical(this.raw(i), false);
  }

  /** A value to compare with. */
  selector(i: number): Buffer {
    return canonical(this.raw(i), true);
  }

  /** The elements of a list, to store or to compare with. */
  list(i: number, forComparison: boolean): Buffer[] {
    const raw = this.raw(i);
    const reader = new ElementReader(raw, 0, raw.length);
    if (reader.next() !== KIND.LIST) throw malformed(`parameter ${i} is not a list`);
    if (reader.count > MAX_CDT_PARAMETER_ITEMS) throw malformed(`parameter ${i} has ${reader.count} items`);
    this.meter.spend(reader.count, raw.length);
    return readElements(reader, reader.count).map((element) => canonical(element, forComparison));
  }
}

/** @throws ParticleError with result code 4 when the payload is malformed. */
export function parseOperation(payload: Buffer, meter: WorkMeter): CdtOperation {
  try {
    if (payload.length === 0) throw malformed('no payload');
    if (payload[0] === 0) return parseLegacy(payload, meter);
    const elements = parseList(payload);
    const code = codeOf(elements[0]);
    if (code !== CDT_FORM.CONTEXT) return new CdtOperation(code, elements.slice(1), [], meter);
    if (elements.length !== 3) throw malformed('context and operation expected');
    const context = parseContext(elements[1] as Buffer);
    const nested = parseList(elements[2] as Buffer);
    const nestedCode = codeOf(nested[0]);
    if (nestedCode === CDT_FORM.CONTEXT) throw malformed('context within a context');
    return new CdtOperation(nestedCode, nested.slice(1), context, meter);
  } catch (error) {
    throw asParameterError(error);
  }
}

function parseLegacy(payload: Buffer, meter: WorkMeter): CdtOperation {
  if (payload.length < 2) throw malformed('no operation code');
  const parameters = payload.length === 2 ? [] : parseList(payload.subarray(2));
  return new CdtOperation(payload.readUInt16BE(0), parameters, [], meter);
}

/** The steps of a context. @throws ParticleError with result code 4 when it is malformed. */
export function parseContext(element: Buffer): ContextItem[] {
  const parts = parseList(element);
  if (parts.length === 0 || parts.length % 2 !== 0) throw malformed('context is no list of pairs');
  const items: ContextItem[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    items.push({
      type: codeOf(parts[i]),
      value: canonicalElement(parts[i + 1] as Buffer, 0, (parts[i + 1] as Buffer).length, true),
    });
  }
  return items;
}

/** The elements of a list. Bytes behind it are not looked at, as in the real server. */
function parseList(bytes: Buffer): Buffer[] {
  const reader = new ElementReader(bytes, 0, bytes.length);
  if (reader.next() !== KIND.LIST) throw malformed('a list is expected');
  return readElements(reader, reader.count);
}

function codeOf(element: Buffer | undefined): number {
  const value = element === undefined ? undefined : numberOf(element);
  if (typeof value !== 'bigint' || value < 0n) throw malformed('code is not a positive integer');
  return Number(value);
}

function canonical(element: Buffer, forComparison: boolean): Buffer {
  try {
    return canonicalElement(element, 0, element.length, forComparison);
  } catch (error) {
    throw asParameterError(error);
  }
}
