// The HTTP load, in a process of its own: keep-alive connections, one request at a time on each. Counts and latencies
// are of the measured window alone.
import autocannon from 'autocannon';

const job = JSON.parse(process.argv[2]);
const RECORD = JSON.stringify({ x: 1234, y: 'abcd' });
const KEYS = 64;
/** autocannon wants to know when to end; we end it ourselves, long before. */
const LONG_SECONDS = 3600;

const requests = Array.from({ length: KEYS }, (_, i) =>
  job.method === 'GET'
    ? { method: 'GET', path: `/bench${i}` }
    : { method: 'POST', path: `/bench${i}`, headers: { 'content-type': 'application/json' }, body: RECORD },
);

const instance = autocannon({ url: job.url, connections: job.connections, duration: LONG_SECONDS, requests });
const samples = [];
let isMeasuring = false;
let failed = 0;
instance.on('response', (_client, status, _bytes, milliseconds) => {
  if (!isMeasuring) return;
  if (status === 200) samples.push(milliseconds);
  else failed++;
});
instance.on('reqError', () => {
  if (isMeasuring) failed++;
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await pause(job.warmUpMs);
isMeasuring = true;
process.send({ type: 'measuring' });
const started = performance.now();
await pause(job.measureMs);
isMeasuring = false;
const elapsedMs = performance.now() - started;
process.send({ type: 'measured', requests: samples.length, failed, elapsedMs, samples: Float64Array.from(samples) });
process.on('disconnect', () => process.exit(0));
