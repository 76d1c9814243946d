// Random numbers that can be repeated: a model run prints its seed when it fails, and TENDRIL_SEED runs it again.

import { randomInt } from 'node:crypto';

export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env.TENDRIL_SEED ?? randomInt(1, 2 ** 31))) {
    this.seed = seed;
    this.#state = seed;
  }

  /** From 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** One of `[weight, value]` pairs. */
  weighted<T>(pairs: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.next() * pairs.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of pairs) {
      left -= weight;
      if (left < 0) return value;
    }
    return (pairs.at(-1) as readonly [number, T])[1];
  }

  /** Runs a model; its failure names the seed. */
  static run(model: (random: Random) => void): void {
    const random = new Random();
    try {
      model(random);
    } catch (error) {
      throw new Error(`Failed with TENDRIL_SEED=${random.seed}`, { cause: error });
    }
  }
}
