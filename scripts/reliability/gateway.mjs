// Proof "gateway": the gateway under HTTP load loses the worker that tends, again and again. Requests on connections to
// the other workers never fail, another worker tends within 200 ms, and the lost one is replaced.
import { join } from 'node:path';
import { root } from '../install.mjs';
import { startProgram, startScript, until } from './lib/children.mjs';
import { ownersOf } from './lib/connection-owners.mjs';
import { HttpLanes } from './lib/http-lanes.mjs';
import { goal, heading, ms, progress, spreadCells, table } from './lib/report.mjs';
import { SegmentFile, segmentOf } from './lib/segment-file.mjs';
import { judgeTakeovers, killAndWatch } from './takeover.mjs';

const WORKERS = 4;
const LANES = 16;
const START_LIMIT_MS = 10_000;
/** A worker that keeps dying is started again after up to 10 s. */
const RESTART_LIMIT_MS = 15_000;
const AFTERWARDS_MS = 200;
const GATEWAY = join(root, 'packages/gateway/bin/tendril-gateway.js');

export async function prove({ times, quick }) {
  const kills = times ?? (quick ? 3 : 20);
  const server = startScript(new URL('lib/server-process.mjs', import.meta.url), { nodes: 3 });
  const rounds = [];
  let gateway;
  let segment;
  let exit;
  try {
    const hosts = await server.ask({ what: 'hosts' });
    gateway = startProgram(GATEWAY, [
      '--workers',
      String(WORKERS),
      '--port',
      '0',
      '--hosts',
      hosts,
      '--log-level',
      'fatal',
    ]);
    const pids = await until(() => /up \(processes ([\d, ]+)\)/.exec(gateway.output)?.[1], START_LIMIT_MS);
    const url = /Tendril gateway at (\S+)/.exec(gateway.output)?.[1];
    if (pids === undefined || url === undefined) throw new Error(`The gateway does not start:\n${gateway.output}`);
    const workers = new Set(pids.split(', ').map(Number));
    segment = await until(() => openSegment(workers), START_LIMIT_MS);
    if (segment === undefined) throw new Error('The workers share no segment');
    for (let index = 0; index < kills; index++) {
      const round = await killOnce(gateway, url, workers, segment);
      rounds.push(round);
      progress(
        `kill ${index + 1}: another owner after ${ms(round.takeover.tookMs)} ms, ${round.lost} requests lost with the worker`,
      );
    }
    gateway.signalGroup('SIGINT');
    exit = await until(() => gateway.end, START_LIMIT_MS);
  } finally {
    if (gateway?.end === undefined) gateway?.signalGroup('SIGKILL');
    await gateway?.ended;
    await server.stop();
    segment?.close();
  }
  const sum = (name) => rounds.reduce((total, round) => total + round[name], 0);
  const takeovers = rounds.map(({ takeover }) => takeover);
  const elsewhere = rounds.flatMap((round) => round.elsewhere);
  heading(`The gateway's tending worker is killed, ${WORKERS} workers, ${LANES} HTTP connections under load`);
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [
      [
        `SIGKILL until another worker owns the segment, ${kills} times`,
        ...spreadCells(takeovers.map(({ tookMs }) => tookMs)),
      ],
    ],
  );
  table(
    ['requests', 'number'],
    [
      ['answered', sum('succeeded')],
      ['lost on connections to the killed worker', sum('lost')],
      ['lost on new connections, handed to the dead worker', sum('handedOver')],
      ['lost on connections to other workers', elsewhere.length],
    ],
  );
  judgeTakeovers(takeovers, quick);
  goal('no request fails on a connection to another worker', elsewhere.length === 0, elsewhere);
  const hit = rounds.filter(({ victims }) => victims > 0).length;
  goal(`the killed worker had connections under load, ${hit} of ${kills} times`, hit === kills);
  goal('afterwards the gateway ends by SIGINT with code 0 and leaves no file', exit === 'code 0' && segment.isGone, [
    exit,
  ]);
}

function openSegment(workers) {
  const path = segmentOf([...workers][0]);
  if (path === undefined) return undefined;
  const segment = new SegmentFile(path);
  if (workers.has(segment.read()?.ownerPid)) return segment;
  segment.close();
  return undefined;
}

async function killOnce(gateway, url, workers, segment) {
  const lanes = new HttpLanes(url, LANES);
  if ((await until(() => lanes.isUp, START_LIMIT_MS)) === undefined) {
    throw new Error(`The gateway does not answer: ${JSON.stringify(lanes.failures[0])}`);
  }
  const before = lanes.failures.splice(0);
  const { ownerPid } = segment.current();
  const owners = ownersOf(Number(new URL(url).port), workers);
  const victims = new Set([...lanes.ports.values()].filter((port) => owners.get(port) === ownerPid));
  const survivors = new Set([...lanes.ports.values()].filter((port) => owners.has(port) && !victims.has(port)));
  const takeover = killAndWatch(segment, ownerPid);
  workers.delete(ownerPid);

  const replaced = await until(() => upAgain(gateway, workers), RESTART_LIMIT_MS);
  if (replaced === undefined) throw new Error(`The gateway does not replace a killed worker:\n${gateway.output}`);
  workers.add(replaced);
  await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
  await lanes.stop();
  const on = (ports) => lanes.failures.filter(({ port }) => ports.has(port));
  const handedOver = lanes.failures.filter(({ port }) => !victims.has(port) && !survivors.has(port));
  return {
    takeover,
    succeeded: lanes.succeeded,
    victims: victims.size,
    lost: on(victims).length,
    handedOver: handedOver.length,
    elsewhere: [...before, ...on(survivors)].map(({ problem }) => problem),
  };
}

/** Pid of a worker that the gateway has started anew. */
function upAgain(gateway, workers) {
  const pids = [...gateway.output.matchAll(/is up again as process (\d+)/g)].map(([, pid]) => Number(pid));
  const pid = pids.at(-1);
  if (pid === undefined || workers.has(pid) || gateway.replaced === pid) return undefined;
  gateway.replaced = pid;
  return pid;
}
