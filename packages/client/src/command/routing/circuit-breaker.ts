// Keeps commands away from a node that fails too often. One per node; pure, the router turns its window. The limit
// adapts: a bad window halves it, a good one doubles it up to the configured one, so a node that comes back is tried
// with few commands first. Specification: docs/protocol/retries-and-timeouts.md, "Circuit breaker".
//
//   errors in this window ≤ limit ──► closed: commands pass
//   errors in this window > limit ──► open: commands fail with MAX_ERROR_RATE, until the window turns

/** Below this a halved limit falls to 1. */
const SMALLEST_HALVED = 4;

export class CircuitBreaker {
  #configuredLimit: number;
  #limit: number;
  #errors = 0;
  #lastCause: unknown;

  /** @param limit - Errors that one window may have; 0 for no limit. */
  constructor(limit: number) {
    this.#configuredLimit = limitOf(limit);
    this.#limit = this.#configuredLimit;
  }

  /** Changes that limit. What was counted stays. */
  allow(limit: number): void {
    if (limitOf(limit) === this.#configuredLimit) return;
    this.#configuredLimit = limitOf(limit);
    this.#limit = this.#configuredLimit;
  }

  /** Whether commands are refused. */
  get isOpen(): boolean {
    return this.#errors > this.#limit;
  }

  /** Counts a failure. One lost connection fails all commands on it with the same cause, and counts once. */
  noteError(cause?: unknown): void {
    if (cause !== undefined && cause === this.#lastCause) return;
    this.#lastCause = cause;
    this.#errors++;
  }

  /** Starts the next window. */
  turn(): void {
    if (this.isOpen) this.#limit = this.#limit < SMALLEST_HALVED ? 1 : Math.floor(this.#limit / 2);
    else this.#limit = Math.min(this.#limit * 2, this.#configuredLimit);
    this.#errors = 0;
  }
}

function limitOf(limit: number): number {
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}
