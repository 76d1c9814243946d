// What this participant sees of the segment's snapshots: the newest it has read, what its user has been handed of them,
// and whether the newest could be read. Looks only: publishes nothing and decides nothing about ownership.

import { type CurrentSnapshot, readCurrentSnapshot } from './current-snapshot.ts';
import type { SegmentEnvironment } from './environment.ts';
import { generationOf, WORD } from './layout.ts';
import type { Membership } from './membership.ts';
import { later } from './serial.ts';
import type { StoredSnapshot } from './snapshot-file.ts';
import type { SegmentSnapshot } from './types.ts';

/** The latest numbers, which must not fall back. */
export interface Highest {
  readonly generation: number;
  readonly epoch: number;
}

export class SnapshotView {
  readonly #environment: SegmentEnvironment;
  #membership: Membership;
  /** The mapped words while attached: what the hot path loads from. */
  #words: Int32Array;
  /** Low half of the generation that `read` has handed out. */
  #seen = 0;
  #state = 0n;
  #current: StoredSnapshot | undefined;
  #delivered: SegmentSnapshot | undefined;
  #isUnreadable = false;
  #highest: Highest = { generation: 0, epoch: 0 };

  constructor(environment: SegmentEnvironment, membership: Membership) {
    this.#environment = environment;
    this.#membership = membership;
    this.#words = membership.page.words;
  }

  /** The incarnation of the segment that is looked at. */
  get membership(): Membership {
    return this.#membership;
  }

  /** The STATE that everything else here was judged by; a takeover or publication starts its exchange from it. */
  get state(): bigint {
    return this.#state;
  }

  /** Whether STATE is still that one. */
  get isUpToDate(): boolean {
    return this.#membership.page.state === this.#state;
  }

  /** The snapshot of that state, or the last good one before it. */
  get current(): StoredSnapshot | undefined {
    return this.#current;
  }

  /** Whether the snapshot of that state could not be read. */
  get isUnreadable(): boolean {
    return this.#isUnreadable;
  }

  /** Highest numbers seen, in whatever incarnation: they do not fall back for those who read here. */
  get highest(): Highest {
    return this.#highest;
  }

  /** One atomic load. */
  hasChanged(): boolean {
    return Atomics.load(this.#words, WORD.GENERATION) !== this.#seen;
  }

  /** What the user has to see of the current snapshot; counts as seen. */
  deliver(): SegmentSnapshot | undefined {
    this.#seen = generationOf(this.#state) | 0;
    return this.#delivered;
  }

  /** The current generation counts as new, although its number has been handed out. */
  markUnseen(): void {
    this.#seen = (generationOf(this.#state) - 1) | 0;
  }

  /** Reads the snapshot that STATE names now. */
  refresh(): CurrentSnapshot {
    const found = readCurrentSnapshot(this.#environment, this.#membership);
    if (found.kind === 'found') this.adopt(found.state, found.snapshot);
    else {
      this.#state = found.state;
      this.#isUnreadable = found.kind === 'unreadable';
    }
    return found;
  }

  /** Takes a snapshot that is known to be that of the state: read, or written here. */
  adopt(state: bigint, snapshot: StoredSnapshot): void {
    const { generation, epoch, ownerPid, writtenAtMs, body } = snapshot;
    this.#state = state;
    this.#isUnreadable = false;
    this.#current = snapshot;
    this.#raise(generation, epoch);
    this.#delivered = body === undefined ? undefined : { generation, epoch, ownerPid, writtenAtMs, body };
  }

  /** Remembers the numbers of the control page, which may be ahead of every snapshot that was read. */
  noteCounters(): Highest {
    const { page } = this.#membership;
    this.#raise(generationOf(page.state), page.epoch);
    return this.#highest;
  }

  #raise(generation: number, epoch: number): void {
    this.#highest = {
      generation: later(generation, this.#highest.generation),
      epoch: later(epoch, this.#highest.epoch),
    };
  }

  /**
   * Leaves the incarnation. From here on only private memory is read: a view on memory no longer mapped would end the
   * process.
   */
  leave(): void {
    this.#words = new Int32Array(WORD.GENERATION + 1);
    this.#words[WORD.GENERATION] = generationOf(this.#state); // what is unread can still be read
    this.#membership.leave();
  }

  /** Looks at another incarnation from now on. */
  moveTo(membership: Membership): void {
    this.#membership = membership;
    this.#words = membership.page.words;
  }
}
