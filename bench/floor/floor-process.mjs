// The floor: bare sockets that write the same prepared request over and over and count the bytes of the replies. No
// promises, no decoding, no timeouts. What a client costs above this is the client.
import net from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { requestFrame } from '../targets/frames.mjs';

const job = JSON.parse(process.argv[2]);
const { contender, workload, hosts } = job;
const addresses = hosts.split(',').map((host) => {
  const colon = host.lastIndexOf(':');
  return { host: host.slice(0, colon), port: Number(host.slice(colon + 1)) };
});
const READ_BYTES = 128 * 1024;
const MAX_FRAMES_PER_WRITE = 1024;
const LOOP_RESOLUTION_MS = 5;

const request = requestFrame(workload.op, workload.record);
const requests = Buffer.concat(new Array(Math.min(workload.inFlight, MAX_FRAMES_PER_WRITE)).fill(request));
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

let operations = 0;

/** Resolves with the bytes of one reply: all replies of a run have the same length. */
function exchange(frame) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(addresses[0]);
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 8 || received.length < 8 + received.readUInt32BE(4)) return;
      socket.destroy();
      resolve(received);
    });
    socket.write(frame);
  });
}

function startPipeline(address, inFlight, replyBytes) {
  let rest = 0;
  const socket = net.connect({
    ...address,
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback(bytes) {
        rest += bytes;
        const replies = Math.floor(rest / replyBytes);
        if (replies === 0) return true;
        rest -= replies * replyBytes;
        operations += replies;
        socket.write(requests.subarray(0, replies * request.length));
        return true;
      },
    },
  });
  socket.on('connect', () => socket.write(requests.subarray(0, inFlight * request.length)));
  socket.on('error', (error) => {
    throw error;
  });
}

await exchange(requestFrame('put', workload.record));
const reply = await exchange(request);
if (reply[13] !== 0) throw new Error(`The server answers with result code ${reply[13]}`);

const orders = {
  async start({ warmUpMs, measureMs }) {
    const { connections } = contender;
    for (let i = 0; i < connections; i++) {
      const inFlight =
        Math.floor(((i + 1) * workload.inFlight) / connections) - Math.floor((i * workload.inFlight) / connections);
      if (inFlight > 0) startPipeline(addresses[i % addresses.length], inFlight, reply.length);
    }
    await new Promise((resolve) => setTimeout(resolve, warmUpMs));
    process.send({ type: 'measuring' });
    const histogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    histogram.enable();
    operations = 0;
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    await new Promise((resolve) => setTimeout(resolve, measureMs));
    const cpu = process.cpuUsage(cpuBefore);
    process.send({
      type: 'measured',
      operations,
      failed: 0,
      errors: [],
      elapsedMs: performance.now() - started,
      userMicros: cpu.user,
      systemMicros: cpu.system,
      samples: new Float64Array(0),
      loopDelayMs: Math.max(0, histogram.percentile(99) / 1e6 - LOOP_RESOLUTION_MS),
      rssBytes: process.memoryUsage.rss(),
    });
  },
  async finish() {
    await exchange(requestFrame('remove', workload.record));
    process.send({ type: 'finished' });
  },
};

process.on('message', (message) => orders[message.type](message));
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready' });
