// HTTP over records: tendril-gateway, the application of the vendor's guide on either client, and a cluster that answers
// a constant, each with the same number of workers and, where they have one, the same database.
import { spawnSync } from 'node:child_process';
import { cpuSeconds, processTree } from '../lib/cpu.mjs';
import { heading, number, progress, spread, Table } from '../lib/format.mjs';
import { GATEWAY_BIN, inBench } from '../lib/paths.mjs';
import { Child, ChildEnded } from '../lib/processes.mjs';
import { latencies, median, summary } from '../lib/statistics.mjs';
import { startTarget } from '../targets/target.mjs';

const WORKERS = 2;
const CONNECTIONS = 32;
/** As in http-load.mjs. */
const KEYS = 64;
const METHODS = ['GET', 'POST'];
const EXPECTED = { x: 1234, y: 'abcd' };
/** A key of its own for each start: what a crashed process left in the vendor's segment would hold up the next one. */
const SHARED_MEMORY_KEY = 0xbe000000;
let starts = 0;

const SYSTEMS = [
  { name: 'tendril-gateway', start: startGateway },
  { name: 'guide’s application, aerospike', start: (hosts) => startApp('vendor', hosts) },
  { name: 'guide’s application, tendril', start: (hosts) => startApp('tendril', hosts) },
  { name: 'node:http cluster, constant answer', start: (hosts) => startApp('none', hosts) },
];

async function startGateway(hosts) {
  const args = ['--port', '0', '--workers', String(WORKERS), '--hosts', hosts, '--log-level', 'silent'];
  const child = new Child('tendril-gateway', GATEWAY_BIN, args);
  const [, url] = await child.printed(/gateway at (http:\S+)/);
  return { url, pid: child.pid, died: 0, stop: () => child.signal('SIGTERM') };
}

async function startApp(client, hosts) {
  const job = {
    client,
    hosts,
    workers: WORKERS,
    sharedMemoryKey: SHARED_MEMORY_KEY + (process.pid % 4096) * 64 + starts++,
  };
  if (client === 'vendor') segments.add(job.sharedMemoryKey);
  const child = new Child(`application on ${client}`, inBench('gateway', 'app.mjs'), [JSON.stringify(job)]);
  const { port, died } = await child.next('listening');
  const stop = async () => {
    await child.stop();
    removeSegments();
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, died, stop };
}

/** The vendor's client leaves its System V segments behind when its processes end. */
const segments = new Set();

function removeSegments() {
  for (const key of segments) spawnSync('ipcrm', ['-M', `0x${key.toString(16)}`], { stdio: 'ignore' });
  segments.clear();
}
process.on('exit', removeSegments);

export async function gateway(options) {
  heading(
    'Gateway',
    `${WORKERS} workers; ${CONNECTIONS} keep-alive connections from one load process; the database is one ` +
      'embedded server. The load, the workers and the database share the cores of this machine. CPU is that of the ' +
      'HTTP side, its primary process included.',
  );
  const database = await startTarget('embedded', {});
  const cells = new Map();
  try {
    for (let round = 0; round < options.rounds; round++) {
      for (const system of SYSTEMS) {
        progress(`gateway · ${system.name} · round ${round + 1}`);
        await measureSystem(system, database.hosts, options, cells);
      }
    }
  } finally {
    await database.stop();
  }
  return print(cells);
}

async function measureSystem(system, hosts, options, cells) {
  const keep = (method, cell) => {
    const id = `${method}\n${system.name}`;
    cells.set(id, [...(cells.get(id) ?? []), cell]);
  };
  let running;
  try {
    running = await system.start(hosts);
    await check(running.url);
    for (const method of METHODS) keep(method, { ...(await load(running, method, options)), died: running.died });
  } catch (error) {
    if (!(error instanceof ChildEnded)) throw error;
    for (const method of METHODS) keep(method, { failure: error.message });
  } finally {
    await running?.stop();
  }
}

/** Writes the records that the load reads, and sees that they come back. */
async function check(url) {
  for (let i = 0; i < KEYS; i++) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(EXPECTED) };
    const written = await fetch(`${url}/bench${i}`, init);
    await written.arrayBuffer();
    const read = await (await fetch(`${url}/bench${i}`)).json();
    if (written.status !== 200 || read.x !== EXPECTED.x || read.y !== EXPECTED.y) {
      throw new Error(`${url} does not give back what was written`);
    }
  }
}

async function load({ url, pid }, method, { warmUpMs, measureMs }) {
  const job = JSON.stringify({ url, method, connections: CONNECTIONS, warmUpMs, measureMs });
  const child = new Child('HTTP load', inBench('gateway', 'http-load.mjs'), [job]);
  try {
    const pids = processTree(pid);
    await child.next('measuring');
    const before = cpuSeconds(pids);
    const { requests, failed, elapsedMs, samples } = await child.next('measured');
    const after = cpuSeconds(pids);
    return {
      requestsPerSecond: (requests / elapsedMs) * 1000,
      failed,
      latencyMs: latencies(samples),
      cpuMicrosPerRequest: after === undefined ? undefined : ((after - before) * 1e6) / requests,
    };
  } finally {
    await child.stop();
  }
}

function print(cells) {
  const table = new Table(
    ['request', 'server', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'failed', 'workers lost at start'],
    2,
  );
  for (const method of METHODS) {
    for (const { name } of SYSTEMS) {
      const all = cells.get(`${method}\n${name}`);
      const good = all.filter(({ failure }) => failure === undefined);
      const of = (pick) => median(good.map(pick));
      const lost = good.reduce((sum, { died }) => sum + died, 0);
      table.add([
        method,
        name,
        good.length === 0 ? 'failed' : spread(summary(good.map((cell) => cell.requestsPerSecond))),
        number(of((cell) => cell.latencyMs.p50)),
        number(of((cell) => cell.latencyMs.p99)),
        number(of((cell) => cell.cpuMicrosPerRequest)),
        number(good.reduce((sum, { failed }) => sum + failed, 0)),
        `${lost} in ${all.length} starts${good.length < all.length ? `, ${all.length - good.length} starts failed` : ''}`,
      ]);
    }
  }
  return [...cells].map(([id, list]) => {
    const [method, system] = id.split('\n');
    return { method, system, cells: list };
  });
}
