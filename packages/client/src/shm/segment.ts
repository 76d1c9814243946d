// One participant of a shared segment: it follows the newest snapshot, or owns the segment and publishes.
// It knows nothing of what the snapshots mean. Specification: docs/shared-memory.md.

import { type SegmentOptions, type SegmentRole, type SegmentSnapshot, SharedMemoryUnavailable } from './types.ts';

export class Segment {
  /** Directory of the segment. */
  readonly path: string;

  /** Joins the segment of `options.identity`, creates it when nobody lives in it; owner when nobody else owns it. */
  static attach(options: SegmentOptions): Segment {
    throw new SharedMemoryUnavailable(`no shared memory for ${options.identity}`);
  }

  private constructor(path: string) {
    this.path = path;
  }

  get role(): SegmentRole {
    return 'detached';
  }

  get isOwner(): boolean {
    return this.role === 'owner';
  }

  /** Fencing token of the owner this participant knows. */
  get epoch(): number {
    return 0;
  }

  /** Whether a newer generation waits for `read()`. One atomic load: call it on every command. */
  hasChanged(): boolean {
    return false;
  }

  /** Adopts the newest snapshot; undefined while nobody has published one. Never throws. */
  read(): SegmentSnapshot | undefined {
    return undefined;
  }

  /** Owner only. False: another process owns the segment now, and this one follows. Throws SegmentWriteError. */
  publish(_body: Uint8Array): boolean {
    return false;
  }

  /** The owner's tending finished a round, whatever its outcome; keeps the heartbeat going. */
  noteProgress(): void {}

  /** Leaves; the last one out removes every file. Idempotent, never throws. */
  close(): void {}
}
