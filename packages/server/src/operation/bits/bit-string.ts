// Bits within bytes, counted from the highest bit of the first byte: taking them out, putting them in, and the integers
// they stand for. Sizes and positions are checked by whoever calls.

/** A copy of `size` bits from bit `offset` on, from the head of its first byte; what is left of the last byte is zero. */
export function takeBits(source: Buffer, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(size / 8));
  const first = Math.floor(offset / 8);
  const shift = offset % 8;
  if (shift === 0) source.copy(bytes, 0, first, first + bytes.length);
  else {
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = ((source[first + i] as number) << shift) | ((source[first + i + 1] ?? 0) >> (8 - shift));
    }
  }
  const unused = bytes.length * 8 - size;
  if (unused > 0) bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) & (0xff << unused);
  return bytes;
}

/** Puts the first `size` bits of `bits` into `target` from bit `offset` on. */
export function putBits(target: Buffer, offset: number, size: number, bits: Uint8Array): void {
  if (size <= 0) return;
  const first = Math.floor(offset / 8);
  const last = Math.floor((offset + size - 1) / 8);
  const shift = offset % 8;
  const headMask = 0xff >> shift;
  const tailMask = 0xff << (7 - ((offset + size - 1) % 8));
  const count = last - first;
  const put = (i: number, mask: number): void => {
    const moved = ((i === 0 ? 0 : (bits[i - 1] as number)) << (8 - shift)) | ((bits[i] ?? 0) >> shift);
    target[first + i] = ((target[first + i] as number) & ~mask) | (moved & mask);
  };
  put(0, count === 0 ? headMask & tailMask : headMask);
  if (shift === 0) target.set(bits.subarray(1, count), first + 1);
  else {
    for (let i = 1; i < count; i++)
      target[first + i] = ((bits[i - 1] as number) << (8 - shift)) | ((bits[i] as number) >> shift);
  }
  if (count > 0) put(count, tailMask);
}

/** The first of `size` bits from bit `offset` on that is `bit`, counted from the offset; -1 = none. */
export function firstBit(source: Buffer, offset: number, size: number, bit: number): number {
  const end = offset + size;
  const others = bit === 1 ? 0 : 0xff;
  for (let at = offset; at < end; ) {
    if (at % 8 === 0 && source[at / 8] === others) at += 8;
    else if (bitAt(source, at) === bit) return at - offset;
    else at++;
  }
  return -1;
}

/** The last of them, counted from `from` bits behind the offset; -1 = none. */
export function lastBit(source: Buffer, offset: number, size: number, bit: number, from: number): number {
  const others = bit === 1 ? 0 : 0xff;
  for (let at = offset + size - 1; at >= offset; ) {
    if (at % 8 === 7 && source[(at - 7) / 8] === others) at -= 8;
    else if (bitAt(source, at) === bit) return at - offset - from;
    else at--;
  }
  return -1;
}

function bitAt(source: Buffer, position: number): number {
  return ((source[Math.floor(position / 8)] as number) >> (7 - (position % 8))) & 1;
}

/** An unsigned integer of `size` bits, at most 64. */
export function takeInteger(source: Buffer, offset: number, size: number): bigint {
  const bits = takeBits(source, offset, size);
  let value = 0n;
  for (const byte of bits) value = (value << 8n) | BigInt(byte);
  return value >> BigInt(bits.length * 8 - size);
}

/** Puts the low `size` bits of an integer, at most 64. */
export function putInteger(target: Buffer, offset: number, size: number, value: bigint): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value << BigInt(64 - size)));
  putBits(target, offset, size, bytes);
}

/** How many bits of a byte are set. */
const SET_BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** How many of `size` bits from bit `offset` on are set. */
export function countBits(source: Buffer, offset: number, size: number): number {
  let count = 0;
  for (const byte of takeBits(source, offset, size)) count += SET_BITS[byte] as number;
  return count;
}
