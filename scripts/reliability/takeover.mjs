// Proof "takeover": processes under load share one segment; the owner is killed again and again. Another process owns it
// within 200 ms each time, and no command of any other process fails.
import { ClientGroup } from './lib/group.mjs';
import { goal, heading, ms, progress, spreadCells, table } from './lib/report.mjs';

const GOAL_MS = 200;
const WATCH_LIMIT_MS = 5000;
const ROLE_LIMIT_MS = 2000;
const LANES = 4;

export async function prove({ times, processes = 4, quick }) {
  const kills = times ?? (quick ? 5 : 20);
  const group = await ClientGroup.start({ nodes: 3, processes, lanes: LANES, writes: true });
  const takeovers = [];
  const slowest = [];
  const problems = [];
  /** The latest counts of each process, those that were killed later included. */
  const latest = new Map();
  let isClean = false;
  try {
    for (let index = 0; index < kills; index++) {
      const owner = await group.owner();
      for (const counts of await group.counts()) latest.set(counts.pid, counts);
      const tookMs = killAndWatch(group.segment, owner.pid);
      takeovers.push(tookMs);
      group.remove(owner);
      const roles = await group.settledRoles(ROLE_LIMIT_MS);
      if (roles === undefined) problems.push(`kill ${index + 1}: not exactly one process tends`);
      for (const counts of await group.counts()) {
        latest.set(counts.pid, counts);
        slowest.push(counts.slowestMs);
      }
      await group.add();
      progress(`kill ${index + 1}: another owner after ${ms(tookMs)} ms`);
    }
    for (const counts of await group.counts()) latest.set(counts.pid, counts);
  } finally {
    isClean = await group.stop();
  }
  const sum = (name) => [...latest.values()].reduce((total, counts) => total + counts[name], 0);
  heading(`The owner is killed, ${processes} client processes under load`);
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [
      [`SIGKILL until another process owns the segment, ${kills} times`, ...spreadCells(takeovers)],
      ['slowest command of each other process around a kill', ...spreadCells(slowest)],
    ],
  );
  goal(
    `each takeover within ${GOAL_MS} ms`,
    takeovers.every((tookMs) => tookMs <= GOAL_MS),
    [takeovers.map(ms).join(' ')],
  );
  goal(
    `${sum('failed')} of ${sum('succeeded') + sum('failed')} commands of the other processes failed`,
    sum('failed') === 0 && sum('succeeded') > 0,
    [...latest.values()]
      .filter((counts) => counts.failed > 0)
      .map(({ pid, failed, failures }) => `process ${pid}: ${failed}, ${failures.join('; ')}`),
  );
  goal('afterwards exactly one process tends, each time', problems.length === 0, problems);
  goal('no file is left when all have ended', isClean, [group.segment.path]);
}

/** Kills a process that owns the segment; the time until another owns it. */
export function killAndWatch(segment, pid) {
  process.kill(pid, 'SIGKILL');
  return segment.watch(WATCH_LIMIT_MS, ({ ownerPid }) => ownerPid !== pid);
}
