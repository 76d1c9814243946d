// Threads for scripts: none until the first script, more when scripts wait, never more than a few. A script that hangs
// holds one of them until its time is over, and nothing else.

import type { TransferListItem } from 'node:worker_threads';
import type { Log } from '../log.ts';
import { CROWDED_MS, MAX_STREAMS, MAX_THREADS, MAX_WAITING } from './limits.ts';
import { ScriptThread, type ThreadOwner } from './script-thread.ts';
import type { ModulesMessage, Outcome, ScriptMessage } from './thread-messages.ts';
import type { UdfModules } from './udf-modules.ts';

/** A script on its way: what to run is asked for when its turn comes. */
export interface Script {
  /** What to run; undefined when nobody wants it any more. `waitedMs`: since it could first have had its turn. */
  start(thread: ScriptThread, waitedMs: number): ScriptMessage | undefined;
  /** Told once, unless `start` gave nothing; without a start when nothing can run any more. */
  onOutcome(outcome: Outcome): void;
  /** Objects of the message that change hands. */
  readonly transfer?: readonly TransferListItem[];
  /** It waits for others now and then, and holds a thread meanwhile: such scripts have threads beside those of the rest. */
  readonly isStream?: boolean;
}

const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'debug'] as const;

interface Waiting {
  readonly script: Script;
  sinceMs: number;
}

export class ScriptPool implements ThreadOwner {
  readonly #modules: UdfModules;
  readonly #log: Log;
  readonly #threads = new Set<ScriptThread>();
  readonly #running = new Map<ScriptThread, Script>();
  #waiting: Waiting[] = [];
  #crowded: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(modules: UdfModules, log: Log) {
    this.#modules = modules;
    this.#log = log;
  }

  /** Runs the script as soon as a thread is free; false when too many wait, or nothing runs any more. */
  submit(script: Script): boolean {
    if (this.#isStopped || this.#waiting.length >= MAX_WAITING) return false;
    this.#waiting.push({ script, sinceMs: performance.now() });
    this.#proceed();
    return true;
  }

  /** Ends all scripts. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#crowded);
    this.#failWaiting({ kind: 'broken', text: 'the server is stopping' });
    await Promise.all([...this.#threads].map((thread) => thread.close()));
  }

  onReady(_thread: ScriptThread): void {
    // What has waited for the thread to start has waited through no fault of its own.
    const nowMs = performance.now();
    for (const waiting of this.#waiting) waiting.sinceMs = nowMs;
    this.#proceed();
  }

  onDone(thread: ScriptThread, outcome: Outcome): void {
    const script = this.#running.get(thread);
    this.#running.delete(thread);
    if (thread.isGone) this.#threads.delete(thread);
    if (outcome.kind === 'broken' && !this.#isStopped) this.#log.warn(`A UDF ended its engine: ${outcome.text}`);
    script?.onOutcome(outcome);
    // An engine that does not start will not start the next time either.
    if (!thread.hasStarted) this.#failWaiting(outcome);
    this.#proceed();
  }

  onLog(level: number, text: string): void {
    const name = LOG_LEVELS[level];
    if (name !== undefined) this.#log[name](`UDF: ${text}`);
  }

  #proceed(): void {
    if (this.#isStopped) return;
    for (const thread of this.#threads) {
      if (thread.isFree) this.#startNext(thread);
    }
    const canGrow = this.#threads.size < MAX_THREADS + this.#streams();
    if (this.#nextAt() === -1) {
      clearTimeout(this.#crowded);
      this.#crowded = undefined;
    } else if (this.#threads.size === 0) this.#addThread();
    else if (canGrow) this.#crowded ??= setTimeout(() => this.#onCrowded(), CROWDED_MS).unref();
  }

  #failWaiting(outcome: Outcome): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { script } of waiting) script.onOutcome(outcome);
  }

  /** How many streams run. */
  #streams(): number {
    let count = 0;
    for (const { isStream } of this.#running.values()) if (isStream === true) count++;
    return count;
  }

  /** Which of those that wait is the next; -1 for none. */
  #nextAt(): number {
    if (this.#streams() < MAX_STREAMS) return this.#waiting.length === 0 ? -1 : 0;
    return this.#waiting.findIndex(({ script }) => script.isStream !== true);
  }

  #startNext(thread: ScriptThread): void {
    // A script that is not wanted any more may let another in while it is asked, which then has the thread.
    for (let at = this.#nextAt(); at !== -1 && thread.isFree; at = this.#nextAt()) {
      const [{ script, sinceMs }] = this.#waiting.splice(at, 1) as [Waiting];
      if (thread.modulesVersion !== this.#modules.version) {
        const message: ModulesMessage = { type: 'modules', modules: this.#modules.sources() };
        thread.setModules(message, this.#modules.version);
      }
      const message = script.start(thread, performance.now() - sinceMs);
      if (message === undefined) continue;
      this.#running.set(thread, script);
      thread.run(message, script.transfer ?? []);
      return;
    }
  }

  #onCrowded(): void {
    this.#crowded = undefined;
    if (this.#nextAt() === -1 || this.#isStopped) return;
    // One that is still starting will be there soon.
    const isStarting = this.#threads.size > this.#running.size;
    if (!isStarting) this.#addThread();
    this.#proceed();
  }

  #addThread(): void {
    this.#threads.add(new ScriptThread(this));
  }
}
