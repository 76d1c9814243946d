// How long a command waits before it is tried again. The first retry comes at once: most failures are of one node, and
// another has the record. Whoever fails again meets a cluster that is overloaded or just changing, which a herd of
// clients that try again in the same instant makes worse; hence pauses that grow, and differ from command to command.

import type { DeadlineEntry } from '../../time/deadlines.ts';

const FIRST_PAUSE_MS = 16;
const MAX_PAUSE_MS = 1000;

/** Pause after so many attempts, in ms: none after the first, then 8 to 16, 16 to 32 and so on, at most 500 to 1000. */
export function retryPauseMs(attempts: number, random: () => number = Math.random): number {
  if (attempts < 2) return 0;
  const longestMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 2), MAX_PAUSE_MS);
  return (longestMs * (1 + random())) / 2;
}

/** Waits in the deadline wheel for the end of a pause. */
export class PausedRetry implements DeadlineEntry {
  deadlineMs = Number.POSITIVE_INFINITY;
  deadlineNext: DeadlineEntry | null = null;
  deadlinePrevious: DeadlineEntry | null = null;
  deadlineSlot = -1;
  readonly onDeadline: () => void;

  constructor(onDeadline: () => void) {
    this.onDeadline = onDeadline;
  }
}
