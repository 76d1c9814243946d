// Sums and differences of integers of 1 to 64 bits, with what becomes of an overflow. What counts as one of signed
// integers is the real server's rule: both have the same sign and the sum the other, where zero is of neither.

import { BITS_INT_FLAG } from 'tendril/wire';

/** `value + delta` in `size` bits; undefined when it overflows and nothing says what then. */
export function sum(value: bigint, delta: bigint, size: number, flags: number): bigint | undefined {
  const result = BigInt.asUintN(size, value + delta);
  if ((flags & BITS_INT_FLAG.SIGNED) !== 0) return signed(value, delta, result, size, flags);
  return result < value ? overflow(BigInt.asUintN(size, -1n), result, flags) : result;
}

/** `value - delta` in `size` bits; undefined when it overflows and nothing says what then. */
export function difference(value: bigint, delta: bigint, size: number, flags: number): bigint | undefined {
  const result = BigInt.asUintN(size, value - delta);
  if ((flags & BITS_INT_FLAG.SIGNED) !== 0) return signed(value, -delta, result, size, flags);
  return result > value ? overflow(0n, result, flags) : result;
}

function signed(value: bigint, delta: bigint, result: bigint, size: number, flags: number): bigint | undefined {
  const [a, b, c] = [BigInt.asIntN(size, value), BigInt.asIntN(size, delta), BigInt.asIntN(size, result)];
  const lowest = 1n << BigInt(size - 1);
  if (a < 0n && b < 0n && c > 0n) return overflow(lowest, result, flags);
  if (a > 0n && b > 0n && c < 0n) return overflow(lowest - 1n, result, flags);
  return result;
}

function overflow(saturated: bigint, wrapped: bigint, flags: number): bigint | undefined {
  if ((flags & BITS_INT_FLAG.WRAP) !== 0) return wrapped;
  return (flags & BITS_INT_FLAG.SATURATE) !== 0 ? saturated : undefined;
}
