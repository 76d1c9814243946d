// Which of two copies of a record wins when clusters of different pasts meet: the higher generation, then the later
// update, as the server's `conflict-resolution-policy generation` has it. Generations wrap at 65535, so "higher" is
// decided within half the range.

import type { StoredRecord } from './record.ts';

const HALF_RANGE = 0x8000;

/** Whether `candidate` replaces `stored`. Equal copies replace nothing. */
export function isNewer(candidate: StoredRecord, stored: StoredRecord): boolean {
  const ahead = (candidate.generation - stored.generation) & 0xffff;
  return ahead === 0 ? candidate.lastUpdateMs > stored.lastUpdateMs : ahead < HALF_RANGE;
}
