// One client in a process of its own: connects, writes its records, checks that it reads them back, then waits for the
// order to load and measure. The order of messages is ready, measuring, measured; the parent ends it by disconnecting.
import { deepStrictEqual } from 'node:assert/strict';
import { tracingChannel } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { TENDRIL, VENDOR } from '../lib/paths.mjs';
import { NAMESPACE, recordShape, SET, userKey } from '../lib/records.mjs';
import { Arrivals, Load } from './load.mjs';
import { BATCHES, OPERATIONS } from './operations.mjs';

const require = createRequire(import.meta.url);
const job = JSON.parse(process.argv[2]);
const { contender, workload, hosts, tls, populate } = job;
const POPULATE_AT_ONCE = 8;

const Aerospike = require(contender.client === 'vendor' ? VENDOR : TENDRIL);
const shape = recordShape(workload.record);
const keyOf = (i) => new Aerospike.Key(workload.namespace ?? NAMESPACE, SET, userKey(shape.name, i % shape.keys));

if (contender.commandQueue !== undefined) Aerospike.setupGlobalCommandQueue(contender.commandQueue);
const where = contender.encrypts ? { hosts: tls.hosts, tls: { cafile: tls.cafile, ...contender.tls } } : { hosts };
if (contender.traces) {
  // What the least that a tracer does costs: it is told of each command.
  const told = () => {};
  const channel = tracingChannel('tendril:command');
  channel.subscribe({ start: told, end: told, asyncStart: told, asyncEnd: told, error: told });
}
const client = await Aerospike.connect({ ...where, ...contender.config });

if (contender.metrics) {
  const told = () => {};
  const metricsListeners = new Aerospike.MetricsListeners({
    enableListener: told,
    snapshotListener: told,
    nodeCloseListener: told,
    disableListener: told,
  });
  await client.enableMetrics(new Aerospike.MetricsPolicy({ interval: 1, metricsListeners }));
}

/** Does something for each key, a few at a time. */
async function forAllKeys(action) {
  for (let i = 0; i < shape.keys; i += POPULATE_AT_ONCE) {
    const count = Math.min(POPULATE_AT_ONCE, shape.keys - i);
    await Promise.all(Array.from({ length: count }, (_, j) => action(keyOf(i + j))));
  }
}

if (populate) await forAllKeys((key) => client.put(key, shape.bins));
deepStrictEqual({ ...(await client.get(keyOf(0))).bins }, shape.bins);

let load;
const orders = {
  async start({ warmUpMs, measureMs }) {
    const operation = { ...OPERATIONS, ...BATCHES }[workload.op];
    const call = { key: keyOf, i: 0, bins: shape.bins };
    const run = (i) => {
      call.i = i;
      return operation(client, call, Aerospike);
    };
    load = workload.rate === undefined ? new Load(run, workload.inFlight) : new Arrivals(run, workload.rate);
    await new Promise((resolve) => setTimeout(resolve, warmUpMs));
    process.send({ type: 'measuring' });
    process.send({ type: 'measured', ...(await load.measure(measureMs)) });
  },
  async finish() {
    await load?.stop();
    if (populate) await forAllKeys((key) => client.remove(key).catch(() => {}));
    client.close();
    process.send({ type: 'finished' });
  },
};

process.on('message', (message) => orders[message.type](message));
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready' });
