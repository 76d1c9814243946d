// Which update of a record somebody has read. A record that is not there has a version as well: whoever has read that
// there is none must learn at the end that there is one now.

import type { RecordVersion } from 'tendril/wire';
import type { StoredRecord } from '../storage/record.ts';

const ABSENT: RecordVersion = { lastUpdateMs: 0, generation: 0 };

export function versionOf(record: StoredRecord | undefined): RecordVersion {
  return record ?? ABSENT;
}

export function isSameVersion(one: RecordVersion, other: RecordVersion): boolean {
  return one.lastUpdateMs === other.lastUpdateMs && one.generation === other.generation;
}
