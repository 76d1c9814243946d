// Key: the address of a record, from namespace, set and user key, or from namespace and digest alone.
// Rejects impossible keys when they are made, synchronously, with the documented TypeErrors.
// Never computes the digest; the command that uses the key does, and leaves it in `digest`.
// Specification: docs/protocol/partitions.md, "Digest and partition id".

import { MAX_INT64, MIN_INT64 } from '../wire/codes/limits.ts';
import { DIGEST_BYTES } from '../wire/codes/message.ts';

/** Characters of a namespace name and of a set name that the constructor accepts, as the vendor's does. */
const MAX_NAMESPACE_CHARS = 32;
const MAX_SET_CHARS = 64;

/** A user key. */
export type UserKey = string | number | bigint | Buffer;

/** A Buffer as `JSON.stringify` leaves it. */
export interface BufferInJson {
  readonly type: 'Buffer';
  readonly data: readonly number[];
}

/** Bytes as they come back from `structuredClone`, worker messages, other processes and JSON. */
export type BytesInput = ArrayBufferView | BufferInJson;

/** What commands take for a key: a {@link Key}, or a plain object with its fields. */
export interface KeyInput {
  /** Namespace. */
  ns: string;
  /** Set; absent means the records of the namespace that are in no set. */
  set?: string | null | undefined;
  /** User key. */
  key?: UserKey | BytesInput | null | undefined;
  /** 20-byte digest; needed only where there is no user key. */
  digest?: BytesInput | null | undefined;
}

/** The key that a command returns for the one that it was given. */
export type KeyOf<K> = K extends Key ? K : Key;

/** The fields of a key, as the types of `aerospike` have them; commands take more, see {@link KeyInput}. */
export interface KeyOptions {
  /** Namespace. */
  ns: string;
  /** Set. */
  set: string;
  /** User key. */
  key?: string | number | Buffer | undefined;
  /** 20-byte digest. */
  digest?: Buffer | undefined;
}

/**
 * The key of a record.
 *
 * @example
 * import { Key } from 'tendril';
 *
 * const key = new Key('test', 'demo', 'user-1');
 * console.log(key.equals(new Key('test', 'demo', 'user-1'))); // true
 */
export class Key implements KeyOptions {
  /** Namespace. */
  ns: string;
  /** Set; null or undefined for none. */
  set: string;
  /** User key, of whatever type it was given; null or undefined beside a digest. */
  key: string | number | Buffer;
  /** Digest, 20 bytes; null until a command has used the key. */
  digest: Buffer | undefined;

  /**
   * @param ns - Namespace, 1 to 32 characters.
   * @param set - Set, 1 to 64 characters, or null for none.
   * @param key - User key: text or bytes that are not empty, or an integer of 64 bits. Bytes that are no Buffer any
   *   more
   * become one.
   * @param digest - Digest of 20 bytes; required without a user key.
   * @throws TypeError if an argument is invalid.
   */
  constructor(ns?: string | null, set?: string | null, key?: UserKey | BytesInput | null, digest?: BytesInput | null) {
    if (!isName(ns, MAX_NAMESPACE_CHARS)) {
      throw new TypeError(`Namespace must be a valid string (max. length ${MAX_NAMESPACE_CHARS})`);
    }
    this.ns = ns as string;
    if (isGiven(set) && !isName(set, MAX_SET_CHARS)) {
      throw new TypeError(`Set must be a valid string (max. length ${MAX_SET_CHARS})`);
    }
    this.set = set as string;
    this.key = (isGiven(key) ? checkUserKey(key) : key) as string;
    const digestBytes = isGiven(digest) ? bytesOf(digest) : null;
    if (digestBytes !== null && digestBytes?.length !== DIGEST_BYTES) {
      throw new TypeError(`Digest must be a ${DIGEST_BYTES}-byte Buffer`);
    }
    this.digest = (digestBytes ?? null) as Buffer;
    if (!isGiven(key) && !isGiven(digest)) throw new TypeError('Either key or digest must be set');
  }

  /** @internal A key from the fields of a reply. */
  static fromASKey(key: KeyInput | null | undefined): Key | null {
    return key ? new Key(key.ns, key.set, key.key, key.digest) : null;
  }

  /**
   * Whether both keys address the same record. A digest is compared only if both keys have one.
   *
   * @param other - A key, or an object with its fields.
   */
  equals(other: KeyInput): boolean {
    return (
      this.ns === other.ns &&
      sameOrAbsent(this.set, other.set) &&
      sameOrAbsent(this.key, other.key) &&
      (!isGiven(this.digest) || !isGiven(other.digest) || sameBytes(this.digest, other.digest))
    );
  }
}

function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}

function sameOrAbsent(a: unknown, b: unknown): boolean {
  return (!isGiven(a) && !isGiven(b)) || a === b || sameBytes(a, b);
}

function sameBytes(a: unknown, b: unknown): boolean {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left !== undefined && right !== undefined && left.equals(right);
}

/** Bytes as a Buffer, on the same memory if possible; undefined for anything else. Not by realm: see BytesInput. */
function bytesOf(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const { type, data } = Object(value) as Partial<BufferInJson>;
  const isJson = type === 'Buffer' && Array.isArray(data) && data.every(isByte);
  return isJson ? Buffer.from(data as number[]) : undefined;
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xff;
}

function isName(value: unknown, maxChars: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= maxChars;
}

/** The key as it will be kept. */
function checkUserKey(key: UserKey | BytesInput): UserKey {
  switch (typeof key) {
    case 'string':
      if (key.length === 0) throw new TypeError('Invalid user key: Empty string not allowed');
      return key;
    case 'number':
      if (!Number.isInteger(key)) throw new TypeError('Invalid user key: Only integer numbers are allowed');
      return key;
    case 'bigint':
      if (key < MIN_INT64 || key > MAX_INT64) {
        throw new TypeError('Invalid user key: BigInt key is outside valid range -2^63 ... 2^63-1');
      }
      return key;
    default: {
      const bytes = bytesOf(key);
      if (bytes === undefined) throw new TypeError('Invalid user key: Must be string, integer, BigInt, or Buffer');
      if (bytes.length === 0) throw new TypeError('Invalid user key: Empty Buffer not allowed');
      return bytes;
    }
  }
}
