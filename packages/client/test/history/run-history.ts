// A seeded workload against a cluster under random faults, recorded and judged. Owns proxies, server and clients of one
// run and stops them; a failing history is left in the system's temporary directory.

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedServer } from 'tendril-server';
import { AerospikeError, type Client, connect, Key, operations, policy, status } from '../../src/index.ts';
import { type Fault, FaultProxy } from '../helpers/fault-proxy.ts';
import { Random } from '../helpers/random.ts';
import { checkRecord, type HistoryEntry, type Seen, type Violation } from './checker.ts';

export interface HistoryReport {
  readonly seed: number;
  readonly operations: number;
  readonly outcomes: Readonly<{ [outcome: string]: number }>;
  readonly violations: readonly Violation[];
  /** Where the failing history is. */
  readonly file: string | undefined;
}

const NODES = 3;
const LANES = 8;
const RECORDS = 6;
/** Then a record is left and another one taken. */
const MAX_ENTRIES = 120;
const POLICY = { totalTimeout: 300, maxRetries: 0 };
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
  const histories = new Map<string, HistoryEntry[]>();
  try {
    if (hosts === undefined) {
      for (let i = 0; i < NODES; i++) proxies.push(await FaultProxy.listen({ seed: seed + i }));
      server = await EmbeddedServer.start({ nodes: NODES, advertise: proxies.map((proxy) => proxy.address) });
      for (const [i, proxy] of proxies.entries()) {
        proxy.target = { host: '127.0.0.1', port: server.nodes[i]?.port as number };
      }
    }
    client = await connect({ hosts: hosts ?? server?.hosts, tenderInterval: 250, log: { level: -1 } });
    const run = `${seed}-${process.pid}-${Date.now()}`;
    const endMs = performance.now() + seconds * 1000;
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      work(client as Client, new Random(seed * LANES + lane), run, lane, endMs, histories),
    );
    if (server !== undefined) await disturb(server, proxies, random, endMs);
    await Promise.all(lanes);
  } finally {
    client?.close();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await server?.stop();
  }
  return judge(seed, histories);
}

async function disturb(server: EmbeddedServer, proxies: FaultProxy[], random: Random, endMs: number): Promise<void> {
  while (performance.now() < endMs) {
    const at = random.below(NODES);
    const node = server.nodes[at];
    if (random.below(4) === 0 && node !== undefined) {
      await node.kill();
      await pause(random.below(300));
      await node.restart();
    } else {
      const direction = random.below(2) === 0 ? 'up' : 'down';
      proxies[at]?.inject({ direction, chance: 0.5, fault: FAULTS[random.below(FAULTS.length)] as Fault });
    }
    await pause(50 + random.below(200));
  }
}

async function work(
  client: Client,
  random: Random,
  run: string,
  lane: number,
  endMs: number,
  histories: Map<string, HistoryEntry[]>,
): Promise<void> {
  for (let count = 0; performance.now() < endMs; count++) {
    const record = random.below(RECORDS);
    let epoch = 0;
    while ((histories.get(`${record}.${epoch}`)?.length ?? 0) >= MAX_ENTRIES) epoch++;
    const name = `${record}.${epoch}`;
    const history = histories.get(name) ?? [];
    histories.set(name, history);
    const choice = random.below(20);
    const kind = choice < 1 ? 'remove' : choice < 3 ? 'put' : choice < 12 ? 'append' : 'read';
    const entry = await perform(client, new Key('test', 'history', `${run}-${name}`), kind, `${lane}.${count}`);
    history.push(entry);
  }
}

async function perform(client: Client, key: Key, kind: HistoryEntry['kind'], id: string): Promise<HistoryEntry> {
  const startMs = performance.now();
  const end = (outcome: HistoryEntry['outcome'], seen?: Seen): HistoryEntry => {
    const base = { kind, id, startMs, endMs: performance.now(), outcome };
    return seen === undefined ? base : { ...base, seen };
  };
  try {
    if (kind === 'put') {
      await client.put(key, { log: `${id},` }, null, { ...POLICY, exists: policy.exists.CREATE_OR_REPLACE });
      return end('ok');
    }
    if (kind === 'remove') {
      await client.remove(key, POLICY);
      return end('ok');
    }
    const ops = [operations.append('log', `${id},`), operations.read('log')];
    const { bins, gen } =
      kind === 'read' ? await client.get(key, POLICY) : await client.operate(key, ops, null, POLICY);
    return end('ok', { log: String(bins.log).split(',').slice(0, -1), gen: gen as number });
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error;
    if (error.inDoubt) return end('in-doubt');
    const isAbsent = error.code === status.ERR_RECORD_NOT_FOUND && (kind === 'read' || kind === 'remove');
    return end(isAbsent ? 'absent' : 'failed');
  }
}

function judge(seed: number, histories: ReadonlyMap<string, HistoryEntry[]>): HistoryReport {
  const all = [...histories.values()].flat();
  const outcomes: { [outcome: string]: number } = {};
  for (const { outcome } of all) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const violations = [...histories.values()].flatMap((history) => checkRecord(history));
  let file: string | undefined;
  if (violations.length > 0) {
    file = join(tmpdir(), `tendril-history-${seed}-${process.pid}.json`);
    writeFileSync(file, JSON.stringify({ seed, violations, histories: [...histories] }, null, 1));
  }
  return { seed, operations: all.length, outcomes, violations, file };
}
