// The segment's directory: where it is, whether it can be trusted, which files in it are ours to remove.
// Never removes a file whose name it did not give itself.

import { constants, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentEnvironment, SegmentFs } from './environment.ts';
import { CONTROL_FILE, directoryName, type FileKind, type FileName, fileName, parseFileName } from './layout.ts';
import { removeFile } from './snapshot-file.ts';
import { SharedMemoryUnavailable } from './types.ts';

const MEMORY_FILE_SYSTEM = '/dev/shm';

/** Where segments live unless told otherwise; all processes of a host have to come to the same answer. */
export function defaultParent(fs: SegmentFs): string {
  try {
    fs.accessSync(MEMORY_FILE_SYSTEM, constants.W_OK);
    return MEMORY_FILE_SYSTEM;
  } catch {
    return tmpdir();
  }
}

/** Why this user must not trust the file, or undefined. */
export function distrust(stats: Stats, uid: number, isRightType: boolean): string | undefined {
  if (!isRightType) return 'it has the wrong type';
  if (stats.uid !== uid) return `it belongs to user ${stats.uid}`;
  if ((stats.mode & 0o077) !== 0) return `its mode ${(stats.mode & 0o777).toString(8)} lets others in`;
  return undefined;
}

/** Not by `instanceof Error`: under a test runner with globals of its own, errors of Node.js are none of its Errors. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null | undefined)?.code;
}

export class SegmentDirectory {
  readonly path: string;
  readonly controlPath: string;
  readonly #environment: SegmentEnvironment;

  constructor(environment: SegmentEnvironment, path: string) {
    this.#environment = environment;
    this.path = path;
    this.controlPath = join(path, CONTROL_FILE);
  }

  static of(environment: SegmentEnvironment, identity: string, parent?: string): SegmentDirectory {
    const name = directoryName(environment.uid, identity);
    return new SegmentDirectory(environment, join(parent ?? defaultParent(environment.fs), name));
  }

  /** Creates it when it is missing. Throws SharedMemoryUnavailable when it cannot be created or trusted. */
  prepare(): void {
    const { fs, uid } = this.#environment;
    try {
      fs.mkdirSync(this.path, { mode: 0o700 });
    } catch (cause) {
      if (errorCode(cause) !== 'EEXIST') {
        throw new SharedMemoryUnavailable(`Directory ${this.path} cannot be created: ${errorCode(cause)}`, { cause });
      }
    }
    const stats = fs.lstatSync(this.path, { throwIfNoEntry: false });
    if (stats === undefined) return; // removed a moment ago by the last participant: opening the control file shows it
    const reason = distrust(stats, uid, stats.isDirectory());
    if (reason !== undefined) throw new SharedMemoryUnavailable(`Directory ${this.path} cannot be trusted: ${reason}`);
  }

  pathOf(kind: FileKind, nonce: number, id: number): string {
    return join(this.path, fileName(kind, nonce, id));
  }

  /** The files that participants created, control page excluded; empty when the directory is gone. */
  files(): FileName[] {
    let names: string[];
    try {
      names = this.#environment.fs.readdirSync(this.path);
    } catch {
      return [];
    }
    return names.map(parseFileName).filter((name) => name !== undefined);
  }

  /** Removes what dead participants left. Only while nobody is attached: under the exclusive lock on the control file. */
  wipe(): void {
    for (const { kind, nonce, id } of this.files()) removeFile(this.#environment.fs, this.pathOf(kind, nonce, id));
  }

  /** Removes everything, the control page last: as long as it stands there, locked, no newcomer can get in. */
  removeAll(): void {
    this.wipe();
    removeFile(this.#environment.fs, this.controlPath);
    this.removeIfEmpty();
  }

  removeIfEmpty(): void {
    try {
      this.#environment.fs.rmdirSync(this.path);
    } catch {
      // A newcomer is already at work in it, or somebody keeps a file of his own there.
    }
  }
}
