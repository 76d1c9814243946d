// Powers rounded as a C library rounds them: Math.pow may be off by a unit in the last place, which would show in a
// similarity. Numbers are pairs whose sum is exact to about 106 bits.

/** `base` to that power, for a base within 0 and 1. */
export function powerOf(base: number, exponent: bigint): number {
  if (exponent === 0n || base === 1) return 1;
  let [power, powerRest] = [base, 0];
  let [result, rest] = [1, 0];
  for (let left = exponent; ; ) {
    if ((left & 1n) === 1n) [result, rest] = product(result, rest, power, powerRest);
    left >>= 1n;
    // What has become nothing stays nothing.
    if (left === 0n || result === 0) return result + rest;
    [power, powerRest] = product(power, powerRest, power, powerRest);
  }
}

function product(a: number, aRest: number, b: number, bRest: number): [number, number] {
  const high = a * b;
  const low = productError(a, b, high) + (a * bRest + aRest * b);
  const sum = high + low;
  return [sum, low - (sum - high)];
}

const SPLITTER = 2 ** 27 + 1;

/** What rounding took from the product of two numbers. */
function productError(a: number, b: number, rounded: number): number {
  const [aHigh, bHigh] = [upper(a), upper(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (rounded - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper half of a number's bits. */
function upper(value: number): number {
  const spread = SPLITTER * value;
  return spread - (spread - value);
}
