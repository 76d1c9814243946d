// Proof "stalls": the owner is stopped, not killed. Another process takes over after the lease, and the old owner, woken
// while the cluster has changed and it has something to publish, never publishes again. The processes send no commands:
// a command would tell a woken owner at once what it has missed, and spare the fence its test.
import { ClientGroup } from './lib/group.mjs';
import { goal, heading, ms, progress, spreadCells, table } from './lib/report.mjs';

/** The client's default. */
const LEASE_MS = 1000;
const SLACK_MS = 200;
const WATCH_LIMIT_MS = 10_000;
const AFTERWARDS_MS = 500;
const ROLE_LIMIT_MS = 5000;
const PROCESSES = 3;
/** The node that goes away and comes back while an owner is stopped. */
const NODE = 2;

export async function prove({ times, processes = PROCESSES, quick }) {
  const stops = times ?? (quick ? 3 : 20);
  const group = await ClientGroup.start({ nodes: 3, processes, lanes: 0 });
  const takeovers = [];
  const steppedDown = [];
  const problems = [];
  let isClean = false;
  try {
    for (let index = 0; index < stops; index++) {
      const owner = await group.owner();
      const { epoch } = group.segment.current();
      process.kill(owner.pid, 'SIGSTOP');
      const tookMs = group.segment.watch(WATCH_LIMIT_MS, ({ ownerPid }) => ownerPid !== owner.pid);
      takeovers.push(tookMs);
      await group.server.ask({ what: index % 2 === 0 ? 'kill' : 'restart', node: NODE });
      const wokenAt = performance.now();
      process.kill(owner.pid, 'SIGCONT');
      problems.push(...watchWoken(group.segment, owner.pid, epoch).map((problem) => `stop ${index + 1}: ${problem}`));
      if ((await group.settledRoles(ROLE_LIMIT_MS)) === undefined) {
        problems.push(`stop ${index + 1}: not exactly one process tends`);
      }
      const role = await owner.ask({ what: 'role' });
      if (role !== 'follower') problems.push(`stop ${index + 1}: the woken process is ${role}`);
      steppedDown.push(performance.now() - wokenAt);
      progress(`stop ${index + 1}: another owner after ${ms(tookMs)} ms`);
    }
  } finally {
    isClean = await group.stop();
  }
  heading(`The owner is stopped, ${processes} client processes, lease ${LEASE_MS} ms`);
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [[`SIGSTOP until another process owns the segment, ${stops} times`, ...spreadCells(takeovers)]],
  );
  const limitMs = LEASE_MS + SLACK_MS;
  goal(
    `each takeover within ${limitMs} ms`,
    takeovers.every((tookMs) => tookMs <= limitMs),
    [takeovers.map(ms).join(' ')],
  );
  goal('no publication of a woken owner, which follows from then on', problems.length === 0, problems);
  goal('no file is left when all have ended', isClean, [group.segment.path]);
}

/** Looks for what the woken process must not do; the epoch it lost must not come back either. */
function watchWoken(segment, pid, lostEpoch) {
  const problems = [];
  let newest = segment.read();
  segment.watch(AFTERWARDS_MS, (state) => {
    if (state.ownerPid === pid || state.epoch <= lostEpoch) {
      problems.push(`process ${pid} is back as owner, epoch ${state.epoch} after ${lostEpoch}`);
    }
    if (newest !== undefined && (state.epoch < newest.epoch || state.generation < newest.generation)) {
      problems.push(`epoch ${state.epoch}, generation ${state.generation} after ${newest.epoch}, ${newest.generation}`);
    }
    newest = state;
    return problems.length > 0;
  });
  return problems;
}
