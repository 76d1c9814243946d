// Removes what segments left whose participants were all killed and whose identity nobody uses again: nobody attaches
// to such a segment, so nobody starts it afresh. Looks only at directories of this user beside its own, removes only
// under the exclusive lock that says that nobody is attached, and never throws: what cannot be removed stays. Newcomers
// meet this lock as they meet that of the last participant leaving: see control-file.ts.

import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bootNumber, isStillAt } from './control-file.ts';
import { distrust, errorCode, SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { CONTROL, CONTROL_MAGIC, PAGE_BYTES } from './layout.ts';
import { segmentNames } from './segment-names.ts';
import { readFully } from './snapshot-file.ts';

/** How long nothing may have been created or removed in a directory; live ones may rest much longer. */
const STALE_AFTER_MS = 5 * 60_000;
/** Of a parent with more segments the rest waits until these are gone. */
const MAX_SEGMENTS = 1000;
/** Removing takes some 50 us each; the rest waits for the next sweep. */
const MAX_REMOVALS = 32;

const { O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/** Sweeps beside `own`; the number of directories removed. */
export function sweepStaleSegments(
  environment: SegmentEnvironment,
  own: SegmentDirectory,
  staleAfterMs: number = STALE_AFTER_MS,
): number {
  const parent = dirname(own.path);
  let removed = 0;
  for (const name of segmentNames(environment, parent, MAX_SEGMENTS).names) {
    if (removed >= MAX_REMOVALS) break;
    if (name === basename(own.path)) continue;
    try {
      if (removeIfStale(environment, new SegmentDirectory(environment, join(parent, name)), staleAfterMs)) removed++;
    } catch {
      // Somebody else is at work in it, or it cannot be read.
    }
  }
  return removed;
}

function removeIfStale(environment: SegmentEnvironment, directory: SegmentDirectory, staleAfterMs: number): boolean {
  const { fs, libc, uid } = environment;
  if (!isOld(environment, directory, staleAfterMs)) return false;
  let fd: number;
  try {
    fd = fs.openSync(directory.controlPath, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') return false;
    // Killed between removing the control file and the directory. Fails when it is not empty.
    fs.rmdirSync(directory.path);
    return true;
  }
  try {
    const stats = fs.fstatSync(fd);
    if (distrust(stats, uid, stats.isFile()) !== undefined) return false;
    if (!libc.tryLock(fd, 'exclusive')) return false;
    // Whoever attached and left between the first look and the lock has made everything young.
    if (!isStillAt(environment, directory.controlPath, fd) || !isOld(environment, directory, staleAfterMs))
      return false;
    if (!isOfThisBoot(environment, fd)) return false;
    directory.removeAll();
    return true;
  } finally {
    fs.closeSync(fd);
  }
}

function isOld(environment: SegmentEnvironment, directory: SegmentDirectory, staleAfterMs: number): boolean {
  const stats = environment.fs.lstatSync(directory.path, { throwIfNoEntry: false });
  if (stats === undefined || distrust(stats, environment.uid, stats.isDirectory()) !== undefined) return false;
  return environment.clock.wallMs() - stats.mtimeMs >= staleAfterMs;
}

/** Locks of another host's processes may not show here. An empty file is one whose creator was killed at once. */
function isOfThisBoot(environment: SegmentEnvironment, fd: number): boolean {
  const page = Buffer.alloc(PAGE_BYTES);
  const length = readFully(environment.fs, fd, page, 0);
  if (length === 0) return true;
  return (
    page.readUInt32LE(CONTROL.MAGIC) === CONTROL_MAGIC && page.readUInt32LE(CONTROL.BOOT) === bootNumber(environment)
  );
}
