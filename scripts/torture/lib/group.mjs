// The participants of one segment, and what is expected of them whatever was done to them: that they report only what
// the ledger accepts, that one of them owns the segment soon, and that all of them see the newest generation.
import { EventEmitter } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Host } from './host.mjs';
import { Ledger } from './ledger.mjs';
import { nowMs } from './participant.mjs';

export const LEASE_MS = 300;
const TICK_MS = 20;
/** How long tending may hang before the heartbeat ends. */
export const PROGRESS_MS = 2000;
/** Nothing that is bound to happen takes longer, on however busy a machine. */
const LIMIT_MS = 20_000;
const CHECK_MS = 50;
/** Newcomers are refused as long as a fault elsewhere takes all space. */
const MAX_ATTEMPTS = 50;
/** An owner that was blocked for less and owns again has not been replaced. */
const MISSED_MS = 5000;

/** What participants may say under torture; everything else is a violation. */
const EXPECTED_WARNINGS = [
  [/^Snapshot of generation \d+ cannot be read: /, 'a snapshot was unreadable'],
  [/ENOSPC/, 'no space left'],
  [/EMFILE/, 'no descriptors left'],
  [/place cannot be taken: .*ENOENT/, 'the directory was gone'],
  [/(^SegmentWriteError|needs the snapshot again, which fails): .*ENOENT/, 'the directory was gone'],
  [/taken after its directory had vanished: .*ENOENT/, 'the directory was gone'],
];
const LACK_OF_SPACE = 'gave up for lack of space';
const LACK_OF_DESCRIPTORS = 'gave up for lack of descriptors';
const EXPECTED_ENDS = [
  [/held by a process that does not go on/, 'gave up waiting for a stopped process'],
  [/cannot be used: .*(ENOENT|the lock vanished)/, 'gave up where the directory went again and again'],
  [/ENOSPC|no snapshot can be written/, LACK_OF_SPACE],
  [/EMFILE/, LACK_OF_DESCRIPTORS],
];

export class Group {
  hosts = [];
  news = new EventEmitter();
  warnings = {};
  started = 0;
  #ground;
  #settings;
  #watched;

  /** `kinds`: the hosts that take part, again and again: `{ kind, app, layout }`. */
  constructor({ identity, kinds, ground, key }) {
    const { directory } = ground;
    this.#ground = ground;
    this.identity = identity;
    this.kinds = kinds;
    const [{ layout }] = kinds;
    this.name = `${identity}/${layout}`;
    this.ledger = new Ledger({ identity, layout });
    this.#settings = { identity, layout, directory, key, leaseMs: LEASE_MS, tickMs: TICK_MS, progressMs: PROGRESS_MS };
    this.news.setMaxListeners(0);
  }

  get members() {
    return this.hosts.flatMap(({ members }) => members);
  }

  /** Those who are expected to see everything. */
  get awake() {
    return this.members.filter((member) => member.takesPart && !member.host.isStopped);
  }

  get awakeHosts() {
    return this.hosts.filter((host) => host.isRunning && !host.isStopped);
  }

  get owner() {
    const owners = this.awake.filter(({ role }) => role === 'owner');
    return owners.sort((a, b) => b.epoch - a.epoch)[0];
  }

  get highest() {
    return Math.max(0, ...this.members.map(({ generation }) => generation));
  }

  get directory() {
    return this.#settings.directory;
  }

