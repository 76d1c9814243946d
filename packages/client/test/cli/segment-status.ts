// The state of a segment as the command line finds it, with a snapshot of the test's choice.

import type { SegmentStatus } from '../../src/shm/types.ts';
import type { RoutingSnapshot } from '../../src/topology/routing-snapshot.ts';
import { encodeSnapshot } from '../../src/topology/snapshot-codec.ts';

/** Process 100 tends, process 101 follows. */
export function segmentStatus(snapshot: RoutingSnapshot): SegmentStatus {
  return {
    path: '/dev/shm/tendril-x',
    ownerPid: 100,
    ownerAlive: true,
    epoch: 3,
    generation: 9,
    participants: [100, 101],
    takeovers: 2,
    publishes: 8,
    writtenAtMs: 0,
    body: encodeSnapshot(snapshot),
  };
}
