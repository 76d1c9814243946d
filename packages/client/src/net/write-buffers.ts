// Memory for large requests, used again: values of some kilobytes would otherwise cost fresh memory, its page faults and
// the garbage collections it causes, each time they are written. Shared by all connections of the process and bounded.

/** Smaller buffers are not worth keeping. */
const SMALLEST_BYTES = 32 * 1024;
/** Larger ones are not worth their place. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const MAX_KEPT = 16;

const kept: Buffer[] = [];

/** A buffer of at least so many bytes, the smallest one kept if there is any; what it holds is arbitrary. */
export function takeWriteBuffer(bytes: number): Buffer {
  let best = -1;
  for (let i = 0; i < kept.length; i++) {
    const { length } = kept[i] as Buffer;
    if (length >= bytes && (best === -1 || length < (kept[best] as Buffer).length)) best = i;
  }
  return best === -1 ? Buffer.allocUnsafeSlow(bytes) : (kept.splice(best, 1)[0] as Buffer);
}

/** Gives a buffer back, if it is worth keeping; nobody may read or write it any more. */
export function giveWriteBuffer(buffer: Buffer): void {
  const { length } = buffer;
  if (length >= SMALLEST_BYTES && length <= LARGEST_BYTES && kept.length < MAX_KEPT) kept.push(buffer);
}
