// Who owns the segment: this participant's role, its judgement of the owner, and the one exchange by which a snapshot
// becomes valid and its writer the owner. What to do is decided in lease.ts; when, in look.ts.
//
//   commit   write s.<id> whole  ->  exchange STATE from what was judged to the new one  ->  remove the one before
//            who dies or stalls on the way has changed either nothing that others see, or everything

import type { Announcements } from './announcements.ts';
import { errorCode } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { generationOf, packState, snapshotIdOf, WORD } from './layout.ts';
import { judgeOwner, type OwnerStep, ownerStep, type Verdict, type Watch } from './lease.ts';
import { isAfter, later, next } from './serial.ts';
import type { SegmentSettings } from './settings.ts';
import { removeFile, type StoredSnapshot, writeSnapshotFile } from './snapshot-file.ts';
import type { SnapshotView } from './snapshot-view.ts';
import { type SegmentRole, SegmentWriteError } from './types.ts';
import type { Upkeep } from './upkeep.ts';

/** Contenders that can win one after the other while this one joins. */
const MAX_CONTENDERS = 20;
const MAX_WRITE_ATTEMPTS = 16;
/** A takeover that cannot be written (no space left) is tried again this often, this many times. */
const RETRY_TAKEOVER_MS = 1000;
const MAX_TAKEOVER_FAILURES = 5;
/** How often an owner answers followers that cannot read its snapshot. */
const REPUBLISH_MS = 1000;

/**
 * In a segment made anew after its files were lost, others may have seen generations of the one before that this
 * participant missed. They take an equal number for what they have already, so it goes on well above them.
 */
const GENERATIONS_UNSEEN = 1024;

export class Ownership {
  readonly #environment: SegmentEnvironment;
  readonly #view: SnapshotView;
  readonly #upkeep: Upkeep;
  readonly #announcements: Announcements;
  readonly #settings: SegmentSettings;

  #role: SegmentRole = 'follower';
  #roleReason = '';
  /** What the looks at the present owner have shown so far. */
  #watch: Watch | undefined;
  #progressAtMs = 0;
  #isUnpublished = false;
  #republishedAtMs = Number.NEGATIVE_INFINITY;
  #retryTakeoverAtMs = Number.NEGATIVE_INFINITY;
  #takeoverFailures = 0;

  constructor(
    environment: SegmentEnvironment,
    view: SnapshotView,
    upkeep: Upkeep,
    announcements: Announcements,
    settings: SegmentSettings,
  ) {
    this.#environment = environment;
    this.#view = view;
    this.#upkeep = upkeep;
    this.#announcements = announcements;
    this.#settings = settings;
  }

  get role(): SegmentRole {
    return this.#role;
  }

  get isOwner(): boolean {
    return this.#role === 'owner';
  }

  /** Why the role is what it is, for people. */
  get roleReason(): string {
    return this.#roleReason;
  }

  setRole(role: SegmentRole, reason: string): void {
    this.#role = role;
    this.#roleReason = reason;
    this.#watch = undefined;
  }

