// The test's end of client-process.ts: starts it, gives orders, and waits for reports and log lines that have come or
// will come. The process is ended when the test ends.

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { type ConfigOptions, log } from '../../src/index.ts';
import type { Order, Report } from './client-process.ts';

export interface ChildOptions {
  readonly execArgv?: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

export class ChildClient {
  readonly process: ChildProcess;
  readonly reports: Report[] = [];
  readonly lines: string[] = [];
  readonly exited: Promise<unknown[]>;
  readonly #news = new EventEmitter();

  constructor(t: TestContext, config: ConfigOptions, { execArgv = [], env = {} }: ChildOptions = {}) {
    this.process = fork(
      join(__dirname, 'client-process.js'),
      [JSON.stringify({ log: { level: log.INFO }, ...config })],
      { execArgv: [...execArgv], env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    );
    // 'close' and not 'exit': its last lines have been read by then.
    this.exited = once(this.process, 'close');
    this.process.on('message', (report: Report) => {
      this.reports.push(report);
      this.#news.emit('news');
    });
    createInterface({ input: this.process.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      this.lines.push(line);
      this.#news.emit('news');
    });
    this.process.on('close', () => this.#news.emit('news'));
    t.after(async () => {
      // Not SIGKILL: the last one out removes the segment. A stopped one has to be woken to end.
      if (this.isRunning) {
        this.process.kill('SIGTERM');
        this.process.kill('SIGCONT');
      }
      await this.exited;
    });
  }

  get pid(): number {
    return this.process.pid as number;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get warnings(): string[] {
    return this.lines.filter((line) => line.includes(' WARN '));
  }

  /** Roles that this client has said to take, one after the other. */
  get roles(): string[] {
    return this.lines.flatMap((line) => /Tend role is now (\w+)/.exec(line)?.slice(1) ?? []);
  }

  order(order: Order): void {
    this.process.send(order);
  }

  /** The answer to an order; orders are answered in turn. */
  async ask(order: Order, event: Report['event']): Promise<Report> {
    const from = this.reports.length;
    this.order(order);
    return this.until(() => this.reports.slice(from).find((report) => report.event === event));
  }

  connected(): Promise<Report> {
    return this.until(() => this.reports.find(({ event }) => event === 'connected' || event === 'refused'));
  }

  /** Runs commands from now on; resolves with the state after that many more of them. */
  more(commands: number): Promise<Report> {
    return this.ask({ do: 'more', commands }, 'more');
  }

  /** Makes that many writes at once. */
  once(commands: number): Promise<Report> {
    return this.ask({ do: 'once', commands }, 'once');
  }

  /** Ends the load; resolves when its last command has ended. */
  rest(): Promise<Report> {
    return this.ask({ do: 'rest' }, 'rested');
  }

  report(): Promise<Report> {
    return this.ask({ do: 'report' }, 'report');
  }

  /** Closes the client and lets the process end by itself; resolves with its exit code. */
  async close(): Promise<number | null> {
    this.order({ do: 'close' });
    const [code] = await this.exited;
    return code as number | null;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.process.kill(signal);
    await this.exited;
  }

  /** What `find` finds, now or after the next news. Fails when the process ends without it. */
  async until<T>(find: () => T | undefined): Promise<T> {
    const early = find();
    if (early !== undefined) return early;
    const news = on(this.#news, 'news');
    for await (const _ of news) {
      const found = find();
      if (found !== undefined) return found;
      if (!this.isRunning) break;
    }
    throw new Error(`Process ${this.pid} ended without it:\n${this.lines.join('\n')}`);
  }
}
