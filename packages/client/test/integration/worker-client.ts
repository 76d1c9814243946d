// A client in a worker thread: connects, says so, and runs commands whenever it is asked to.

import { parentPort, threadId, workerData } from 'node:worker_threads';
import { Client, type ConfigOptions, Key } from '../../src/index.ts';
import { NAMESPACE } from './topologies.ts';

/** What a worker thread answers with. */
export interface WorkerReport {
  readonly role: string | undefined;
  readonly tends: number;
  /** What was read back, one entry for each command. */
  readonly values: readonly unknown[];
}

async function serve(): Promise<void> {
  const client = await new Client(workerData as ConfigOptions).connect();
  const answer = (values: readonly unknown[]): void => {
    const tends = client.stats().cluster?.tends ?? 0;
    parentPort?.postMessage({ role: client.tendRole, tends, values } satisfies WorkerReport);
  };
  parentPort?.on('message', async (order: number | 'close') => {
    if (order === 'close') {
      client.close();
      parentPort?.close();
      return;
    }
    const keys = Array.from({ length: order }, (_, n) => new Key(NAMESPACE, 'worker', `${threadId} ${n}`));
    await Promise.all(keys.map((key, n) => client.put(key, { n })));
    answer(await Promise.all(keys.map(async (key) => (await client.get(key)).bins.n)));
  });
  answer([]);
}

serve();
