// Which JavaScript numbers are integers to the database, and which integers fit it.

import { MAX_INT64, MIN_INT64 } from '../codes/limits.ts';
import { UnsupportedValueError } from '../wire-error.ts';

const TWO_63 = 2 ** 63;

/** Whether a number is sent as an integer: it has no fraction and fits 64 bits. */
export function isIntegerValue(value: number): boolean {
  return Number.isInteger(value) && value >= -TWO_63 && value < TWO_63;
}

/** Throws unless the BigInt fits a signed 64-bit integer. */
export function checkInt64(value: bigint): void {
  if (value < MIN_INT64 || value > MAX_INT64) {
    throw new UnsupportedValueError(`Integer ${value} does not fit 64 bits`);
  }
}
