// One client in a process of its own that streams: fills a set, and then does what it is told, one thing after the other.
// Answers each with what it took. The parent ends it by disconnecting.
import { createRequire } from 'node:module';
import { TENDRIL, VENDOR } from '../lib/paths.mjs';

const require = createRequire(import.meta.url);
const job = JSON.parse(process.argv[2]);
const { contender, hosts, set } = job;
const NAMESPACE = 'test';
const INDEX = `${set}_n`;
const ROWS = 1000;
const AT_ONCE = 4;
const TEXT = 'x'.repeat(100);
/** Of a consumer that keeps to a rate. */
const TICK_MS = 20;

const Aerospike = require(contender === 'vendor' ? VENDOR : TENDRIL);
const client = await Aerospike.connect({ hosts, policies: { batchParentWrite: { totalTimeout: 30_000 } } });

async function fill(records) {
  let next = 0;
  const worker = async () => {
    while (next < records) {
      const from = next;
      next += ROWS;
      const rows = Array.from({ length: Math.min(ROWS, records - from) }, (_, i) => ({
        type: Aerospike.batchType.BATCH_WRITE,
        key: new Aerospike.Key(NAMESPACE, set, from + i),
        ops: [Aerospike.operations.write('n', from + i), Aerospike.operations.write('text', TEXT)],
      }));
      await client.batchWrite(rows, { totalTimeout: 30_000 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const options = { ns: NAMESPACE, set, bin: 'n', index: INDEX };
  const indexing = await client.createIntegerIndex(options);
  await indexing.wait(20);
}

function scan() {
  return client.scan(NAMESPACE, set, { concurrent: true });
}

function query(from, to) {
  const made = client.query(NAMESPACE, set);
  made.where(Aerospike.filter.range('n', from, to - 1));
  return made;
}

/** Counts the records of a stream, and the time to the first. */
function drain(source) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const stream = source.foreach();
    let records = 0;
    let firstMs;
    stream.on('data', () => {
      firstMs ??= performance.now() - started;
      records++;
    });
    stream.on('error', reject);
    stream.on('end', () => resolve({ records, firstMs }));
  });
}

async function measured(work) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const elapsedMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { ...result, elapsedMs, cpuMicros: user + system };
}

/** A loop that takes so many records a second, for so long; and how much more memory the process has at most meanwhile. */
async function slowly(perSecond, seconds) {
  const before = process.memoryUsage.rss();
  const endMs = performance.now() + seconds * 1000;
  const perTick = (perSecond * TICK_MS) / 1000;
  let [records, rssBytes] = [0, 0];
  for await (const record of scan()) {
    if (record.bins.text === undefined) throw new Error('a record without its text');
    if (++records % perTick !== 0) continue;
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss() - before);
    if (performance.now() >= endMs) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  return { records, rssBytes };
}

const orders = {
  fill: ({ records }) => fill(records),
  scan: () => drain(scan()),
  async loop() {
    let records = 0;
    for await (const record of scan()) if (record.gen > 0) records++;
    return { records };
  },
  query: ({ from, to }) => drain(query(from, to)),
  slow: ({ perSecond, seconds }) => slowly(perSecond, seconds),
  async remove() {
    await client.indexRemove(NAMESPACE, INDEX);
    await client.truncate(NAMESPACE, set, 0);
  },
};

process.on('message', async ({ order, ...options }) => {
  try {
    process.send({ type: 'done', ...(await measured(() => orders[order](options))) });
  } catch (error) {
    process.send({ type: 'done', failure: error.message });
  }
});
process.on('disconnect', () => {
  client.close();
  process.exit(0);
});
process.send({ type: 'ready' });
