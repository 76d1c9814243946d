// Names to addresses by the operating system, for all clients of the process. The system's lookup cannot be cancelled,
// and while a name server is silent it holds a thread for half a minute. libuv lets at most two of its four threads do
// such work, and an application has lookups of its own: so one runs at a time here, shared by all who ask for the name,
// remembered for a moment, and never started again while it hangs.

import { lookup } from 'node:dns/promises';
import { isMainThread } from 'node:worker_threads';
import type { Clock } from '../time/clock.ts';
import { systemClock } from '../time/system-clock.ts';
import type { Resolver } from './info-channel.ts';

const MAX_RUNNING = 1;
/** Names that wait for their turn. */
const MAX_WAITING = 256;
const MAX_REMEMBERED = 1024;
/** How long an answer is good: for the seeds and peers of one tend, not for the life of a cluster. */
const ANSWER_MS = 5000;
/** How long a failure is one: a name that is wrong is asked for once a tend. */
const FAILURE_MS = 1000;
/** Nobody waits longer for a lookup, so a name that nobody has asked for since is not looked up any more. */
const PATIENCE_MS = 2000;

interface Known {
  readonly host: string;
  readonly answer: Promise<readonly string[]>;
  readonly settle: (result: Promise<readonly string[]>) => void;
  wantedAtMs: number;
  startedAtMs: number | undefined;
  /** Until when the answer or failure is remembered; undefined before there is one. */
  goodUntilMs: number | undefined;
}

export class Lookups {
  readonly #lookup: Resolver;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();
  readonly #waiting: Known[] = [];
  readonly #running = new Set<Known>();

  constructor(lookup: Resolver, clock: Clock) {
    this.#lookup = lookup;
    this.#clock = clock;
  }

  /** All addresses of a name, best first. Rejects at once where waiting is of no use. */
  readonly resolve: Resolver = (host) => {
    const nowMs = this.#clock.now();
    const silentMs = this.#silentMs(nowMs);
    const known = this.#known.get(host);
    if (known?.goodUntilMs !== undefined && nowMs < known.goodUntilMs) return known.answer;
    if (silentMs > PATIENCE_MS) {
      return Promise.reject(new Error(`the name server has not answered for ${Math.round(silentMs)} ms`));
    }
    if (known !== undefined && known.goodUntilMs === undefined) {
      known.wantedAtMs = nowMs;
      return known.answer;
    }
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new Error(`${MAX_WAITING} names wait to be looked up already`));
    }
    const entry = this.#enter(host, nowMs);
    this.#next();
    return entry.answer;
  };

  /** How long the lookup that runs longest has been running; 0 while another one could start. */
  #silentMs(nowMs: number): number {
    if (this.#running.size < MAX_RUNNING) return 0;
    return Math.max(...Array.from(this.#running, ({ startedAtMs }) => nowMs - (startedAtMs as number)));
  }

  #enter(host: string, nowMs: number): Known {
    const { promise: answer, settle } = deferred();
    const entry: Known = { host, answer, settle, wantedAtMs: nowMs, startedAtMs: undefined, goodUntilMs: undefined };
    this.#known.delete(host);
    this.#known.set(host, entry);
    for (const [oldest, { goodUntilMs }] of this.#known) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      if (goodUntilMs !== undefined) this.#known.delete(oldest);
    }
    this.#waiting.push(entry);
    return entry;
  }

  #next(): void {
    while (this.#running.size < MAX_RUNNING) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      if (this.#clock.now() - entry.wantedAtMs > PATIENCE_MS) this.#drop(entry);
      else this.#start(entry);
    }
  }

  #drop(entry: Known): void {
    this.#known.delete(entry.host);
    entry.settle(Promise.reject(new Error('nobody waits for it any more')));
  }

  #start(entry: Known): void {
    entry.startedAtMs = this.#clock.now();
    this.#running.add(entry);
    const end = (rememberMs: number): void => {
      this.#running.delete(entry);
      entry.goodUntilMs = this.#clock.now() + rememberMs;
      this.#next();
    };
    const found = this.#lookup(entry.host);
    found.then(
      () => end(ANSWER_MS),
      () => end(FAILURE_MS),
    );
    entry.settle(found);
  }
}

function deferred(): { promise: Promise<readonly string[]>; settle: (result: Promise<readonly string[]>) => void } {
  let settle: (result: Promise<readonly string[]>) => void = () => {};
  const promise = new Promise<readonly string[]>((resolve) => {
    settle = resolve;
  });
  promise.catch(() => {}); // whoever asked may have given up
  return { promise, settle };
}

async function lookUp(host: string): Promise<readonly string[]> {
  // One lookup that hangs is bearable, but not one of each thread.
  if (!isMainThread) {
    const { nameServerAnswers } = require('./name-server.js') as typeof import('./name-server.ts');
    await nameServerAnswers(host);
  }
  // IPv4 first, as the vendor's client tries them.
  const found = await lookup(host, { all: true, order: 'ipv4first' });
  return found.map(({ address }) => address);
}

export const systemResolver: Resolver = new Lookups(lookUp, systemClock).resolve;
