// `tendril status --watch`: looks again and again, and shows what it sees until it is told to end. A terminal is
// redrawn in place; elsewhere blocks follow each other, as JSON one line per look. Only looks; changes nothing.

import { Heartbeats } from '../observe/heartbeats.ts';
import { describeSegment, type SegmentReport } from '../observe/segment-report.ts';
import type { SegmentStatus } from '../shm/types.ts';
import { every } from '../time/clock.ts';
import type { CliOutput, CliSystem } from './cli-types.ts';
import { Frame } from './frame.ts';
import { statusText } from './status-text.ts';

/** How often the heartbeats are read: an owner moves its own every 50 ms. */
const HEARTBEAT_MS = 100;

/** Where segments are read from. */
export interface SegmentSource {
  list(): readonly SegmentStatus[];
  /** Undefined for a segment that is gone. */
  heartbeat(path: string): number | undefined;
}

export interface WatchOptions {
  readonly intervalMs: number;
  readonly json: boolean;
  readonly source: SegmentSource;
  readonly output: CliOutput;
  readonly system: CliSystem;
}

/** Resolves to the exit code when the command is ended; rejects with whatever makes looking impossible. */
export function watch({ intervalMs, json, source, output, system }: WatchOptions): Promise<number> {
  const { clock } = system;
  const heartbeats = new Heartbeats();
  const frame = new Frame();
  let paths: readonly string[] = [];

  const beat = (): void => {
    const read = paths.map((path) => [path, source.heartbeat(path)] as const);
    const living = read.filter((entry): entry is [string, number] => entry[1] !== undefined);
    heartbeats.observe(new Map(living), clock.now());
  };

  const look = (): void => {
    // What nobody reads is not piled up; the next look is newer anyway.
    if (system.isBackedUp()) return;
    const statuses = source.list();
    paths = statuses.map(({ path }) => path);
    beat();
    const nowMs = clock.now();
    const reports = statuses.map((status) => describeSegment(status, heartbeats.ageMs(status.path, nowMs)));
    output.out(json ? `${JSON.stringify(reports)}\n` : show(reports));
  };

  const show = (reports: readonly SegmentReport[]): string => {
    const size = system.terminalSize();
    return size === undefined ? `${statusText(reports)}\n` : frame.replace(statusText(reports), size);
  };

  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const stop = (): void => {
      for (const stopOne of stops.splice(0)) stopOne();
    };
    const guarded = (task: () => void) => (): void => {
      try {
        task();
      } catch (error) {
        stop();
        reject(error);
      }
    };
    stops.push(
      system.onEnd(() => {
        stop();
        resolve(0);
      }),
      every(clock, HEARTBEAT_MS, guarded(beat), true),
      every(clock, intervalMs, guarded(look), true),
    );
    guarded(look)();
  });
}
