// What a user of a shared segment sees: options, roles, snapshots and the two errors. No behaviour lives here.
// The body of a snapshot is opaque bytes to this folder; cluster/ encodes the routing snapshot into it.
// Overview: docs/architecture.md; layout: layout.ts.

/** What this participant does. `detached`: sharing ended for good, the caller has to tend for itself. */
export type SegmentRole = 'owner' | 'follower' | 'detached';

/** One immutable state of the segment, in private memory: nobody can change it under the reader. */
export interface SegmentSnapshot {
  /** Rises with every publication and every takeover, across owners; 32 bits, unsigned. */
  readonly generation: number;
  /** Rises with every change of owner: the fencing token. */
  readonly epoch: number;
  readonly ownerPid: number;
  /** When the owner wrote it, milliseconds since 1970 by the owner's wall clock; for display only. */
  readonly writtenAtMs: number;
  readonly body: Uint8Array;
}

/** How to attach to a segment. */
export interface SegmentOptions {
  /** Everything that makes two clients tend the same cluster in the same way; hashed into the directory's name. */
  readonly identity: string;
  /** Parent of the segment's directory. Default: `/dev/shm` where it is writable, else the system's temporary one. */
  readonly directory?: string;
  /** How long the heartbeat may rest before the owner counts as stalled, in milliseconds. Default 1000, at least 100. */
  readonly leaseMs?: number;
  /**
   * How often the followers together look for an owner that died, in milliseconds. Default 65; at least 5 and at most a
   * quarter of the lease. Of n followers each looks every n ticks, in turn, but at least every 250 ms and four times in a lease.
   */
  readonly tickMs?: number;
  /**
   * How long after the last `noteProgress()` the owner still sends heartbeats, in milliseconds. Default 10 000. It has
   * to exceed the longest honest round of tending, timeouts included. A follower that cannot read the newest snapshot
   * for so long, while its owner lives, gives up sharing.
   */
  readonly progressMs?: number;
  /**
   * How long attaching may block the thread while another process, which has been stopped, holds the segment's lock, in
   * milliseconds. Default 1000. Then SharedMemoryBusy is thrown.
   */
  readonly patienceMs?: number;
  /** A newer snapshot waits for `read()`. Called from the tick, when no `read()` has adopted it before. */
  readonly onChange?: () => void;
  /** The role changed. Never called for the role that `attach` returned with. */
  readonly onRoleChange?: (role: SegmentRole, reason: string) => void;
  /** There are more or fewer participants; the dead count until they are swept. Never called for the first count. */
  readonly onParticipants?: (participants: number) => void;
  /** Called in the owner, at a look, when a follower has called `request()` since the one before. */
  readonly onRequest?: () => void;
  /** Something is wrong but survivable (an unreadable snapshot, no space for a takeover). */
  readonly onWarning?: (message: string) => void;
}

/** A segment as seen from outside, for `tendril status`. */
export interface SegmentStatus {
  readonly path: string;
  /** Zero when nobody has owned it yet. */
  readonly ownerPid: number;
  /** Whether the owner's process still holds its lock. */
  readonly ownerAlive: boolean;
  readonly epoch: number;
  readonly generation: number;
  /** Process ids of the living participants, ascending; a process that attached twice stands there twice. */
  readonly participants: readonly number[];
  readonly takeovers: number;
  readonly publishes: number;
  /** Milliseconds since 1970; undefined while nothing is published. */
  readonly writtenAtMs: number | undefined;
  /** Undefined while nothing is published. */
  readonly body: Uint8Array | undefined;
}

/** Shared memory cannot be used here; the message says why. The caller tends for itself instead. */
export class SharedMemoryUnavailable extends Error {
  override readonly name: string = 'SharedMemoryUnavailable';
  /** Whether another attempt may help. Data, so that who asks need not load shared memory to know the class. */
  readonly isBusy: boolean = false;
}

/** Somebody is just making or removing the segment, and does not go on: another attempt may help. */
export class SharedMemoryBusy extends SharedMemoryUnavailable {
  override readonly isBusy = true;
}

/** A snapshot could not be written (no space, no file descriptors). The one before it stays valid; try again later. */
export class SegmentWriteError extends Error {
  override readonly name = 'SegmentWriteError';
}
