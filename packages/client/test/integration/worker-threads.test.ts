// Clients in worker threads and in the main thread share one segment, each thread with a client of its own.

import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { type ConfigOptions, Key } from '../../src/index.ts';
import { listSegments } from '../../src/shm/list-segments.ts';
import { skip } from '../shm/helpers.ts';
import { connectClient, NAMESPACE, startServer, uniqueSegmentKey } from './topologies.ts';
import type { WorkerReport } from './worker-client.ts';

class WorkerClient {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown[]>;

  constructor(t: TestContext, config: ConfigOptions) {
    this.#worker = new Worker(join(__dirname, 'worker-client.js'), { workerData: config });
    this.#exited = once(this.#worker, 'exit');
    t.after(() => this.#worker.terminate());
  }

  async report(): Promise<WorkerReport> {
    const [report] = await once(this.#worker, 'message');
    return report as WorkerReport;
  }

  /** Writes and reads that many records. */
  run(commands: number): Promise<WorkerReport> {
    const report = this.report();
    this.#worker.postMessage(commands);
    return report;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  async close(): Promise<unknown> {
    this.#worker.postMessage('close');
    const [code] = await this.#exited;
    return code;
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test('two worker threads and the main thread share a segment and run commands', { skip }, async (t) => {
  const server = await startServer(t, 3);
  const config = {
    log: { level: -1 },
    hosts: server.hosts,
    tenderInterval: 250,
    sharedMemory: { key: uniqueSegmentKey() },
  };
  const first = new WorkerClient(t, config);
  strictEqual((await first.report()).role, 'owner');
  const second = new WorkerClient(t, config);
  strictEqual((await second.report()).role, 'follower');
  const main = await connectClient(t, config);
  strictEqual(main.tendRole, 'follower');
  const segment = listSegments().find(
    ({ participants }) => participants.filter((pid) => pid === process.pid).length === 3,
  );
  strictEqual(segment?.ownerPid, process.pid);

  const reports = await Promise.all([first.run(200), second.run(200)]);
  deepStrictEqual(
    reports.map(({ values }) => values),
    [upTo(200), upTo(200)],
  );
  strictEqual(reports[1]?.tends, 0);
  await main.put(new Key(NAMESPACE, 'worker', 'main'), { n: 1 });

  // A thread that is terminated runs none of its code any more: what it held has to be let go by itself.
  await first.terminate();
  deepStrictEqual((await second.run(200)).values, upTo(200));
  deepStrictEqual((await main.get(new Key(NAMESPACE, 'worker', 'main'))).bins, { n: 1 });
  const added = once(main, 'nodeAdded');
  await server.addNode();
  await added;
  strictEqual(main.getNodes().length, 4);

  strictEqual(await second.close(), 0);
  main.close();
  strictEqual(existsSync(String(segment?.path)), false);
});
