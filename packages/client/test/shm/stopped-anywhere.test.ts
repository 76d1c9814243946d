// Something is taken from the participants, and one of them stops for good at each call that it makes to mend it: what it
// holds then, it keeps. The other one has to own the segment and publish all the same.

import { deepStrictEqual, ok } from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SegmentEnvironment } from '../../src/shm/environment.ts';
import type { MappedPage } from '../../src/shm/libc.ts';
import { Segment } from '../../src/shm/segment.ts';
import { attach, bytes, ManualTime, skip, temporaryParent, text } from './helpers.ts';

const OPTIONS = { identity: 'a', leaseMs: 400, tickMs: 50, progressMs: 1e9 };
/** More than any of them makes. */
const MAX_CALLS = 200;

/** A participant whose calls end at a given one: from then on none does anything, as if it were stopped before it. */
class Stoppable {
  readonly time = new ManualTime();
  readonly segment: Segment;
  isStopped = false;
  #callsLeft = Number.POSITIVE_INFINITY;
  readonly #descriptors = new Set<number>();
  readonly #pages = new Set<MappedPage>();

  constructor(t: TestContext, directory: string) {
    const real = this.time.environment();
    const openSync: typeof fs.openSync = (...args) => {
      const fd = real.fs.openSync(...args);
      this.#descriptors.add(fd);
      return fd;
    };
    const closeSync = (fd: number): void => {
      real.fs.closeSync(fd);
      this.#descriptors.delete(fd);
    };
    const map = (fd: number, length: number): MappedPage => {
      const page = real.libc.map(fd, length);
      const unmap = (): void => {
        page.unmap();
        this.#pages.delete(mapped);
      };
      const mapped = { buffer: page.buffer, unmap };
      this.#pages.add(mapped);
      return mapped;
    };
    this.segment = Segment.attach(
      { ...OPTIONS, directory },
      { ...real, fs: this.#watch({ ...real.fs, openSync, closeSync }), libc: this.#watch({ ...real.libc, map }) },
    );
    t.after(() => this.#end());
  }

  stopAt(call: number): void {
    this.#callsLeft = call;
  }

  #watch<T extends SegmentEnvironment['fs'] | SegmentEnvironment['libc']>(calls: T): T {
    const watched = Object.entries(calls).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        this.isStopped ||= this.#callsLeft-- === 0;
        if (this.isStopped) throw new Error('stopped');
        return (call as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    return Object.fromEntries(watched) as T;
  }

  #end(): void {
    this.isStopped = true;
    this.segment.close();
    for (const fd of this.#descriptors) fs.closeSync(fd);
    for (const page of [...this.#pages]) page.unmap();
  }
}

/** The real calls; before each of them the trigger is pulled. */
function triggering(real: SegmentEnvironment, trigger: () => void): SegmentEnvironment {
  const watch = <T extends object>(calls: T): T => {
    const watched = Object.entries(calls).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        trigger();
        return (call as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    return Object.fromEntries(watched) as T;
  };
  return { ...real, fs: watch(real.fs), libc: watch(real.libc) };
}

function remove(path: string, isMeant: (name: string) => boolean): void {
  for (const name of fs.readdirSync(path)) if (isMeant(name)) fs.unlinkSync(join(path, name));
}

/** By the order in which they attached: the owner's lock has the lower number. */
function locks(path: string): string[] {
  const idOf = (name: string): number => Number(name.split('.').at(-1));
  return fs
    .readdirSync(path)
    .filter((name) => name.startsWith('p.'))
    .sort((a, b) => idOf(a) - idOf(b));
}

/** What is taken, and whether the other one may have to give up sharing: it cannot get past a lock on the control file. */
const TAKEN: { readonly [what: string]: { take(path: string): void; mayGiveUp: boolean } } = {
  "the owner's lock": { take: (path) => remove(path, (name) => name === locks(path)[0]), mayGiveUp: false },
  "the follower's lock": { take: (path) => remove(path, (name) => name === locks(path)[1]), mayGiveUp: false },
  'both locks': { take: (path) => remove(path, (name) => name.startsWith('p.')), mayGiveUp: false },
  'the control file': { take: (path) => remove(path, (name) => name === 'ctl'), mayGiveUp: true },
  'the directory': { take: (path) => fs.rmSync(path, { recursive: true }), mayGiveUp: true },
};

type Order = readonly ('stopping' | 'other')[];
/** Who looks when, until one of them stops. */
const ORDERS: { readonly [who: string]: Order } = {
  'it looks first': ['stopping', 'stopping', 'other', 'stopping'],
  'the other looks first': ['other', 'stopping', 'other', 'stopping', 'stopping'],
};

for (const [what, { take, mayGiveUp }] of Object.entries(TAKEN)) {
  for (const [who, order] of Object.entries(ORDERS)) {
    for (const stops of ['owner', 'follower'] as const) {
      test(`${what} gone: the ${stops} stops at any call, ${who}`, { skip }, (t) => {
        let calls = 0;
        for (; calls < MAX_CALLS; calls++) if (!stopAt(t, calls, stops, take, order, mayGiveUp)) break;
        ok(calls > 3 && calls < MAX_CALLS, `${calls} calls`);
      });
    }
  }
}

/** False: it made fewer calls. */
function stopAt(
  t: TestContext,
  call: number,
  stops: 'owner' | 'follower',
  take: (path: string) => void,
  order: Order,
  mayGiveUp: boolean,
): boolean {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const join = (): Segment => attach(t, { ...OPTIONS, directory }, time.environment());
  const early = stops === 'follower' ? join() : undefined;
  const stopping = new Stoppable(t, directory);
  const other = early ?? join();
  (stops === 'owner' ? stopping.segment : other).publish(bytes('before'));
  time.tick(450);
  stopping.time.tick(450);
  take(other.path);
  stopping.stopAt(call);
  for (const who of order) {
    if (who === 'other') time.tick(450);
    else if (!stopping.isStopped) stopping.time.tick(450);
  }
  if (!stopping.isStopped) return false;
  const { generation } = other;
  time.ticks(40);
  if (mayGiveUp && other.role === 'detached') return true;
  deepStrictEqual(
    [other.role, other.publish(bytes('after')), text(other.read()?.body)],
    ['owner', true, 'after'],
    `${call}`,
  );
  ok(other.generation > generation);
  return true;
}

/** The other one is at its n-th call when this one begins to look, and stops at one of its own. */
function stopWithin(
  t: TestContext,
  otherCall: number,
  call: number,
): 'stopped' | 'too few calls' | 'too few of the other' {
  const directory = temporaryParent(t);
  const time = new ManualTime();
  const stopping = new Stoppable(t, directory);
  let left = Number.POSITIVE_INFINITY;
  const look = (): void => {
    if (left-- === 0) stopping.time.tick(450);
  };
  const other = attach(t, { ...OPTIONS, directory }, triggering(time.environment(), look));
  stopping.segment.publish(bytes('before'));
  time.tick(450);
  stopping.time.tick(450);
  remove(other.path, (name) => name.startsWith('p.'));
  stopping.stopAt(call);
  left = otherCall;
  time.tick(450);
  if (left >= 0) return 'too few of the other';
  if (!stopping.isStopped) return 'too few calls';
  time.ticks(40);
  deepStrictEqual([other.role, other.publish(bytes('after'))], ['owner', true], `${otherCall}, ${call}`);
  return 'stopped';
}

test('both locks are taken and the owner stops at any call, whatever the other one is just doing', { skip }, (t) => {
  let pairs = 0;
  for (let otherCall = 0; ; otherCall++) {
    let outcome = stopWithin(t, otherCall, 0);
    if (outcome === 'too few of the other') break;
    for (let call = 1; outcome === 'stopped'; call++, pairs++) outcome = stopWithin(t, otherCall, call);
  }
  ok(pairs > 20, `${pairs} pairs`);
});
