// One thread as the server sees it: it is given a script, and tells once what has come of it. A script that does not end
// in its time is ended with its thread.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { GRACE_MS, QUIET_MS } from './limits.ts';
import type { FromThread, ModulesMessage, Outcome, ScriptMessage } from './thread-messages.ts';

const MAIN = join(__dirname, 'worker', 'main.js');

export interface ThreadOwner {
  onReady(thread: ScriptThread): void;
  /** The script is done, and the thread is free, worn, or gone. */
  onDone(thread: ScriptThread, outcome: Outcome): void;
  onLog(level: number, text: string): void;
}

export class ScriptThread {
  readonly #owner: ThreadOwner;
  readonly #worker: Worker;
  #isReady = false;
  #isWorn = false;
  #isGone = false;
  #isBusy = false;
  #timer: NodeJS.Timeout | undefined;
  /** When its last script ended. */
  #settledMs = Number.NEGATIVE_INFINITY;
  /** Which modules it has. */
  modulesVersion = -1;

  constructor(owner: ThreadOwner) {
    this.#owner = owner;
    // No environment and no arguments of this process: a script has no business with them.
    this.#worker = new Worker(MAIN, { argv: [], env: {}, execArgv: [], name: 'tendril-udf' });
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#onMessage(message));
    this.#worker.on('error', (error) => this.#end({ kind: 'broken', text: error.message }));
    this.#worker.on('exit', () => this.#end({ kind: 'broken', text: 'the thread of the script has ended' }));
  }

  /** It has ever been ready. */
  get hasStarted(): boolean {
    return this.#isReady;
  }

  get isFree(): boolean {
    return this.#isReady && !this.#isBusy && !this.isGone;
  }

  /** It takes no script any more. */
  get isGone(): boolean {
    return this.#isGone || this.#isWorn;
  }

  setModules(message: ModulesMessage, version: number): void {
    this.#worker.postMessage(message);
    this.modulesVersion = version;
  }

  run(script: ScriptMessage, transfer: readonly TransferListItem[]): void {
    this.#isBusy = true;
    // A thread with work to do keeps the process going, as a socket does.
    this.#worker.ref();
    this.#worker.postMessage(script, transfer);
    this.extend(script.budgetMs);
  }

  /** Gives the script that runs so much time from now on. */
  extend(budgetMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill({ kind: 'timeout' }), budgetMs + GRACE_MS);
  }

  /** Lets the script wait for the server without limit. */
  suspend(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the thread, whatever it does. */
  kill(outcome: Outcome): void {
    void this.#worker.terminate();
    this.#end(outcome);
  }

  /**
   * Ends the thread. One that has just worked gets a moment: where Node.js 20 ends a thread whose code is still being
   * compiled, the process may abort.
   */
  async close(): Promise<void> {
    const quietMs = QUIET_MS - (performance.now() - this.#settledMs);
    this.#end({ kind: 'broken', text: 'the server is stopping' });
    if (quietMs > 0) await delay(quietMs);
    await this.#worker.terminate();
  }

  #onMessage(message: FromThread): void {
    if (this.#isGone) return;
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#owner.onReady(this);
        return;
      case 'log':
        this.#owner.onLog(message.level, message.text);
        return;
      case 'done':
        this.#isWorn = message.isWorn;
        if (this.#isWorn) void this.#worker.terminate();
        this.#settle(message.outcome);
    }
  }

  #end(outcome: Outcome): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#settle(outcome);
  }

  #settle(outcome: Outcome): void {
    clearTimeout(this.#timer);
    this.#isBusy = false;
    this.#settledMs = performance.now();
    if (!this.#isGone) this.#worker.unref();
    this.#owner.onDone(this, outcome);
  }
}
