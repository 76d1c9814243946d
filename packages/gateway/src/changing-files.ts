// What is made of files that may change while the gateway runs: made again when they have, as long as that works. What
// does not, such as a file that is just being written, leaves the last good state in force and is said once. Client and
// server have the same for their certificates: forty lines that no user needs are no reason for a public entry.
import { statSync } from 'node:fs';

const LOOK_AGAIN_MS = 1_000;

export class ChangingFiles<T> {
  readonly #paths: readonly string[];
  readonly #make: () => T;
  readonly #warn: (message: string) => void;
  readonly #nowMs: () => number;
  #value: T;
  #stamp: string;
  #lookedMs: number;

  /** `make` throws what says why the files cannot be used; so does this, if that is so from the beginning. */
  constructor(
    paths: readonly string[],
    make: () => T,
    warn: (message: string) => void,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#paths = paths;
    this.#make = make;
    this.#warn = warn;
    this.#nowMs = nowMs;
    this.#lookedMs = nowMs();
    this.#stamp = stampOf(paths);
    this.#value = make();
  }

  /** The newest good state, looked for at most once a second; another object after every change. */
  current(): T {
    const nowMs = this.#nowMs();
    if (nowMs - this.#lookedMs < LOOK_AGAIN_MS) return this.#value;
    this.#lookedMs = nowMs;
    const stamp = stampOf(this.#paths);
    if (stamp === this.#stamp) return this.#value;
    this.#stamp = stamp;
    try {
      this.#value = this.#make();
    } catch (error) {
      this.#warn(`a changed file cannot be used, what was read before still holds: ${(error as Error).message}`);
    }
    return this.#value;
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
