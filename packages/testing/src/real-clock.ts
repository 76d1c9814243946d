// Time that passes by itself, for helpers whose own tests bring a clock that stands still.

/** What a FakeClock and the real one have in common. */
export interface TestClock {
  now(): number;
  /** Calls back once; the result prevents it. */
  after(ms: number, callback: () => void, keepAlive: boolean): () => void;
}

export const realClock: TestClock = {
  now: () => performance.now(),
  after(ms, callback, keepAlive) {
    const timer = setTimeout(callback, ms);
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
};
