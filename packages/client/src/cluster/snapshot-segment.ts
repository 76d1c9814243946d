// Shared memory as cluster/ uses it: the part of shm/Segment that a fake in a test has to imitate.

import type { SegmentOptions, SegmentRole, SegmentSnapshot } from '../shm/types.ts';

export interface SnapshotSegment {
  readonly role: SegmentRole;
  /** Living participants, this one included. */
  readonly participants: number;
  /** One atomic load: asked on every command. */
  hasChanged(): boolean;
  read(): SegmentSnapshot | undefined;
  publish(body: Uint8Array): boolean;
  noteProgress(): void;
  /** Of a follower: asks the owner to tend soon. */
  request(): void;
  close(): void;
}

export type SegmentHooks = Required<
  Pick<
    SegmentOptions,
    'patienceMs' | 'progressMs' | 'onChange' | 'onRoleChange' | 'onParticipants' | 'onRequest' | 'onWarning'
  >
>;

/** For example `(hooks) => Segment.attach({ identity, ...hooks })`. Throws SharedMemoryUnavailable. */
export type SegmentFactory = (hooks: SegmentHooks) => SnapshotSegment;
