// Opening the control file: who is first initialises it, who comes later maps it, whoever meets the last one leaving
// starts again. A flock on the file says whether anybody is attached; nothing here says who owns the segment.
//
//   shared lock     held by every participant as long as it is attached
//   exclusive lock  can be had only when nobody is attached: held for the microseconds of initialising or removing

import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ControlPage, type Counters, formatControlPage, isControlPage, readCounters } from './control-page.ts';
import { distrust, errorCode, type SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { CONTROL, PAGE_BYTES, STATE_INDEX, snapshotIdOf } from './layout.ts';
import { later } from './serial.ts';
import { readFully, readSnapshotFile, removeFile, writeFully } from './snapshot-file.ts';
import { SharedMemoryBusy, SharedMemoryUnavailable } from './types.ts';

const PAUSE_MS = 1;
/** Whoever initialises may die at it, and several may meet what it left; garbage for longer is one that others use. */
const MAX_GARBAGE_LOOKS = 5;

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

export interface ControlFile {
  readonly fd: number;
  readonly page: ControlPage;
}

/**
 * Attaches. `floor`: counters the new page must not fall behind. A process that was stopped between two of the few
 * calls below keeps the others out: they wait for it, blocked, for `patienceMs` at most, and get SharedMemoryBusy then;
 * sooner when others are attached to a file that is not a control page. Throws SharedMemoryUnavailable.
 */
export function openControlFile(
  environment: SegmentEnvironment,
  directory: SegmentDirectory,
  floor: Counters,
  patienceMs: number,
): ControlFile {
  const { fs } = environment;
  const deadlineMs = environment.clock.now() + patienceMs;
  for (let garbageLooks = 0; garbageLooks < MAX_GARBAGE_LOOKS; ) {
    directory.prepare();
    const fd = openOrRetry(environment, directory);
    if (fd !== undefined) {
      let page: ControlPage | Hindrance | undefined;
      try {
        page = enter(environment, directory, fd, floor);
      } catch (cause) {
        if (cause instanceof SharedMemoryUnavailable || errorCode(cause) === 'ENOENT') throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new SharedMemoryUnavailable(`Segment ${directory.path} cannot be used: ${reason}`, { cause });
      } finally {
        if (!(page instanceof ControlPage)) fs.closeSync(fd);
      }
      if (page instanceof ControlPage) return { fd, page };
      garbageLooks = page === 'garbage' ? garbageLooks + 1 : 0;
    }
    if (environment.clock.now() > deadlineMs) {
      throw new SharedMemoryBusy(`Segment ${directory.path} is held by a process that does not go on`);
    }
    environment.pause(PAUSE_MS);
  }
  throw new SharedMemoryBusy(`Segment ${directory.path} is in use, and its control page is damaged`);
}

function openOrRetry(environment: SegmentEnvironment, directory: SegmentDirectory): number | undefined {
  const path = directory.controlPath;
  try {
    return environment.fs.openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined; // the last participant removed the directory under our feet
    directory.removeIfEmpty(); // no space left, for one
    throw new SharedMemoryUnavailable(`Control file ${path} cannot be opened: ${errorCode(cause)}`, { cause });
  }
}

/**
 * Why the whole attempt has to be repeated: the file changed hands meanwhile, or others hold it and it says nothing.
 */
type Hindrance = 'held' | 'garbage';

/** One attempt. */
function enter(
  environment: SegmentEnvironment,
  directory: SegmentDirectory,
  fd: number,
  floor: Counters,
): ControlPage | Hindrance {
  const { fs, libc, uid } = environment;
  const stats = fs.fstatSync(fd);
  const reason = distrust(stats, uid, stats.isFile());
  if (reason !== undefined) throw new Error(`its control file cannot be trusted: ${reason}`);

  if (libc.tryLock(fd, 'exclusive')) {
    if (!isStillAt(environment, directory.controlPath, fd)) return 'held';
    try {
      if (!initialise(environment, directory, fd, floor)) return 'held';
    } catch (cause) {
      directory.removeAll(); // no space left: nobody comes back for half a control page
      throw cause;
    }
  }
  if (!libc.tryLock(fd, 'shared')) return 'held';
  if (!isStillAt(environment, directory.controlPath, fd)) return 'held';

  const bytes = Buffer.alloc(PAGE_BYTES);
  if (fs.fstatSync(fd).size !== PAGE_BYTES || readFully(fs, fd, bytes, 0) < PAGE_BYTES) return 'garbage';
  if (!isControlPage(bytes)) return 'garbage';
  // Locks and mapped pages work within one running kernel only; a directory shared between hosts must not be used.
  if (bytes.readUInt32LE(CONTROL.BOOT) !== bootNumber(environment)) {
    throw new Error('it is in use by another host');
  }
  return mapPage(environment, directory, fd);
}

/**
 * Maps through a descriptor of its own. A mapping keeps its open file alive, and with it a lock taken through that
 * file: a worker thread that is terminated leaves its mapping behind, and would hold the shared lock as long as the
 * process.
 */
function mapPage(environment: SegmentEnvironment, directory: SegmentDirectory, locked: number): ControlPage | 'held' {
  const fd = environment.fs.openSync(directory.controlPath, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!isSameFile(environment, fd, locked)) return 'held';
    return new ControlPage(environment.libc.map(fd, PAGE_BYTES));
  } finally {
    environment.fs.closeSync(fd);
  }
}

