// An address at which connecting neither succeeds nor fails: a listener that never accepts, with its backlog full.

import { once } from 'node:events';
import * as net from 'node:net';
import type { TestContext } from 'node:test';
import { Worker } from 'node:worker_threads';

const LISTENER = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(workerData), 0, 0);
  process.exit();
});
`;

export async function blackHole(t: TestContext): Promise<{ host: string; port: number }> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(LISTENER, { eval: true, workerData: gate });
  const [port] = (await once(worker, 'message')) as [number];
  const address = { host: '127.0.0.1', port };
  const fillers = Array.from({ length: 8 }, () => net.connect(address).on('error', () => {}));
  t.after(async () => {
    for (const filler of fillers) filler.destroy();
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await once(worker, 'exit');
  });
  await Promise.race(fillers.map((filler) => once(filler, 'connect')));
  return address;
}
