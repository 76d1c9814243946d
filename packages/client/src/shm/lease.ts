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

/** Followers look so much less often at most, when there are several: a third made the median takeover miss 50 ms. */
const MAX_PERIODS = 2;
const OWNER_PERIODS = 2;

/**
 * How often to look. The first follower to look takes over, so several look in turn: together as often as one alone
 * would, as long as no single one looks too rarely. The owner has only to keep its lease.
 */
export function lookPeriodMs(isOwner: boolean, followers: number, tickMs: number, leaseMs: number): number {
  const periods = isOwner ? OWNER_PERIODS : Math.min(Math.max(followers, 1), MAX_PERIODS);
  return Math.max(tickMs, Math.min(tickMs * periods, leaseMs / 4));
}

export function ownerStep(isStateMine: boolean, sinceProgressMs: number, progressMs: number): OwnerStep {
  if (!isStateMine) return 'yield';
  return sinceProgressMs > progressMs ? 'hold' : 'beat';
}
