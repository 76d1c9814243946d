// Record digests and partition ids. The namespace takes no part in a digest.
//
//   digest    := RIPEMD-160(set name · u8 key particle type · key value)
//   partition := low 12 bits of the first two digest bytes, little-endian

import { DIGEST_BYTES, PARTITIONS } from './codes/message.ts';
import { PARTICLE } from './codes/particles.ts';
import { RIPEMD160_PADDING_BYTES, ripemd160 } from './ripemd160.ts';
import { UnsupportedValueError, WireError } from './wire-error.ts';
import { Writer } from './writer.ts';

/** A user key: text, a 64-bit integer, or bytes. */
export type UserKey = string | number | bigint | Uint8Array;

const TWO_TO_63 = 2 ** 63;

function tooLarge(key: number | bigint): UnsupportedValueError {
  return new UnsupportedValueError(`The user key ${key} does not fit 64 bits`);
}

const scratch = new Writer(256);

/** Writes the key as its particle (no type byte) and returns the particle type. Throws for anything but a key. */
export function writeUserKey(w: Writer, key: UserKey): number {
  switch (typeof key) {
    case 'string':
      w.utf8(key);
      return PARTICLE.STRING;
    case 'number':
      if (!(key >= -TWO_TO_63 && key < TWO_TO_63)) throw tooLarge(key);
      w.i64(key);
      return PARTICLE.INTEGER;
    case 'bigint':
      if (BigInt.asIntN(64, key) !== key) throw tooLarge(key);
      w.i64(key);
      return PARTICLE.INTEGER;
    default:
      if (!ArrayBuffer.isView(key)) throw new UnsupportedValueError(`A ${typeof key} is not a user key`);
      w.bytes(key);
      return PARTICLE.BLOB;
  }
}

/** Writes the digest of a key to `out` at `offset`. */
export function writeDigest(setName: string, key: UserKey, out: Uint8Array, offset = 0): void {
  scratch.reset();
  scratch.utf8(setName);
  const typeAt = scratch.pos;
  scratch.u8(0);
  scratch.patchU8(typeAt, writeUserKey(scratch, key));
  hashScratch(out, offset);
}

function hashScratch(out: Uint8Array, offset: number): void {
  scratch.ensure(RIPEMD160_PADDING_BYTES);
  ripemd160(scratch.buffer, scratch.pos, out, offset);
}

/** The digest of a key, as a Buffer of its own. */
export function digestOf(setName: string, key: UserKey): Buffer {
  const out = Buffer.allocUnsafe(DIGEST_BYTES);
  writeDigest(setName, key, out);
  return out;
}

/** The digest of a key whose value is given as particle bytes. */
export function computeDigest(setName: string, keyType: number, value: Uint8Array): Buffer {
  scratch.reset();
  scratch.utf8(setName);
  scratch.u8(keyType);
  scratch.bytes(value);
  const out = Buffer.allocUnsafe(DIGEST_BYTES);
  hashScratch(out, 0);
  return out;
}

/** The partition, 0 to 4095, that a digest falls into. */
export function partitionId(digest: Uint8Array, offset = 0): number {
  if (digest.length < offset + DIGEST_BYTES) throw new WireError(`A digest has ${DIGEST_BYTES} bytes`);
  return ((digest[offset] as number) | ((digest[offset + 1] as number) << 8)) & (PARTITIONS - 1);
}
