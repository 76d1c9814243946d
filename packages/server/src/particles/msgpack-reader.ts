// A cursor over msgpack of Aerospike's dialect (docs/protocol/msgpack.md, "Formats"). It classifies one element at a
// time and checks every length against what is there; it builds no values.

import { RESULT } from '../result-code.ts';
import { ParticleError } from './particle-error.ts';

/** What an element is, before its order among other elements matters. */
export const KIND = { NIL: 0, BOOL: 1, INT: 2, DOUBLE: 3, STR: 4, LIST: 5, MAP: 6, EXT: 7 } as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** Reads element headers; the fields describe the element read last. */
export class MsgpackReader {
  readonly buffer: Buffer;
  readonly end: number;
  pos: number;
  /** Of a STR or EXT: where its payload starts. Of an INT or DOUBLE: where its number starts. */
  payloadAt = 0;
  /** Bytes of the payload or number. Of a small INT: 0, and `high`/`low` hold it. */
  payloadBytes = 0;
  /** Elements of a LIST, entries of a MAP. */
  count = 0;
  /** Of an EXT: its type byte. */
  extType = 0;
  /** Of a BOOL: 0 or 1. Of an INT: its low 32 bits, unsigned. */
  low = 0;
  /** Of an INT: its high 32 bits, unsigned. */
  high = 0;
  /** Of an INT: whether it is below zero. */
  negative = false;

  constructor(buffer: Buffer, start: number, end: number) {
    this.buffer = buffer;
    this.pos = start;
    this.end = end;
  }

  /** Moves past the next element's header, and past its payload unless it is a LIST or a MAP. */
  next(): Kind {
    const byte = this.#u8();
    if (byte <= 0x7f) return this.#int(false, 0, byte);
    if (byte <= 0x8f) return this.#container(KIND.MAP, byte & 0x0f);
    if (byte <= 0x9f) return this.#container(KIND.LIST, byte & 0x0f);
    if (byte <= 0xbf) return this.#payload(KIND.STR, byte & 0x1f);
    if (byte >= 0xe0) return this.#int(true, 0xffffffff, (byte | 0xffffff00) >>> 0);
    switch (byte) {
      case 0xc0:
        return KIND.NIL;
      case 0xc2:
      case 0xc3:
        this.low = byte & 1;
        return KIND.BOOL;
      case 0xc4:
      case 0xd9:
        return this.#payload(KIND.STR, this.#u8());
      case 0xc5:
      case 0xda:
        return this.#payload(KIND.STR, this.#u16());
      case 0xc6:
      case 0xdb:
        return this.#payload(KIND.STR, this.#u32());
      case 0xc7:
        return this.#ext(this.#u8());
      case 0xc8:
        return this.#ext(this.#u16());
      case 0xc9:
        return this.#ext(this.#u32());
      case 0xca:
        return this.#payload(KIND.DOUBLE, 4);
      case 0xcb:
        return this.#payload(KIND.DOUBLE, 8);
      case 0xcc:
        return this.#int(false, 0, this.#u8());
      case 0xcd:
        return this.#int(false, 0, this.#u16());
      case 0xce:
        return this.#int(false, 0, this.#u32());
      case 0xcf:
        return this.#int(false, this.#u32(), this.#u32());
      case 0xd0:
        return this.#signed((this.#u8() << 24) >> 24);
      case 0xd1:
        return this.#signed((this.#u16() << 16) >> 16);
      case 0xd2:
        return this.#signed(this.#u32() | 0);
      case 0xd3: {
        const high = this.#u32();
        return this.#int(high > 0x7fffffff, high, this.#u32());
      }
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#ext(1 << (byte - 0xd4));
      case 0xdc:
        return this.#container(KIND.LIST, this.#u16());
      case 0xdd:
        return this.#container(KIND.LIST, this.#u32());
      case 0xde:
        return this.#container(KIND.MAP, this.#u16());
      case 0xdf:
        return this.#container(KIND.MAP, this.#u32());
      default:
        throw corrupt(`byte 0x${byte.toString(16)} starts no element`);
    }
  }

  #signed(value: number): Kind {
    return this.#int(value < 0, value < 0 ? 0xffffffff : 0, value >>> 0);
  }

  #int(negative: boolean, high: number, low: number): Kind {
    this.negative = negative;
    this.high = high;
    this.low = low;
    return KIND.INT;
  }

  #container(kind: Kind, count: number): Kind {
    this.count = count;
    return kind;
  }

  #payload(kind: Kind, bytes: number): Kind {
    this.payloadAt = this.#take(bytes);
    this.payloadBytes = bytes;
    return kind;
  }

  #ext(bytes: number): Kind {
    this.extType = this.#u8();
    return this.#payload(KIND.EXT, bytes);
  }

  #take(bytes: number): number {
    const at = this.pos;
    if (at + bytes > this.end) throw corrupt('it ends inside an element');
    this.pos = at + bytes;
    return at;
  }

  #u8(): number {
    return this.buffer[this.#take(1)] as number;
  }

  #u16(): number {
    return this.buffer.readUInt16BE(this.#take(2));
  }

  #u32(): number {
    return this.buffer.readUInt32BE(this.#take(4));
  }
}

/** A list or map that the server does not store. Plain writes answer it with result code 1. */
export function corrupt(reason: string): ParticleError {
  return new ParticleError(RESULT.UNKNOWN, `Corrupt collection: ${reason}`);
}
