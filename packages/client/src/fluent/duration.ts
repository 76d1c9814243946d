// How long a record lives, as programs say it: a length of time, or one of the words that Aerospike has for special
// lifetimes. Yields what commands take: seconds, or a constant of `ttl`.

import { AerospikeError, ttl } from '../public.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
/** What a server takes: some ten years, the limit of `default-ttl` and of a record's lifetime. */
const MAX_SECONDS = 315_360_000;

/** A length of time by its parts, added up. `Temporal.Duration` without months and years is one. */
export interface DurationParts {
  readonly weeks?: number;
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/**
 * A length of time: `'90s'`, `'15m'`, `'12h'`, `'30d'`, `'2w'`, or its parts, `{ days: 1, hours: 12 }`. From 1 second
 * to 10 years, in whole seconds.
 */
export type Duration = `${number}${keyof typeof SECONDS}` | DurationParts;

/**
 * A length of time, or `'never'`, `'unchanged'` (a write leaves the lifetime as it is), `'default'` (the namespace's).
 */
export type Expiry = Duration | 'never' | 'unchanged' | 'default';

const WORDS: { readonly [word: string]: number } = {
  never: ttl.NEVER_EXPIRE,
  unchanged: ttl.DONT_UPDATE,
  default: ttl.NAMESPACE_DEFAULT,
};

/** @throws AerospikeError `ERR_PARAM` for anything but a length of time, or for one that no record can have. */
export function ttlOf(expiry: Expiry): number {
  const word = typeof expiry === 'string' ? WORDS[expiry] : undefined;
  if (word !== undefined) return word;
  const seconds = secondsOf(expiry as Duration);
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS) {
    const shown = typeof expiry === 'string' ? `"${expiry}"` : JSON.stringify(expiry);
    throw AerospikeError.param(
      `expiry is ${shown}; expected 1 to ${MAX_SECONDS} whole seconds, as in "90s", "12h", "30d" or { days: 1 }, or "never", "unchanged", "default"`,
    );
  }
  return seconds;
}

/** @throws AerospikeError `ERR_PARAM` for anything but a time, or for one at which no record can expire. */
export function ttlUntil(time: Date): number {
  const seconds = time instanceof Date ? Math.ceil((time.getTime() - Date.now()) / 1000) : Number.NaN;
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw AerospikeError.param(`expiry is at ${String(time)}; expected a Date in the next 10 years`);
}

function secondsOf(duration: Duration): number | undefined {
  if (typeof duration === 'string') {
    const [, count, unit] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(duration) ?? [];
    return unit === undefined ? undefined : Number(count) * SECONDS[unit as keyof typeof SECONDS];
  }
  if (typeof duration !== 'object' || duration === null) return undefined;
  const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = duration;
  return weeks * SECONDS.w + days * SECONDS.d + hours * SECONDS.h + minutes * SECONDS.m + seconds;
}
