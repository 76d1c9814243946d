// One participant of a shared segment: it follows the newest snapshot, or owns the segment and publishes. A face over
// what it sees (snapshot-view.ts), what it owns (ownership.ts), being attached (membership.ts) and upkeep.ts; what happens
// by itself does so at its looks (look.ts, recovery.ts). It knows nothing of what the snapshots mean.
// Overview: docs/architecture.md; layout: layout.ts.
//
//              another one's exchange won (seen in publish or at a tick)
//      owner <--------------------------------------------------------- +
//        |  ----------------------------------------------------------> follower
//        |     owner dead, stalled or never there, and my exchange won     |
//        +---------------------> detached <--------------------------------+
//              directory vanished and cannot be made again, or no takeover can be written

import { Announcements } from './announcements.ts';
import { NO_COUNTERS } from './control-page.ts';
import { SegmentDirectory } from './directory.ts';
import { type SegmentEnvironment, systemEnvironment } from './environment.ts';
import { closeAtExit, forgetAtExit } from './exit-hook.ts';
import { generationOf } from './layout.ts';
import { ALONE } from './lease.ts';
import { Look } from './look.ts';
import { Membership } from './membership.ts';
import { Ownership } from './ownership.ts';
import { isPassing, Recovery } from './recovery.ts';
import { Rota } from './rota.ts';
import { settingsOf } from './settings.ts';
import { SnapshotView } from './snapshot-view.ts';
import {
  type SegmentOptions,
  type SegmentRole,
  type SegmentSnapshot,
  SharedMemoryBusy,
  SharedMemoryUnavailable,
} from './types.ts';
import { Upkeep } from './upkeep.ts';

/**
 * A participant of a shared segment.
 *
 * @example
 * ```ts
 * const segment = Segment.attach({ identity: 'cluster a', onRoleChange: (role, reason) => console.log(role, reason) });
 * if (segment.isOwner) segment.publish(Buffer.from('the map'));
 * if (segment.hasChanged()) console.log(segment.read()?.body.length);
 * segment.close();
 * ```
 *
 * @internal
 */
export class Segment {
  /** Directory of the segment. */
  readonly path: string;
  readonly #announcements: Announcements;
  readonly #view: SnapshotView;
  readonly #ownership: Ownership;
  readonly #recovery: Recovery;
  readonly #look: Look;
  readonly #rota: Rota;
  #participants = 1;
  #isClosed = false;

  /**
   * Joins the segment of `options.identity`, or creates it when nobody lives in it. Becomes its owner at once when
   * there is no living one.
   *
   * @throws SharedMemoryUnavailable with the reason, where memory cannot be shared.
   */
  static attach(options: SegmentOptions, environment: SegmentEnvironment = systemEnvironment()): Segment {
    try {
      return new Segment(options, environment);
    } catch (cause) {
      if (cause instanceof SharedMemoryUnavailable) throw cause;
      const Kind = isPassing(cause) ? SharedMemoryBusy : SharedMemoryUnavailable;
      throw new Kind(`Shared memory cannot be used: ${messageOf(cause)}`, { cause });
    }
  }

  private constructor(options: SegmentOptions, environment: SegmentEnvironment) {
    const settings = settingsOf(options);
    const { patienceMs, leaseMs, progressMs } = settings;
    const directory = SegmentDirectory.of(environment, options.identity, options.directory);
    const announcements = new Announcements(options, 'follower');
    const upkeep = new Upkeep(environment, directory);
    const view = new SnapshotView(environment, new Membership(environment, directory, NO_COUNTERS, patienceMs));
    const ownership = new Ownership(environment, view, upkeep, announcements, settings);
    const detach = (reason: string): void => this.#detach(reason);
    const parts = { environment, directory, view, ownership, upkeep, announcements, detach };
    this.path = directory.path;
    this.#announcements = announcements;
    this.#view = view;
    this.#ownership = ownership;
    this.#recovery = new Recovery({ ...parts, patienceMs });
    this.#look = new Look({ ...parts, recovery: this.#recovery, leaseMs, progressMs });
    this.#rota = new Rota(environment, settings, () => this.#tick());
    try {
      ownership.settle();
    } catch (cause) {
      view.leave();
      throw cause;
    }
    view.markUnseen();
    if (this.isOwner) upkeep.sweepSegments();
    announcements.skipRole(this.role);
    this.#arm();
    closeAtExit(this);
  }

