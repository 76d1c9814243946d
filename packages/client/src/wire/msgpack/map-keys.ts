// The order of map keys as JavaScript values, which is the server's: integers by value, then strings and then blobs by
// their bytes.

import { types } from 'node:util';
import type { MapKey } from '../../model/bin-value.ts';

export function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || types.isUint8Array(value);
}

function keyRank(key: MapKey): number {
  if (typeof key === 'string') return 1;
  return typeof key === 'object' && isBytes(key) ? 2 : 0;
}

/** Below zero when `a` stands before `b`. */
export function compareMapKeys(a: MapKey, b: MapKey): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = keyRank(a);
  const difference = rank - keyRank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'string') return compareUtf8(a, b as string);
  if (rank === 2) return Buffer.compare(a as Uint8Array, b as Uint8Array);
  return (a as number | bigint) < (b as number | bigint) ? -1 : a > b ? 1 : 0;
}

/** Byte order of two strings as UTF-8; UTF-16 order differs only where surrogates meet U+E000 to U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
