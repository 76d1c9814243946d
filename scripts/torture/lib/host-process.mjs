// Child process of the torture: one participant in the main thread, or several in worker threads. Ends with its parent.
import { Worker } from 'node:worker_threads';
import { participate } from './participant.mjs';

const { participants, threads } = JSON.parse(process.argv[2]);

function send(report) {
  if (process.connected) process.send(report, () => {});
}

function startThread(settings) {
  const worker = new Worker(new URL('thread.mjs', import.meta.url), { workerData: settings });
  worker.on('message', send);
  return worker;
}

const workers = threads ? participants.map(startThread) : [];
const obey = threads ? undefined : participate(participants[0], send);

process.on('message', async ({ member, order }) => {
  if (!threads) return obey(order);
  if (order.do !== 'replace') return workers[member].postMessage(order);
  await workers[member].terminate();
  workers[member] = startThread(order.settings);
});
process.on('disconnect', () => process.exit(0));