  /** Learns the current state, and takes the segment when nobody living owns it. For the first moment after joining. */
  settle(): void {
    this.refresh();
    for (let attempt = 0; attempt < MAX_CONTENDERS && this.#role === 'follower'; attempt++) {
      const verdict = this.judge();
      if (verdict === 'alive' || this.#take(reasonOf(verdict))) return;
    }
  }

  /** Reads the snapshot that STATE names, and derives the role from who wrote it. */
  refresh(): void {
    const wasReadable = !this.#view.isUnreadable;
    const found = this.#view.refresh();
    if (found.kind === 'vacant') return this.#follow('nobody has owned the segment yet');
    if (found.kind === 'found') return this.#meet(found.snapshot);
    const generation = generationOf(found.state);
    if (wasReadable) this.#announcements.warn(`Snapshot of generation ${generation} cannot be read: ${found.reason}`);
    if (found.isFileAtFault) {
      this.#view.membership.page.wanted = generation; // the owner has another copy
      this.#upkeep.lookForDirectoryNext();
    }
    this.#follow('the owner cannot be made out');
  }

  /** Whether the owner lives, as far as the looks so far tell. */
  judge(): Verdict {
    const { current, state, isUnreadable, membership } = this.#view;
    const owner = isUnreadable ? undefined : current;
    const { watch, verdict } = judgeOwner(
      this.#watch,
      {
        nowMs: this.#environment.clock.now(),
        hasOwner: snapshotIdOf(state) !== 0,
        epoch: owner?.epoch ?? membership.page.epoch,
        heartbeat: membership.page.heartbeat,
        lock: owner === undefined ? 'unknown' : membership.livenessOf(owner.participantId),
      },
      this.#settings.leaseMs,
    );
    this.#watch = watch;
    return verdict;
  }

  /** Whether the place of an owner that does not live may be taken now: one that could not be is not tried at once. */
  get isTakeoverDue(): boolean {
    return this.#environment.clock.now() >= this.#retryTakeoverAtMs;
  }

  /** Takes the place of the owner. False: it could not be written too often, sharing is of no use. */
  takeOver(verdict: Verdict): boolean {
    try {
      this.#take(reasonOf(verdict));
      return true;
    } catch (cause) {
      this.#retryTakeoverAtMs = this.#environment.clock.now() + RETRY_TAKEOVER_MS;
      this.#takeoverFailures++;
      this.#announcements.warn(`The owner is ${verdict}, and its place cannot be taken: ${messageOf(cause)}`);
      return this.#takeoverFailures < MAX_TAKEOVER_FAILURES;
    }
  }

  /**
   * Who made the segment again may have known less: a newcomer counts from 1. Whoever knew more takes it from him:
   * generations that come back would be taken for known ones.
   */
  overtake(generation: number, body: Uint8Array | undefined): void {
    const known = (): StoredSnapshot | undefined => this.#view.current;
    for (let attempt = 0; attempt < MAX_CONTENDERS && !isAfter(known()?.generation ?? 0, generation); attempt++) {
      this.#take('the owner knew less', known()?.body ?? body);
    }
  }

  /** False when this participant is not the owner, or is no longer. Throws SegmentWriteError. */
  publish(body: Uint8Array): boolean {
    if (this.#role !== 'owner') return false;
    this.#isUnpublished = true;
    if (!this.#commit(this.#epoch, body)) {
      this.refresh();
      return false;
    }
    this.#isUnpublished = false;
    this.#view.membership.page.count(WORD.PUBLISHES);
    return true;
  }

  /** Publishes the current body once more when a follower could not read it. */
  republishIfWanted(): void {
    const { membership, state, current } = this.#view;
    const nowMs = this.#environment.clock.now();
    if (membership.page.wanted !== generationOf(state) || nowMs - this.#republishedAtMs < REPUBLISH_MS) return;
    this.#republishedAtMs = nowMs;
    try {
      if (!this.#commit(this.#epoch, current?.body)) this.refresh();
    } catch (cause) {
      this.#announcements.warn(`A follower needs the snapshot again, which fails: ${messageOf(cause)}`);
    }
  }

  /** Tending went on. Not as long as the last publication has failed: what the others do not get to see is none to them. */
  noteProgress(): void {
    if (!this.#isUnpublished) this.#progressAtMs = this.#environment.clock.now();
  }

  /** What an owner has to do at a look. */
  step(): OwnerStep {
    const sinceProgressMs = this.#environment.clock.now() - this.#progressAtMs;
    return ownerStep(this.#view.isUpToDate, sinceProgressMs, this.#settings.progressMs);
  }

  get #epoch(): number {
    return this.#view.current?.epoch ?? 0;
  }

  #meet(snapshot: StoredSnapshot): void {
    this.#watch = undefined;
    if (snapshot.participantId === this.#view.membership.participantId) return;
    this.#follow(`process ${snapshot.ownerPid} owns the segment since epoch ${snapshot.epoch}`);
  }

  #follow(reason: string): void {
    if (this.#role === 'owner') this.setRole('follower', reason);
  }

  /** True when this participant won; false when another was faster, whom it then knows. Throws SegmentWriteError. */
  #take(reason: string, body: Uint8Array | undefined = this.#view.current?.body): boolean {
    const { membership, highest } = this.#view;
    const { page } = membership;
    const epoch = next(later(highest.epoch, page.epoch));
    if (!this.#commit(epoch, body)) {
      this.refresh();
      return false;
    }
    if (isAfter(epoch, page.epoch)) page.epoch = epoch;
    page.count(WORD.TAKEOVERS);
    this.#takeoverFailures = 0;
    this.#isUnpublished = false;
    this.noteProgress();
    this.setRole('owner', reason);
    membership.sweep(snapshotIdOf(this.#view.state));
    return true;
  }

  /** Writes a snapshot and tries to make it the valid one. False: STATE is not what this participant knew. */
  #commit(epoch: number, body: Uint8Array | undefined): boolean {
    const { membership, state: from, isUpToDate, highest } = this.#view;
    if (!isUpToDate) return false;
    const { fs } = this.#environment;
    const isMadeAnew = generationOf(from) === 0 && highest.generation > 0;
    const step = isMadeAnew ? GENERATIONS_UNSEEN : 1;
    const generation = next(later(generationOf(from), highest.generation), step);
    const snapshot = this.#write(generation, epoch, body);
    const to = packState(snapshot.id, generation);
    if (!membership.page.exchangeState(from, to)) {
      removeFile(fs, membership.snapshotPath(snapshot.id));
      return false;
    }
    if (snapshotIdOf(from) !== 0) removeFile(fs, membership.snapshotPath(snapshotIdOf(from)));
    this.#watch = undefined;
    this.#view.adopt(to, snapshot);
    return true;
  }

  /** Throws SegmentWriteError. */
  #write(generation: number, epoch: number, body: Uint8Array | undefined): StoredSnapshot {
    const { membership } = this.#view;
    const { page, participantId } = membership;
    const { fs, pid, clock } = this.#environment;
    const header = { nonce: page.nonce, generation, epoch, participantId, ownerPid: pid, writtenAtMs: clock.wallMs() };
    for (let attempt = 1; ; attempt++) {
      const id = page.takeId();
      const path = membership.snapshotPath(id);
      try {
        writeSnapshotFile(fs, path, { ...header, id }, body);
        return { ...header, id, body };
      } catch (cause) {
        // Something stands there that no participant can have put there: ids are used once.
        if (errorCode(cause) === 'EEXIST' && attempt < MAX_WRITE_ATTEMPTS) continue;
        this.#upkeep.lookForDirectoryNext();
        throw new SegmentWriteError(`Snapshot ${path} cannot be written: ${messageOf(cause)}`, { cause });
      }
    }
  }
}

function reasonOf(verdict: Verdict): string {
  return verdict === 'vacant' ? 'nobody owned the segment' : `the owner before was ${verdict}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
