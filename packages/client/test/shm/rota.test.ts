import { deepStrictEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { SegmentEnvironment } from '../../src/shm/environment.ts';
import type { Segment } from '../../src/shm/segment.ts';
import type { Clock } from '../../src/time/clock.ts';
import { attach, ManualTime, skip, temporaryParent } from './helpers.ts';

/** Time of the next look of each participant, in the order in which they attached. */
class Looks extends ManualTime {
  readonly nextMs: number[] = [];

  participant(): SegmentEnvironment {
    const index = this.nextMs.length;
    this.nextMs.push(Number.NaN);
    const after: Clock['after'] = (delayMs, callback) => {
      this.nextMs[index] = this.now() + delayMs;
      return this.after(delayMs, callback);
    };
    const clock: Clock = {
      now: () => this.now(),
      wallMs: () => this.wallMs(),
      after,
      afterReads: (callback) => this.afterReads(callback),
    };
    return this.environment({ clock });
  }
}

const LEASE_MS = 1000;

test('the owner looks every two ticks, a single follower every tick', { skip }, (t) => {
  const directory = temporaryParent(t);
  const looks = new Looks();
  for (let i = 0; i < 2; i++) attach(t, { identity: 'a', directory, tickMs: 60 }, looks.participant());
  looks.tick(6000);
  const delays = looks.nextMs.map((atMs) => atMs - looks.now());
  ok((delays[0] as number) >= 60 && (delays[0] as number) <= 180, `${delays[0]}`);
  ok((delays[1] as number) >= 30 && (delays[1] as number) <= 90, `${delays[1]}`);
});

for (const followers of [2, 3, 7]) {
  test(`${followers} followers of one owner take evenly spread turns`, { skip }, (t) => {
    const directory = temporaryParent(t);
    const looks = new Looks();
    const options = { identity: 'a', directory, tickMs: 60, leaseMs: LEASE_MS, progressMs: 1e9 };
    for (let i = 0; i <= followers; i++) attach(t, options, looks.participant());
    looks.tick(6000); // everybody has counted the others
    const periodMs = Math.min(60 * followers, LEASE_MS / 4);
    const phases = looks.nextMs.slice(1).map((atMs) => Math.round(atMs % periodMs) % periodMs);
    const expected = Array.from({ length: followers }, (_, rank) => Math.round((periodMs * rank) / followers));
    deepStrictEqual(phases, expected);
  });
}

test('followers take new turns at their next look after somebody joined, or another one owns', { skip }, (t) => {
  const directory = temporaryParent(t);
  const looks = new Looks();
  const options = { identity: 'a', directory, tickMs: 60, leaseMs: LEASE_MS, progressMs: 1e9 };
  const join = () => attach(t, options, looks.participant());
  const phases = (periodMs: number, followers: Segment[]) =>
    followers.map((segment) => Math.round((looks.nextMs[all.indexOf(segment)] as number) % periodMs) % periodMs);
  const all = [join(), join(), join()];
  looks.tick(120);
  deepStrictEqual(phases(120, all.slice(1)), [0, 60]);
  all.push(join());
  looks.tick(120);
  deepStrictEqual(phases(180, all.slice(1)), [0, 60, 120]);
  all[0]?.close();
  looks.tick(180);
  looks.tick(120);
  const followers = all.slice(1).filter(({ isOwner }) => !isOwner);
  deepStrictEqual(phases(120, followers), [0, 60]);
});
