// The order of canonical elements. Most collections that are large hold numbers, and their order can be told from the
// bytes: the shortest form is the only one, so of two integers that are not negative the longer one is the larger.

import { compareValues, MSGPACK } from 'tendril/wire';

// Their own names here: what another module exports is looked up at every use.
const { MAX_FIXINT, UINT8, UINT64 } = MSGPACK;
const compareOthers = compareValues;

function isUnsigned(first: number): boolean {
  return first <= MAX_FIXINT || (first >= UINT8 && first <= UINT64);
}

/** Compares two elements that each fill their buffer, in the server's order of values. */
export function compareCanonical(a: Buffer, b: Buffer): number {
  if (!isUnsigned(a[0] as number) || !isUnsigned(b[0] as number)) return compareOthers(a, b);
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
