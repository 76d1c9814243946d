// Proof "tend-load": what a host's processes cost a node when nobody sends commands, with and without shared memory. Info
// requests are counted by a proxy in front of the node. Also what a follower costs its own machine.
// Writes docs/images/tend-load.svg, unless in a hurry.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { Child } from './lib/children.mjs';
import { CountingProxy } from './lib/counting-proxy.mjs';
import { tendLoadFigure } from './lib/figure.mjs';
import { goal, heading, progress, spread, table } from './lib/report.mjs';

const SETTLE_MS = 1500;
/** A young process still compiles and collects garbage. */
const REST_MS = 15_000;
const IDLE_WINDOW_MS = 20_000;
const IDLE_PROCESSES = 4;
/** A tend takes its interval, 1 s, and the time of its exchanges. */
const FLAT_LIMIT = 1.5;
const CPU_GOAL = 0.001;

export async function prove({ quick }) {
  const numbers = quick ? [1, 4] : [1, 2, 4, 8, 16];
  const windowMs = quick ? 3000 : 10_000;
  const server = Child.script(new URL('lib/server-process.mjs', import.meta.url), { nodes: 1 });
  const points = [];
  let idle;
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
    if (!quick) idle = await measureIdle(target);
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
  const url = new URL('lib/client-process.mjs', import.meta.url);
  const clients = [];
  try {
    for (let index = 0; index < processes; index++) {
      clients.push(Child.script(url, { hosts: proxy.address, sharedMemory, lanes: 0 }));
    }
    await Promise.all(clients.map((client) => client.ask({ what: 'role' })));
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

/** Shares of a core that idle followers use, and a process with nothing but a timer. */
async function measureIdle(target) {
  const url = new URL('lib/client-process.mjs', import.meta.url);
  const bare = Child.script(new URL('lib/bare-process.mjs', import.meta.url), {});
  const clients = [];
  try {
    for (let index = 0; index < IDLE_PROCESSES; index++) {
      clients.push(Child.script(url, { hosts: target, sharedMemory: true, lanes: 0 }));
    }
    const roles = await Promise.all(clients.map((client) => client.ask({ what: 'role' })));
    const watched = [bare, ...clients.filter((_, index) => roles[index] === 'follower')];
    await pause(REST_MS);
    const before = await Promise.all(watched.map((child) => child.ask({ what: 'cpu' })));
    await pause(IDLE_WINDOW_MS);
    const after = await Promise.all(watched.map((child) => child.ask({ what: 'cpu' })));
    const [bareShare, ...followers] = after.map((end, index) => cpuShare(before[index], end));
    return { bareShare, followers };
  } finally {
    await Promise.all([bare, ...clients].map((child) => child.stop()));
  }
}

const pause = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs));

/** Processor time by wall time, of one core. */
function cpuShare(start, end) {
  const usedMs = (end.usedUs.user + end.usedUs.system - start.usedUs.user - start.usedUs.system) / 1000;
  return usedMs / (end.atMs - start.atMs);
}

function judgeIdle({ bareShare, followers }) {
  const { min, median, max } = spread(followers);
  const percent = (share) => `${(share * 100).toFixed(2)} %`;
  console.log('');
  table(
    [`processor use of an idle process over ${IDLE_WINDOW_MS / 1000} s, of one core`, 'min', 'median', 'max'],
    [
      [`${followers.length} followers`, percent(min), percent(median), percent(max)],
      ['Node.js with an empty timer of 50 ms, no client', '', percent(bareShare), ''],
    ],
  );
  goal(`an idle follower uses at most ${percent(CPU_GOAL)} of a core (median)`, median <= CPU_GOAL);
}
