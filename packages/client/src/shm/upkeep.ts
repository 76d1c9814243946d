// Keeping a segment in order: when to look whether its directory is still there, and when to sweep what the dead have
// left in it and beside it. Owns the times of these; what follows from a directory that is gone is recovery.ts's.

import type { SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import type { Membership } from './membership.ts';
import { sweepStaleSegments } from './stale-segments.ts';

/** Looking for a directory that vanished costs more than the rest of a look. */
const DIRECTORY_LOOK_MS = 400;
/** How often an owner looks for files of the dead. */
const SWEEP_EVERY_TICKS = 100;
/** How often an owner looks for segments that nobody uses any more; the first time when it attaches. */
const SWEEP_SEGMENTS_MS = 10 * 60_000;

export class Upkeep {
  readonly #environment: SegmentEnvironment;
  readonly #directory: SegmentDirectory;
  #lookedForDirectoryAtMs = 0;
  #ticks = 0;
  #sweptSegmentsAtMs = Number.NEGATIVE_INFINITY;

  constructor(environment: SegmentEnvironment, directory: SegmentDirectory) {
    this.#environment = environment;
    this.#directory = directory;
  }

  /** Whether it is time to see that the directory is there; asking counts as having looked. */
  isDirectoryLookDue(): boolean {
    const nowMs = this.#environment.clock.now();
    if (nowMs - this.#lookedForDirectoryAtMs < DIRECTORY_LOOK_MS) return false;
    this.#lookedForDirectoryAtMs = nowMs;
    return true;
  }

  /** What cannot be written or read is often so because the directory is gone. */
  lookForDirectoryNext(): void {
    this.#lookedForDirectoryAtMs = Number.NEGATIVE_INFINITY;
  }

  /** At each look of an owner. */
  sweepAsOwner(membership: Membership, currentSnapshotId: number): void {
    this.#ticks++;
    if (this.#ticks % SWEEP_EVERY_TICKS === 0) membership.sweep(currentSnapshotId);
    if (this.#environment.clock.now() - this.#sweptSegmentsAtMs >= SWEEP_SEGMENTS_MS) this.sweepSegments();
  }

  /** Removes segments beside this one that nobody uses any more. */
  sweepSegments(): void {
    this.#sweptSegmentsAtMs = this.#environment.clock.now();
    sweepStaleSegments(this.#environment, this.#directory);
  }
}
