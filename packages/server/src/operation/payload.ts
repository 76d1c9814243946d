// The payload of an operation on bits or on a HyperLogLog (docs/protocol/bits.md and docs/protocol/hyperloglog.md), read
// one parameter after the other. Bytes behind the list are not looked at, as in the real server.
//
//   payload := [code, p1, p2, ...]

import { ElementReader, KIND, type Kind } from 'tendril/wire';
import { asParameterError, malformed } from './malformed.ts';

export class OperationPayload {
  readonly code: number;
  /** Parameters behind the code. */
  readonly count: number;
  readonly #reader: ElementReader;

  /** @throws ParticleError with result code 4 unless the bytes start a list whose first element is a code. */
  constructor(payload: Buffer) {
    this.#reader = new ElementReader(payload, 0, payload.length);
    this.count = this.listCount() - 1;
    this.code = Number(this.uint64());
  }

  /** @throws ParticleError with result code 4 unless the number of parameters is from `min` to `max`. */
  requireCount(min: number, max: number): void {
    if (this.count < min || this.count > max)
      throw malformed(`operation ${this.code} has ${this.count} parameters instead of ${min} to ${max}`);
  }

  /** The next parameter's kind; it stays the next one. */
  peek(): Kind {
    const at = this.#reader.pos;
    const kind = this.#next();
    this.#reader.pos = at;
    return kind;
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  /** An integer taken for its 64 bits. */
  uint64(): bigint {
    if (this.#next() !== KIND.INT) throw malformed('an integer is expected');
    return (BigInt(this.#reader.high) << 32n) | BigInt(this.#reader.low);
  }

  boolean(): boolean {
    if (this.#next() !== KIND.BOOL) throw malformed('a boolean is expected');
    return this.#reader.low === 1;
  }

  /** The bytes of a string or blob behind their type byte; there must be one byte at least. */
  bytes(): Buffer {
    const r = this.#reader;
    if (this.#next() !== KIND.STR || r.payloadBytes < 2) throw malformed('bytes are expected');
    return r.buffer.subarray(r.payloadAt + 1, r.payloadAt + r.payloadBytes);
  }

  /** Enters a list, whose elements are what is read next. Gives their number, which is not zero. */
  listCount(): number {
    const r = this.#reader;
    if (this.#next() !== KIND.LIST || r.count === 0) throw malformed('a list with elements is expected');
    if (r.count > r.end - r.pos) throw malformed('a list has more elements than bytes');
    return r.count;
  }

  /** The bytes of the next element, whatever it is. */
  element(): Buffer {
    const r = this.#reader;
    const at = r.pos;
    try {
      r.skip();
    } catch (error) {
      throw asParameterError(error);
    }
    return r.buffer.subarray(at, r.pos);
  }

  #next(): Kind {
    try {
      return this.#reader.next();
    } catch (error) {
      throw asParameterError(error);
    }
  }
}
