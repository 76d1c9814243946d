// What an expression computes with. The three values of its logic are `true`, `false` and unknown; unknown also stands
// for whatever could not be computed: an absent bin, a failed call.

import {
  ElementReader,
  EXP_TYPE,
  GEOJSON_CELL_BYTES,
  GEOJSON_HEADER_BYTES,
  KIND,
  MSGPACK,
  PARTICLE,
  packBigInt,
  packDouble,
  packStringHeader,
  Writer,
} from 'tendril/wire';
import { canonicalElement } from '../particles/cdt-canonical.ts';
import { storedGeoJson } from '../particles/geojson.ts';
import { floatParticle, integerParticle, type Particle } from '../particles/particle.ts';
import { ParticleError } from '../particles/particle-error.ts';
import { type Bin, binValue, binValueAt } from '../storage/record.ts';

/** Unknown is `undefined`, nil `null`, an integer of 64 bits a bigint, a float a number; the rest has bytes. */
export type Value = undefined | null | boolean | bigint | number | Particle;

/** A value that is not unknown. */
export type Known = Exclude<Value, undefined>;

/** Types beside those of the protocol: of values that only compare (wildcard, infinity), and of "remove this". */
export const INTERNAL_TYPE = { SPECIAL: -1, REMOVAL: -2 } as const;

/** What an expression that modifies a path gives for an element that is to go. */
export const REMOVAL: Particle = { type: INTERNAL_TYPE.REMOVAL, value: Buffer.alloc(0) };

/** The particle type that a value of each type has. */
export const PARTICLE_OF: Readonly<Record<number, number>> = {
  [EXP_TYPE.NIL]: PARTICLE.NULL,
  [EXP_TYPE.BOOL]: PARTICLE.BOOL,
  [EXP_TYPE.INT]: PARTICLE.INTEGER,
  [EXP_TYPE.STR]: PARTICLE.STRING,
  [EXP_TYPE.LIST]: PARTICLE.LIST,
  [EXP_TYPE.MAP]: PARTICLE.MAP,
  [EXP_TYPE.BLOB]: PARTICLE.BLOB,
  [EXP_TYPE.FLOAT]: PARTICLE.FLOAT,
  [EXP_TYPE.GEOJSON]: PARTICLE.GEOJSON,
  [EXP_TYPE.HLL]: PARTICLE.HLL,
};

const NIL = Buffer.from([MSGPACK.NIL]);
const TRUE = Buffer.from([MSGPACK.TRUE]);
const FALSE = Buffer.from([MSGPACK.FALSE]);
const ONE_BYTE = [Buffer.from([0]), Buffer.from([1])] as const;

const scratch = new Writer(64);

/** A list or map as a client wrote it into the expression. The server answers and compares these bytes as they are. */
export class WrittenCollection implements Particle {
  readonly type: number;
  readonly value: Buffer;
  #canonical: Particle | undefined;

  constructor(type: number, value: Buffer) {
    this.type = type;
    this.value = value;
  }

  /**
   * In the form in which collections are worked on; undefined when it is none. What only compares may be in it: an
   * expression operation stores that too.
   */
  canonical(): Particle | undefined {
    this.#canonical ??= this.#inCanonicalForm(true);
    return this.#canonical;
  }

  /** The same without what only compares; undefined when there is such in it. */
  storable(): Particle | undefined {
    return this.#inCanonicalForm(false);
  }

  #inCanonicalForm(allowsSpecials: boolean): Particle | undefined {
    try {
      return { type: this.type, value: canonicalElement(this.value, 0, this.value.length, allowsSpecials) };
    } catch (error) {
      if (error instanceof ParticleError) return undefined;
      throw error;
    }
  }
}

export function valueOfBin(bin: Bin): Value {
  switch (bin.type) {
    case PARTICLE.INTEGER:
      return bin.op.readBigInt64BE(binValueAt(bin));
    case PARTICLE.FLOAT:
      return bin.op.readDoubleBE(binValueAt(bin));
    case PARTICLE.BOOL:
      return bin.op[binValueAt(bin)] === 1;
    default:
      return { type: bin.type, value: binValue(bin), persistsIndex: bin.persistsIndex };
  }
}

