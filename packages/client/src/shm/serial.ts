// Numbers of 32 bits that only go on: generations, epochs, ids. Which of two came later is told by their distance, as
// RFC 1982 has it, so that going on past the last number is a step like any other; words that somebody damaged come
// near it at once. 0 stands for none yet.

/** The number `step` later, 1 by default. */
export function next(number: number, step = 1): number {
  return (number + step) >>> 0 || 1;
}

/** Whether `one` came after `other`. */
export function isAfter(one: number, other: number): boolean {
  return one !== 0 && (other === 0 || ((one - other) | 0) > 0);
}

/** Whichever came later. */
export function later(one: number, other: number): number {
  return isAfter(other, one) ? other : one;
}
