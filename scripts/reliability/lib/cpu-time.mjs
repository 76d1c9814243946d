// What a process uses, read from outside so that asking does not wake it. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of all threads that live, in ns: the kernel's ticks of 10 ms are too coarse for an idle process. */
export function cpuNs(pid) {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return sum;
}

export function residentBytes(pid) {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}
