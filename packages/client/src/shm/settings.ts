// The times by which a participant lives: what its user asked for, within the bounds that keep a segment alive.

import type { SegmentOptions } from './types.ts';

const DEFAULT_LEASE_MS = 1000;
const MIN_LEASE_MS = 100;
const DEFAULT_TICK_MS = 65;
const MIN_TICK_MS = 5;
/** Looks that fit into a lease, at least. */
const TICKS_IN_LEASE = 4;
const DEFAULT_PROGRESS_MS = 10_000;
const DEFAULT_PATIENCE_MS = 1000;

export interface SegmentSettings {
  readonly leaseMs: number;
  readonly tickMs: number;
  readonly progressMs: number;
  readonly patienceMs: number;
}

export function settingsOf({ leaseMs, tickMs, progressMs, patienceMs }: SegmentOptions): SegmentSettings {
  const lease = Math.max(leaseMs ?? DEFAULT_LEASE_MS, MIN_LEASE_MS);
  return {
    leaseMs: lease,
    tickMs: Math.max(MIN_TICK_MS, Math.min(tickMs ?? DEFAULT_TICK_MS, lease / TICKS_IN_LEASE)),
    progressMs: progressMs ?? DEFAULT_PROGRESS_MS,
    patienceMs: patienceMs ?? DEFAULT_PATIENCE_MS,
  };
}
