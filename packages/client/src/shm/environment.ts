// Everything outside the process that the segment touches: files, locks, mapped memory, time. Collected in one
// value so that tests can replace any of it. No decisions here.

import {
  accessSync,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { endianness } from 'node:os';
import type { Clock } from '../time/clock.ts';
import { systemClock } from '../time/system-clock.ts';
import { type Libc, loadLibc } from './libc.ts';
import { SharedMemoryUnavailable } from './types.ts';

/**
 * The calls of `node:fs` in use. All are synchronous: each takes microseconds on a memory file system. Named one by one:
 * touching the whole module wakes its deprecated members, and with them a warning, in newer versions of Node.js.
 */
const systemFs = {
  accessSync,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
};

export type SegmentFs = typeof systemFs;

export interface SegmentEnvironment {
  readonly fs: SegmentFs;
  readonly libc: Libc;
  /** Effective user id: owner of everything this process creates. */
  readonly uid: number;
  readonly pid: number;
  readonly clock: Clock;
  /** Blocks for a moment while another process finishes its few system calls. */
  pause(ms: number): void;
}

const PLATFORMS = new Set(['linux', 'darwin', 'freebsd', 'openbsd', 'android']);
/** 64-bit only: `mmap` takes an off_t, whose size is certain there. */
const ARCHITECTURES = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64']);

/** The real environment. Throws SharedMemoryUnavailable where the platform lacks something. */
export function systemEnvironment(): SegmentEnvironment {
  const { platform, arch } = process;
  if (!PLATFORMS.has(platform) || !ARCHITECTURES.has(arch) || endianness() !== 'LE') {
    throw new SharedMemoryUnavailable(`Shared memory is not supported on ${platform}-${arch} (${endianness()})`);
  }
  const uid = process.geteuid?.();
  if (uid === undefined) throw new SharedMemoryUnavailable('Shared memory needs user ids, which this platform lacks');
  return {
    fs: systemFs,
    libc: loadLibc(),
    uid,
    pid: process.pid,
    clock: systemClock,
    pause(ms) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    },
  };
}