  /** A segment of its own for those who are to meet something there. */
  visitors(identity, kind) {
    return new Group({ identity, kinds: [kind], ground: this.#ground, key: this.#settings.key });
  }

  /** Files of the segment whose name begins so. */
  files(prefix) {
    if (this.path === undefined || !existsSync(this.path)) return [];
    return readdirSync(this.path)
      .filter((name) => name.startsWith(prefix))
      .map((name) => join(this.path, name));
  }

  settingsFor(app, fuse) {
    return { ...this.#settings, app, fuse, name: `${this.name}:${++this.started}` };
  }

  start(kind, fuse) {
    const count = kind.kind === 'threads' ? 2 : 1;
    const participants = Array.from({ length: count }, () => this.settingsFor(kind.app, fuse));
    const host = new Host({ ...kind, participants, onReport: (...args) => this.#take(...args) });
    host.origin = kind;
    this.hosts.push(host);
    host.ended.then(() => this.#ended(host));
    return host;
  }

  /** Resolves when whoever it has started takes part, or does not. */
  async joined(host) {
    await this.until(
      'a process attaches',
      () => !host.isRunning || host.rests || host.members.every(({ role }) => role !== 'starting'),
    );
  }

  #take(member, report) {
    if (report.path !== undefined) this.path = report.path;
    member.role = report.role;
    member.ownEpoch = report.epoch;
    for (const sighting of report.sightings) {
      this.ledger.enter(member, sighting);
      if (this.#watched !== undefined && sighting.epoch > this.#watched.epoch) {
        this.#watched.resolve(sighting.atMs - this.#watched.sinceMs);
        this.#watched = undefined;
      }
    }
    for (const warning of report.warnings) {
      this.#expect(EXPECTED_WARNINGS, warning, `${member.name} warns: ${warning}`);
    }
    if (['refused', 'detached', 'closed'].includes(report.event)) this.#endOf(member, report);
    this.news.emit('report');
  }

  #endOf(member, { event, reason, descriptors, mappings }) {
    member.end = event;
    member.role = 'detached';
    member.reason = reason;
    if (event !== 'closed') this.#expect(EXPECTED_ENDS, reason, `${member.name} is ${event}: ${reason}`);
    else if (member.host.kind !== 'threads' && (descriptors > 0 || mappings > 0)) {
      this.ledger.complain(`${member.name} keeps ${descriptors} descriptors and ${mappings} mappings after closing`);
    }
  }

  /** How often a participant has given up for lack of something. */
  get lacks() {
    return (this.warnings[LACK_OF_SPACE] ?? 0) + (this.warnings[LACK_OF_DESCRIPTORS] ?? 0);
  }

  #expect(known, text, complaint) {
    const kind = known.find(([pattern]) => pattern.test(text))?.[1];
    if (kind === undefined) this.ledger.complain(complaint);
    else this.warnings[kind] = (this.warnings[kind] ?? 0) + 1;
  }

  #ended(host) {
    // Whoever was not killed ended by itself, with code 0. What unshare makes of a killed program differs by version.
    const isOrderly =
      host.exit === 'code 0' || host.exit === 'SIGKILL' || (host.kind === 'namespace' && host.wasKilled);
    if (!isOrderly) this.ledger.complain(`${host.members[0].name} ended with ${host.exit}: ${host.errors}`);
    this.news.emit('report');
  }

  /** Waits for something that is bound to happen; a violation when it does not. */
  async until(what, holds) {
    const untilMs = nowMs() + LIMIT_MS;
    while (!holds()) {
      if (this.ledger.problems.length > 0) return false;
      if (nowMs() > untilMs) {
        this.ledger.complain(`${this.name}: after ${LIMIT_MS / 1000} s still not: ${what}`);
        return false;
      }
      await Promise.race([
        new Promise((resolve) => this.news.once('report', resolve)),
        new Promise((resolve) => setTimeout(resolve, CHECK_MS).unref()),
      ]);
    }
    return true;
  }

  /** Followers in other processes, who can take over from this one. */
  heirsOf(owner) {
    return this.awake.filter(({ role, host }) => role === 'follower' && host !== owner?.host);
  }

  /**
   * Strikes, and resolves with the milliseconds until a later epoch than that of the struck owner is seen. Undefined when
   * there was none to wait for: those who could have taken over gave up, or the owner came back before they could for
   * lack of space, or it had been replaced before the blow and had not reported that yet. Reports are 20 ms apart, so
   * whoever is struck for an owner may be one no more; the later epoch that proves it may have been seen already.
   */
  async takeover(owner, heirs, strike) {
    let tookMs;
    let isReplaced = false;
    const { fillings } = this.#ground;
    const isBack = () =>
      this.#ground.fillings > fillings && owner.takesPart && owner.role === 'owner' && !owner.host.isStopped;
    const isHopeless = () => heirs.every(({ takesPart }) => !takesPart);
    const startedMs = nowMs();
    const epoch = owner.ownEpoch;
    if (this.members.some((member) => member.epoch > epoch)) isReplaced = true;
    this.#watched = {
      epoch,
      sinceMs: nowMs(),
      resolve: (ms) => {
        isReplaced = true;
        if (ms > 0) tookMs = ms;
      },
    };
    strike();
    await this.until(
      'another one owns the segment',
      () => isReplaced || isHopeless() || (isBack() && nowMs() > startedMs + MISSED_MS),
    );
    return tookMs;
  }

  /** So many more generations are seen. */
  async advance(count) {
    const target = this.highest + count;
    return this.until(`${count} more generations`, () => this.highest >= target);
  }

  /** Those who are gone are replaced, everybody awake sees the newest generation, and they publish on. */
  async settle() {
    for (const host of this.hosts) if (host.isStopped) host.signal('SIGCONT');
    await this.#fill();
    const target = this.highest;
    await this.until('everybody awake sees the newest generation', () =>
      this.awake.every(({ generation }) => generation >= target),
    );
    await this.until('somebody owns the segment', () => this.owner !== undefined);
    await this.advance(3);
  }

  async #fill() {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const useless = this.hosts.filter(
        (host) => !host.isRunning || host.members.every(({ end }) => end !== undefined),
      );
      this.hosts = this.hosts.filter((host) => !useless.includes(host));
      await Promise.all(useless.map((host) => host.dismiss()));
      const missing = this.kinds.filter((kind) => !this.hosts.some(({ origin }) => origin === kind));
      if (missing.length === 0 || this.ledger.problems.length > 0) return;
      await Promise.all(missing.map((kind) => this.joined(this.start(kind))));
    }
    this.ledger.complain(`${this.name}: nobody can attach`);
  }

  /** The last publication reaches everybody, everybody leaves, and nothing stays. */
  async finish() {
    await this.settle();
    const members = this.members.filter(({ takesPart }) => takesPart);
    for (const member of members) member.order({ do: 'last' });
    await this.until('everybody has the last generation', () =>
      members.every(({ hasFinal, generation }) => hasFinal && generation === this.highest),
    );
    await this.until('the files of the dead are swept', () => {
      const participants = this.members.filter(({ takesPart }) => takesPart);
      return this.files('s.').length === 1 && this.files('p.').length === participants.length;
    });
    for (const member of members) member.order({ do: 'close' });
    await this.until('everybody has closed', () => members.every(({ end }) => end !== undefined));
    await Promise.all(this.hosts.map((host) => host.dismiss()));
    if (this.path !== undefined && existsSync(this.path)) {
      this.ledger.complain(`${this.path} is left: ${readdirSync(this.path).join(' ')}`);
    }
  }

  /** What a person needs to see when something went wrong. */
  describe() {
    const members = this.members.map(
      ({ name, role, generation, epoch, end, reason, host }) =>
        `${name} (${host.kind} ${host.pid}${host.isStopped ? ', stopped' : ''}${host.isRunning ? '' : ', ended'}) ${role}, ` +
        `generation ${generation}, epoch ${epoch}${end === undefined ? '' : `, ${end}: ${reason}`}${host.errors}`,
    );
    const files = this.files('').map((path) => {
      const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
      return `${path} ${size} bytes, changed ${new Date(mtimeMs ?? 0).toISOString()}`;
    });
    return [`Segment ${this.name}`, ...members, ...files];
  }
}
