// Proof "tend-load": what a host's processes cost a node when nobody sends commands, with and without shared memory. Info
// requests are counted by a proxy in front of the node. Also what followers cost their own machine.
// Writes docs/images/tend-load.svg, unless in a hurry.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { startScript } from './lib/children.mjs';
import { CountingProxy } from './lib/counting-proxy.mjs';
import { cpuNs, residentBytes } from './lib/cpu-time.mjs';
import { tendLoadFigure } from './lib/figure.mjs';
import { goal, heading, progress, spread, table } from './lib/report.mjs';

const SETTLE_MS = 1500;
/** A young process still compiles and collects garbage. */
const REST_MS = 15_000;
const IDLE_WINDOW_MS = 20_000;
const IDLE_PROCESSES = [4, 64];
/** Processes that start at the same time: a machine of few cores would let the last ones wait for too long. */
const START_AT_ONCE = 4;
/** A tend takes its interval, 1 s, and the time of its exchanges. */
const FLAT_LIMIT = 1.5;
const CPU_GOAL = 0.001;

export async function prove({ quick }) {
  const numbers = quick ? [1, 4] : [1, 2, 4, 8, 16, 64];
  const windowMs = quick ? 3000 : 10_000;
  const server = startScript(new URL('lib/server-process.mjs', import.meta.url), { nodes: 1 });
  const points = [];
  const idle = [];
  try {
    const target = await server.ask({ what: 'hosts' });
    for (const processes of numbers) {
      const private_ = await measure(target, processes, false, windowMs);
      const shared = await measure(target, processes, true, windowMs);
      points.push({ processes, private: private_, shared });
      progress(
        `${processes} processes: ${private_.perSecond.toFixed(1)}/s each for itself, ${shared.perSecond.toFixed(1)}/s shared`,
      );
    }
    for (const processes of quick ? [] : IDLE_PROCESSES) idle.push(await measureIdle(target, processes));
  } finally {
    await server.stop();
  }
  heading(`Tend load on one node, idle clients, ${windowMs / 1000} s each`);
  table(
    [
      'client processes',
      'info requests/s, each tends',
      'with shared memory',
      'connections, each tends',
      'with shared memory',
    ],
    points.map((point) => [
      point.processes,
      point.private.perSecond.toFixed(1),
      point.shared.perSecond.toFixed(1),
      point.private.open,
      point.shared.open,
    ]),
  );
  const first = points[0].shared.perSecond;
  const last = points.at(-1);
  const growth = last.shared.perSecond / first;
  const each = last.private.perSecond / points[0].private.perSecond;
  goal(
    `with shared memory ${last.processes} processes cost ${growth.toFixed(2)} times what one costs`,
    growth <= FLAT_LIMIT,
  );
  goal(`without it ${each.toFixed(1)} times: the counter counts`, each > last.processes / FLAT_LIMIT);
  if (quick) return;
  judgeIdle(idle);
  const figure = points.map((point) => ({
    processes: point.processes,
    private: point.private.perSecond,
    shared: point.shared.perSecond,
  }));
  const note = `Idle clients, tend interval 1 s, ${windowMs / 1000} s each. Made by npm run reliability -- tend-load`;
  writeFileSync(join(root, 'docs/images/tend-load.svg'), tendLoadFigure(figure, note));
}

/** Starts that many clients, waits until they rest, and counts. */
async function measure(target, processes, sharedMemory, windowMs) {
  const proxy = await CountingProxy.start(target);
  const clients = [];
  try {
    await startClients(clients, processes, { hosts: proxy.address, sharedMemory, lanes: 0 });
    await pause(SETTLE_MS);
    const startedAt = performance.now();
    const requests = proxy.infoRequests;
    await pause(windowMs);
    const perSecond = (proxy.infoRequests - requests) / ((performance.now() - startedAt) / 1000);
    return { perSecond, open: proxy.open };
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await proxy.stop();
  }
}

/** Starts clients a few at a time and resolves with their roles; `clients` receives them at once, to be stopped. */
async function startClients(clients, processes, settings) {
  const url = new URL('lib/client-process.mjs', import.meta.url);
  const roles = [];
  while (roles.length < processes) {
    const batch = Math.min(START_AT_ONCE, processes - roles.length);
    const starting = Array.from({ length: batch }, () => startScript(url, settings));
    clients.push(...starting);
    roles.push(...(await Promise.all(starting.map((client) => client.ask({ what: 'role' })))));
  }
  return roles;
}

/** What idle followers use of a core and of memory, and a process with nothing but a timer. */
async function measureIdle(target, processes) {
  const bare = startScript(new URL('lib/bare-process.mjs', import.meta.url), {});
  const clients = [];
  try {
    const roles = await startClients(clients, processes, { hosts: target, sharedMemory: true, lanes: 0 });
    const followers = clients.filter((_, index) => roles[index] === 'follower');
    const pids = [bare, ...followers].map(({ pid }) => pid);
    await pause(REST_MS);
    const before = pids.map(usage);
    await pause(IDLE_WINDOW_MS);
    const [bareShare, ...shares] = pids.map((pid, index) => shareOf(before[index], usage(pid)));
    progress(`${processes} idle processes: median ${percent(spread(shares).median)} of a core`);
    return { bareShare, shares, residentBytes: followers.map(({ pid }) => residentBytes(pid)) };
  } finally {
    await Promise.all([bare, ...clients].map((child) => child.stop()));
  }
}

const pause = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs));

const usage = (pid) => ({ usedNs: cpuNs(pid), atMs: performance.now() });

/** Processor time by wall time, of one core. */
const shareOf = (start, end) => (end.usedNs - start.usedNs) / 1e6 / (end.atMs - start.atMs);

const percent = (share) => `${(share * 100).toFixed(3)} %`;
const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;

function judgeIdle(measured) {
  console.log('');
  table(
    [`idle for ${IDLE_WINDOW_MS / 1000} s, processor use of one core`, 'min', 'median', 'max', 'resident, median'],
    measured.flatMap(({ bareShare, shares, residentBytes: bytes }) => {
      const { min, median, max } = spread(shares);
      return [
        [`${shares.length} followers`, ...[min, median, max].map(percent), mebibytes(spread(bytes).median)],
        ['Node.js with an empty timer of 50 ms beside them, no client', '', percent(bareShare), '', ''],
      ];
    }),
  );
  for (const { shares } of measured) {
    const { median } = spread(shares);
    goal(
      `of ${shares.length} followers an idle one uses at most ${percent(CPU_GOAL)} of a core (median)`,
      median <= CPU_GOAL,
    );
  }
}
