// How many records a query may work on now: a steady rate, with no more saved up than a tenth of a second.

const SAVED_MS = 100;

export class RecordRate {
  readonly #perMs: number;
  #allowed: number;
  #lastMs: number;

  /** `perSecond` 0 = no limit. */
  constructor(perSecond: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#allowed = 1;
    this.#lastMs = nowMs;
  }

  /** Records that may be taken now, at most `wanted`. */
  take(wanted: number, nowMs: number): number {
    if (this.#perMs === 0) return wanted;
    const saved = Math.max(1, this.#perMs * SAVED_MS);
    this.#allowed = Math.min(saved, this.#allowed + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    const taken = Math.min(wanted, Math.floor(this.#allowed));
    this.#allowed -= taken;
    return taken;
  }

  /** Gives back what was taken and not used. */
  giveBack(records: number): void {
    this.#allowed += records;
  }

  /** Time until the next record in ms. */
  get waitMs(): number {
    return Math.max(1, Math.ceil((1 - this.#allowed) / this.#perMs));
  }
}
