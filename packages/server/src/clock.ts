// Time, given to the server from outside so that tests can drive it. Records count from Aerospike's own epoch.

import { CITRUSLEAF_EPOCH_SECONDS } from 'tendril/wire';

const EPOCH_MS = CITRUSLEAF_EPOCH_SECONDS * 1000;

/** A source of time: milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds since Aerospike's epoch, 2010-01-01T00:00:00Z: the unit of last-update times. */
export function epochMs(clock: Clock): number {
  return clock.now() - EPOCH_MS;
}

/** Seconds since Aerospike's epoch for a time in milliseconds since it: the unit of void times. */
export function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}

/** A Unix time in nanoseconds as milliseconds since Aerospike's epoch. */
export function epochMsOfUnixNs(ns: bigint): number {
  return Number(ns / 1_000_000n) - EPOCH_MS;
}
