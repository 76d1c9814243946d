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
/** A tend takes its interval, 1 s, and the time of its exchanges. */
const FLAT_LIMIT = 1.5;
const CPU_GOAL = 0.001;

export async function prove({ quick }) {
  const numbers = quick ? [1, 4] : [1, 2, 4, 8, 16];
  const windowMs = quick ? 3000 : 10_000;
  const server = Child.script(new URL('lib/server-process.mjs', import.meta.url), { nodes: 1 });
  const points = [];
  const idle = [];
  try {
    const target = await server.ask({ what: 'hosts' });
    for (const processes of numbers) {
      const private_ = await measure(target, processes, false, windowMs);
      const shared = await measure(target, processes, true, windowMs);
      points.push({ processes, private: private_, shared });
      idle.push(...shared.followers);
      progress(
        `${processes} processes: ${private_.perSecond.toFixed(1)}/s each for itself, ${shared.perSecond.toFixed(1)}/s shared`,
      );
    }
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
  judgeIdle(idle);
  if (quick) return;
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
    const roles = await Promise.all(clients.map((client) => client.ask({ what: 'role' })));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = await Promise.all(clients.map((client) => client.ask({ what: 'cpu' })));
    const startedAt = performance.now();
    const requests = proxy.infoRequests;
    await new Promise((resolve) => setTimeout(resolve, windowMs));
    const perSecond = (proxy.infoRequests - requests) / ((performance.now() - startedAt) / 1000);
    const { open } = proxy;
    const after = await Promise.all(clients.map((client) => client.ask({ what: 'cpu' })));
    const shares = after.map((end, index) => cpuShare(before[index], end));
    return { perSecond, open, followers: shares.filter((_, index) => roles[index] === 'follower') };
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await proxy.stop();
  }
}

/** Processor time by wall time, of one core. */
function cpuShare(start, end) {
  const usedMs = (end.usedUs.user + end.usedUs.system - start.usedUs.user - start.usedUs.system) / 1000;
  return usedMs / (end.atMs - start.atMs);
}

function judgeIdle(shares) {
  if (shares.length === 0) return;
  const { min, median, max } = spread(shares);
  const percent = (share) => `${(share * 100).toFixed(3)} %`;
  table(
    ['idle follower, processor', 'min', 'median', 'max'],
    [['share of one core', ...[min, median, max].map(percent)]],
  );
  goal(`an idle follower uses at most ${percent(CPU_GOAL)} of a core (median)`, median <= CPU_GOAL);
}
