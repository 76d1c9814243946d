// What processes have used of the processors, read from outside so that asking costs them nothing.
import { readFileSync } from 'node:fs';
import { childrenOf } from 'tendril-testing/child';

const CLOCK_TICKS_PER_SECOND = 100;

/** CPU seconds that processes have used so far, user and system; undefined where there is no /proc. */
export function cpuSeconds(pids) {
  try {
    let ticks = 0;
    for (const pid of pids) {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks / CLOCK_TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** The process and all its descendants. */
export function processTree(pid) {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}
