// A seeded workload against a cluster under random faults, recorded and judged. Owns proxies, server and client of one
// run and stops them.

import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedServer } from 'tendril-server';
import { type Client, connect } from '../../src/index.ts';
import { type Fault, FaultProxy } from '../helpers/fault-proxy.ts';
import { Random } from '../helpers/random.ts';
import { type HistoryReport, Tally } from './tally.ts';
import { Workload } from './workload.ts';

const NODES = 3;
const CALLERS = 16;
/** A restart comes before or after the others have noticed the death. */
const FAILURE_DETECTION_MS = 100;
const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'cut' },
  { kind: 'black-hole' },
  { kind: 'delay', ms: 150 },
];

/** With `hosts` a real cluster, without faults; else three embedded nodes behind proxies that misbehave. */
export async function runHistory(seconds: number, seed: number, hosts?: string): Promise<HistoryReport> {
  const random = new Random(seed);
  const proxies: FaultProxy[] = [];
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
        proxy.target = { host: '127.0.0.1', port: server.nodes[i]?.port as number };
      }
    }
    client = await connect({ hosts: hosts ?? server?.hosts, tenderInterval: 250, log: { level: -1 } });
    const workload = new Workload(client, `${seed}-${process.pid}-${Date.now()}`, (history) => tally.add(history));
    const endMs = performance.now() + seconds * 1000;
    const callers = workload.run(CALLERS, seed, endMs);
    if (server !== undefined) await disturb(server, proxies, random, endMs);
    await callers;
  } finally {
    client?.close();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await server?.stop();
  }
  return tally.report();
}

async function disturb(server: EmbeddedServer, proxies: FaultProxy[], random: Random, endMs: number): Promise<void> {
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
    await pause(20 + random.below(100));
  }
}
