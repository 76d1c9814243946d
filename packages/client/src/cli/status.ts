// `tendril status`: the shared segments of this host as text or JSON, once or, with --watch, again and again.
// Only looks; it takes no lock for longer than an instant and changes nothing.

import { describeSegment } from '../observe/segment-report.ts';
import { countUnlisted, listSegments, readHeartbeat } from '../shm/list-segments.ts';
import { type SegmentStatus, SharedMemoryUnavailable } from '../shm/types.ts';
import { type CliOutput, type CliSystem, UsageError } from './cli-types.ts';
import { statusText } from './status-text.ts';
import { watch } from './watch.ts';

export interface StatusOptions {
  readonly json?: boolean | undefined;
  readonly directory?: string | undefined;
  readonly watch?: boolean | undefined;
  /** Seconds. */
  readonly interval?: string | undefined;
}

const DEFAULT_INTERVAL_SECONDS = 1;
const MIN_INTERVAL_SECONDS = 0.1;
const MAX_INTERVAL_SECONDS = 3600;

export async function runStatus(
  options: StatusOptions,
  rest: readonly string[],
  output: CliOutput,
  system: CliSystem,
): Promise<number> {
  const { directory, interval, json = false } = options;
  if (rest.length > 0) throw new UsageError(`Unexpected argument: ${rest[0]}`);
  if (interval !== undefined && !options.watch) throw new UsageError('The option --interval needs --watch');
  if (options.watch) {
    const source = { list: () => listSegments(directory), heartbeat: (path: string) => readHeartbeat(path) };
    return watch({ intervalMs: parseInterval(interval), json, source, output, system });
  }
  const reports = segments(directory, output).map((status) => describeSegment(status));
  output.out(json ? `${JSON.stringify(reports, null, 2)}\n` : statusText(reports));
  return 0;
}

/** Where memory cannot be shared there are no segments: said once, and not a failure. */
function segments(directory: string | undefined, output: CliOutput): readonly SegmentStatus[] {
  try {
    const unlisted = countUnlisted(directory);
    if (unlisted > 0) output.error(`tendril: there are ${unlisted} more segments, which are not shown\n`);
    return listSegments(directory);
  } catch (error) {
    if (!(error instanceof SharedMemoryUnavailable)) throw error;
    output.error(`tendril: ${error.message}\n`);
    return [];
  }
}

function parseInterval(text = String(DEFAULT_INTERVAL_SECONDS)): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds >= MIN_INTERVAL_SECONDS && seconds <= MAX_INTERVAL_SECONDS) {
    return seconds * 1000;
  }
  throw new UsageError(
    `The interval must be a number of seconds from ${MIN_INTERVAL_SECONDS} to ${MAX_INTERVAL_SECONDS}`,
  );
}
