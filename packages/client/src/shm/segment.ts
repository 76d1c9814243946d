// One participant of a shared segment: it follows the newest snapshot, or owns the segment and publishes. Effects only;
// what to do is decided in lease.ts. It knows nothing of what the snapshots mean.
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
import { readCurrentSnapshot } from './current-snapshot.ts';
import { errorCode, SegmentDirectory } from './directory.ts';
import { type SegmentEnvironment, systemEnvironment } from './environment.ts';
import { closeAtExit, forgetAtExit } from './exit-hook.ts';
import { generationOf, packState, snapshotIdOf, WORD } from './layout.ts';
import { judgeOwner, ownerStep, type Verdict, type Watch } from './lease.ts';
import { Membership } from './membership.ts';
import { Rota } from './rota.ts';
import { removeFile, type StoredSnapshot, writeSnapshotFile } from './snapshot-file.ts';
import { sweepStaleSegments } from './stale-segments.ts';
import {
  type SegmentOptions,
  type SegmentRole,
  type SegmentSnapshot,
  SegmentWriteError,
  SharedMemoryUnavailable,
} from './types.ts';

const DEFAULT_LEASE_MS = 1000;
const MIN_LEASE_MS = 100;
const DEFAULT_TICK_MS = 65;
const MIN_TICK_MS = 5;
/** Looking for a directory that vanished costs more than the rest of a look. */
const DIRECTORY_LOOK_MS = 400;
const DEFAULT_PROGRESS_MS = 10_000;

