// A participant in a worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { participate } from './participant.mjs';

parentPort.on(
  'message',
  participate(workerData, (report) => parentPort.postMessage(report)),
);
