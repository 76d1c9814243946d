// The certificates of a listener as their files have them: read again when they change, as long as what is there can be
// used. What cannot, such as a file that is just being written, leaves the last good ones in force and is said once.
// Client and gateway each have the same: `tendril/wire`, all that is shared, is bytes and opens no files.

import { statSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';

const LOOK_AGAIN_MS = 1000;

export class TlsFiles {
  readonly #paths: readonly string[];
  readonly #read: () => TlsOptions;
  #options: TlsOptions;
  #stamp: string;
  #lookedMs = Number.NEGATIVE_INFINITY;

  /** `read` throws what says why the files cannot be used; so does this, if that is so from the beginning. */
  constructor(paths: readonly string[], read: () => TlsOptions) {
    this.#paths = paths;
    this.#read = read;
    this.#stamp = stampOf(paths);
    this.#options = read();
  }

  /** The newest good ones, looked for at most once a second; another object after every change. */
  current(nowMs: number, warn: (message: string) => void): TlsOptions {
    if (this.#paths.length === 0 || Math.abs(nowMs - this.#lookedMs) < LOOK_AGAIN_MS) return this.#options;
    this.#lookedMs = nowMs;
    const stamp = stampOf(this.#paths);
    if (stamp === this.#stamp) return this.#options;
    this.#stamp = stamp;
    try {
      this.#options = this.#read();
    } catch (error) {
      warn(`Changed TLS files cannot be used, the earlier ones still hold: ${(error as Error).message}`);
    }
    return this.#options;
  }
}

/** Changes whenever a file does. */
function stampOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
      return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
    })
    .join(' ');
}
