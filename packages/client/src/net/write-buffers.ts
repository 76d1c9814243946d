// Memory for large requests, used again: a value of a megabyte would otherwise cost a fresh megabyte, and its page
// faults, each time it is written. Shared by all connections of the process and bounded; small buffers stay with their
// connection and never come here.

/** Smaller buffers are not worth keeping. */
const SMALLEST_BYTES = 256 * 1024;
/** Larger ones are not worth their place. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const MAX_KEPT = 8;

const kept: Buffer[] = [];

/** A buffer of at least so many bytes; what it holds is arbitrary. */
export function takeWriteBuffer(bytes: number): Buffer {
  const index = bytes < SMALLEST_BYTES ? -1 : kept.findIndex((buffer) => buffer.length >= bytes);
  return index === -1 ? Buffer.allocUnsafeSlow(bytes) : (kept.splice(index, 1)[0] as Buffer);
}

export function isLargeWriteBuffer(buffer: Buffer): boolean {
  return buffer.length >= SMALLEST_BYTES;
}

/** Gives a large buffer back; nobody may read or write it any more. */
export function giveWriteBuffer(buffer: Buffer): void {
  if (buffer.length <= LARGEST_BYTES && kept.length < MAX_KEPT) kept.push(buffer);
}
