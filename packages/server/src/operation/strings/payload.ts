// The payload of an operation on a text (docs/protocol/strings.md, "Payload"), read one argument after the other.
//
//   payload := [code, argument...]  |  [0xff, [type, value, ...], [code, argument...]]

import { isUtf8 } from 'node:buffer';
import { CDT_FORM, ElementReader, KIND, PARTICLE, WireError } from 'tendril/wire';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';
import { PARAMETER_SUBCODE } from '../../subcodes.ts';
import { readElement } from '../cdt/collection.ts';
import { type ContextItem, parseContext } from '../cdt/operation.ts';

/** Highest number, and lowest without its sign, that an argument may be. */
const MAX_INTEGER = 128 * 1024 * 1024;

export class StringPayload {
  readonly code: number;
  /** The way to the text within a collection; undefined for the bin itself. */
  readonly context: readonly ContextItem[] | undefined;
  readonly #reader: ElementReader;
  #left: number;

  /** @throws ParticleError with result code 4 unless the bytes start a list whose first element is a code. */
  constructor(payload: Buffer) {
    this.#reader = new ElementReader(payload, 0, payload.length);
    const count = this.#enterList();
    const code = this.#code();
    this.#left = count - 1;
    this.code = code;
    this.context = undefined;
    if (code !== CDT_FORM.CONTEXT) return;
    if (count !== 3) throw malformedContext('context and operation are expected');
    this.context = this.#context();
    const nestedCount = this.#enterList();
    this.code = this.#code();
    this.#left = nestedCount - 1;
  }

  /** Arguments that are still to be read. */
  get left(): number {
    return this.#left;
  }

  /** @throws ParticleError with result code 4 unless the number of arguments is from `min` to `max`. */
  requireCount(min: number, max: number): void {
    if (this.#left < min || this.#left > max)
      throw badArgument(`operation ${this.code} has ${this.#left} arguments instead of ${min} to ${max}`);
  }

  integer(): number {
    const r = this.#reader;
    if (this.#next() !== KIND.INT) throw badArgument('an integer is expected');
    const value = r.negative ? (r.high | 0) * 2 ** 32 + r.low : r.high * 2 ** 32 + r.low;
    if (Math.abs(value) > MAX_INTEGER) throw badArgument(`${value} is beyond ${MAX_INTEGER}`);
    return value;
  }

  /** Bits of which only those in `allowed` may be set. */
  flags(allowed: number): number {
    const flags = this.integer();
    if (flags < 0 || (flags & ~allowed) !== 0) throw badArgument(`the flags ${flags} are not allowed here`);
    return flags;
  }

  /** A text of any particle type: nobody looks at it. */
  text(): Buffer {
    const r = this.#reader;
    if (this.#next() !== KIND.STR || r.payloadBytes === 0) throw badArgument('a string is expected');
    return checked(r.buffer.subarray(r.payloadAt + 1, r.payloadAt + r.payloadBytes));
  }

  texts(): Buffer[] {
    const r = this.#reader;
    if (this.#next() !== KIND.LIST) throw badArgument('a list of strings is expected');
    const { count } = r;
    if (count > r.end - r.pos) throw badArgument('a list has more elements than bytes');
    const texts: Buffer[] = [];
    this.#left += count;
    for (let i = 0; i < count; i++) {
      const text = this.text();
      if (r.buffer[r.payloadAt] !== PARTICLE.STRING) throw badArgument('an element of a list is not a string');
      texts.push(text);
    }
    return texts;
  }

  /** Two texts: what is looked for, and what takes its place. */
  pair(): [Buffer, Buffer] {
    const texts = this.texts();
    if (texts.length !== 2) throw badArgument(`a list has ${texts.length} strings instead of 2`);
    return texts as [Buffer, Buffer];
  }

  #next(): number {
    this.#left--;
    try {
      return this.#reader.next();
    } catch (error) {
      throw error instanceof WireError ? badArgument(error.message) : error;
    }
  }

  #enterList(): number {
    if (this.#next() !== KIND.LIST || this.#reader.count === 0) throw badArgument('a list with a code is expected');
    return this.#reader.count;
  }

  #code(): number {
    if (this.#next() !== KIND.INT || this.#reader.high !== 0) throw unknownOperation('what is no number');
    return this.#reader.low;
  }

  #context(): ContextItem[] {
    try {
      return parseContext(readElement(this.#reader));
    } catch (error) {
      if (error instanceof WireError || error instanceof ParticleError) throw malformedContext(error.message);
      throw error;
    }
  }
}

function checked(text: Buffer): Buffer {
  if (isUtf8(text)) return text;
  throw new ParticleError(RESULT.PARAMETER, 'An argument is not valid UTF-8', PARAMETER_SUBCODE.STRING_UTF8);
}

/** An argument that is missing, of another kind, or out of its range. */
export function badArgument(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `String operation: ${reason}`, PARAMETER_SUBCODE.STRING_PARAMETERS);
}

/** A pattern or its replacement that means nothing here. */
export function badRegex(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `Regular expression: ${reason}`, PARAMETER_SUBCODE.STRING_REGEX);
}

export function unknownOperation(code: number | string): ParticleError {
  return new ParticleError(
    RESULT.PARAMETER,
    `String operation: there is no operation ${code} here`,
    PARAMETER_SUBCODE.STRING_OPERATION,
  );
}

function malformedContext(reason: string): ParticleError {
  return new ParticleError(RESULT.PARAMETER, `String operation: ${reason}`, PARAMETER_SUBCODE.STRING_CONTEXT);
}