/** Contenders that can win one after the other while this one joins. */
const MAX_CONTENDERS = 20;
const MAX_WRITE_ATTEMPTS = 16;
/** How often an owner looks for files of the dead. */
const SWEEP_EVERY_TICKS = 100;
/** How often an owner looks for segments that nobody uses any more; the first time when it attaches. */
const SWEEP_SEGMENTS_MS = 10 * 60_000;
/** A takeover that cannot be written (no space left) is tried again this often, this many times. */
const RETRY_TAKEOVER_MS = 1000;
const MAX_TAKEOVER_FAILURES = 5;
/** How often an owner answers followers that cannot read its snapshot. */
const REPUBLISH_MS = 1000;

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
  readonly #announcements: Announcements;
  readonly #rota: Rota;
  readonly #leaseMs: number;
  readonly #progressMs: number;

  #membership: Membership;
  /** The mapped words while attached: what the hot path loads from. */
  #words: Int32Array;
  /** Low half of the generation that `read` has handed out. */
  #seen = 0;

  #role: SegmentRole = 'follower';
  /** The STATE that everything below was judged by; a takeover or publication starts its exchange from it. */
  #state = 0n;
  /** The snapshot of that state, or the last good one before it. */
  #current: StoredSnapshot | undefined;
  /** Since when the snapshot of that state cannot be read; undefined while it can. */
  #unreadableSinceMs: number | undefined;
  #delivered: SegmentSnapshot | undefined;
  /** Highest numbers seen, in whatever incarnation: they do not fall back for those who read here. */
  #highest = { generation: 0, epoch: 0 };

  #watch: Watch | undefined;
  #progressAtMs = 0;
  #isUnpublished = false;
  #republishedAtMs = Number.NEGATIVE_INFINITY;
  #retryTakeoverAtMs = Number.NEGATIVE_INFINITY;
  #takeoverFailures = 0;
  #ticks = 0;
  #sweptSegmentsAtMs = Number.NEGATIVE_INFINITY;

  #roleReason = '';
  #participants = 1;
  #answeredRequests = 0;
  #isClosed = false;
  #lookedForDirectoryAtMs = 0;

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
      throw new SharedMemoryUnavailable(`Shared memory cannot be used: ${messageOf(cause)}`, { cause });
    }
  }

  private constructor(options: SegmentOptions, environment: SegmentEnvironment) {
    this.#environment = environment;
    this.#leaseMs = Math.max(options.leaseMs ?? DEFAULT_LEASE_MS, MIN_LEASE_MS);
    this.#progressMs = options.progressMs ?? DEFAULT_PROGRESS_MS;
    this.#announcements = new Announcements(options, 'follower');
    const tickMs = Math.max(MIN_TICK_MS, Math.min(options.tickMs ?? DEFAULT_TICK_MS, this.#leaseMs / 4));
    this.#rota = new Rota(environment, { tickMs, leaseMs: this.#leaseMs }, () => this.#tick());
    this.#directory = SegmentDirectory.of(environment, options.identity, options.directory);
    this.#membership = new Membership(environment, this.#directory, NO_COUNTERS);
    this.#words = this.#membership.page.words;
    try {
      this.#settle();
    } catch (cause) {
      this.#leave();
      throw cause;
    }
    this.#markUnseen();
    if (this.#role === 'owner') this.#sweepSegments();
    this.#announcements.skipRole(this.#role);
    this.#arm();
    closeAtExit(this);
  }

  /** Directory of the segment. */
  get path(): string {
    return this.#directory.path;
  }

  /** What this participant does at the moment. */
  get role(): SegmentRole {
    return this.#role;
  }

  get isOwner(): boolean {
    return this.#role === 'owner';
  }

  /** Fencing token of the owner this participant knows; 0 before it knows one. */
  get epoch(): number {
    return this.#current?.epoch ?? 0;
  }

  /** Generation of the newest snapshot this participant knows; 0 before it knows one. */
  get generation(): number {
    return this.#current?.generation ?? 0;
  }

  /** Process id of the owner this participant knows; 0 before it knows one. */
  get ownerPid(): number {
    return this.#current?.ownerPid ?? 0;
  }

  /** Participants at the last count, this one included. Who comes or leaves counts within a look, who died for a while. */
  get participants(): number {
    return this.#participants;
  }

  /** Whether a newer generation waits for `read()`. One atomic load, about 7 ns: made for every command. */
  hasChanged(): boolean {
    return Atomics.load(this.#words, WORD.GENERATION) !== this.#seen;
  }

  /**
   * Adopts the newest snapshot and returns it; the same object again while nothing changed. When the newest cannot be
   * read, the last good one. Undefined while nobody has published. Never throws.
   */
  read(): SegmentSnapshot | undefined {
    if (this.#role !== 'detached' && this.#membership.page.state !== this.#state) this.#refresh();
    this.#seen = generationOf(this.#state) | 0;
    return this.#delivered;
  }

  /**
   * Publishes a new body; the owner keeps a copy.
   *
   * @returns false when this participant is not the owner, or is no longer: then nothing was published.
   * @throws SegmentWriteError when the snapshot cannot be written; the one before stays valid.
   */
  publish(body: Uint8Array): boolean {
    if (this.#role !== 'owner') return false;
    this.#isUnpublished = true;
    if (this.#commit(this.epoch, Uint8Array.from(body))) {
      this.#isUnpublished = false;
      this.#membership.page.count(WORD.PUBLISHES);
      this.#seen = generationOf(this.#state) | 0;
      return true;
    }
    this.#refresh();
    return false;
  }

  /**
   * The owner's tending finished a round; without it the heartbeat stops after `progressMs`. Does not count as long as
   * the last `publish` has failed: what the others do not get to see is no progress to them.
   */
  noteProgress(): void {
    if (!this.#isUnpublished) this.#progressAtMs = this.#environment.clock.now();
  }

  /** Asks the owner to look at the cluster sooner than due: it learns of it at its next look. Cheap, may be called often. */
  request(): void {
    if (this.#role === 'follower') this.#membership.page.request();
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

  /** Learns the current state, and takes the segment when nobody living owns it. For the first moment after joining. */
  #settle(): void {
    this.#refresh();
    for (let attempt = 0; attempt < MAX_CONTENDERS && this.#role === 'follower'; attempt++) {
      const verdict = this.#judge();
      if (verdict === 'alive' || this.#take(reasonOf(verdict))) return;
    }
  }

  /** Reads the snapshot that STATE names, and derives the role from who wrote it. */
  #refresh(): void {
    const current = readCurrentSnapshot(this.#environment, this.#membership);
    this.#state = current.state;
    if (current.kind === 'found') return this.#adopt(current.snapshot);
    if (current.kind === 'unreadable') return this.#giveUpReading(current.reason, current.isFileAtFault);
    this.#unreadableSinceMs = undefined;
    this.#follow('nobody has owned the segment yet');
  }

  #adopt(snapshot: StoredSnapshot): void {
    const { generation, epoch, ownerPid, writtenAtMs, body } = snapshot;
    this.#unreadableSinceMs = undefined;
    this.#current = snapshot;
    this.#watch = undefined;
    this.#highest = {
      generation: Math.max(generation, this.#highest.generation),
      epoch: Math.max(epoch, this.#highest.epoch),
    };
    this.#delivered = body === undefined ? undefined : { generation, epoch, ownerPid, writtenAtMs, body };
    if (snapshot.participantId === this.#membership.participantId) return;
    this.#follow(`process ${ownerPid} owns the segment since epoch ${epoch}`);
  }

  #follow(reason: string): void {
    if (this.#role === 'owner') this.#setRole('follower', reason);
  }

  /** Keeps the last good snapshot; asks the owner for another copy when the file itself is at fault. */
  #giveUpReading(reason: string, isFileAtFault: boolean): void {
    const { page } = this.#membership;
    const generation = generationOf(this.#state);
    if (this.#unreadableSinceMs === undefined) {
      this.#unreadableSinceMs = this.#environment.clock.now();
      this.#announcements.warn(`Snapshot of generation ${generation} cannot be read: ${reason}`);
    }
    if (isFileAtFault) {
      page.wanted = generation;
      this.#lookForDirectoryNext();
    }
    this.#follow('the owner cannot be made out');
  }

  #judge(): Verdict {
    const owner = this.#unreadableSinceMs === undefined ? this.#current : undefined;
    const { page } = this.#membership;
    const { watch, verdict } = judgeOwner(
      this.#watch,
      {
        nowMs: this.#environment.clock.now(),
        hasOwner: snapshotIdOf(this.#state) !== 0,
        epoch: owner?.epoch ?? page.epoch,
        heartbeat: page.heartbeat,
        lock: owner === undefined ? 'unknown' : this.#membership.livenessOf(owner.participantId),
      },
      this.#leaseMs,
    );
    this.#watch = watch;
    return verdict;
  }

  /** True when this participant won; false when another was faster, whom it then knows. Throws SegmentWriteError. */
  #take(reason: string, body: Uint8Array | undefined = this.#current?.body): boolean {
    const { page } = this.#membership;
    const epoch = Math.max(this.#highest.epoch, page.epoch) + 1;
    if (!this.#commit(epoch, body)) {
      this.#refresh();
      return false;
    }
    if (epoch > page.epoch) page.epoch = epoch;
    page.count(WORD.TAKEOVERS);
    this.#takeoverFailures = 0;
    this.#isUnpublished = false;
    this.noteProgress();
    this.#setRole('owner', reason);
    this.#membership.sweep(snapshotIdOf(this.#state));
    return true;
  }

  /** Writes a snapshot and tries to make it the valid one. False: STATE is not what this participant knew. */
  #commit(epoch: number, body: Uint8Array | undefined): boolean {
    const { page } = this.#membership;
    const from = this.#state;
    if (page.state !== from) return false;
    const generation = (Math.max(generationOf(from), this.#highest.generation) + 1) >>> 0;
    const snapshot = this.#write(generation, epoch, body);
    const to = packState(snapshot.id, generation);
    if (!page.exchangeState(from, to)) {
      removeFile(this.#environment.fs, this.#membership.snapshotPath(snapshot.id));
      return false;
    }
    if (snapshotIdOf(from) !== 0) removeFile(this.#environment.fs, this.#membership.snapshotPath(snapshotIdOf(from)));
    this.#state = to;
    this.#adopt(snapshot);
    return true;
  }

  /** Throws SegmentWriteError. */
  #write(generation: number, epoch: number, body: Uint8Array | undefined): StoredSnapshot {
    const { page, participantId } = this.#membership;
    const { fs, pid, clock } = this.#environment;
    const header = { nonce: page.nonce, generation, epoch, participantId, ownerPid: pid, writtenAtMs: clock.wallMs() };
    for (let attempt = 1; ; attempt++) {
      const id = page.takeId();
      const path = this.#membership.snapshotPath(id);
      try {
        writeSnapshotFile(fs, path, { ...header, id }, body);
        return { ...header, id, body };
      } catch (cause) {
        // Something stands there that no participant can have put there: ids are used once.
        if (errorCode(cause) === 'EEXIST' && attempt < MAX_WRITE_ATTEMPTS) continue;
        this.#lookForDirectoryNext();
        throw new SegmentWriteError(`Snapshot ${path} cannot be written: ${messageOf(cause)}`, { cause });
      }
    }
  }

  #tick(): void {
    if (this.#isClosed) return;
    try {
      this.#look();
    } catch (cause) {
      this.#announcements.warn(`Unexpected failure in the shared segment: ${messageOf(cause)}`);
    }
    this.#announce();
    if (this.#role !== 'detached') this.#arm();
  }

  #arm(): void {
    const membership = this.#membership;
    this.#rota.arm(this.#role === 'owner', membership.page.nextId, () => {
      const { participants, turn } = membership.census(this.#current?.participantId);
      this.#participants = participants;
      this.#announcements.participants(participants);
      return turn;
    });
  }

  #look(): void {
    const nowMs = this.#environment.clock.now();
    if (nowMs - this.#lookedForDirectoryAtMs >= DIRECTORY_LOOK_MS) {
      this.#lookedForDirectoryAtMs = nowMs;
      if (this.#membership.hasVanished) this.#rejoin();
    }
    if (this.#role === 'detached') return;
    const isStateKnown = this.#membership.page.state === this.#state;
    if (this.#role === 'owner') return this.#lookAsOwner(isStateKnown);
    if (!isStateKnown || this.#unreadableSinceMs !== undefined) this.#refreshAgain();
    const verdict = this.#judge();
    if (verdict !== 'alive') this.#takeOrDetach(verdict);
    else if (nowMs - (this.#unreadableSinceMs ?? nowMs) > this.#progressMs) {
      this.#detach('the newest snapshot has been unreadable for too long');
    }
  }

  #lookAsOwner(isStateKnown: boolean): void {
    const { page } = this.#membership;
    const nowMs = this.#environment.clock.now();
    const step = ownerStep(isStateKnown, nowMs - this.#progressAtMs, this.#progressMs);
    if (step === 'yield') return this.#refresh();
    if (step === 'beat') page.beat();
    const { requests } = page;
    if (requests !== this.#answeredRequests) {
      this.#answeredRequests = requests;
      this.#announcements.request();
    }
    this.#ticks++;
    if (this.#ticks % SWEEP_EVERY_TICKS === 0) this.#membership.sweep(snapshotIdOf(this.#state));
    if (nowMs - this.#sweptSegmentsAtMs >= SWEEP_SEGMENTS_MS) this.#sweepSegments();
    if (page.wanted === generationOf(this.#state) && nowMs - this.#republishedAtMs >= REPUBLISH_MS) {
      this.#republishedAtMs = nowMs;
      this.#republish();
    }
  }

  #republish(): void {
    try {
      if (!this.#commit(this.epoch, this.#current?.body)) this.#refresh();
    } catch (cause) {
      this.#announcements.warn(`A follower needs the snapshot again, which fails: ${messageOf(cause)}`);
    }
  }

  /** What cannot be written or read is often so because the directory is gone. */
  #lookForDirectoryNext(): void {
    this.#lookedForDirectoryAtMs = Number.NEGATIVE_INFINITY;
  }

  #sweepSegments(): void {
    this.#sweptSegmentsAtMs = this.#environment.clock.now();
    sweepStaleSegments(this.#environment, this.#directory);
  }

  /** Like `#refresh`; a generation that became readable counts as new, although its number has been handed out. */
  #refreshAgain(): void {
    const wasUnreadable = this.#unreadableSinceMs !== undefined;
    this.#refresh();
    if (wasUnreadable && this.#unreadableSinceMs === undefined) this.#markUnseen();
  }

  #markUnseen(): void {
    this.#seen = (generationOf(this.#state) - 1) | 0;
    this.#announcements.forgetChange();
  }

  #takeOrDetach(verdict: Verdict): void {
    const nowMs = this.#environment.clock.now();
    if (nowMs < this.#retryTakeoverAtMs) return;
    if (this.#membership.hasVanished) return this.#rejoin();
    try {
      this.#take(reasonOf(verdict));
    } catch (cause) {
      this.#retryTakeoverAtMs = nowMs + RETRY_TAKEOVER_MS;
      this.#takeoverFailures++;
      this.#announcements.warn(`The owner is ${verdict}, and its place cannot be taken: ${messageOf(cause)}`);
      if (this.#takeoverFailures >= MAX_TAKEOVER_FAILURES) this.#detach('no snapshot can be written');
    }
  }

  /** Somebody deleted the directory: make it again, or join the one that another participant has made. */
  #rejoin(): void {
    const { page } = this.#membership;
    this.#highest = {
      generation: Math.max(generationOf(page.state), this.#highest.generation),
      epoch: Math.max(page.epoch, this.#highest.epoch),
    };
    const floor: Counters = { nextId: page.nextId, ...this.#highest };
    const body = this.#current?.body;
    const wasOwner = this.#role === 'owner';
    try {
      this.#leave();
      this.#role = 'follower';
      this.#membership = new Membership(this.#environment, this.#directory, floor);
      this.#words = this.#membership.page.words;
      this.#settle();
      if (this.#membership.page.nonce !== page.nonce) this.#overtake(floor, body);
      if (wasOwner && this.#role === 'follower') this.#roleReason = 'another process made the segment again';
      this.#markUnseen();
    } catch (cause) {
      this.#detach(`the directory vanished and cannot be made again: ${messageOf(cause)}`);
    }
  }

  /**
   * Who made the segment again may have known less: a newcomer counts from 1. Whoever knew more takes it from him:
   * generations that come back would be taken for known ones.
   */
  #overtake({ generation }: Counters, body: Uint8Array | undefined): void {
    for (let attempt = 0; attempt < MAX_CONTENDERS && this.generation <= generation; attempt++) {
      this.#take('the owner knew less', this.#current?.body ?? body);
    }
  }

  #setRole(role: SegmentRole, reason: string): void {
    this.#role = role;
    this.#roleReason = reason;
    this.#watch = undefined;
  }

  #detach(reason: string): void {
    if (this.#role === 'detached') return;
    this.#setRole('detached', reason);
    try {
      this.#leave();
    } catch (cause) {
      this.#announcements.warn(`Leaving the shared segment failed: ${messageOf(cause)}`);
    }
  }

  /** From here on only private memory is read: a view on memory no longer mapped would end the process. */
  #leave(): void {
    this.#words = new Int32Array(WORD.GENERATION + 1);
    this.#words[WORD.GENERATION] = generationOf(this.#state); // what is unread can still be read
    this.#membership.leave();
  }

  /** Callbacks come from here only, hence from the tick, when everything is consistent. */
  #announce(): void {
    this.#announcements.role(this.#role, this.#roleReason);
    if (this.#role !== 'detached' && this.hasChanged()) this.#announcements.change(generationOf(this.#state));
  }
}

function reasonOf(verdict: Verdict): string {
  return verdict === 'vacant' ? 'nobody owned the segment' : `the owner before was ${verdict}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
