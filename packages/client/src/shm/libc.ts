// The three calls that Node.js lacks: flock, mmap, munmap. Loaded lazily through koffi, of which the package for this
// platform is an optional dependency (docs/decisions/0015-koffi-without-its-script.md), behind an interface small
// enough for node:ffi or a fake. A view on mapped memory must never leave the object that unmaps it: touching it
// afterwards ends the process.

import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { requireInstalled } from '../installed.ts';
import { SHARED_MAPPING_BYTES, sharedMappingOf } from './thread-mapping.ts';
import { SharedMemoryUnavailable } from './types.ts';

/** One mapped page; after `unmap()` its buffer must not be touched. */
export interface MappedPage {
  readonly buffer: ArrayBuffer;
  unmap(): void;
}

export type LockMode = 'shared' | 'exclusive';

export interface Libc {
  /** Never blocks; false when another open file holds a conflicting lock. Throws when locks do not work on this file. */
  tryLock(fd: number, mode: LockMode): boolean;
  unlock(fd: number): void;
  /** Maps the first `bytes` of the file, a page at most, readable, writable and shared. */
  map(fd: number, bytes: number): MappedPage;
}

/** The package that has koffi prebuilt for this platform. */
const KOFFI = `@koromix/koffi-${process.platform}-${process.arch}`;

/** The part of koffi in use; written down here because the dependency may be absent. */
interface Koffi {
  load(path: null): { func(definition: string): (...args: unknown[]) => unknown };
  view(pointer: unknown, bytes: number): ArrayBuffer;
  errno(): number;
}

/** The same numbers on Linux, macOS and the BSDs. */
const LOCK = { SHARED: 1, EXCLUSIVE: 2, NON_BLOCKING: 4, UNLOCK: 8 } as const;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;

/** A signal can interrupt the call; more than a few in a row is a fault of the machine. */
const MAX_INTERRUPTS = 16;

let loaded: Libc | undefined;
let failure: SharedMemoryUnavailable | undefined;

/** The C library of this process. Throws SharedMemoryUnavailable, with the reason, where it cannot be reached. */
export function loadLibc(): Libc {
  if (failure !== undefined) throw failure;
  try {
    loaded ??= bind(requireInstalled(KOFFI) as Koffi);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    failure = new SharedMemoryUnavailable(`Shared memory needs the optional package ${KOFFI}: ${reason}`, { cause });
    throw failure;
  }
  return loaded;
}

function bind(koffi: Koffi): Libc {
  const process = koffi.load(null);
  const flock = process.func('int flock(int fd, int operation)');
  const mmap = process.func('void *mmap(void *address, size_t bytes, int prot, int flags, int fd, int64_t offset)');
  const munmap = process.func('int munmap(void *address, size_t bytes)');

  function lock(fd: number, operation: number): boolean {
    for (let attempt = 0; attempt < MAX_INTERRUPTS; attempt++) {
      if (flock(fd, operation) === 0) return true;
      const errno = koffi.errno();
      if (errno === constants.errno.EWOULDBLOCK || errno === constants.errno.EAGAIN) return false;
      if (errno !== constants.errno.EINTR) throw new Error(`flock failed with errno ${errno}`);
    }
    throw new Error('flock was interrupted again and again');
  }

  function mapFile(fd: number, bytes: number): unknown {
    const address = mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
    if (address === null || address === -1n || address === MAP_FAILED) {
      throw new Error(`mmap failed with errno ${koffi.errno()}`);
    }
    return address;
  }

  return {
    tryLock(fd, mode) {
      return lock(fd, (mode === 'shared' ? LOCK.SHARED : LOCK.EXCLUSIVE) | LOCK.NON_BLOCKING);
    },
    unlock(fd) {
      lock(fd, LOCK.UNLOCK);
    },
    map(fd, bytes) {
      if (!isMainThread)
        return { buffer: koffi.view(sharedMappingOf(fd) ?? mapFile(fd, SHARED_MAPPING_BYTES), bytes), unmap() {} };
      const address = mapFile(fd, bytes);
      try {
        return { buffer: koffi.view(address, bytes), unmap: () => void munmap(address, bytes) };
      } catch (cause) {
        munmap(address, bytes);
        throw new Error('mapped memory cannot be viewed in this runtime', { cause });
      }
    },
  };
}
