// The decisions about ownership as pure functions: no clock, no I/O. Who calls them supplies what it saw and its own
// time; times of different processes are never compared.
//
//   what a follower sees                                      verdict
//   nobody has ever owned the segment                         vacant    -> take it
//   the owner's lock is free                                  dead      -> take it
//   the heartbeat or the epoch moved                          alive, the lease starts again
//   I myself did not look for more than half a lease          alive, the lease starts again (the whole host may have slept)
//   heartbeat unchanged for a lease and at least 4 looks      stalled   -> take it
//   anything else                                             alive
//
//   what an owner sees                                        step
//   STATE is not what I published last                        yield     -> follow
//   my tending has made no progress for too long              hold      -> no heartbeat, so that another takes over
//   anything else                                             beat

import type { Liveness } from './participant-lock.ts';

export type Verdict = 'alive' | 'vacant' | 'dead' | 'stalled';
export type OwnerStep = 'beat' | 'hold' | 'yield';

/** What a follower remembers between two looks. */
export interface Watch {
  readonly epoch: number;
  readonly heartbeat: number;
  /** When the heartbeat was first seen at this value. */
  readonly sinceMs: number;
  readonly lookedAtMs: number;
  /** Looks since then. */
  readonly looks: number;
}

export interface Look {
  readonly nowMs: number;
  readonly hasOwner: boolean;
  readonly epoch: number;
  readonly heartbeat: number;
  readonly lock: Liveness;
}

const MIN_LOOKS = 4;

export function judgeOwner(watch: Watch | undefined, look: Look, leaseMs: number): { watch: Watch; verdict: Verdict } {
  const { nowMs, epoch, heartbeat } = look;
  const renewed: Watch = { epoch, heartbeat, sinceMs: nowMs, lookedAtMs: nowMs, looks: 0 };
  if (!look.hasOwner) return { watch: renewed, verdict: 'vacant' };
  if (look.lock === 'dead') return { watch: renewed, verdict: 'dead' };
  if (watch === undefined || watch.epoch !== epoch || watch.heartbeat !== heartbeat) {
    return { watch: renewed, verdict: 'alive' };
  }
  if (nowMs - watch.lookedAtMs > leaseMs / 2) return { watch: renewed, verdict: 'alive' };
  const looks = watch.looks + 1;
  const isStalled = nowMs - watch.sinceMs >= leaseMs && looks >= MIN_LOOKS;
  return { watch: { ...watch, lookedAtMs: nowMs, looks }, verdict: isStalled ? 'stalled' : 'alive' };
}

/** What a follower remembers of looks at a snapshot that it could not read. */
export interface Blindness {
  readonly sinceMs: number;
  readonly lookedAtMs: number;
}

/** One more such look. As with owners, time in which this process did not look counts for nothing. */
export function lookInVain(before: Blindness | undefined, nowMs: number, leaseMs: number): Blindness {
  const hasSlept = before === undefined || nowMs - before.lookedAtMs > leaseMs / 2;
  return { sinceMs: hasSlept ? nowMs : before.sinceMs, lookedAtMs: nowMs };
}

/** The owner has only to keep its lease. */
const OWNER_PERIODS = 2;
/** A follower that looked less often would cost little less, and adopt and count later. */
const MAX_PERIOD_MS = 250;

/** A follower's place among the followers; they look one after the other. */
export interface Turn {
  readonly rank: number;
  readonly followers: number;
}

export const ALONE: Turn = { rank: 0, followers: 1 };

/**
 * How often to look. The first follower to look takes over, and being woken is what a look costs most: so of n
 * followers each looks only every n ticks, in its turn, but at least four times in a lease.
 */
export function lookPeriodMs(isOwner: boolean, followers: number, tickMs: number, leaseMs: number): number {
  const periods = isOwner ? OWNER_PERIODS : Math.max(followers, 1);
  return Math.max(tickMs, Math.min(tickMs * periods, leaseMs / 4, MAX_PERIOD_MS));
}

/**
 * Time until the next look: turns are spread evenly over the period, by a clock that all followers read. Never less
 * than half a period, so that a timer that fires a little early does not cost a second look.
 */
export function untilTurnMs(nowMs: number, periodMs: number, { rank, followers }: Turn): number {
  const phaseMs = (periodMs * rank) / followers;
  const sinceTurnMs = (((nowMs - phaseMs) % periodMs) + periodMs) % periodMs;
  const delayMs = periodMs - sinceTurnMs;
  return delayMs < periodMs / 2 ? delayMs + periodMs : delayMs;
}

export function ownerStep(isStateMine: boolean, sinceProgressMs: number, progressMs: number): OwnerStep {
  if (!isStateMine) return 'yield';
  return sinceProgressMs > progressMs ? 'hold' : 'beat';
}
