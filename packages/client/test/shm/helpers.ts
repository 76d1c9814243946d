// What the tests of shared segments have in common: a directory that has to be empty in the end, an environment with a
// clock driven by hand, and participants in processes of their own.

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { FakeClock } from 'tendril-testing/fake-clock';
import { type SegmentEnvironment, systemEnvironment } from '../../src/shm/environment.ts';
import { Segment } from '../../src/shm/segment.ts';
import { type SegmentOptions, type SegmentRole, SharedMemoryUnavailable } from '../../src/shm/types.ts';

/** Reason to skip where memory cannot be shared at all (koffi was not installed), else false. */
export const skip: string | false = (() => {
  try {
    systemEnvironment();
    return false;
  } catch (error) {
    if (error instanceof SharedMemoryUnavailable) return error.message;
    throw error;
  }
})();

/** A directory of its own for one test, in memory where possible. */
export function temporaryParent(t: TestContext): string {
  const base = fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const path = fs.mkdtempSync(join(base, 'tendril-test-'));
  t.after(() => fs.rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Files and locks are real, time is not. */
export class ManualTime extends FakeClock {
  environment(overrides: Partial<SegmentEnvironment> = {}): SegmentEnvironment {
    return { ...systemEnvironment(), clock: this, pause: (ms) => this.block(ms), ...overrides };
  }

  /** One tick of every participant of this time, whenever it meant to look. */
  tick(advanceMs = 50): void {
    this.block(advanceMs);
    this.fireAll();
  }

  ticks(count: number, advanceMs = 50): void {
    for (let i = 0; i < count; i++) this.tick(advanceMs);
  }
}

/** Attaches with the given time and leaves when the test ends. */
export function attach(
  t: TestContext,
  options: SegmentOptions,
  environment: SegmentEnvironment = new ManualTime().environment(),
): Segment {
  const segment = Segment.attach(options, environment);
  t.after(() => segment.close());
  return segment;
}

/** The real calls, some of them replaced. */
export function fsWith(overrides: Partial<SegmentEnvironment['fs']>): SegmentEnvironment['fs'] {
  return { ...systemEnvironment().fs, ...overrides };
}

export function noSpace(): never {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

export function text(body: Uint8Array | undefined): string | undefined {
  return body === undefined ? undefined : Buffer.from(body).toString();
}

export function bytes(body: string): Uint8Array {
  return Buffer.from(body);
}

/** What a participant process reports about itself. */
export interface Report {
  readonly event: 'attached' | 'role' | 'change' | 'published' | 'error' | 'closed';
  readonly role: SegmentRole;
  readonly epoch: number;
  readonly generation: number;
  readonly ownerPid: number;
  readonly body: string | undefined;
  readonly detail?: string | boolean;
}

export type Order =
  | { readonly do: 'publish' | 'die publishing'; readonly body: string }
  | { readonly do: 'close' | 'exit' | 'report' };

export interface ChildOptions {
  readonly identity: string;
  readonly directory: string;
  readonly leaseMs: number;
  readonly tickMs: number;
}

/** A participant in another process; killed when the test ends. Reports are kept, so none is missed. */
export class Participant {
  readonly process: ChildProcess;
  readonly reports: Report[] = [];
  readonly #changed = new EventEmitter();

  constructor(t: TestContext, options: ChildOptions) {
    this.process = fork(join(__dirname, 'participant-process.js'), [JSON.stringify(options)]);
    this.process.on('message', (report: Report) => {
      this.reports.push(report);
      this.#changed.emit('report');
    });
    t.after(async () => {
      if (this.process.exitCode !== null || this.process.signalCode !== null) return;
      const exited = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await exited;
    });
  }

  get pid(): number {
    return this.process.pid as number;
  }

  get last(): Report | undefined {
    return this.reports.at(-1);
  }

  order(order: Order): void {
    this.process.send(order);
  }

  /** The first report that satisfies, from those already here or to come. */
  async until(satisfies: (report: Report) => boolean, from = 0): Promise<Report> {
    const early = this.reports.slice(from).find(satisfies);
    if (early !== undefined) return early;
    for await (const _ of on(this.#changed, 'report')) {
      const found = this.reports.slice(from).find(satisfies);
      if (found !== undefined) return found;
    }
    throw new Error('unreachable');
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    await exited;
  }
}
