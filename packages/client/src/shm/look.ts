// What a participant does whenever its turn comes: an owner keeps its lease and serves its followers, a follower reads
// what is new and judges the owner, and whoever lost its place looks for another one. What the verdicts are is decided in
// lease.ts; when the turn comes, in rota.ts.

import type { Announcements } from './announcements.ts';
import type { SegmentEnvironment } from './environment.ts';
import { snapshotIdOf } from './layout.ts';
import { type Blindness, lookInVain } from './lease.ts';
import type { Ownership } from './ownership.ts';
import type { Recovery } from './recovery.ts';
import type { SnapshotView } from './snapshot-view.ts';
import type { Upkeep } from './upkeep.ts';

/** What of the face is needed here. */
export interface LookOptions {
  readonly environment: SegmentEnvironment;
  readonly view: SnapshotView;
  readonly ownership: Ownership;
  readonly recovery: Recovery;
  readonly upkeep: Upkeep;
  readonly announcements: Announcements;
  readonly leaseMs: number;
  readonly progressMs: number;
  /** Ends sharing. */
  detach(reason: string): void;
}

export class Look {
  readonly #options: LookOptions;
  #answeredRequests = 0;
  #blindness: Blindness | undefined;

  constructor(options: LookOptions) {
    this.#options = options;
  }

  run(): void {
    const { recovery, upkeep, ownership } = this.#options;
    if (recovery.isLost) recovery.rejoin();
    else if (upkeep.isDirectoryLookDue()) recovery.mend();
    if (recovery.isLost) return;
    if (ownership.role === 'owner') this.#asOwner();
    else if (ownership.role === 'follower') this.#asFollower();
  }

  #asOwner(): void {
    const { ownership, view, upkeep, announcements } = this.#options;
    const step = ownership.step();
    if (step === 'yield') return ownership.refresh();
    const { membership, state } = view;
    const { page } = membership;
    if (step === 'beat') page.beat();
    const { requests } = page;
    if (requests !== this.#answeredRequests) {
      this.#answeredRequests = requests;
      announcements.request();
    }
    upkeep.sweepAsOwner(membership, snapshotIdOf(state));
    ownership.republishIfWanted();
  }

  #asFollower(): void {
    const { environment, ownership, view, recovery, leaseMs, progressMs, detach } = this.#options;
    if (!view.isUpToDate || view.isUnreadable) this.#refreshAgain();
    const verdict = ownership.judge();
    const nowMs = environment.clock.now();
    this.#blindness = view.isUnreadable ? lookInVain(this.#blindness, nowMs, leaseMs) : undefined;
    if (verdict === 'alive') {
      if (nowMs - (this.#blindness?.sinceMs ?? nowMs) > progressMs) {
        detach('the newest snapshot has been unreadable for too long');
      }
    } else if (ownership.isTakeoverDue) {
      if (!recovery.mend() && !ownership.takeOver(verdict)) detach('no snapshot can be written');
    }
  }

  /** A generation that became readable counts as new, although its number has been handed out. */
  #refreshAgain(): void {
    const { ownership, view, announcements } = this.#options;
    const wasUnreadable = view.isUnreadable;
    ownership.refresh();
    if (!wasUnreadable || view.isUnreadable) return;
    view.markUnseen();
    announcements.forgetChange();
  }
}