  /** What this participant does at the moment. */
  get role(): SegmentRole {
    return this.#ownership.role;
  }

  get isOwner(): boolean {
    return this.#ownership.isOwner;
  }

  /** Fencing token of the owner this participant knows; 0 before it knows one. */
  get epoch(): number {
    return this.#view.current?.epoch ?? 0;
  }

  /** Generation of the newest snapshot this participant knows; 0 before it knows one. */
  get generation(): number {
    return this.#view.current?.generation ?? 0;
  }

  /** Process id of the owner this participant knows; 0 before it knows one. */
  get ownerPid(): number {
    return this.#view.current?.ownerPid ?? 0;
  }

  /** Participants at the last count, this one included. Who comes or leaves counts within a look, who died for a while. */
  get participants(): number {
    return this.#participants;
  }

  /** Whether a newer generation waits for `read()`. One atomic load, about 7 ns: made for every command. */
  hasChanged(): boolean {
    return this.#view.hasChanged();
  }

  /**
   * Adopts the newest snapshot and returns it; the same object again while nothing changed. When the newest cannot be
   * read, the last good one. Undefined while nobody has published. Never throws.
   */
  read(): SegmentSnapshot | undefined {
    if (this.role !== 'detached' && !this.#view.isUpToDate) this.#ownership.refresh();
    return this.#view.deliver();
  }

  /**
   * Publishes a new body; the owner keeps a copy.
   *
   * @returns false when this participant is not the owner, or is no longer: then nothing was published.
   * @throws SegmentWriteError when the snapshot cannot be written; the one before stays valid.
   */
  publish(body: Uint8Array): boolean {
    if (!this.#ownership.publish(Uint8Array.from(body))) return false;
    this.#view.deliver();
    return true;
  }

  /**
   * The owner's tending finished a round; without it the heartbeat stops after `progressMs`. Does not count as long as
   * the last `publish` has failed.
   */
  noteProgress(): void {
    this.#ownership.noteProgress();
  }

  /** Asks the owner to look at the cluster sooner than due: it learns of it at its next look. Cheap, may be called often. */
  request(): void {
    if (this.role === 'follower') this.#view.membership.page.request();
  }

  /** Leaves; the last one out removes every file. Afterwards the role is `detached`. Idempotent, never throws. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#rota.stop();
    forgetAtExit(this);
    this.#announcements.skipRole('detached');
    this.#detach('closed');
  }

  #tick(): void {
    if (this.#isClosed) return;
    try {
      this.#look.run();
    } catch (cause) {
      this.#announcements.warn(`Unexpected failure in the shared segment: ${messageOf(cause)}`);
    }
    this.#announce();
    if (this.role !== 'detached') this.#arm();
  }

  #arm(): void {
    const { membership } = this.#view;
    if (this.#recovery.isLost) return this.#rota.arm(true, membership.page.nextId, () => ALONE);
    this.#rota.arm(this.isOwner, membership.page.nextId, () => {
      const { participants, turn } = membership.census(this.#view.current?.participantId);
      this.#participants = participants;
      this.#announcements.participants(participants);
      return turn;
    });
  }

  #detach(reason: string): void {
    if (this.role === 'detached') return;
    this.#ownership.setRole('detached', reason);
    try {
      this.#view.leave();
    } catch (cause) {
      this.#announcements.warn(`Leaving the shared segment failed: ${messageOf(cause)}`);
    }
  }

  /** Callbacks come from here only, hence from the tick, when everything is consistent. */
  #announce(): void {
    this.#announcements.role(this.role, this.#ownership.roleReason);
    if (this.role !== 'detached' && this.hasChanged()) this.#announcements.change(generationOf(this.#view.state));
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
