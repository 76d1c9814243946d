// The test's end of client-process.ts: starts it, gives orders, and waits for reports and log lines that have come or
// will come. The process is ended when the test ends.

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Child, type ChildOptions } from 'tendril-testing/child';
import { type ConfigOptions, log } from '../../src/index.ts';
import type { Order, Report } from './client-process.ts';

export type { ChildOptions } from 'tendril-testing/child';

export class ChildClient {
  readonly #child: Child<Report>;

  constructor(t: TestContext, config: ConfigOptions, options: ChildOptions = {}) {
    const args = [JSON.stringify({ log: { level: log.INFO }, ...config })];
    this.#child = Child.script<Report>(join(__dirname, 'client-process.js'), args, options);
    // Not SIGKILL: the last one out removes the segment.
    this.#child.during(t, 'SIGTERM');
  }

  get ended(): Promise<string> {
    return this.#child.ended;
  }

  get lines(): readonly string[] {
    return this.#child.lines;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.signal(signal);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get warnings(): string[] {
    return this.lines.filter((line) => line.includes(' WARN '));
  }

  /** Roles that this client has said to take, one after the other. */
  get roles(): string[] {
    return this.lines.flatMap((line) => /Tend role is now (\w+)/.exec(line)?.slice(1) ?? []);
  }

  order(order: Order): void {
    this.#child.send(order);
  }

  /** The answer to an order; orders are answered in turn. */
  async ask(order: Order, event: Report['event']): Promise<Report> {
    const from = this.#child.reports.length;
    this.order(order);
    return this.#child.report((report) => report.event === event, from);
  }

  connected(): Promise<Report> {
    return this.#child.report(({ event }) => event === 'connected' || event === 'refused');
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

  /** Closes the client and lets the process end by itself; resolves with how it ended. */
  close(): Promise<string> {
    this.order({ do: 'close' });
    return this.ended;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.signal(signal);
    await this.ended;
  }

  /** What `find` finds, now or after the next news. Fails when the process ends without it. */
  until<T>(find: () => T | undefined): Promise<T> {
    return this.#child.until(find);
  }
}
