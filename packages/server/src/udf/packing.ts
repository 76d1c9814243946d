// Packing for the thread: see the grammar at each use. Sizes are checked where the values were made.

/** Bytes of a stream that are sent at once. */
export const CHUNK_BYTES = 64 * 1024;

/** Writes into a buffer that grows. */
export class Packer {
  #buffer = Buffer.allocUnsafeSlow(512);
  #at = 0;

  u8(value: number): this {
    const at = this.#room(1);
    this.#buffer[at] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#buffer.writeUInt16BE(value, at);
    return this;
  }

  u32(value: number): this {
    const at = this.#room(4);
    this.#buffer.writeUInt32BE(value, at);
    return this;
  }

  i64(value: number): this {
    const at = this.#room(8);
    this.#buffer.writeBigInt64BE(BigInt(value), at);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#room(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  latin1(value: string): this {
    const at = this.#room(value.length);
    this.#buffer.write(value, at, 'latin1');
    return this;
  }

  /** Where the next byte goes. */
  get length(): number {
    return this.#at;
  }

  setU32(at: number, value: number): void {
    this.#buffer.writeUInt32BE(value, at);
  }

  /** What was written, in memory of its own that can be handed to another thread. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  /** Makes room first: growing replaces the buffer. */
  #room(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, at + bytes));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    this.#at = at + bytes;
    return at;
  }
}

/** Reads what a thread has packed. */
export class Unpacker {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#buffer.length;
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#advance(1));
  }

  u16(): number {
    return this.#buffer.readUInt16BE(this.#advance(2));
  }

  u32(): number {
    return this.#buffer.readUInt32BE(this.#advance(4));
  }

  /** The next bytes, as a view. */
  bytes(length: number): Buffer {
    const at = this.#advance(length);
    return this.#buffer.subarray(at, at + length);
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#buffer.length) throw new RangeError("A script's answer is shorter than it says");
    this.#at = at + length;
    return at;
  }
}
