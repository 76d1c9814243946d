// A client that dies: from its n-th request on nothing leaves it, nothing reaches it, and its connections are closed, as
// when its process is killed. The n-th request itself is sent or not. What waits inside never hears anything again.

import { type Client, clientOn } from '../../src/api/client.ts';
import type { ConfigOptions } from '../../src/api/configuration/config.ts';
import type { ClusterLink, LinkFactory } from '../../src/command/routing/cluster-link.ts';
import { openLink } from '../../src/command/routing/network-link.ts';
import type { Clock } from '../../src/time/clock.ts';
import { systemClock } from '../../src/time/system-clock.ts';

/** The clock of clients of which nobody knows when they end: their waits keep no process alive. */
const LETTING_GO: Clock = {
  now: () => systemClock.now(),
  wallMs: () => systemClock.wallMs(),
  after: (ms, callback) => systemClock.after(ms, callback, false),
  afterReads: (callback) => systemClock.afterReads(callback),
};

export interface Death {
  /** Requests that it makes; the last one as `isSent` says. */
  readonly requests: number;
  readonly isSent: boolean;
}

export class MortalClient {
  readonly client: Client;
  /** Resolves when it dies. */
  readonly died: Promise<void>;
  #isDead = false;
  #left: number;
  readonly #isLastSent: boolean;
  #link: ClusterLink | undefined;
  readonly #end: () => void;
  #die: () => void = () => {};

  /**
   * @param death - When it dies; never without.
   * @param end - What becomes of its connections then: closed, unless the whole process ends.
   */
  constructor(config: ConfigOptions, death?: Death, end: () => void = () => this.#link?.close()) {
    this.#end = end;
    this.#left = death?.requests ?? Number.POSITIVE_INFINITY;
    this.#isLastSent = death?.isSent ?? true;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    const factory: LinkFactory = (options, listener) => {
      this.#link = openLink(options, listener);
      return this.#mortal(this.#link);
    };
    this.client = clientOn(factory, config, LETTING_GO);
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Lets go of what is left of it. */
  close(): void {
    this.client.close(false, false);
    this.#link?.close();
  }

  #mortal(link: ClusterLink): ClusterLink {
    return new Proxy(link, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'run' && name !== 'runBatch') return value.bind(target);
        return (...args: unknown[]) => this.#request((given) => value.apply(target, given), args);
      },
    });
  }

  #request(send: (args: readonly unknown[]) => void, args: readonly unknown[]): void {
    if (this.#isDead) return;
    this.#left--;
    if (this.#left > 0 || this.#isLastSent) send([...args.slice(0, -1), this.#heard(args.at(-1) as object)]);
    if (this.#left > 0) return;
    this.#isDead = true;
    // What was written in this turn still leaves: a kernel sends what it was given.
    setImmediate(() => setImmediate(this.#end));
    this.#die();
  }

  /** A command, or the outcome of a batch, that is told nothing after the death. */
  #heard<T extends object>(told: T): T {
    return new Proxy(told, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (!this.#isDead) value.apply(target, args);
        };
      },
    });
  }
}
