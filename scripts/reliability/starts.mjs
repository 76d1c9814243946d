// Proof "starts": the four-worker example comes up whole every time. Each time: all workers serve within 5 s, exactly one
// of them tends, and Ctrl+C ends everything within 2 s without a trace.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { childrenOf, isAlive, startProgram, startScript, until } from './lib/children.mjs';
import { goal, heading, ms, progress, spreadCells, table } from './lib/report.mjs';
import { segmentOf } from './lib/segment-file.mjs';

const WORKERS = 4;
const START_LIMIT_MS = 5000;
const STOP_LIMIT_MS = 2000;
const REQUEST_LIMIT_MS = 2000;
const TENDRIL = join(root, 'packages/client/bin/tendril.js');

export async function prove({ times, quick }) {
  const starts = times ?? (quick ? 3 : 20);
  const server = startScript(new URL('lib/server-process.mjs', import.meta.url), { nodes: 3 });
  const results = [];
  try {
    const hosts = await server.ask({ what: 'hosts' });
    for (let index = 0; index < starts; index++) {
      const result = await startOnce(hosts, index);
      results.push(result);
      progress(`start ${index + 1}: ${result.problems.join('; ') || `serves after ${ms(result.servingMs)} ms`}`);
    }
  } finally {
    await server.stop();
  }
  const good = results.filter(({ problems }) => problems.length === 0);
  heading('Starts of the four-worker example');
  table(
    ['', 'min ms', 'median ms', 'p99 ms', 'max ms'],
    [
      ['start until 4 of 4 workers have answered', ...spreadCells(good.map(({ servingMs }) => servingMs))],
      ['signal until every process and file is gone', ...spreadCells(good.map(({ stoppingMs }) => stoppingMs))],
    ],
  );
  goal(
    `${good.length} of ${starts} starts: 4 of 4 workers serve within 5 s, exactly one tends, gone within 2 s of SIGINT`,
    good.length === starts,
    results.flatMap(({ problems }, index) => problems.map((problem) => `start ${index + 1}: ${problem}`)),
  );
}

/** One start. Ctrl+C reaches the whole group; every other time only the primary gets the signal. */
async function startOnce(hosts, index) {
  const problems = [];
  const startedAt = performance.now();
  const example = startProgram(join(root, 'examples/cluster.cjs'), [], {
    PORT: '0',
    AEROSPIKE_HOSTS: hosts,
    NODE_DEBUG: 'server',
  });
  let workers = [];
  try {
    const answered = await until(() => askWorkers(example), START_LIMIT_MS - (performance.now() - startedAt));
    const servingMs = performance.now() - startedAt;
    if (answered === undefined) {
      problems.push(`only workers [${[...workersSeen(example)]}] answered within 5 s:\n${example.output.slice(-2000)}`);
    }
    workers = childrenOf(example.pid);
    if (workers.length !== WORKERS) problems.push(`${workers.length} worker processes`);
    const segment = segmentOf(workers[0]);
    problems.push(...judgeSegment(segment, workers));

    const orderedAt = performance.now();
    if (index % 2 === 0) example.signalGroup('SIGINT');
    else example.process.kill('SIGINT');
    const isGone = () => example.end !== undefined && !workers.some(isAlive) && !existsSync(segment ?? '');
    if ((await until(isGone, STOP_LIMIT_MS)) === undefined) {
      problems.push(
        `not gone 2 s after SIGINT: ${workers.filter(isAlive).length} workers, ${example.end ?? 'primary'}`,
      );
    }
    const stoppingMs = performance.now() - orderedAt;
    if (example.end !== undefined && example.end !== 'code 0') problems.push(`it ended with ${example.end}`);
    if (/worker \d+ ended with/.test(example.output)) problems.push('a worker ended by itself');
    return { problems, servingMs, stoppingMs };
  } finally {
    if (example.end === undefined) example.signalGroup('SIGKILL');
    await example.ended;
  }
}

/** One request on a fresh connection: the next worker's turn. True when all have answered. */
async function askWorkers(example) {
  const url = /http:\S+/.exec(example.output)?.[0];
  if (url === undefined) return false;
  const options = { headers: { connection: 'close' }, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) };
  const written = await fetch(`${url}/start`, { ...options, method: 'POST', body: '{"a":1}' });
  const read = await fetch(`${url}/start`, options);
  const text = await read.text();
  if (written.status !== 200 || read.status !== 200 || text !== '{"a":1}') {
    throw new Error(`The example answered ${written.status}, ${read.status} ${text}`);
  }
  return workersSeen(example).size === WORKERS;
}

function workersSeen({ output }) {
  return new Set([...output.matchAll(/incoming (?:GET|POST) request for \S+ on worker (\d+)/g)].map(([, id]) => id));
}

/** What `tendril status` says of the workers' segment: one living owner, every worker in it. */
function judgeSegment(path, workers) {
  const segments = JSON.parse(execFileSync(process.execPath, [TENDRIL, 'status', '--json'], { encoding: 'utf8' }));
  const own = segments.filter(({ participants }) => participants.some((pid) => workers.includes(pid)));
  if (own.length !== 1 || own[0].path !== path) return [`the workers take part in ${own.length} segments`];
  const [{ participants, ownerPid, ownerAlive, nodes }] = own;
  const problems = [];
  if (!ownerAlive || !workers.includes(ownerPid)) problems.push(`owner ${ownerPid}, alive: ${ownerAlive}`);
  if (workers.some((pid) => !participants.includes(pid))) problems.push(`participants ${participants}, not ${workers}`);
  if (nodes.length !== 3) problems.push(`${nodes.length} nodes in the segment`);
  return problems;
}
