// Who is alive: each participant holds an exclusive flock on a small file of its own, with its pid in it. The kernel
// lets go of the lock when the process (or the worker thread) ends, however it ends: no pid is ever asked whether it
// lives, so neither reused pids nor pid namespaces matter. The lock says who lives, never who owns.

import { constants } from 'node:fs';
import type { ControlPage } from './control-page.ts';
import { errorCode, type SegmentDirectory } from './directory.ts';
import type { SegmentEnvironment } from './environment.ts';
import { readFully, removeFile, writeFully } from './snapshot-file.ts';
import { SharedMemoryUnavailable } from './types.ts';

/** A sweeper can look at the new file in the very moment between its creation and its lock; not often in a row. */
const MAX_ATTEMPTS = 16;
const MAX_PID_BYTES = 16;

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/** `unknown`: the file could not be opened for a reason that says nothing about its holder (no descriptors left). */
export type Liveness = 'alive' | 'dead' | 'unknown';

/** This participant's own lock. */
export class ParticipantLock {
  readonly id: number;
  readonly #fd: number;
  readonly #path: string;
  readonly #environment: SegmentEnvironment;

  private constructor(environment: SegmentEnvironment, id: number, path: string, fd: number) {
    this.#environment = environment;
    this.id = id;
    this.#path = path;
    this.#fd = fd;
  }

  static take(environment: SegmentEnvironment, directory: SegmentDirectory, page: ControlPage): ParticipantLock {
    const { fs, libc } = environment;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const id = page.takeId();
      const path = directory.pathOf('p', page.nonce, id);
      const fd = create(environment, path);
      if (fd === undefined) continue;
      try {
        if (libc.tryLock(fd, 'exclusive') && fs.fstatSync(fd).nlink > 0) {
          writeFully(fs, fd, Buffer.from(`${environment.pid}\n`, 'latin1'));
          if (probeOnce(environment, path).liveness !== 'dead') {
            return new ParticipantLock(environment, id, path, fd);
          }
          // Gone meanwhile, with the directory it was in.
          if (fs.fstatSync(fd).nlink === 0) throw Object.assign(new Error('the lock vanished'), { code: 'ENOENT' });
          // The lock is not seen through a second descriptor: a file system that only pretends (NFS does).
          throw new SharedMemoryUnavailable(`File locks have no effect in ${directory.path}`);
        }
      } catch (cause) {
        fs.closeSync(fd);
        removeFile(fs, path);
        throw cause;
      }
      fs.closeSync(fd);
      removeFile(fs, path);
    }
    throw new SharedMemoryUnavailable(`No file in ${directory.path} could be locked`);
  }

  /** Somebody removed the file: whoever looks for it now takes this participant for dead. */
  get hasVanished(): boolean {
    return this.#environment.fs.fstatSync(this.#fd).nlink === 0;
  }

  release(): void {
    removeFile(this.#environment.fs, this.#path);
    this.#environment.fs.closeSync(this.#fd);
  }
}

/** Undefined when something stands there that no participant can have put there: ids are used once. */
function create(environment: SegmentEnvironment, path: string): number | undefined {
  try {
    return environment.fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return undefined;
    throw cause;
  }
}

/** Watches one participant, usually the owner, through a descriptor that stays open. */
export class LivenessProbe {
  readonly #environment: SegmentEnvironment;
  #path: string | undefined;
  #fd: number | undefined;

  constructor(environment: SegmentEnvironment) {
    this.#environment = environment;
  }

  /** Whether the holder of this file lives. A file that is missing has no holder. */
  probe(path: string): Liveness {
    if (path !== this.#path) this.close();
    if (this.#fd === undefined) {
      const fd = openForProbe(this.#environment, path);
      if (typeof fd !== 'number') return fd;
      this.#fd = fd;
      this.#path = path;
    }
    return probeDescriptor(this.#environment, this.#fd);
  }

  close(): void {
    if (this.#fd !== undefined) this.#environment.fs.closeSync(this.#fd);
    this.#fd = undefined;
    this.#path = undefined;
  }
}

/** Liveness of the holder and the pid it wrote; pid 0 when there is none to read. */
export function probeOnce(environment: SegmentEnvironment, path: string): { liveness: Liveness; pid: number } {
  const fd = openForProbe(environment, path);
  if (typeof fd !== 'number') return { liveness: fd, pid: 0 };
  try {
    const liveness = probeDescriptor(environment, fd);
    const bytes = Buffer.alloc(MAX_PID_BYTES);
    const pid = Number.parseInt(bytes.toString('latin1', 0, readFully(environment.fs, fd, bytes, 0)), 10);
    return { liveness, pid: Number.isSafeInteger(pid) ? pid : 0 };
  } catch {
    return { liveness: 'unknown', pid: 0 };
  } finally {
    environment.fs.closeSync(fd);
  }
}

/** Removes the file of a participant that is dead; one that lives keeps it. */
export function sweepParticipant(environment: SegmentEnvironment, path: string): void {
  const fd = openForProbe(environment, path);
  if (typeof fd !== 'number') return;
  try {
    // Removed while locked: a newcomer whose file is caught here before its own lock sees that, and takes another.
    if (environment.libc.tryLock(fd, 'shared')) removeFile(environment.fs, path);
  } catch {
    // Left for the next sweep.
  } finally {
    environment.fs.closeSync(fd);
  }
}

function openForProbe(environment: SegmentEnvironment, path: string): number | 'dead' | 'unknown' {
  try {
    return environment.fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (cause) {
    return errorCode(cause) === 'ENOENT' ? 'dead' : 'unknown';
  }
}

/** Shared, so that two who probe at once do not take each other for the holder. */
function probeDescriptor(environment: SegmentEnvironment, fd: number): Liveness {
  try {
    if (!environment.libc.tryLock(fd, 'shared')) return 'alive';
    environment.libc.unlock(fd);
    return 'dead';
  } catch {
    return 'unknown';
  }
}
