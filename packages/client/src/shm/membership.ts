// Being attached to one incarnation of a segment: the control file, this participant's lock, the probe, and leaving
// again. Ownership and snapshots are not known here.

import { isStillAt, openControlFile } from './control-file.ts';
import type { ControlPage, Counters } from './control-page.ts';
import type { SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import type { Turn } from './lease.ts';
import { type Liveness, LivenessProbe, ParticipantLock, sweepParticipant } from './participant-lock.ts';
import { isAfter } from './serial.ts';
import { removeFile } from './snapshot-file.ts';

export class Membership {
  readonly directory: SegmentDirectory;
  readonly page: ControlPage;
  readonly #environment: SegmentEnvironment;
  readonly #controlFd: number;
  #lock: ParticipantLock;
  readonly #probe: LivenessProbe;
  #hasLeft = false;

  /**
   * Blocks for `patienceMs` at most. Throws SharedMemoryUnavailable, or what the file system throws; nothing is open
   * then.
   */
  constructor(environment: SegmentEnvironment, directory: SegmentDirectory, floor: Counters, patienceMs: number) {
    this.#environment = environment;
    this.directory = directory;
    const { fd, page } = openControlFile(environment, directory, floor, patienceMs);
    this.#controlFd = fd;
    this.page = page;
    this.#probe = new LivenessProbe(environment);
    try {
      this.#lock = ParticipantLock.take(environment, directory, page);
    } catch (cause) {
      this.#leaveControlFile();
      throw cause;
    }
  }

  /** This participant's id, as it stands in the header of the snapshots it publishes. */
  get participantId(): number {
    return this.#lock.id;
  }

  /**
   * Somebody removed, moved or replaced the directory or the control file, which no participant does while this one is
   * attached: others would meet in another segment.
   */
  get hasVanished(): boolean {
    return !isStillAt(this.#environment, this.directory.controlPath, this.#controlFd);
  }

  /** Somebody removed this participant's lock, which no participant does either: the others take it for dead. */
  get isUnlocked(): boolean {
    return this.#lock.hasVanished;
  }

  /**
   * Takes another lock, and with it another id. Without leaving: whoever leaves and attaches again holds the others off
   * for a moment, and for as long as it is stopped in that moment.
   */
  lockAnew(): void {
    const lost = this.#lock;
    this.#lock = ParticipantLock.take(this.#environment, this.directory, this.page);
    lost.release();
  }

  snapshotPath(id: number): string {
    return this.directory.pathOf('s', this.page.nonce, id);
  }

  /** How many take part, the dead included until they are swept, and the place among the followers by id. */
  census(ownerId: number | undefined): { readonly participants: number; readonly turn: Turn } {
    const { nonce } = this.page;
    const ids = this.directory
      .files()
      .filter((file) => file.kind === 'p' && file.nonce === nonce)
      .map(({ id }) => id);
    const followers = ids.filter((id) => id !== ownerId);
    const rank = followers.filter((id) => id < this.#lock.id).length;
    return { participants: Math.max(ids.length, 1), turn: { rank, followers: Math.max(followers.length, 1) } };
  }

  livenessOf(participantId: number): Liveness {
    return this.#probe.probe(this.directory.pathOf('p', this.page.nonce, participantId));
  }

  /**
   * Removes what dead participants left: their locks, and snapshots older than the current one. A snapshot with a
   * higher id may be one that a contender is about to lose with; with a lower id, one whose exchange cannot succeed.
   * What bears another nonce was written by somebody who had not noticed yet that the directory was another one.
   */
  sweep(currentSnapshotId: number): void {
    if (this.hasVanished) return;
    for (const { kind, nonce, id } of this.directory.files()) {
      const path = this.directory.pathOf(kind, nonce, id);
      const isOurs = nonce === this.page.nonce;
      if (kind === 's') {
        if (!isOurs || isAfter(currentSnapshotId, id)) removeFile(this.#environment.fs, path);
      } else if (!isOurs || id !== this.#lock.id) {
        sweepParticipant(this.#environment, path);
      }
    }
  }

  /** Leaves; the last one out removes every file. Idempotent. */
  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    try {
      this.#probe.close();
      this.#lock.release();
      this.page.takeId(); // the others see that ids have been taken, and count again
    } finally {
      this.#leaveControlFile();
    }
  }

  #leaveControlFile(): void {
    const { fs, libc } = this.#environment;
    this.page.close();
    try {
      const isLast = libc.tryLock(this.#controlFd, 'exclusive');
      if (isLast && isStillAt(this.#environment, this.directory.controlPath, this.#controlFd)) {
        this.directory.removeAll();
      }
    } catch {
      // Left for the next one who attaches: he finds nobody and starts afresh.
    } finally {
      fs.closeSync(this.#controlFd);
    }
  }
}
