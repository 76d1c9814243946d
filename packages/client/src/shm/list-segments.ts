// Segments as seen from outside, for `tendril status`. Attaches to nothing, maps nothing and changes nothing; it only
// tries locks for an instant.

import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isControlPage } from './control-page.ts';
import { defaultParent, distrust, SegmentDirectory } from './directory.ts';
import { type SegmentEnvironment, systemEnvironment } from './environment.ts';
import { CONTROL, generationOf, PAGE_BYTES, STATE_INDEX, snapshotIdOf, WORD } from './layout.ts';
import { probeOnce } from './participant-lock.ts';
import { segmentNames } from './segment-names.ts';
import { readFully, readSnapshotFile, type StoredSnapshot } from './snapshot-file.ts';
import type { SegmentStatus } from './types.ts';

/** Each costs a few system calls. */
const MAX_SEGMENTS = 1000;
/** The owner can publish between the two reads. */
const MAX_READ_ATTEMPTS = 5;

/**
 * Lists this user's segments in `directory`; without one, where segments live by default. At most a thousand; how many
 * are left out is for `countUnlisted`.
 *
 * @throws SharedMemoryUnavailable where memory cannot be shared, so that there are no segments either.
 */
export function listSegments(
  directory?: string,
  environment: SegmentEnvironment = systemEnvironment(),
): SegmentStatus[] {
  const found: SegmentStatus[] = [];
  for (const parent of parentsOf(environment, directory)) {
    for (const name of segmentNames(environment, parent, MAX_SEGMENTS - found.length).names.toSorted()) {
      const status = describeSegment(environment, join(parent, name));
      if (status !== undefined) found.push(status);
    }
  }
  return found;
}

/** How many directories of segments `listSegments` passes over because there are too many. */
export function countUnlisted(directory?: string, environment: SegmentEnvironment = systemEnvironment()): number {
  let left = MAX_SEGMENTS;
  let unlisted = 0;
  for (const parent of parentsOf(environment, directory)) {
    const { names, more } = segmentNames(environment, parent, left);
    left -= names.length;
    unlisted += more;
  }
  return unlisted;
}

function parentsOf(environment: SegmentEnvironment, directory: string | undefined): Set<string> {
  return new Set(directory === undefined ? [defaultParent(environment.fs), tmpdir()] : [directory]);
}

function describeSegment(environment: SegmentEnvironment, path: string): SegmentStatus | undefined {
  const directory = new SegmentDirectory(environment, path);
  const page = readControlPage(environment, directory);
  if (page === undefined) return undefined;
  const { snapshot, state } = readCurrent(environment, directory, page);
  const nonce = page.readUInt32LE(CONTROL.NONCE);
  const living = new Map<number, number>();
  for (const file of directory.files()) {
    if (file.kind !== 'p' || file.nonce !== nonce) continue;
    const { liveness, pid } = probeOnce(environment, directory.pathOf('p', nonce, file.id));
    if (liveness === 'alive') living.set(file.id, pid);
  }
  return {
    path,
    ownerPid: snapshot?.ownerPid ?? 0,
    ownerAlive: snapshot !== undefined && living.has(snapshot.participantId),
    epoch: snapshot?.epoch ?? page.readUInt32LE(WORD.EPOCH * 4),
    generation: generationOf(state),
    participants: [...living.values()].sort((a, b) => a - b),
    takeovers: page.readUInt32LE(WORD.TAKEOVERS * 4),
    publishes: page.readUInt32LE(WORD.PUBLISHES * 4),
    writtenAtMs: snapshot?.body === undefined ? undefined : snapshot.writtenAtMs,
    body: snapshot?.body,
  };
}

/**
 * The heartbeat of the segment in that directory: a counter that moves while the owner lives and makes progress.
 * Undefined where there is no segment any more.
 *
 * @throws SharedMemoryUnavailable where memory cannot be shared.
 */
export function readHeartbeat(path: string, environment: SegmentEnvironment = systemEnvironment()): number | undefined {
  return readControlPage(environment, new SegmentDirectory(environment, path))?.readUInt32LE(WORD.HEARTBEAT * 4);
}

/** A copy of the control page; undefined when there is none that this user may trust. */
function readControlPage(environment: SegmentEnvironment, directory: SegmentDirectory): Buffer | undefined {
  const { fs, uid } = environment;
  let fd: number;
  try {
    fd = fs.openSync(directory.controlPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stats = fs.fstatSync(fd);
    if (distrust(stats, uid, stats.isFile()) !== undefined) return undefined;
    const page = Buffer.alloc(PAGE_BYTES);
    return readFully(fs, fd, page, 0) === PAGE_BYTES && isControlPage(page) ? page : undefined;
  } catch {
    return undefined;
  } finally {
    fs.closeSync(fd);
  }
}

function readCurrent(
  environment: SegmentEnvironment,
  directory: SegmentDirectory,
  first: Buffer,
): { state: bigint; snapshot: StoredSnapshot | undefined } {
  let page: Buffer | undefined = first;
  let state = 0n;
  for (let attempt = 0; attempt < MAX_READ_ATTEMPTS && page !== undefined; attempt++) {
    state = page.readBigInt64LE(STATE_INDEX * 8);
    const id = snapshotIdOf(state);
    if (id === 0) break;
    try {
      const path = directory.pathOf('s', page.readUInt32LE(CONTROL.NONCE), id);
      const snapshot = readSnapshotFile(environment.fs, path);
      if (typeof snapshot !== 'string' && snapshot.generation === generationOf(state)) return { state, snapshot };
    } catch {
      // Replaced since the page was read: look at the page again.
    }
    page = readControlPage(environment, directory);
  }
  return { state, snapshot: undefined };
}
