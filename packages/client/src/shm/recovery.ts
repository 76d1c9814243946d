// What a participant does when something was taken from it: its lock, the control file, the whole directory. It makes
// the segment again, or joins the one that another participant has made, and goes on from what it knew. When to look
// for such a loss is said by upkeep.ts; what a look is otherwise, in look.ts.

import type { Announcements } from './announcements.ts';
import type { Counters } from './control-page.ts';
import { errorCode, type SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { Membership } from './membership.ts';
import type { Ownership } from './ownership.ts';
import type { SnapshotView } from './snapshot-view.ts';
import { SegmentWriteError, SharedMemoryBusy } from './types.ts';

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

/** What of the face is needed here. */
export interface RecoveryOptions {
  readonly environment: SegmentEnvironment;
  readonly directory: SegmentDirectory;
  readonly view: SnapshotView;
  readonly ownership: Ownership;
  readonly announcements: Announcements;
  readonly patienceMs: number;
  /** Ends sharing. */
  detach(reason: string): void;
}

export class Recovery {
  readonly #options: RecoveryOptions;
  /** Set while this participant has left a segment that vanished and is not in another one yet. */
  #lostPlace: LostPlace | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Whether this participant is in no segment at the moment. */
  get isLost(): boolean {
    return this.#lostPlace !== undefined;
  }

  /** Whether something that was taken from this participant had to be mended. */
  mend(): boolean {
    const { membership } = this.#options.view;
    if (membership.hasVanished) this.#leave();
    else if (membership.isUnlocked) this.#lockAnew();
    else return false;
    return true;
  }

  /** One attempt; when somebody else is just at it, the next look tries again. */
  rejoin(): void {
    const { environment, directory, view, ownership, announcements, detach } = this.#options;
    const { floor, nonce, wasOwner, untilMs } = this.#lostPlace as LostPlace;
    const body = view.current?.body;
    try {
      view.moveTo(new Membership(environment, directory, floor, REJOIN_PATIENCE_MS));
    } catch (cause) {
      if (isPassing(cause) && environment.clock.now() < untilMs) return;
      this.#lostPlace = undefined;
      return detach(`the directory vanished and cannot be made again: ${messageOf(cause)}`);
    }
    this.#lostPlace = undefined;
    try {
      ownership.settle();
      if (view.membership.page.nonce !== nonce) ownership.overtake(floor.generation, body);
      if (wasOwner && !ownership.isOwner) ownership.setRole('follower', 'another process made the segment again');
    } catch (cause) {
      // It has vanished again, or there is no space: the looks that follow see to it.
      announcements.warn(`The segment could not be taken after its directory had vanished: ${messageOf(cause)}`);
    }
    view.markUnseen();
    announcements.forgetChange();
  }

  /** Somebody deleted the directory: make it again, or join the one that another participant has made. */
  #leave(): void {
    const { environment, view, ownership, patienceMs } = this.#options;
    const { page } = view.membership;
    this.#lostPlace = {
      floor: { nextId: page.nextId, ...view.noteCounters() },
      nonce: page.nonce,
      wasOwner: ownership.isOwner,
      untilMs: environment.clock.now() + patienceMs,
    };
    view.leave();
    ownership.setRole('follower', '');
    this.rejoin();
  }

  /** The others take this participant for dead, and it has another id now: whoever owned has to win the place again. */
  #lockAnew(): void {
    const { view, ownership } = this.#options;
    const wasOwner = ownership.isOwner;
    view.membership.lockAnew();
    ownership.settle();
    if (wasOwner && !ownership.isOwner) ownership.setRole('follower', 'its lock was taken away');
  }
}

/** Whether another attempt helps: somebody is just at it, or has just removed it. */
export function isPassing(cause: unknown): boolean {
  const isGone = errorCode(cause instanceof SegmentWriteError ? cause.cause : cause) === 'ENOENT';
  return isGone || cause instanceof SharedMemoryBusy;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
