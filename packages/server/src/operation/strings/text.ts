// A text as the UTF-8 bytes that are stored, counted in code points. Whatever needs no more than its characters' borders
// is done on the bytes; what needs the characters themselves takes the string.

import { isUtf8 } from 'node:buffer';
import { PARTICLE } from 'tendril/wire';
import type { Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';

/** The bytes of a code point behind its first one. */
export const CONTINUATION_MASK = 0xc0;
export const CONTINUATION = 0x80;

export class Text {
  static readonly EMPTY = new Text(Buffer.alloc(0));
  readonly bytes: Buffer;
  #length = -1;

  /** The bytes must be UTF-8. */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Code points. */
  get length(): number {
    if (this.#length === -1) this.#length = codePointsIn(this.bytes, 0, this.bytes.length);
    return this.#length;
  }

  get isAscii(): boolean {
    return this.length === this.bytes.length;
  }

  /** A position from the front; a negative one counts from the end, and may be before the front. */
  resolve(position: number): number {
    return position < 0 ? this.length + position : position;
  }

  /** The same, within the text. */
  clamp(position: number): number {
    return Math.min(Math.max(this.resolve(position), 0), this.length);
  }

  /** Where the bytes of the code point at `position`, 0 to the length, begin. */
  offsetOf(position: number): number {
    if (this.isAscii) return position;
    const { bytes } = this;
    if (position >= this.length) return bytes.length;
    let at = 0;
    for (let left = position; left > 0; left--) {
      at++;
      while (((bytes[at] as number) & CONTINUATION_MASK) === CONTINUATION) at++;
    }
    return at;
  }

  /** A view of the code points from `from` up to `to`, which are within the text. */
  slice(from: number, to: number): Buffer {
    if (from >= to) return this.bytes.subarray(0, 0);
    return this.bytes.subarray(this.offsetOf(from), this.offsetOf(to));
  }

  toString(): string {
    return this.bytes.toString();
  }
}

export function codePointsIn(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) if (((bytes[i] as number) & CONTINUATION_MASK) !== CONTINUATION) count++;
  return count;
}

/** @throws ParticleError with result code 12 for what is no text, 29 for bytes that are not UTF-8. */
export function textOf({ type, value }: Particle): Text {
  if (type !== PARTICLE.STRING)
    throw new ParticleError(RESULT.INCOMPATIBLE_TYPE, `Particle type ${type} is not a string`);
  if (!isUtf8(value)) throw new ParticleError(RESULT.INVALID_ENCODING, 'The string is not valid UTF-8');
  return new Text(value);
}

export function textParticle(value: Buffer): Particle {
  return { type: PARTICLE.STRING, value };
}
