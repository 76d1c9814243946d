// What is written down in the bytes of an expression and is not computed: constants, and the codes, types, names and
// numbers that operations have beside their arguments (docs/protocol/expressions.md, "Encoding").

import { type ElementReader, EXP_TYPE, KIND, MSGPACK, PARTICLE } from 'tendril/wire';
import { MAX_BIN_NAME_BYTES, MAX_CDT_DEPTH } from '../limits.ts';
import type { ServerVersion } from '../server-version.ts';
import { isSpecial } from './call-payload.ts';
import { malformed } from './malformed.ts';
import { nestingOf } from './nesting.ts';
import { Constant } from './node.ts';
import { doubleOf, geoValue, INTERNAL_TYPE, integerOf, WrittenCollection } from './value.ts';

/** Types that a client may name: NIL to HLL. */
const TYPES = EXP_TYPE.HLL + 1;

/** Reads at the cursor of `reader`. @throws ParticleError or WireError when something else stands there. */
export class WrittenParts {
  readonly #r: ElementReader;
  readonly #version: ServerVersion;

  constructor(reader: ElementReader, version: ServerVersion) {
    this.#r = reader;
    this.#version = version;
  }

  constant(): Constant {
    const r = this.#r;
    const at = r.pos;
    switch (r.next()) {
      case KIND.NIL:
        return new Constant(EXP_TYPE.NIL, null);
      case KIND.BOOL:
        return new Constant(EXP_TYPE.BOOL, r.low === 1);
      case KIND.INT:
        return new Constant(EXP_TYPE.INT, integerOf(r));
      case KIND.DOUBLE:
        return new Constant(EXP_TYPE.FLOAT, doubleOf(r));
      case KIND.STR:
        return textConstant(r.buffer.subarray(r.payloadAt, r.payloadAt + r.payloadBytes));
      case KIND.MAP:
        r.pos = at;
        return new Constant(EXP_TYPE.MAP, new WrittenCollection(PARTICLE.MAP, this.#collection()));
      default:
        return specialConstant(r, at);
    }
  }

  /** A list that stands for itself. */
  quotedList(): Constant {
    const r = this.#r;
    const at = r.pos;
    if (r.next() !== KIND.LIST) throw malformed('what is quoted is no list');
    r.pos = at;
    return new Constant(EXP_TYPE.LIST, new WrittenCollection(PARTICLE.LIST, this.#collection()));
  }

  /** The code of an operation. */
  code(): number {
    const r = this.#r;
    if (r.next() !== KIND.INT || r.negative || r.high !== 0) throw malformed('a list does not start with a code');
    return r.low;
  }

  integer(): bigint {
    if (this.#r.next() !== KIND.INT) throw malformed('an integer is expected');
    return integerOf(this.#r);
  }

  typeNumber(): number {
    const type = this.integer();
    if (type < 0n || type >= BigInt(TYPES)) throw malformed(`there is no type ${type}`);
    return Number(type);
  }

  /** Text without a type byte, one character per byte. */
  rawText(): string {
    const r = this.#r;
    if (r.next() !== KIND.STR) throw malformed('a string is expected');
    return r.buffer.toString('latin1', r.payloadAt, r.payloadAt + r.payloadBytes);
  }

  binName(): string {
    const name = this.rawText();
    if (name.length > MAX_BIN_NAME_BYTES || name.includes('\0')) throw malformed('a bin name is too long or has a NUL');
    return name;
  }

  /** The bytes of the next element, whatever it is. */
  #element(): Buffer {
    const r = this.#r;
    const at = r.pos;
    r.skip();
    return r.buffer.subarray(at, r.pos);
  }

  /** A list or map that is written down. */
  #collection(): Buffer {
    const element = this.#element();
    if (this.#version === '8.2' && nestingOf(element) > MAX_CDT_DEPTH)
      throw malformed(`a list or map nests deeper than ${MAX_CDT_DEPTH} levels`);
    return element;
  }
}

/** text := u8 particle type · bytes */
function textConstant(payload: Buffer): Constant {
  const value = payload.subarray(1);
  const type = payload[0];
  switch (type) {
    case PARTICLE.STRING:
      return new Constant(EXP_TYPE.STR, { type, value });
    case PARTICLE.BLOB:
      return new Constant(EXP_TYPE.BLOB, { type, value });
    case PARTICLE.HLL:
      return new Constant(EXP_TYPE.HLL, { type, value });
    case PARTICLE.GEOJSON: {
      const geo = geoValue(value);
      if (geo === undefined) throw malformed('a constant is no GeoJSON');
      return new Constant(EXP_TYPE.GEOJSON, geo);
    }
    default:
      throw malformed(`a constant has particle type ${type}`);
  }
}

/** Wildcard, infinity, and extensions that nothing knows. */
function specialConstant(r: ElementReader, at: number): Constant {
  if (r.buffer[at] === MSGPACK.FIXEXT1 && !isSpecial(r)) throw malformed('a constant is an unknown extension');
  return new Constant(INTERNAL_TYPE.SPECIAL, { type: INTERNAL_TYPE.SPECIAL, value: r.buffer.subarray(at, r.pos) });
}
