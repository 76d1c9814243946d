// Times to live (docs/protocol/records.md, "Time, TTL and generation"): what a command's `record_ttl` makes of a
// record's void time.

import { READ_TOUCH, TTL } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { SetEntry } from '../storage/set-table.ts';

/** Whether a write may carry that `record_ttl`. */
export function isValidTtl(ttl: number): boolean {
  return ttl <= TTL.MAX_SECONDS || ttl === TTL.NEVER_EXPIRE || ttl === TTL.DONT_UPDATE;
}

/** Where no supervisor removes expired records, the server refuses to give a record a life. */
export function isTtlForbidden(namespace: Namespace, set: SetEntry | undefined, ttl: number): boolean {
  if (namespace.config.nsupPeriod !== 0 || namespace.config.allowTtlWithoutNsup) return false;
  if (ttl === TTL.NAMESPACE_DEFAULT) return namespace.effectiveDefaultTtl(set) !== 0;
  return ttl !== TTL.NEVER_EXPIRE && ttl !== TTL.DONT_UPDATE;
}

/** The void time after a write with that `record_ttl`; `previous` is the record written over, if any. */
export function voidTimeAfter(
  namespace: Namespace,
  set: SetEntry | undefined,
  ttl: number,
  previous: StoredRecord | undefined,
  nowMs: number,
): number {
  if (ttl === TTL.NEVER_EXPIRE) return 0;
  if (ttl === TTL.DONT_UPDATE && previous !== undefined) return previous.voidTime;
  const isDefault = ttl === TTL.NAMESPACE_DEFAULT || ttl === TTL.DONT_UPDATE;
  const seconds = isDefault ? namespace.effectiveDefaultTtl(set) : ttl;
  return seconds === 0 ? 0 : secondsOf(nowMs) + seconds;
}

/** The void time that a read gives to a record; `undefined` when it leaves the record alone, -1 for a bad percentage. */
export function readTouchVoidTime(namespace: Namespace, record: StoredRecord, percent: number): number | undefined {
  if (record.voidTime === 0 || percent === READ_TOUCH.NEVER) return undefined;
  if (percent > READ_TOUCH.MAX_PERCENT) return -1;
  const effective = percent === 0 ? namespace.effectiveReadTouchPct(record.set) : percent;
  if (effective === 0) return undefined;
  const nowSeconds = secondsOf(namespace.nowMs());
  const life = record.voidTime - secondsOf(record.lastUpdateMs);
  // Due once the life that is left is under the percentage of the life given at the last update.
  return nowSeconds < record.voidTime - (life * effective) / READ_TOUCH.MAX_PERCENT ? undefined : nowSeconds + life;
}
