// A seeded workload against a cluster under random faults, recorded and judged. Owns proxies, server and client of one
// run and stops them.

import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedServer } from 'tendril-server';
import { RowShuffler } from 'tendril-testing/row-shuffler';
import { type Client, connect, type MergeMode } from '../../src/index.ts';
import { MergedRequest } from '../../src/net/merged-request.ts';
import type { NetError } from '../../src/net/net-error.ts';
import { type Fault, FaultProxy } from '../helpers/fault-proxy.ts';
import { Random } from '../helpers/random.ts';
import { type HistoryReport, Tally } from './tally.ts';
import { Workload } from './workload.ts';

const NODES = 3;
/** Commands are merged from eight under way at a node on. */
const CALLERS = { off: 16, reads: 96, on: 96 } as const;
/** A restart comes before or after the others have noticed the death. */
const FAILURE_DETECTION_MS = 100;
/**
 * After a connection with merged commands was lost, a node gets single ones for a second. So faults come in spells, and the
 * first one after a calm finds most commands merged.
 */
const CALM_MS = 1200;
const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'cut' },
  { kind: 'black-hole' },
  { kind: 'delay', ms: 150 },
];

export interface HistoryOptions {
  readonly seconds: number;
  readonly seed: number;
  /** A real cluster, without faults; else three embedded nodes behind proxies that misbehave, and mix up rows. */
  readonly hosts?: string | undefined;
  /** What is merged; default `'on'`. */
  readonly merge?: MergeMode | undefined;
  /** What is wrong with the client, so that violations must be found. */
  readonly broken?: Breakage | undefined;
}

/**
 * - `order`: answers are given to merged commands by the order in which they come.
 * - `doubt`: a merged write that was sent, and whose connection is lost, is said to have failed for certain.
 */
export type Breakage = 'order' | 'doubt';

export async function runHistory(options: HistoryOptions): Promise<HistoryReport> {
  const { seconds, seed, hosts, merge = 'on', broken } = options;
  const mend = broken === 'doubt' ? forgetDoubt() : undefined;
  const random = new Random(seed);
  const proxies: FaultProxy[] = [];
  const shufflers: RowShuffler[] = [];
  let server: EmbeddedServer | undefined;
  let client: Client | undefined;
  const tally = new Tally(seed);
  try {
    if (hosts === undefined) {
      for (let i = 0; i < NODES; i++) proxies.push(await FaultProxy.listen({ seed: seed + i }));
      server = await EmbeddedServer.start({
        nodes: NODES,
        failureDetectionMs: FAILURE_DETECTION_MS,
        advertise: proxies.map((proxy) => proxy.address),
      });
      for (const [i, proxy] of proxies.entries()) {
        const node = { host: '127.0.0.1', port: server.nodes[i]?.port as number };
        shufflers.push(await RowShuffler.listen(node, seed + i, broken !== 'order'));
        proxy.target = shufflers[i]?.address;
      }
    }
    client = await connect({
      hosts: hosts ?? server?.hosts,
      tenderInterval: 250,
      log: { level: -1 },
      mergeCommands: merge,
    });
    const workload = new Workload(client, `${seed}-${process.pid}-${Date.now()}`, (history) => tally.add(history));
    const endMs = performance.now() + seconds * 1000;
    const callers = workload.run(CALLERS[merge], seed, endMs);
    if (server !== undefined) await disturb(server, proxies, random, endMs, merge !== 'off');
    await callers;
    tally.merged = client.stats().merged?.commands ?? 0;
  } finally {
    mend?.();
    client?.close();
    await Promise.all([...proxies, ...shufflers].map((proxy) => proxy.stop()));
    await server?.stop();
  }
  return tally.report();
}

/** Breaks the client; returns what mends it. */
function forgetDoubt(): () => void {
  const { onFailure } = MergedRequest.prototype;
  MergedRequest.prototype.onFailure = function (error: NetError): void {
    onFailure.call(this, error, false);
  };
  return () => {
    MergedRequest.prototype.onFailure = onFailure;
  };
}

async function disturb(
  server: EmbeddedServer,
  proxies: FaultProxy[],
  random: Random,
  endMs: number,
  hasCalms: boolean,
): Promise<void> {
  while (performance.now() < endMs) {
    const at = random.below(NODES);
    const node = server.nodes[at];
    if (random.below(4) === 0 && node !== undefined) {
      await node.kill();
      await pause(random.below(300));
      await node.restart({ keepData: random.below(2) === 0 });
    } else {
      const direction = random.below(2) === 0 ? 'up' : 'down';
      proxies[at]?.inject({ direction, chance: 0.5, fault: FAULTS[random.below(FAULTS.length)] as Fault });
    }
    const isCalm = hasCalms && random.below(5) === 0;
    await pause((isCalm ? CALM_MS : 20) + random.below(100));
  }
}
