// Single elements: making them from numbers, reading numbers out of them, and turning a result into a bin's particle
// (docs/protocol/particles.md, "Particle of a single result").

import {
  ElementReader,
  GEOJSON_HEADER_BYTES,
  KIND,
  MSGPACK,
  PARTICLE,
  packBigInt,
  packDouble,
  packInteger,
  Writer,
} from 'tendril/wire';
import { isSpecialExt } from '../../particles/cdt-canonical.ts';
import type { Particle } from '../../particles/particle.ts';
import { ParticleError } from '../../particles/particle-error.ts';
import { RESULT } from '../../result-code.ts';

export const NIL = Buffer.from([MSGPACK.NIL]);

const scratch = new Writer(16);

export function cdtError(resultCode: number, message: string, subcode = 0): ParticleError {
  return new ParticleError(resultCode, message, subcode);
}

export function intElement(value: bigint | number): Buffer {
  scratch.reset();
  if (typeof value === 'bigint') packBigInt(scratch, value);
  else packInteger(scratch, value);
  return scratch.take();
}

export function boolElement(value: boolean): Buffer {
  return Buffer.from([value ? MSGPACK.TRUE : MSGPACK.FALSE]);
}

function doubleElement(value: number): Buffer {
  scratch.reset();
  packDouble(scratch, value);
  return scratch.take();
}

/** The number in an element: bigint for integers, number for floats, undefined for everything else. */
export function numberOf(element: Buffer): bigint | number | undefined {
  const reader = new ElementReader(element, 0, element.length);
  switch (reader.next()) {
    case KIND.INT: {
      const unsigned = (BigInt(reader.high) << 32n) | BigInt(reader.low);
      return reader.negative ? BigInt.asIntN(64, unsigned) : unsigned;
    }
    case KIND.DOUBLE:
      return reader.payloadBytes === 4 ? element.readFloatBE(reader.payloadAt) : element.readDoubleBE(reader.payloadAt);
    default:
      return undefined;
  }
}

/** What x86 makes of a float that no 64-bit integer holds, NaN and infinities included. */
const NO_INTEGER = -(2n ** 63n);

/** The whole part of a float as the server's cast to a 64-bit integer has it. */
function castToInteger(value: number): bigint {
  return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : NO_INTEGER;
}

/** `element + delta`. The kind of the element decides: an integer takes the whole part of a float, and wraps. */
export function sumElement(element: Buffer, delta: bigint | number): Buffer {
  const base = numberOf(element);
  if (base === undefined) throw cdtError(RESULT.PARAMETER, 'Element is not a number');
  // A NaN keeps its sign and payload whatever is added.
  if (typeof base === 'number') return Number.isNaN(base) ? element : doubleElement(base + Number(delta));
  return intElement(BigInt.asIntN(64, base + (typeof delta === 'bigint' ? delta : castToInteger(delta))));
}

export function numberElement(value: bigint | number): Buffer {
  return typeof value === 'bigint' ? intElement(value) : doubleElement(value);
}

/** A result element as the particle of a reply. */
export function particleOf(element: Buffer): Particle {
  const reader = new ElementReader(element, 0, element.length);
  switch (reader.next()) {
    case KIND.NIL:
      return { type: PARTICLE.NULL, value: Buffer.alloc(0) };
    case KIND.BOOL:
      return { type: PARTICLE.BOOL, value: Buffer.from([reader.low]) };
    case KIND.INT: {
      const value = Buffer.alloc(8);
      value.writeUInt32BE(reader.high);
      value.writeUInt32BE(reader.low, 4);
      return { type: PARTICLE.INTEGER, value };
    }
    case KIND.DOUBLE: {
      const value = Buffer.alloc(8);
      value.writeDoubleBE(Number(numberOf(element)));
      return { type: PARTICLE.FLOAT, value };
    }
    case KIND.LIST:
      return { type: PARTICLE.LIST, value: element };
    case KIND.MAP:
      return { type: PARTICLE.MAP, value: element };
    case KIND.STR:
      return textParticle(element.subarray(reader.payloadAt));
    default:
      // What can be answered of it is nothing.
      return { type: PARTICLE.NULL, value: Buffer.alloc(0) };
  }
}

/** payload := u8 particle type · bytes */
function textParticle(payload: Buffer): Particle {
  const type = payload.length === 0 ? PARTICLE.BLOB : (payload[0] as number);
  const value = payload.subarray(1);
  switch (type) {
    case PARTICLE.STRING:
      return { type, value };
    case PARTICLE.GEOJSON:
      return { type, value: Buffer.concat([Buffer.alloc(GEOJSON_HEADER_BYTES), value]) };
    case PARTICLE.HLL:
      return { type, value };
    default:
      return { type: type >= PARTICLE.JAVA_BLOB && type <= PARTICLE.ERLANG_BLOB ? type : PARTICLE.BLOB, value };
  }
}

/** Whether an element is an extension of msgpack, whose meaning is its maker's. */
export function isExtension(element: Buffer): boolean {
  return new ElementReader(element, 0, element.length).next() === KIND.EXT;
}

/** Whether an element is, or has within, a value that cannot be stored: a wildcard, infinity, or more of their kind. */
export function hasSpecial(element: Buffer): boolean {
  const reader = new ElementReader(element, 0, element.length);
  for (let left = 1; left > 0; left--) {
    const kind = reader.next();
    if (kind === KIND.LIST) left += reader.count;
    else if (kind === KIND.MAP) left += 2 * reader.count;
    else if (kind === KIND.EXT && isSpecialExt(reader)) return true;
  }
  return false;
}
