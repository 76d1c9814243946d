// Child process: one Tendril client that sends commands at a fixed rate, whatever becomes of them: three reads for each
// write, over records that exist. A read must return what stands for its record.
// Settings: `hosts`, `key` of the shared segment, `perSecond`, `fills` (whether it writes the records first), `timeoutMs`
// (of each command; the client's default when missing).
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Aerospike from '../../../packages/client/esm/index.mjs';
import { answer, settings } from './answering.mjs';
import { monotonicMs } from './monotonic.mjs';

/** Few: the embedded server moves them in the process that also answers. */
const RECORDS = 2000;
const FILL_AT_ONCE = 500;
const TURN_MS = 5;
/** Beyond that many under way the rate is not kept, and the shortfall is counted. */
const MAX_IN_FLIGHT = 2000;
const READS_PER_WRITE = 3;
const PARTITIONS = 4096;

const limits = settings.timeoutMs && { totalTimeout: settings.timeoutMs };
const client = Aerospike.client({
  hosts: settings.hosts,
  sharedMemory: { key: settings.key },
  policies: { read: { ...limits }, write: { ...limits } },
});
const keys = [];
for (let id = 0; id < RECORDS; id++) keys.push(new Aerospike.Key('test', 'paced', id));
let counts = newCounts();
let inFlight = 0;
let issued = 0;
let timer;
/** Partitions whose master is watched, and the writes to them that succeeded: when they began and ended. */
let watched = new Set();
let written = [];

function newCounts() {
  return {
    reads: 0,
    writes: 0,
    failedReads: 0,
    failedWrites: 0,
    inDoubt: 0,
    left: 0,
    slowestReadMs: 0,
    readFailures: {},
  };
}

async function read(id) {
  const startedMs = monotonicMs();
  counts.reads++;
  try {
    const { bins } = await client.get(keys[id]);
    if (bins.id !== id) throw new Error(`record ${id} is ${JSON.stringify(bins)}`);
  } catch (error) {
    counts.failedReads++;
    // Without the address: one kind of failure, one count.
    const text = `${error.code ?? ''}: ${error.message.replace(/^[\d.:]+ /, '')}`;
    counts.readFailures[text] = (counts.readFailures[text] ?? 0) + 1;
  }
  counts.slowestReadMs = Math.max(counts.slowestReadMs, monotonicMs() - startedMs);
}

async function write(id) {
  const startedMs = monotonicMs();
  const key = keys[id];
  counts.writes++;
  try {
    await client.put(key, { id, round: issued });
    if (watched.has(key.digest.readUInt16LE(0) % PARTITIONS)) written.push({ startedMs, endedMs: monotonicMs() });
  } catch (error) {
    counts.failedWrites++;
    if (error.inDoubt) counts.inDoubt++;
  }
}

const onSettled = () => {
  inFlight--;
};

function start() {
  const startedMs = monotonicMs();
  let due = 0;
  timer = setInterval(() => {
    const now = Math.floor(((monotonicMs() - startedMs) * settings.perSecond) / 1000);
    for (; due < now; due++) {
      if (inFlight >= MAX_IN_FLIGHT) {
        counts.left++;
        continue;
      }
      inFlight++;
      issued++;
      const id = Math.floor(Math.random() * RECORDS);
      (issued % (READS_PER_WRITE + 1) === 0 ? write(id) : read(id)).then(onSettled);
    }
  }, TURN_MS);
}

/** Stops sending and resolves when everything was answered. */
async function rest() {
  clearInterval(timer);
  while (inFlight > 0) await new Promise((resolve) => setTimeout(resolve, TURN_MS));
}

/** Partitions of which a node says that it is their master: the first bitmap of its `replicas` value. */
async function mastered(node) {
  const reply = await client.info('replicas', node);
  const bitmap = Buffer.from(/\ttest:\d+,\d+,([^,;]*)/.exec(reply)[1], 'base64');
  const partitions = new Set();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    if ((bitmap[partition >> 3] & (0x80 >> (partition & 7))) !== 0) partitions.add(partition);
  }
  return partitions;
}

async function fill() {
  for (let id = 0; id < RECORDS; id += FILL_AT_ONCE) {
    await Promise.all(keys.slice(id, id + FILL_AT_ONCE).map((key, at) => client.put(key, { id: id + at, round: 0 })));
  }
}

await client.connect();
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();
if (settings.fills) await fill();
answer(
  {
    role: () => client.tendRole,
    nodes: () => client.getNodes().length,
    /** Open and half-open ones of the pools. */
    connections: () =>
      client.stats().cluster.nodeDetails.reduce((sum, { connections: c }) => sum + c.open + c.connecting, 0),
    start,
    rest,
    watch: async ({ node }) => {
      watched = await mastered(node);
      written = [];
      return watched.size;
    },
    /** The first of the watched writes that began after a moment and succeeded; when it had, null while there is none. */
    successAfter: ({ atMs }) => written.find(({ startedMs }) => startedMs > atMs)?.endedMs ?? null,
    counts: () => {
      const sofar = { ...counts, loopDelayMs: loop.max / 1e6 };
      counts = newCounts();
      loop.reset();
      return sofar;
    },
  },
  () => {
    clearInterval(timer);
    client.close();
  },
);
