// User-defined functions of a server: the registered modules and the threads that run them. All nodes have them in
// common. Until the first script nothing is loaded, and no thread runs.

import type { Log } from '../log.ts';
import { MAX_LOAD_MS, MAX_SCRIPT_MS } from './limits.ts';
import { type LoadFailure, loadFailure } from './load-failure.ts';
import { RecordTurns } from './record-turns.ts';
import { type Script, ScriptPool } from './script-pool.ts';
import { UdfModules } from './udf-modules.ts';

export class Udf {
  readonly modules = new UdfModules();
  /** Functions on one record run one after the other. */
  readonly turns = new RecordTurns();
  /** Milliseconds that a script has whose command does not say: the setting `transaction-max-ms`. */
  defaultMs = 1000;
  readonly #log: Log;
  #pool: ScriptPool | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Milliseconds for a script of a command that allows `timeoutMs`; 0 = it does not say. */
  budgetMs(timeoutMs: number): number {
    return Math.min(timeoutMs === 0 ? this.defaultMs : timeoutMs, MAX_SCRIPT_MS);
  }

  /** Runs the script when there is a thread for it; false when there are too many. */
  submit(script: Script): boolean {
    this.#pool ??= new ScriptPool(this.modules, this.#log);
    return this.#pool.submit(script);
  }

  /** Loads a module that is to be registered under that file name; what is wrong with it, or nothing. */
  validate(file: string, source: Buffer): Promise<LoadFailure | undefined> {
    return new Promise((resolve) => {
      const isAccepted = this.submit({
        start: () => ({ type: 'validate', file, source, budgetMs: MAX_LOAD_MS }),
        onOutcome: (outcome) => resolve(loadFailure(file, outcome)),
      });
      if (!isAccepted) resolve({ file, line: 0, message: 'too many scripts wait' });
    });
  }

  /** Ends all scripts and threads. */
  async stop(): Promise<void> {
    await this.#pool?.stop();
  }
}
