// A growing byte buffer with a cursor: what every encoder of this folder writes into. One Writer is reused for many
// frames; nothing is allocated per value. It knows no message format.

const DEFAULT_BYTES = 4096;

/** Below this many bytes a loop over characters beats the call into native code. */
const SHORT_STRING = 24;

export class Writer {
  buffer: Buffer;
  pos = 0;

  readonly #allocate: (bytes: number) => Buffer;

  /** @param allocate - Where the memory for growth comes from. */
  constructor(initialBytes = DEFAULT_BYTES, allocate: (bytes: number) => Buffer = Buffer.allocUnsafeSlow) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.#allocate = allocate;
  }

  /** Makes room for `bytes` more, keeping what is written. */
  ensure(bytes: number): void {
    const needed = this.pos + bytes;
    if (needed > this.buffer.length) this.#grow(needed);
  }

  #grow(needed: number): void {
    const grown = this.#allocate(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.pos);
    this.buffer = grown;
  }

  /** Forgets what was written; the memory stays. */
  reset(): void {
    this.pos = 0;
  }

  /** A copy of what was written so far. */
  take(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.pos));
  }

  u8(value: number): void {
    this.ensure(1);
    this.buffer[this.pos++] = value;
  }

  u16(value: number): void {
    this.ensure(2);
    const { buffer } = this;
    buffer[this.pos++] = value >>> 8;
    buffer[this.pos++] = value;
  }

  u16le(value: number): void {
    this.ensure(2);
    const { buffer } = this;
    buffer[this.pos++] = value;
    buffer[this.pos++] = value >>> 8;
  }

  u32(value: number): void {
    this.ensure(4);
    const { buffer } = this;
    buffer[this.pos++] = value >>> 24;
    buffer[this.pos++] = value >>> 16;
    buffer[this.pos++] = value >>> 8;
    buffer[this.pos++] = value;
  }

  u64(value: bigint): void {
    this.ensure(8);
    this.pos = this.buffer.writeBigUInt64BE(value, this.pos);
  }

  /** A signed 64-bit integer. Numbers must be safe integers; BigInts must fit, which is the caller's check. */
  i64(value: number | bigint): void {
    this.ensure(8);
    if (typeof value === 'bigint') {
      this.pos = this.buffer.writeBigInt64BE(value, this.pos);
      return;
    }
    // Two 32-bit halves in floating point: the BigInt conversion costs ten times as much.
    const high = Math.floor(value / 0x100000000);
    this.u32(high);
    this.u32(value - high * 0x100000000);
  }

  f64(value: number): void {
    this.ensure(8);
    this.pos = this.buffer.writeDoubleBE(value, this.pos);
  }

  bytes(source: Uint8Array, start = 0, end = source.length): void {
    const length = end - start;
    this.ensure(length);
    this.buffer.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.pos);
    this.pos += length;
  }

  /** Writes the string as UTF-8 and returns how many bytes that took. */
  utf8(value: string): number {
    const { length } = value;
    this.ensure(length * 3);
    const { buffer, pos } = this;
    if (length <= SHORT_STRING) {
      let at = pos;
      for (let i = 0; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) {
          at = -1;
          break;
        }
        buffer[at++] = code;
      }
      if (at !== -1) {
        this.pos = at;
        return length;
      }
    }
    const written = buffer.write(value, pos, 'utf8');
    this.pos = pos + written;
    return written;
  }

  patchU8(at: number, value: number): void {
    this.buffer[at] = value;
  }

  patchU16(at: number, value: number): void {
    const { buffer } = this;
    buffer[at] = value >>> 8;
    buffer[at + 1] = value;
  }

  patchU32(at: number, value: number): void {
    const { buffer } = this;
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  }
}
