// When a busy connection is to fall empty: under lasting load nobody would notice a reply that is left out, since each
// request would be given the reply to the one before it. Once it is empty somebody waits in vain, and gives up.
//
// Times are whole numbers of 32 bits that wrap; see Connection.heardMs.

/** A busy connection falls empty this often, and spends no more than this part of its time on it unless replies are slow. */
export const MIN_DRAIN_INTERVAL_MS = 250;
export const MAX_DRAIN_INTERVAL_MS = 1000;
const DRAIN_SHARE = 32;

export class DrainTurn {
  /** When nothing was owed last, and how long it may be until the next time. */
  #emptyMs: number;
  #everyMs = MIN_DRAIN_INTERVAL_MS;
  #sinceMs = 0;
  #isOn = false;

  constructor(nowMs: number) {
    this.#emptyMs = nowMs;
  }

  /** Whether it is falling empty now. */
  get isOn(): boolean {
    return this.#isOn;
  }

  isDue(nowMs: number): boolean {
    return ((nowMs - this.#emptyMs) | 0) > this.#everyMs;
  }

  begin(nowMs: number): void {
    this.#isOn = true;
    this.#sinceMs = nowMs;
  }

  /** It is empty, or was until now. */
  onEmpty(nowMs: number): void {
    this.#emptyMs = nowMs;
    if (!this.#isOn) return;
    this.#isOn = false;
    const dueMs = ((nowMs - this.#sinceMs) | 0) * DRAIN_SHARE;
    this.#everyMs = Math.min(Math.max(MIN_DRAIN_INTERVAL_MS, dueMs), MAX_DRAIN_INTERVAL_MS);
  }
}
