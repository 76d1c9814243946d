// A HyperLogLog with minhash as the server stores it (docs/protocol/hyperloglog.md, "Format and algorithm"): header and
// registers over bytes. Only who made the bytes may write to them.
//
//   hll      := u8 flags (0) · u8 index bits · u8 minhash bits · u64le cached count · registers
//   register := 6 bits rho · minhash bits, packed from the highest bit on

import { HLL_BITS, HLL_HEADER_BYTES } from 'tendril/wire';
import { hllBytes } from '../../particles/hll.ts';
import { murmur3 } from './murmur3.ts';

const COUNT_AT = 3;

/** How a sketch is set up. */
export interface Shape {
  readonly indexBits: number;
  readonly minhashBits: number;
}

/** What an element makes of a register: the place of the first bit that is set, and some bits of its hash. */
interface Mark {
  readonly register: number;
  readonly rho: number;
  readonly minhash: number;
}

export class Sketch implements Shape {
  readonly bytes: Buffer;
  readonly indexBits: number;
  readonly minhashBits: number;

  /** Takes bytes that `isHll` is true of. */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.indexBits = bytes[1] as number;
    this.minhashBits = bytes[2] as number;
  }

  static empty({ indexBits, minhashBits }: Shape): Sketch {
    const bytes = Buffer.alloc(hllBytes(indexBits, minhashBits));
    bytes[1] = indexBits;
    bytes[2] = minhashBits;
    return new Sketch(bytes);
  }

  copy(): Sketch {
    return new Sketch(Buffer.from(this.bytes));
  }

  get registers(): number {
    return 2 ** this.indexBits;
  }

  /** The count that was computed last; zero when a register has changed since. */
  get cachedCount(): bigint {
    return this.bytes.readBigUInt64LE(COUNT_AT);
  }

  set cachedCount(count: bigint) {
    this.bytes.writeBigUInt64LE(BigInt.asUintN(64, count), COUNT_AT);
  }

  rho(register: number): number {
    return readBits(this.bytes, this.#at(register), HLL_BITS.RHO);
  }

  minhash(register: number): number {
    return readBits(this.bytes, this.#at(register) + HLL_BITS.RHO, this.minhashBits);
  }

  write(register: number, rho: number, minhash: number): void {
    const at = this.#at(register);
    writeBits(this.bytes, at, HLL_BITS.RHO, rho);
    writeBits(this.bytes, at + HLL_BITS.RHO, this.minhashBits, minhash);
  }

  /** Raises a register to a value that is above its own; tells whether it was. */
  raise(register: number, rho: number, minhash: number): boolean {
    const own = this.rho(register);
    if (own > rho || (own === rho && this.minhash(register) >= minhash)) return false;
    this.write(register, rho, minhash);
    return true;
  }

  /** Takes in an element, given as canonical msgpack; tells whether a register changed. */
  add(element: Buffer): boolean {
    const { register, rho, minhash } = this.#hash(element);
    if (!this.raise(register, rho, minhash)) return false;
    this.cachedCount = 0n;
    return true;
  }

  mayContain(element: Buffer): boolean {
    const { register, rho, minhash } = this.#hash(element);
    const own = this.rho(register);
    return own > rho || (own === rho && this.minhash(register) >= minhash);
  }

  #at(register: number): number {
    return HLL_HEADER_BYTES * 8 + register * (HLL_BITS.RHO + this.minhashBits);
  }

  #hash(element: Buffer): Mark {
    const [high, low, upper, lower] = murmur3(element);
    const { indexBits, minhashBits } = this;
    // What is left of the first half of the hash without its index, again in two halves.
    const minhashLow = ((low >>> indexBits) | (high << (32 - indexBits))) >>> 0;
    const minhashHigh = high >>> indexBits;
    const minhash =
      minhashBits <= 32
        ? minhashLow % 2 ** minhashBits
        : (minhashHigh % 2 ** (minhashBits - 32)) * 0x100000000 + minhashLow;
    return { register: low & (2 ** indexBits - 1), rho: trailingZeros(upper, lower) + 1, minhash };
  }
}

function trailingZeros(high: number, low: number): number {
  if (low !== 0) return 31 - Math.clz32(low & -low);
  return high === 0 ? 64 : 63 - Math.clz32(high & -high);
}

/** Up to 51 bits. */
function readBits(buffer: Buffer, at: number, count: number): number {
  let value = 0;
  let byte = at >>> 3;
  let from = at & 7;
  for (let left = count; left > 0; ) {
    const taken = Math.min(8 - from, left);
    value = value * 2 ** taken + (((buffer[byte] as number) >> (8 - from - taken)) & (2 ** taken - 1));
    left -= taken;
    from = 0;
    byte++;
  }
  return value;
}

function writeBits(buffer: Buffer, at: number, count: number, value: number): void {
  let byte = at >>> 3;
  let from = at & 7;
  for (let left = count; left > 0; ) {
    const taken = Math.min(8 - from, left);
    const shift = 8 - from - taken;
    const mask = (2 ** taken - 1) << shift;
    const bits = (Math.floor(value / 2 ** (left - taken)) % 2 ** taken) << shift;
    buffer[byte] = ((buffer[byte] as number) & ~mask) | bits;
    left -= taken;
    from = 0;
    byte++;
  }
}
