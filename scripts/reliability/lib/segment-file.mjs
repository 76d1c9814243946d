// A shared segment seen from a process that takes no part in it: the control page is read like any file, the owner stands
// in the header of the snapshot that STATE names. Layout: packages/client/src/shm/layout.ts.
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { CONTROL, fileName, generationOf, PAGE_BYTES, SNAPSHOT, SNAPSHOT_HEADER_BYTES, STATE_INDEX, snapshotIdOf } =
  require('../../../packages/client/dist/src/shm/layout.js');
const { defaultParent } = require('../../../packages/client/dist/src/shm/directory.js');

export const PARENT = defaultParent(await import('node:fs'));
const { probeOnce } = require('../../../packages/client/dist/src/shm/participant-lock.js');
const { systemEnvironment } = require('../../../packages/client/dist/src/shm/environment.js');

const PAUSE_MS = 0.5;
const SETTLE_MS = 1000;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Directory of the segment that a process takes part in; undefined while there is none. */
export function segmentOf(pid) {
  for (const name of readdirSync(PARENT)) {
    if (!name.startsWith('tendril-')) continue;
    const path = join(PARENT, name);
    try {
      for (const file of readdirSync(path)) {
        if (file.startsWith('p.') && Number.parseInt(readFileSync(join(path, file), 'utf8'), 10) === pid) return path;
      }
    } catch {
      // Gone since it was listed.
    }
  }
  return undefined;
}

export class SegmentFile {
  #fd;
  #page = Buffer.alloc(PAGE_BYTES);
  #state = -1n;
  #last;

  constructor(path) {
    this.path = path;
    this.#fd = openSync(join(path, 'ctl'), 'r');
  }

  /** `{ generation, epoch, ownerPid, ownerLock }` now; undefined for the instant in which one snapshot replaces another. */
  read() {
    readSync(this.#fd, this.#page, 0, PAGE_BYTES, 0);
    const state = this.#page.readBigInt64LE(STATE_INDEX * 8);
    if (state === this.#state) return this.#last;
    const header = Buffer.alloc(SNAPSHOT_HEADER_BYTES);
    try {
      const nonce = this.#page.readUInt32LE(CONTROL.NONCE);
      const fd = openSync(join(this.path, fileName('s', nonce, snapshotIdOf(state))), 'r');
      readSync(fd, header, 0, SNAPSHOT_HEADER_BYTES, 0);
      closeSync(fd);
    } catch {
      return undefined;
    }
    this.#state = state;
    this.#last = {
      generation: generationOf(state),
      epoch: header.readUInt32LE(SNAPSHOT.EPOCH),
      ownerPid: header.readUInt32LE(SNAPSHOT.OWNER_PID),
      ownerLock: join(
        this.path,
        fileName('p', header.readUInt32LE(SNAPSHOT.NONCE), header.readUInt32LE(SNAPSHOT.PARTICIPANT)),
      ),
    };
    return this.#last;
  }

  /** Like read(), waiting for that instant to pass. */
  current() {
    this.watch(SETTLE_MS, () => true);
    return this.#last;
  }

  /** Blocks, looking each half millisecond, until `isOver(state)` or the limit; returns the time that passed. */
  watch(limitMs, isOver) {
    const startedAt = performance.now();
    for (;;) {
      const state = this.read();
      const passedMs = performance.now() - startedAt;
      if ((state !== undefined && isOver(state)) || passedMs > limitMs) return passedMs;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }

  /** Whether the kernel has taken back the lock of a participant, which it does when the last of its threads is gone. */
  isFree(lock) {
    return probeOnce(systemEnvironment(), lock).liveness === 'dead';
  }

  get isGone() {
    return !existsSync(this.path);
  }

  close() {
    closeSync(this.#fd);
  }
}
