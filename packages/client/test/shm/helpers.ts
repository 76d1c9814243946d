// What the tests of shared segments have in common: a directory that has to be empty in the end, an environment with a
// clock driven by hand, and participants in processes of their own.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { Child } from 'tendril-testing/child';
import { FakeClock } from 'tendril-testing/fake-clock';

export { memoryFolder as temporaryParent } from 'tendril-testing/memory-folder';

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
  | { readonly do: 'attach'; readonly options: ChildOptions }
  | { readonly do: 'publish' | 'die publishing'; readonly body: string }
  | { readonly do: 'close' | 'exit' | 'report' };

export interface ChildOptions {
  readonly identity: string;
  readonly directory: string;
  readonly leaseMs: number;
  readonly tickMs: number;
}

/** Processes that have loaded everything and wait to be told where to attach: starting one takes longer than a test. */
const spares: Child<Report>[] = [];
const MAX_SPARES = 3;

function spare(): Child<Report> {
  while (spares.length < MAX_SPARES) spares.push(Child.script<Report>(join(__dirname, 'participant-process.js')));
  return spares.shift() as Child<Report>;
}

after(() => Promise.all(spares.map((child) => child.stop('SIGKILL'))));

/** A participant in another process; killed when the test ends. Reports are kept, so none is missed. */
export class Participant {
  readonly child: Child<Report>;

  constructor(t: TestContext, options: ChildOptions) {
    this.child = spare().during(t);
    this.child.send({ do: 'attach', options });
  }

  get pid(): number {
    return this.child.pid;
  }

  get reports(): readonly Report[] {
    return this.child.reports;
  }

  get last(): Report | undefined {
    return this.reports.at(-1);
  }

  order(order: Order): void {
    this.child.send(order);
  }

  /** The first report that satisfies, from those already here or to come. */
  until(satisfies: (report: Report) => boolean): Promise<Report> {
    return this.child.report(satisfies);
  }
}

/** The files of snapshots in a segment. */
export function snapshotFiles(segment: Segment): string[] {
  return readdirSync(segment.path).filter((name) => name.startsWith('s.'));
}
