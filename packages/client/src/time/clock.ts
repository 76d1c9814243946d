// Time as a seam: everything of this client that waits or measures does it through a Clock. The real one is
// system-clock.ts; tests bring one that they move by hand. No behaviour but what is made of the four calls.

/** Takes back what was asked for; harmless afterwards. */
export type Cancel = () => void;

export interface Clock {
  /**
   * Monotonic milliseconds. The processes of a host read the same clock unless their time namespaces differ: only the
   * spreading of work over time may rely on that, no decision compares times of different processes.
   */
  now(): number;
  /** Milliseconds since 1970; jumps when somebody sets the clock. For display, and for what the server dates. */
  wallMs(): number;
  /** Calls back once. `keepAlive` false: the wait does not keep the process running. */
  after(ms: number, callback: () => void, keepAlive: boolean): Cancel;
  /** Calls back once the socket reads that are pending now have been handled. */
  afterReads(callback: () => void): Cancel;
}

/**
 * Like `after`, but a timer that fires late, because the event loop was blocked, lets what has arrived meanwhile be read
 * first: for limits on what others take to answer.
 */
export function afterSilence(clock: Clock, ms: number, callback: () => void, keepAlive: boolean): Cancel {
  let cancel = clock.after(
    ms,
    () => {
      cancel = clock.afterReads(callback);
    },
    keepAlive,
  );
  return () => cancel();
}

/** Calls back again and again until taken back; a callback that throws ends it. */
export function every(clock: Clock, ms: number, callback: () => void, keepAlive: boolean): Cancel {
  let isOver = false;
  let cancel: Cancel = () => {};
  const arm = (): void => {
    cancel = clock.after(
      ms,
      () => {
        callback();
        if (!isOver) arm();
      },
      keepAlive,
    );
  };
  arm();
  return () => {
    isOver = true;
    cancel();
  };
}
