// Which cores the processes of a run may use. Where the scheduler puts client and server decides much on a small
// machine: on one core they take turns, on two they wake each other. Pinned, every round has the same placement.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const half = availableParallelism() >> 1;

/** Cores for each role, or undefined where pinning is not possible. */
export function coreSplit() {
  if (half === 0 || spawnSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' }).status !== 0)
    return undefined;
  const range = (from, to) => (from === to ? String(from) : `${from}-${to}`);
  return { server: range(0, half - 1), client: range(half, availableParallelism() - 1) };
}

/** The words that start a program on the given cores, or anywhere when `cores` is undefined. */
export function onCores(cores, program) {
  return cores === undefined ? [program] : ['taskset', '-c', cores, program];
}
