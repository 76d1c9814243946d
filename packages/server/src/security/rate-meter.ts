// How many records per second a user reads or writes at one node, and whether it may go on. Commands on single records
// are counted second by second; queries say beforehand how fast they will be, and that much is set aside for them.

import type { Clock } from '../clock.ts';

export class RateMeter {
  readonly #clock: Clock;
  #second = 0;
  #count = 0;
  #lastCount = 0;
  #reserved = 0;
  #limitless = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one record; false when the quota has no room for it in this second. 0 = no quota. */
  take(quota: number): boolean {
    this.#turn();
    if (quota !== 0 && this.#count + this.#reserved >= quota) return false;
    this.#count++;
    return true;
  }

  /** Sets a query's rate aside, 0 = as fast as it can; false when the quota has no room for that. */
  reserve(rate: number, quota: number): boolean {
    this.#turn();
    if (quota !== 0 && (rate === 0 || this.#count + this.#reserved + rate > quota)) return false;
    if (rate === 0) this.#limitless++;
    else this.#reserved += rate;
    return true;
  }

  release(rate: number): void {
    if (rate === 0) this.#limitless--;
    else this.#reserved -= rate;
  }

  /** What is told of a user: quota, single records per second, rate of limited queries, number of unlimited ones. */
  numbers(quota: number): number[] {
    this.#turn();
    return [quota, this.#lastCount, this.#reserved, this.#limitless];
  }

  #turn(): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second === this.#second) return;
    this.#lastCount = second === this.#second + 1 ? this.#count : 0;
    this.#count = 0;
    this.#second = second;
  }
}
