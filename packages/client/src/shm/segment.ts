// One participant of a shared segment: it follows the newest snapshot, or owns the segment and publishes. A face over
// what it sees (snapshot-view.ts), what it owns (ownership.ts), being attached (membership.ts) and upkeep.ts; its own is
// the look, from which everything is called that happens by itself. It knows nothing of what the snapshots mean.
// Overview: docs/architecture.md; layout: layout.ts.
//
//              another one's exchange won (seen in publish or at a tick)
//      owner <--------------------------------------------------------- +
//        |  ----------------------------------------------------------> follower
//        |     owner dead, stalled or never there, and my exchange won     |
//        +---------------------> detached <--------------------------------+
//              directory vanished and cannot be made again, or no takeover can be written

import { Announcements } from './announcements.ts';
import { type Counters, NO_COUNTERS } from './control-page.ts';
import { errorCode, SegmentDirectory } from './directory.ts';
import { type SegmentEnvironment, systemEnvironment } from './environment.ts';
import { closeAtExit, forgetAtExit } from './exit-hook.ts';
import { generationOf, snapshotIdOf } from './layout.ts';
import { ALONE } from './lease.ts';
import { Membership } from './membership.ts';
import { Ownership } from './ownership.ts';
import { Rota } from './rota.ts';
import { type SegmentSettings, settingsOf } from './settings.ts';
import { SnapshotView } from './snapshot-view.ts';
import {
  type SegmentOptions,
  type SegmentRole,
  type SegmentSnapshot,
  SegmentWriteError,
  SharedMemoryBusy,
  SharedMemoryUnavailable,
} from './types.ts';
import { Upkeep } from './upkeep.ts';

/** How long one attempt to join again may block the thread; the next look makes another one. */
const REJOIN_PATIENCE_MS = 5;