function isSameFile(environment: SegmentEnvironment, one: number, other: number): boolean {
  const { ino, dev } = environment.fs.fstatSync(one);
  const there = environment.fs.fstatSync(other);
  return there.ino === ino && there.dev === dev;
}

/** Whether the path still leads to the open file. */
export function isStillAt(environment: SegmentEnvironment, path: string, fd: number): boolean {
  const there = environment.fs.lstatSync(path, { throwIfNoEntry: false });
  const open = environment.fs.fstatSync(fd);
  return there !== undefined && there.ino === open.ino && there.dev === open.dev;
}

/** Under the exclusive lock: nobody is attached. False when the file had to be removed instead. */
function initialise(
  environment: SegmentEnvironment,
  directory: SegmentDirectory,
  fd: number,
  floor: Counters,
): boolean {
  const { fs } = environment;
  const { size } = fs.fstatSync(fd);
  if (size !== 0 && size !== PAGE_BYTES) {
    removeFile(fs, directory.controlPath);
    return false;
  }
  const old = Buffer.alloc(PAGE_BYTES);
  readFully(fs, fd, old, 0);
  const left = countersLeft(environment, directory, old);
  const counters = {
    nextId: later(left.nextId, floor.nextId),
    generation: later(left.generation, floor.generation),
    epoch: later(left.epoch, floor.epoch),
  };
  directory.wipe();
  const page = formatControlPage(randomInt(1, 2 ** 32), bootNumber(environment), counters);
  writeFully(fs, fd, page); // from the start: everything before used explicit positions
  return true;
}

/** Counters of the leftovers; the epoch also from the last snapshot, whose owner may have died before it noted it. */
function countersLeft(environment: SegmentEnvironment, directory: SegmentDirectory, old: Buffer): Counters {
  const counters = readCounters(old);
  const id = isControlPage(old) ? snapshotIdOf(old.readBigInt64LE(STATE_INDEX * 8)) : 0;
  if (id === 0) return counters;
  try {
    const path = directory.pathOf('s', old.readUInt32LE(CONTROL.NONCE), id);
    const snapshot = readSnapshotFile(environment.fs, path);
    if (typeof snapshot === 'string') return counters;
    return { ...counters, epoch: later(counters.epoch, snapshot.epoch) };
  } catch {
    return counters;
  }
}

/** Tells one boot of one kernel from another; 0 where the system does not say. */
export function bootNumber(environment: SegmentEnvironment): number {
  try {
    return crc32(environment.fs.readFileSync('/proc/sys/kernel/random/boot_id'));
  } catch {
    return 0;
  }
}
