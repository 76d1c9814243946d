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
  for (let i = 0; i <= last - first; i++) {
    const moved = (((i === 0 ? 0 : (bits[i - 1] as number)) << (8 - shift)) | ((bits[i] ?? 0) >> shift)) & 0xff;
    let mask = 0xff;
    if (i === 0) mask &= headMask;
    if (i === last - first) mask &= tailMask;
    target[first + i] = ((target[first + i] as number) & ~mask) | (moved & mask);
  }
}

export function bitAt(source: Buffer, position: number): number {
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

/** How many of `size` bits from bit `offset` on are set. */
export function countBits(source: Buffer, offset: number, size: number): number {
  let count = 0;
  for (let byte of takeBits(source, offset, size)) {
    for (; byte !== 0; byte &= byte - 1) count++;
  }
  return count;
}
