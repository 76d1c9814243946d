// Bin names and map keys from bytes to text without making a string each time: the few names an application uses come
// back with every reply, so a small table of recent ones answers by comparing bytes. The same string object each time
// also lets the engine reuse the hidden class of the bins object.

import { MAX_BIN_NAME_BYTES } from './codes/limits.ts';
import { readText } from './reader.ts';

const SLOTS = 1024;
/** Longer names never occur in a valid record, longer map keys are rare; both are decoded without the table. */
const MAX_CACHED_BYTES = MAX_BIN_NAME_BYTES;

export class BinNames {
  readonly #names: (string | undefined)[] = new Array<string | undefined>(SLOTS);
  readonly #bytes = new Uint8Array(SLOTS * (MAX_CACHED_BYTES + 1));

  /** The name in `buffer[start, end)`. */
  read(buffer: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_CACHED_BYTES) return readText(buffer, start, end);
    let hash = length;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (buffer[i] as number)) | 0;
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const base = slot * (MAX_CACHED_BYTES + 1);
    const cached = this.#names[slot];
    const bytes = this.#bytes;
    if (cached !== undefined && bytes[base] === length) {
      let i = 0;
      while (i < length && bytes[base + 1 + i] === buffer[start + i]) i++;
      if (i === length) return cached;
    }
    const name = readText(buffer, start, end);
    this.#names[slot] = name;
    bytes[base] = length;
    for (let i = 0; i < length; i++) bytes[base + 1 + i] = buffer[start + i] as number;
    return name;
  }
}
