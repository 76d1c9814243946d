// Child process: one Tendril client, with or without shared memory, and lanes that put and get records one after the
// other. Counts what succeeds and what fails; a record read back must be the one written.
// Settings: `hosts`, `sharedMemory`, `lanes` (0: idle).
import { monitorEventLoopDelay } from 'node:perf_hooks';
import Aerospike from '../../../packages/client/esm/index.mjs';
import { answer, settings } from './answering.mjs';

const FAILURES_KEPT = 5;
const RECORDS = 1000;
const { hosts, sharedMemory, lanes } = settings;
const client = Aerospike.client({ hosts, ...(sharedMemory && { sharedMemory: { key: 0x7e4d0001 } }) });
const counts = { succeeded: 0, failed: 0, failures: [], slowestMs: 0 };
let isEnding = false;

async function attempt(command) {
  const startedAt = performance.now();
  try {
    const result = await command();
    counts.succeeded++;
    return result;
  } catch (error) {
    if (isEnding) return undefined;
    counts.failed++;
    if (counts.failures.length < FAILURES_KEPT) counts.failures.push(`${error.code}: ${error.message}`);
    return undefined;
  } finally {
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - startedAt);
  }
}

async function runLane(lane) {
  for (let round = 0; !isEnding; round++) {
    const key = new Aerospike.Key('test', 'reliability', `${process.pid}-${lane}-${round % RECORDS}`);
    await attempt(() => client.put(key, { round }));
    const record = await attempt(() => client.get(key));
    if (record !== undefined && record.bins.round !== round) {
      counts.failed++;
      counts.failures.push(`Read ${JSON.stringify(record.bins)} after writing round ${round}`);
    }
  }
}

await client.connect();
const loop = monitorEventLoopDelay({ resolution: 5 });
// It wakes the process, which must not be when its rest is measured.
if (lanes > 0) loop.enable();
for (let lane = 0; lane < lanes; lane++) runLane(lane);
answer(
  {
    role: () => client.tendRole,
    counts: () => {
      const sofar = { ...counts, failures: [...counts.failures], pid: process.pid, loopDelayMs: loop.max / 1e6 };
      counts.slowestMs = 0;
      loop.reset();
      return sofar;
    },
  },
  () => {
    isEnding = true;
    client.close();
  },
);
