// How long the answer to a wrong password waits: longer with each in a row for the same name, whether there is such a user
// or not. Right passwords are answered at once, so nobody can be locked out, and the
// longest wait is within the time that clients have for a command.

import { MAX_FAILED_NAMES } from '../limits.ts';

const FIRST_MS = 10;
const LONGEST_MS = 500;

export class LoginDelay {
  /** Failures in a row; the name that failed last is last. */
  readonly #failures = new Map<string, number>();

  /** Notes one more failure and gives the time to wait in ms. */
  fail(name: string): number {
    const before = this.#failures.get(name) ?? 0;
    this.#failures.delete(name);
    this.#failures.set(name, before + 1);
    if (this.#failures.size > MAX_FAILED_NAMES) {
      const [oldest] = this.#failures.keys();
      this.#failures.delete(oldest as string);
    }
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(before, 16));
  }

  succeed(name: string): void {
    this.#failures.delete(name);
  }
}
