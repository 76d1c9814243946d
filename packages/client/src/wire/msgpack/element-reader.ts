// A cursor over the elements of msgpack in Aerospike's dialect: it classifies one element at a time and checks every
// length against what is there; it builds no values. The server works on collections with it.

import { MSGPACK } from '../codes/msgpack.ts';
import { Reader } from '../reader.ts';
import { WireError } from '../wire-error.ts';
import { skipValue } from './skip.ts';

/** What an element is, before its order among other elements matters. */
export const KIND = { NIL: 0, BOOL: 1, INT: 2, DOUBLE: 3, STR: 4, LIST: 5, MAP: 6, EXT: 7 } as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** Reads element headers; the fields describe the element read last. */
export class ElementReader extends Reader {
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
  /** Set by a comparison that comes across a map with entries that is not ordered by key; nothing clears it. */
  hasUnorderedMap = false;

  /** Moves past the next element's header, and past its payload unless it is a LIST or a MAP. */
  next(): Kind {
    const byte = this.u8();
    if (byte <= MSGPACK.MAX_FIXINT) return this.#int(false, 0, byte);
    if (byte < MSGPACK.FIXARRAY) return this.#container(KIND.MAP, byte & 0x0f);
    if (byte < MSGPACK.FIXSTR) return this.#container(KIND.LIST, byte & 0x0f);
    if (byte < MSGPACK.NIL) return this.#payload(KIND.STR, byte & 0x1f);
    if (byte >= MSGPACK.NEGATIVE_FIXINT) return this.#int(true, 0xffffffff, (byte | 0xffffff00) >>> 0);
    switch (byte) {
      case MSGPACK.NIL:
        return KIND.NIL;
      case MSGPACK.FALSE:
      case MSGPACK.TRUE:
        this.low = byte & 1;
        return KIND.BOOL;
      case MSGPACK.BIN8:
      case MSGPACK.STR8:
        return this.#payload(KIND.STR, this.u8());
      case MSGPACK.BIN16:
      case MSGPACK.STR16:
        return this.#payload(KIND.STR, this.u16());
      case MSGPACK.BIN32:
      case MSGPACK.STR32:
        return this.#payload(KIND.STR, this.u32());
      case MSGPACK.EXT8:
        return this.#ext(this.u8());
      case MSGPACK.EXT16:
        return this.#ext(this.u16());
      case MSGPACK.EXT32:
        return this.#ext(this.u32());
      case MSGPACK.FLOAT32:
        return this.#payload(KIND.DOUBLE, 4);
      case MSGPACK.FLOAT64:
        return this.#payload(KIND.DOUBLE, 8);
      case MSGPACK.UINT8:
        return this.#int(false, 0, this.u8());
      case MSGPACK.UINT16:
        return this.#int(false, 0, this.u16());
      case MSGPACK.UINT32:
        return this.#int(false, 0, this.u32());
      case MSGPACK.UINT64:
        return this.#int(false, this.u32(), this.u32());
      case MSGPACK.INT8:
        return this.#signed((this.u8() << 24) >> 24);
      case MSGPACK.INT16:
        return this.#signed((this.u16() << 16) >> 16);
      case MSGPACK.INT32:
        return this.#signed(this.u32() | 0);
      case MSGPACK.INT64: {
        const high = this.u32();
        return this.#int(high > 0x7fffffff, high, this.u32());
      }
      case MSGPACK.FIXEXT1:
      case MSGPACK.FIXEXT2:
      case MSGPACK.FIXEXT4:
      case MSGPACK.FIXEXT8:
      case MSGPACK.FIXEXT16:
        return this.#ext(1 << (byte - MSGPACK.FIXEXT1));
      case MSGPACK.ARRAY16:
        return this.#container(KIND.LIST, this.u16());
      case MSGPACK.ARRAY32:
        return this.#container(KIND.LIST, this.u32());
      case MSGPACK.MAP16:
        return this.#container(KIND.MAP, this.u16());
      case MSGPACK.MAP32:
        return this.#container(KIND.MAP, this.u32());
      default:
        throw new WireError(`Msgpack byte 0x${byte.toString(16)} is not used by Aerospike`);
    }
  }

  /** Moves past one whole element. */
  skip(): void {
    this.pos = skipValue(this.buffer, this.pos, this.end);
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
    this.payloadAt = this.take(bytes);
    this.payloadBytes = bytes;
    return kind;
  }

  #ext(bytes: number): Kind {
    this.extType = this.u8();
    return this.#payload(KIND.EXT, bytes);
  }
}
