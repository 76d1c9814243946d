// What several faults need.
import { existsSync, rmSync } from 'node:fs';

const MAX_REMOVALS = 100;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One of the list, or undefined when it is empty; `choice` is from 0 up to, not including, 1. */
export const pick = (list, choice) => list[Math.floor(choice * list.length)];

/** Others may go on putting files there meanwhile. */
export function removeTree(path) {
  for (let attempt = 1; existsSync(path); attempt++) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' || attempt === MAX_REMOVALS) throw error;
    }
  }
}
