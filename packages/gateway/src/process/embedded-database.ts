// The embedded Aerospike-compatible server as a process of its own, so that neither a worker's death nor a busy worker
// touches it. In its own process group, because Ctrl+C must reach the workers first; it ends when it is told to or when
// the channel to the primary closes. Started again on the same port if it dies.
import { type ChildProcess, fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { type BackOff, countFailure, delayMs, WORKER_BACK_OFF } from '../back-off.ts';

export interface EmbeddedDatabaseOptions {
  readonly namespace: string;
  readonly logLevel: string;
  /** The process ended by itself and is started again, empty, after the delay. */
  readonly onLost: (reason: string, delayMs: number) => void;
  readonly onBack: (pid: number) => void;
}

/** The server's words for the gateway's log levels, where they are the same or near; all others mean errors only. */
const SERVER_LEVELS: Readonly<Record<string, string>> = { warn: 'warn', info: 'info', debug: 'debug', trace: 'debug' };
const READY_TIMEOUT_MS = 20_000;

export class EmbeddedDatabase {
  readonly #options: EmbeddedDatabaseOptions;
  readonly #backOff: BackOff = WORKER_BACK_OFF;
  #child: ChildProcess | undefined;
  #hosts = '';
  #failures = 0;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;

  private constructor(options: EmbeddedDatabaseOptions) {
    this.#options = options;
  }

  static async start(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
    const database = new EmbeddedDatabase(options);
    await database.#launch(0);
    return database;
  }

  /** Seed hosts for the client's configuration; stays the same when the process is started again. */
  get hosts(): string {
    return this.#hosts;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the process to end, kills it after `deadlineMs`; resolves when it is gone. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  async #launch(port: number): Promise<void> {
    const { namespace, logLevel } = this.#options;
    const bin = join(dirname(require.resolve('tendril-server/package.json')), 'bin', 'tendril-server.js');
    const args = ['--port', String(port), '--namespace', namespace, '--log-level', SERVER_LEVELS[logLevel] ?? 'error'];
    const startedAt = performance.now();
    const child = fork(bin, args, {
      detached: true,
      stdio: ['ignore', 'ignore', logLevel === 'silent' ? 'ignore' : 'inherit', 'ipc'],
    });
    this.#child = child;
    // Its exit is handled below; a failed kill or send has nothing to add.
    child.on('error', () => {});
    this.#hosts = await ready(child);
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#stopping) return;
      this.#failures = countFailure(this.#backOff, this.#failures, performance.now() - startedAt);
      this.#retry(signal ?? `exit code ${code}`);
    });
  }

  #retry(reason: string): void {
    const delay = delayMs(this.#backOff, Math.max(1, this.#failures));
    this.#options.onLost(reason, delay);
    this.#restart = setTimeout(() => {
      this.#launch(Number(this.#hosts.split(':').at(-1))).then(
        () => this.#options.onBack(this.#child?.pid ?? 0),
        (error: Error) => {
          this.#failures += 1;
          if (!this.#stopping) this.#retry(error.message);
        },
      );
    }, delay);
  }
}

/** Resolves to the hosts once the server answers; rejects, the process ended, when it does not come up. */
function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`it was not ready within ${READY_TIMEOUT_MS} ms`), READY_TIMEOUT_MS);
    const onExit = (code: number | null, signal: string | null) =>
      fail(`it ended with ${signal ?? `exit code ${code}`}`);
    const onMessage = (message: unknown) => {
      const { ready: isReady, hosts } = message as { ready?: unknown; hosts?: unknown };
      if (isReady !== true || typeof hosts !== 'string') return;
      release();
      resolve(hosts);
    };
    function release(): void {
      clearTimeout(timer);
      child.off('exit', onExit).off('message', onMessage);
    }
    function fail(reason: string): void {
      release();
      child.kill('SIGKILL');
      reject(new Error(`The embedded server did not start: ${reason}`));
    }
    child.on('exit', onExit).on('message', onMessage);
  });
}
