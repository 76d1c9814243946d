// The directories of a user's segments in a folder that others use as well, however much there is beside them.

import type { SegmentEnvironment } from './environment.ts';
import { isDirectoryName } from './layout.ts';

/** Entries of the folder that are looked at; each costs about a microsecond. */
const MAX_ENTRIES = 100_000;

export interface SegmentNames {
  /** In the order of the folder. */
  readonly names: readonly string[];
  /** How many there are beyond the limit. */
  readonly more: number;
}

/** Empty for a folder that cannot be read; what could be read of it when that fails on the way. */
export function segmentNames(environment: SegmentEnvironment, parent: string, max: number): SegmentNames {
  const names: string[] = [];
  let more = 0;
  try {
    const entries = environment.fs.opendirSync(parent);
    try {
      for (let looked = 0; looked < MAX_ENTRIES; looked++) {
        const entry = entries.readSync();
        if (entry === null) break;
        if (!isDirectoryName(entry.name, environment.uid)) continue;
        if (names.length < max) names.push(entry.name);
        else more++;
      }
    } finally {
      entries.closeSync();
    }
  } catch {
    // What was read so far has to do.
  }
  return { names, more };
}
