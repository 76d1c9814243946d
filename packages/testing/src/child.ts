// A child process: started, ordered about, asked, listened to and ended. Reports and output are kept, so that whoever
// waits for one that has come already does not wait. What still lives when this process exits, in whatever way it exits,
// is killed. Never signals a process that it did not start.

import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';

const OUTPUT_KEPT = 1_000_000;
const GRACE_MS = 5000;
const ANSWER_MS = 20_000;

export interface ChildOptions {
  /** Options of Node.js itself. */
  readonly execArgv?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Of what goes over the channel, by which `advanced` also has typed arrays, maps and bigints. Default `json`. */
  readonly serialization?: 'json' | 'advanced';
}

const living = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/** Exits when a signal asks for it, so that the children go too; for scripts. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
}

interface Answer {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** `Report` is what it sends over its channel, where it has one. */
export class Child<Report = unknown> {
  readonly process: ChildProcess;
  readonly reports: Report[] = [];
  /** The last of what it printed. */
  stdout = '';
  stderr = '';
  /** `code 0` or the signal; its output is here by then. */
  readonly ended: Promise<string>;
  /** The same, once it has ended. */
  end: string | undefined;
  readonly #news = new EventEmitter();
  readonly #answers = new Map<number, Answer>();
  #listener: ((report: Report) => void) | undefined;
  #asked = 0;

  constructor(child: ChildProcess) {
    this.process = child;
    living.add(child);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] = (this[name] + text).slice(-OUTPUT_KEPT);
        this.#news.emit('news');
      });
    }
    child.on('error', () => {});
    child.on('message', (message) => this.#hear(message));
    child.once('exit', () => living.delete(child));
    this.ended = ending(child).then((end) => {
      this.end = end;
      for (const { reject } of this.#answers.values()) reject(new Error(`Process ${this.pid} ended: ${this.end}`));
      this.#news.emit('news');
      return end;
    });
  }

  /** A script with a channel. */
  static script<Report>(path: string | URL, args: readonly string[] = [], options: ChildOptions = {}): Child<Report> {
    return new Child(fork(path, args, { ...plain(options), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }));
  }

  /** A program of Node.js in a process group of its own, as a terminal would start it. */
  static program(path: string, args: readonly string[] = [], options: ChildOptions = {}): Child<never> {
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    return new Child(spawn(process.execPath, [path, ...args], { ...plain(options), detached: true, stdio }));
  }

  /** Any program, with a channel that a script it starts inherits. */
  static command<Report>(file: string, args: readonly string[], options: ChildOptions = {}): Child<Report> {
    return new Child(spawn(file, args, { ...plain(options), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }));
  }

  /** Ends with the test: by `signal`, and when it is stopped it is woken to end. */
  during(t: TestContext, signal: NodeJS.Signals = 'SIGKILL'): this {
    t.after(() => this.stop(signal));
    return this;
  }

  get pid(): number {
    return this.process.pid as number;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get lines(): string[] {
    return this.stderr.split('\n').slice(0, -1);
  }

  get output(): string {
    return this.stdout + this.stderr;
  }

  send(order: object | string): void {
    if (this.process.connected) this.process.send(order, () => {});
  }

  /** Sends a question to a script that answers `{ id, question }` with `{ id, value }`. */
  ask(question: unknown): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      if (this.end !== undefined) return reject(new Error(`Process ${this.pid} has ended: ${this.end}`));
      const text = (): string => `Process ${this.pid} does not answer ${JSON.stringify(question)}:\n${this.output}`;
      const timer = setTimeout(() => reject(new Error(text())), ANSWER_MS);
      const settled = <T>(settle: (value: T) => void): ((value: T) => void) => {
        return (value) => {
          clearTimeout(timer);
          settle(value);
        };
      };
      this.#answers.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.send({ id, question });
    });
  }

  /** What `find` finds, now or after the next report, output or its end. Fails when the process ends without it. */
  async until<T>(find: () => T | undefined | false): Promise<T> {
    const early = find();
    if (early !== undefined && early !== false) return early;
    for await (const _ of on(this.#news, 'news')) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      if (this.end !== undefined) break;
    }
    throw new Error(`Process ${this.pid} ended (${this.end}) without it:\n${this.output}`);
  }

  /** The first report from the given one on that satisfies. */
  report(satisfies: (report: Report) => boolean, from = 0): Promise<Report> {
    return this.until(() => this.reports.slice(from).find(satisfies));
  }

  /** The match, once the output has it. */
  printed(pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this[stream]) ?? undefined);
  }

  /** Reports go to `listener` from now on, and are not kept. */
  listen(listener: (report: Report) => void): void {
    this.#listener = listener;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.process.kill(signal);
  }

  /** Signals the process group of a program. */
  signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  /** Ends it by a signal, and by force when that is not enough; resolves with how it ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    this.signal(signal);
    if (signal !== 'SIGKILL') this.signal('SIGCONT');
    return this.#wait();
  }

  /** Closes the channel, upon which a script ends by itself, or by force; resolves with how it ended. */
  dismiss(): Promise<string> {
    if (this.process.connected) this.process.disconnect();
    return this.#wait();
  }

  async #wait(): Promise<string> {
    const timer = setTimeout(() => this.signal('SIGKILL'), GRACE_MS);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  #hear(message: unknown): void {
    const { id, value } = message as { id?: number; value?: unknown };
    const answer = id === undefined ? undefined : this.#answers.get(id);
    if (answer === undefined) {
      if (this.#listener === undefined) this.reports.push(message as Report);
      else this.#listener(message as Report);
      this.#news.emit('news');
      return;
    }
    this.#answers.delete(id as number);
    answer.resolve(value);
  }
}

/** Not by `close`, which does not come when it was this side that has closed the channel. */
async function ending(child: ChildProcess): Promise<string> {
  if (child.pid === undefined) return String((await once(child, 'error').catch((error) => [error]))[0]);
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const [[code, signal]] = await Promise.all([
    once(child, 'exit'),
    ...streams.map((stream) => new Promise((resolve) => stream.once('close', resolve))),
  ]);
  return signal ?? `code ${code}`;
}

/** Nothing that the environment of this run means for tests reaches a child. */
function plain({ execArgv = [], env = {}, cwd, serialization = 'json' }: ChildOptions) {
  const { NODE_DEBUG: _debug, AEROSPIKE_HOSTS: _hosts, ...inherited } = process.env;
  return { execArgv: [...execArgv], env: { ...inherited, ...env }, serialization, ...(cwd !== undefined && { cwd }) };
}

/** Polls until `probe` returns something other than undefined and false; undefined after the limit. */
export async function until<T>(
  probe: () => T | Promise<T>,
  limitMs: number,
  pauseMs = 5,
): Promise<Exclude<T, false> | undefined> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value as Exclude<T, false>;
    if (performance.now() > giveUpAt) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Whether a process is there; one that has ended and was not waited for does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether a process is stopped, by whomever; Linux only. */
export function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) T/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Pids of the processes that a process has started; Linux only. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}
