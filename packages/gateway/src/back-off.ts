// How long to wait before starting again what keeps ending: exponential, with a ceiling, forgiven after steady work.
// Pure; `supervisor.ts` and `database-session.ts` do the waiting.

export interface BackOff {
  readonly firstMs: number;
  readonly ceilingMs: number;
  /** What lived at least this long had no start-up fault: its history is forgotten. */
  readonly steadyMs: number;
}

export const WORKER_BACK_OFF: BackOff = { firstMs: 100, ceilingMs: 10_000, steadyMs: 10_000 };
export const CONNECT_BACK_OFF: BackOff = { firstMs: 100, ceilingMs: 2_000, steadyMs: 0 };

/** The delay after the `failures`th failure in a row (1 = the first). */
export function delayMs({ firstMs, ceilingMs }: BackOff, failures: number): number {
  // 2 ** 1024 is Infinity, which the ceiling takes care of.
  return Math.min(ceilingMs, firstMs * 2 ** Math.max(0, failures - 1));
}

/** The failures in a row, counting the one that ended a life of `livedMs`. */
export function countFailure({ steadyMs }: BackOff, failures: number, livedMs: number): number {
  return livedMs >= steadyMs && steadyMs > 0 ? 1 : failures + 1;
}
