// One shared segment as all of the host see it, for programs: the report that `tendril status --json` prints.
// Only looks, from outside, like that command; the client that takes part in the segment is not asked.

import { dirname } from 'node:path';
import { systemClock } from '../time/system-clock.ts';
import { Heartbeats } from './heartbeats.ts';
import type { SegmentReport } from './segment-report.ts';

export class SegmentObserver {
  readonly #heartbeats = new Heartbeats();

  /** Undefined when the segment is gone; the age of the heartbeat counts from the look that saw it move. */
  look(path: string, nowMs = systemClock.now()): SegmentReport | undefined {
    // Few programs look: only these load what it takes.
    const { listSegments, readHeartbeat } =
      require('../shm/list-segments.js') as typeof import('../shm/list-segments.ts');
    const { describeSegment } = require('./segment-report.js') as typeof import('./segment-report.ts');
    const status = listSegments(dirname(path)).find((segment) => segment.path === path);
    if (status === undefined) return undefined;
    const heartbeat = readHeartbeat(path);
    this.#heartbeats.observe(heartbeat === undefined ? new Map() : new Map([[path, heartbeat]]), nowMs);
    return describeSegment(status, this.#heartbeats.ageMs(path, nowMs));
  }
}
