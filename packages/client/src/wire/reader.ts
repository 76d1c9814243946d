// A cursor over received bytes, and numbers read in place: what every decoder of this folder reads with. A Reader checks
// each item against the end once, when it takes it; the functions check nothing and are for places that did.

import { WireError } from './wire-error.ts';

export class Reader {
  readonly buffer: Buffer;
  readonly end: number;
  pos: number;

  /** Reads `buffer[start, end)`. */
  constructor(buffer: Buffer, start: number, end: number) {
    this.buffer = buffer;
    this.pos = start;
    this.end = end;
  }

  /** Takes `bytes` and returns where they start. */
  take(bytes: number): number {
    const at = this.pos;
    if (bytes > this.end - at) throw endsEarly(bytes, this.end - at);
    this.pos = at + bytes;
    return at;
  }

  u8(): number {
    return this.buffer[this.take(1)] as number;
  }

  u16(): number {
    return readU16(this.buffer, this.take(2));
  }

  u32(): number {
    return readU32(this.buffer, this.take(4));
  }
}

function endsEarly(expected: number, left: number): WireError {
  return new WireError(`Value ends too early: ${expected} bytes expected, ${left} left`);
}

export function readU16(buffer: Uint8Array, at: number): number {
  return ((buffer[at] as number) << 8) | (buffer[at + 1] as number);
}

export function readU32(buffer: Uint8Array, at: number): number {
  return (
    (buffer[at] as number) * 0x1000000 +
    (((buffer[at + 1] as number) << 16) | ((buffer[at + 2] as number) << 8) | (buffer[at + 3] as number))
  );
}

/** A signed 64-bit integer: a number while that is exact, else a BigInt. */
export function readI64(buffer: Buffer, at: number): number | bigint {
  // Two 32-bit halves in floating point: the BigInt conversion costs ten times as much.
  const value = (readU32(buffer, at) | 0) * 0x100000000 + readU32(buffer, at + 4);
  return Number.isSafeInteger(value) ? value : buffer.readBigInt64BE(at);
}

/** An unsigned 64-bit integer: a number while that is exact, else a BigInt. */
export function readU64(buffer: Buffer, at: number): number | bigint {
  const value = readU32(buffer, at) * 0x100000000 + readU32(buffer, at + 4);
  return Number.isSafeInteger(value) ? value : buffer.readBigUInt64BE(at);
}

/** Up to this length, where a concatenation is still flat, pieces of ASCII beat the call into native code. */
const SHORT_TEXT = 12;
const { fromCharCode } = String;

/** The UTF-8 text in `buffer[start, end)`. */
export function readText(buffer: Buffer, start: number, end: number): string {
  return end - start <= SHORT_TEXT ? readShortText(buffer, start, end) : buffer.toString('utf8', start, end);
}

function readShortText(buffer: Buffer, start: number, end: number): string {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const a = buffer[at] as number;
    const b = buffer[at + 1] as number;
    const c = buffer[at + 2] as number;
    const d = buffer[at + 3] as number;
    if ((a | b | c | d) > 0x7f) return buffer.toString('utf8', start, end);
    text += fromCharCode(a, b, c, d);
  }
  for (; at < end; at++) {
    const byte = buffer[at] as number;
    if (byte > 0x7f) return buffer.toString('utf8', start, end);
    text += fromCharCode(byte);
  }
  return text;
}

/** A copy of the bytes in `buffer[start, end)`. */
export function readBytes(buffer: Buffer, start: number, end: number): Buffer {
  const bytes = Buffer.allocUnsafe(end - start);
  buffer.copy(bytes, 0, start, end);
  return bytes;
}
