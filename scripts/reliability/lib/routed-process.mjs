// Child process: one Tendril client on a shared segment that notes, by the clock of the host, when it published which
// map, and which map each of its commands was routed by. A map is known by a hash of its bytes.
// Settings: `hosts`, `key` of the shared segment, `sends` (whether it sends commands, one after the other).
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import Aerospike from '../../../packages/client/esm/index.mjs';
import { answer, settings } from './answering.mjs';
import { monotonicMs } from './monotonic.mjs';

const require = createRequire(import.meta.url);
const { Segment } = require('../../../packages/client/dist/src/shm/segment.js');
const { Cluster } = require('../../../packages/client/dist/src/cluster/cluster.js');
const { encodeSnapshot } = require('../../../packages/client/dist/src/topology/snapshot-codec.js');

const RECORDS = 5000;
const FAILURES_KEPT = 5;
/** A node that leaves cuts connections. */
const RETRIED = { maxRetries: 2, totalTimeout: 10_000 };
const { hosts, key, sends } = settings;

/** `{ map, atMs }`, at the moment at which publishing was over. */
const publications = [];
/** `{ map, firstMs, lastMs, commands }`: when the first and the last command that a map routed began. */
const routes = [];
const failures = [];
let failed = 0;
let completed = 0;
let used;
let isEnding = false;

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

const { publish } = Segment.prototype;
Segment.prototype.publish = function (body) {
  const isDone = publish.call(this, body);
  if (isDone) publications.push({ atMs: monotonicMs(), map: hash(body) });
  return isDone;
};
const { current } = Cluster.prototype;
Cluster.prototype.current = function () {
  used = current.call(this);
  return used;
};

async function send() {
  let known;
  for (let round = 0; !isEnding; round++) {
    const record = new Aerospike.Key('test', 'routed', round % RECORDS);
    const startedMs = monotonicMs();
    // It is routed before this returns.
    const reply = client.put(record, { round }, null, RETRIED);
    if (used !== known) {
      known = used;
      routes.push({ map: hash(encodeSnapshot(used)), firstMs: startedMs, lastMs: startedMs, commands: 0 });
    }
    const route = routes.at(-1);
    route.lastMs = startedMs;
    route.commands++;
    try {
      await reply;
    } catch (error) {
      failed++;
      if (failures.length < FAILURES_KEPT) failures.push(`${error.code}: ${error.message}`);
    }
    completed++;
  }
}

const client = Aerospike.client({ hosts, tenderInterval: settings.tendIntervalMs, sharedMemory: { key } });
await client.connect();
if (sends) send();
answer(
  {
    role: () => client.tendRole,
    completed: () => completed,
    history: () => ({ publications, routes, failed, failures }),
  },
  () => {
    isEnding = true;
    client.close();
  },
);