/** What has to be known of a segment that vanished, to go on in the next one. */
interface LostPlace {
  /** Numbers that must not fall back. */
  readonly floor: Counters;
  readonly nonce: number;
  readonly wasOwner: boolean;
  /** When to give up. */
  readonly untilMs: number;
}

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
  readonly #environment: SegmentEnvironment;
  readonly #directory: SegmentDirectory;
  readonly #settings: SegmentSettings;
  readonly #announcements: Announcements;
  readonly #upkeep: Upkeep;
  readonly #view: SnapshotView;
  readonly #ownership: Ownership;
  readonly #rota: Rota;
  #participants = 1;
  #answeredRequests = 0;
  #isClosed = false;
  /** Set while this participant has left a segment that vanished and is not in another one yet. */
  #lostPlace: LostPlace | undefined;

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
    this.#environment = environment;
    this.#settings = settingsOf(options);
    this.#announcements = new Announcements(options, 'follower');
    this.#rota = new Rota(environment, this.#settings, () => this.#tick());
    this.#directory = SegmentDirectory.of(environment, options.identity, options.directory);
    this.#upkeep = new Upkeep(environment, this.#directory);
    this.#view = new SnapshotView(environment, this.#join(NO_COUNTERS, this.#settings.patienceMs));
    this.#ownership = new Ownership(environment, this.#view, this.#upkeep, this.#announcements, this.#settings);
    try {
      this.#ownership.settle();
    } catch (cause) {
      this.#view.leave();
      throw cause;
    }
    this.#markUnseen();
    if (this.role === 'owner') this.#upkeep.sweepSegments();
    this.#announcements.skipRole(this.role);
    this.#arm();
    closeAtExit(this);
  }

  /** Directory of the segment. */
  get path(): string {
    return this.#directory.path;
  }

  /** What this participant does at the moment. */
  get role(): SegmentRole {
    return this.#ownership.role;
  }

  get isOwner(): boolean {
    return this.role === 'owner';
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
      this.#look();
    } catch (cause) {
      this.#announcements.warn(`Unexpected failure in the shared segment: ${messageOf(cause)}`);
    }
    this.#announce();
    if (this.role !== 'detached') this.#arm();
  }

  #arm(): void {
    const { membership } = this.#view;
    if (this.#lostPlace !== undefined) return this.#rota.arm(true, membership.page.nextId, () => ALONE);
    this.#rota.arm(this.isOwner, membership.page.nextId, () => {
      const { participants, turn } = membership.census(this.#view.current?.participantId);
      this.#participants = participants;
      this.#announcements.participants(participants);
      return turn;
    });
  }

  #look(): void {
    if (this.#lostPlace !== undefined) this.#rejoin();
    else if (this.#upkeep.isDirectoryLookDue()) this.#mend();
    if (this.#lostPlace !== undefined) return;
    if (this.role === 'owner') this.#lookAsOwner();
    else if (this.role === 'follower') this.#lookAsFollower();
  }

  #lookAsOwner(): void {
    const step = this.#ownership.step();
    if (step === 'yield') return this.#ownership.refresh();
    const { membership, state } = this.#view;
    const { page } = membership;
    if (step === 'beat') page.beat();
    const { requests } = page;
    if (requests !== this.#answeredRequests) {
      this.#answeredRequests = requests;
      this.#announcements.request();
    }
    this.#upkeep.sweepAsOwner(membership, snapshotIdOf(state));
    this.#ownership.republishIfWanted();
  }

  #lookAsFollower(): void {
    if (!this.#view.isUpToDate || this.#view.unreadableSinceMs !== undefined) this.#refreshAgain();
    const verdict = this.#ownership.judge();
    if (verdict === 'alive') {
      const nowMs = this.#environment.clock.now();
      if (nowMs - (this.#view.unreadableSinceMs ?? nowMs) > this.#settings.progressMs) {
        this.#detach('the newest snapshot has been unreadable for too long');
      }
    } else if (this.#ownership.isTakeoverDue) {
      if (!this.#mend() && !this.#ownership.takeOver(verdict)) this.#detach('no snapshot can be written');
    }
  }

  /** A generation that became readable counts as new, although its number has been handed out. */
  #refreshAgain(): void {
    const wasUnreadable = this.#view.unreadableSinceMs !== undefined;
    this.#ownership.refresh();
    if (wasUnreadable && this.#view.unreadableSinceMs === undefined) this.#markUnseen();
  }

  #markUnseen(): void {
    this.#view.markUnseen();
    this.#announcements.forgetChange();
  }

  /** Whether something that was taken from this participant had to be mended. */
  #mend(): boolean {
    const { membership } = this.#view;
    if (membership.hasVanished) this.#leaveLost();
    else if (membership.isUnlocked) this.#lockAnew();
    else return false;
    return true;
  }

  /** The others take this participant for dead, and it has another id now: whoever owned has to win the place again. */
  #lockAnew(): void {
    const wasOwner = this.isOwner;
    this.#view.membership.lockAnew();
    this.#ownership.settle();
    if (wasOwner && !this.isOwner) this.#ownership.setRole('follower', 'its lock was taken away');
  }

  /** Somebody deleted the directory: make it again, or join the one that another participant has made. */
  #leaveLost(): void {
    const { page } = this.#view.membership;
    this.#lostPlace = {
      floor: { nextId: page.nextId, ...this.#view.noteCounters() },
      nonce: page.nonce,
      wasOwner: this.isOwner,
      untilMs: this.#environment.clock.now() + this.#settings.patienceMs,
    };
    this.#view.leave();
    this.#ownership.setRole('follower', '');
    this.#rejoin();
  }

  /** One attempt; when somebody else is just at it, the next look tries again. */
  #rejoin(): void {
    const { floor, nonce, wasOwner, untilMs } = this.#lostPlace as LostPlace;
    const body = this.#view.current?.body;
    try {
      this.#view.moveTo(this.#join(floor, REJOIN_PATIENCE_MS));
    } catch (cause) {
      if (isPassing(cause) && this.#environment.clock.now() < untilMs) return;
      this.#lostPlace = undefined;
      return this.#detach(`the directory vanished and cannot be made again: ${messageOf(cause)}`);
    }
    this.#lostPlace = undefined;
    try {
      this.#ownership.settle();
      if (this.#view.membership.page.nonce !== nonce) this.#ownership.overtake(floor.generation, body);
      if (wasOwner && !this.isOwner) this.#ownership.setRole('follower', 'another process made the segment again');
    } catch (cause) {
      // It has vanished again, or there is no space: the looks that follow see to it.
      this.#announcements.warn(`The segment could not be taken after its directory had vanished: ${messageOf(cause)}`);
    }
    this.#markUnseen();
  }

  #join(floor: Counters, patienceMs: number): Membership {
    return new Membership(this.#environment, this.#directory, floor, patienceMs);
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

/** Whether another attempt helps: somebody is just at it, or has just removed it. */
function isPassing(cause: unknown): boolean {
  const isGone = errorCode(cause instanceof SegmentWriteError ? cause.cause : cause) === 'ENOENT';
  return isGone || cause instanceof SharedMemoryBusy;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
