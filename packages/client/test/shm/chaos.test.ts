// Owners are killed, stopped and damaged at random while they publish. Whatever happens, these hold:
//   - a generation number stands for one snapshot, wherever it is seen
//   - within an epoch one process publishes, and it is the one that the snapshot names
//   - each reader sees generations and epochs rise, and only bodies that an owner wrote whole
//   - in the end everybody has the newest snapshot, and when all have left nothing is left
// The seed decides the order of the blows, not their timing: TENDRIL_CHAOS_SEED repeats a kind of run, not a run.
// TENDRIL_CHAOS_MS makes it longer.

import { deepStrictEqual } from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Child } from 'tendril-testing/child';
import { Random } from 'tendril-testing/random';
import type { ChaosOrder, ChaosReport, Sighting } from './chaos-process.ts';
import { type ChildOptions, skip, temporaryParent } from './helpers.ts';

const DURATION_MS = Number(process.env.TENDRIL_CHAOS_MS ?? 2000);
const PARTICIPANTS = 4;

/** Everything anybody saw, checked as it comes in. */
class Ledger {
  readonly problems: string[] = [];
  readonly generations = new Map<number, string>();
  readonly #owners = new Map<number, number>();
  highest = 0;

  enter(reader: Member, sighting: Sighting): void {
    const { generation, epoch, ownerPid, writerPid, writerEpoch, digest } = sighting;
    const where = `generation ${generation}, epoch ${epoch}, seen by ${reader.pid}`;
    if (!sighting.isValid) this.problems.push(`a body nobody wrote: ${where}`);
    if (generation <= reader.generation) this.problems.push(`not after ${reader.generation}: ${where}`);
    if (epoch < reader.epoch) this.problems.push(`an epoch before ${reader.epoch}: ${where}`);
    if (writerEpoch > epoch) this.problems.push(`written in the later epoch ${writerEpoch}: ${where}`);
    if (writerEpoch === epoch && writerPid !== ownerPid) this.problems.push(`written by ${writerPid}: ${where}`);
    const owner = this.#owners.get(epoch);
    if (owner !== undefined && owner !== ownerPid) this.problems.push(`two owners, ${owner} and ${ownerPid}: ${where}`);
    this.#owners.set(epoch, ownerPid);
    const identity = `${epoch} ${ownerPid} ${digest}`;
    const known = this.generations.get(generation);
    if (known !== undefined && known !== identity) this.problems.push(`two snapshots with one number: ${where}`);
    this.generations.set(generation, identity);
    reader.generation = generation;
    reader.epoch = epoch;
    this.highest = Math.max(this.highest, generation);
  }
}

class Member {
  readonly child: Child<ChaosReport>;
  role = '';
  generation = 0;
  epoch = 0;
  hasFinal = false;
  isStopped = false;
  isClosed = false;

  constructor(options: ChildOptions, ledger: Ledger, news: EventEmitter) {
    this.child = Child.script(join(__dirname, 'chaos-process.js'), [JSON.stringify(options)]);
    this.child.listen((report) => {
      this.role = report.role;
      this.isClosed = report.isClosed;
      for (const sighting of report.sightings) {
        ledger.enter(this, sighting);
        this.hasFinal = sighting.final;
      }
      ledger.problems.push(...report.problems.map((problem) => `${this.pid}: ${problem}`));
      news.emit('report');
    });
  }

  get pid(): number {
    return this.child.pid;
  }

  send(order: ChaosOrder): void {
    this.child.send(order);
  }

  async kill(): Promise<void> {
    await this.child.stop('SIGKILL');
  }
}

class Chaos {
  readonly ledger = new Ledger();
  members: Member[] = [];
  readonly blows: Record<string, number> = {};
  readonly #news = new EventEmitter();
  readonly #options: ChildOptions;
  readonly #random: Random;

  constructor(t: TestContext, options: ChildOptions, seed: number) {
    this.#options = options;
    this.#random = new Random(seed);
    t.after(() => Promise.all(this.members.map((member) => member.kill())));
  }

  spawn(): void {
    this.members.push(new Member(this.#options, this.ledger, this.#news));
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#news, 'report');
  }

  /** So many more generations were seen: the measure of time between blows. */
  async generations(count: number): Promise<void> {
    const target = this.ledger.highest + count;
    await this.until(() => this.ledger.highest >= target);
  }

  async strike(): Promise<void> {
    const owner = this.members.find(({ role }) => role === 'owner') ?? (this.members[0] as Member);
    const any = this.members[Math.floor(this.#random.next() * this.members.length)] as Member;
    const dice = this.#random.next();
    if (dice < 0.4) await this.#kill(owner);
    else if (dice < 0.5) await this.#kill(any);
    else if (dice < 0.75) await this.#stop(owner);
    else if (dice < 0.85) await this.#freezeAll();
    else this.#damage();
  }

  #count(blow: string): void {
    this.blows[blow] = (this.blows[blow] ?? 0) + 1;
  }

  async #kill(victim: Member): Promise<void> {
    this.#count('killed');
    await victim.kill();
    this.members = this.members.filter((member) => member !== victim);
    this.spawn();
    await this.generations(5);
  }

  async #stop(owner: Member): Promise<void> {
    this.#count('stopped');
    owner.child.signal('SIGSTOP');
    await this.generations(20); // only another owner can make them
    owner.child.signal('SIGCONT');
    await this.generations(5);
  }

  async #freezeAll(): Promise<void> {
    this.#count('all frozen');
    for (const member of this.members) member.child.signal('SIGSTOP');
    await setTimeout(this.#options.leaseMs * 1.5); // the blow itself: time in which nobody runs
    for (const member of this.members) member.child.signal('SIGCONT');
    await this.generations(5);
  }

  #damage(): void {
    this.#count('truncated');
    for (const directory of fs.readdirSync(this.#options.directory)) {
      const path = join(this.#options.directory, directory);
      const current = fs.readdirSync(path).find((name) => name.startsWith('s.'));
      // May be gone already; a snapshot that readers have adopted does no harm.
      if (current !== undefined) fs.truncate(join(path, current), 30, () => {});
    }
  }
}

test('ownership and snapshots survive killed, stopped and frozen owners and damaged files', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const seed = Number(process.env.TENDRIL_CHAOS_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`seed ${seed}`);
  const directory = temporaryParent(t);
  const chaos = new Chaos(t, { identity: 'chaos', directory, leaseMs: 300, tickMs: 20 }, seed);
  for (let i = 0; i < PARTICIPANTS; i++) chaos.spawn();
  await chaos.generations(20);

  const endMs = performance.now() + DURATION_MS;
  while (performance.now() < endMs && chaos.ledger.problems.length === 0) {
    await chaos.strike();
    await chaos.generations(10);
  }
  deepStrictEqual(chaos.ledger.problems, [], `seed ${seed}`);

  for (const member of chaos.members) member.send('last');
  await chaos.until(() => chaos.members.every(({ hasFinal }) => hasFinal));
  await chaos.until(() => chaos.members.every(({ generation }) => generation === chaos.ledger.highest));
  for (const member of chaos.members) member.send('close');
  await chaos.until(() => chaos.members.every(({ isClosed }) => isClosed));

  deepStrictEqual(chaos.ledger.problems, [], `seed ${seed}`);
  deepStrictEqual(fs.readdirSync(directory), []);
  t.diagnostic(`${chaos.ledger.generations.size} generations seen, blows: ${JSON.stringify(chaos.blows)}`);
});