export function valueOfParticle(particle: Particle): Value {
  switch (particle.type) {
    case PARTICLE.NULL:
      return null;
    case PARTICLE.INTEGER:
      return particle.value.readBigInt64BE();
    case PARTICLE.FLOAT:
      return particle.value.readDoubleBE();
    case PARTICLE.BOOL:
      return particle.value[0] === 1;
    default:
      return particle;
  }
}

/** A value as a bin or a reply has it; undefined for what has no particle: unknown, and what only compares. */
export function particleOfValue(value: Value): Particle | undefined {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return { type: PARTICLE.BOOL, value: ONE_BYTE[value ? 1 : 0] };
    case 'bigint':
      return integerParticle(value);
    case 'number':
      return floatParticle(value);
    default:
      if (value === null) return { type: PARTICLE.NULL, value: REMOVAL.value };
      return value.type < 0 ? undefined : value;
  }
}

/** A value as an element of a collection: what a call takes as a parameter. */
export function elementOfValue(value: Exclude<Value, undefined>): Buffer {
  scratch.reset();
  switch (typeof value) {
    case 'boolean':
      return value ? TRUE : FALSE;
    case 'bigint':
      packBigInt(scratch, value);
      return scratch.take();
    case 'number':
      packDouble(scratch, value);
      return scratch.take();
  }
  if (value === null) return NIL;
  switch (value.type) {
    case PARTICLE.STRING:
    case PARTICLE.BLOB:
    case PARTICLE.HLL:
      return textElement(value.type, value.value);
    case PARTICLE.GEOJSON:
      return textElement(value.type, geoText(value));
    default:
      return value.value;
  }
}

function textElement(type: number, bytes: Buffer): Buffer {
  scratch.reset();
  packStringHeader(scratch, bytes.length + 1);
  scratch.u8(type);
  scratch.bytes(bytes);
  return scratch.take();
}

function geoText({ value }: Particle): Buffer {
  return value.subarray(GEOJSON_HEADER_BYTES + value.readUInt16BE(1) * GEOJSON_CELL_BYTES);
}

/** An element of a stored collection as the value that it is; unknown for what no expression computes with. */
export function valueOfElement(element: Buffer): Value {
  const reader = new ElementReader(element, 0, element.length);
  switch (reader.next()) {
    case KIND.NIL:
      return null;
    case KIND.BOOL:
      return reader.low === 1;
    case KIND.INT:
      return integerOf(reader);
    case KIND.DOUBLE:
      return doubleOf(reader);
    case KIND.LIST:
      return { type: PARTICLE.LIST, value: element };
    case KIND.MAP:
      return { type: PARTICLE.MAP, value: element };
    case KIND.STR:
      return valueOfText(element, reader.payloadAt, element.length);
    default:
      return undefined;
  }
}

/** The 64 bits of the integer read last, as a signed one. */
export function integerOf({ high, low }: ElementReader): bigint {
  return high === 0 ? BigInt(low) : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}

export function doubleOf({ buffer, payloadAt, payloadBytes }: ElementReader): number {
  return payloadBytes === 4 ? buffer.readFloatBE(payloadAt) : buffer.readDoubleBE(payloadAt);
}

function valueOfText(buffer: Buffer, at: number, end: number): Value {
  if (at === end) return undefined;
  const type = buffer[at] as number;
  const value = buffer.subarray(at + 1, end);
  switch (type) {
    case PARTICLE.STRING:
    case PARTICLE.BLOB:
    case PARTICLE.HLL:
      return { type, value };
    case PARTICLE.GEOJSON:
      return geoValue(value);
    default:
      return undefined;
  }
}

/** The value of a GeoJSON text; unknown when it is none. */
export function geoValue(text: Buffer): Particle | undefined {
  const particle = Buffer.concat([Buffer.alloc(GEOJSON_HEADER_BYTES), text]);
  try {
    return { type: PARTICLE.GEOJSON, value: storedGeoJson(particle, 0, particle.length) };
  } catch (error) {
    if (error instanceof ParticleError) return undefined;
    throw error;
  }
}
