// A program with one client, in a process of its own: connects, runs commands when told to, and reports.
// Its log goes to standard error, where the test reads the changes of its role.

import { type AerospikeError, Client, type ConfigOptions, Key } from '../../src/index.ts';
import { NAMESPACE } from './topologies.ts';

export type Order =
  /** Commands run in a loop from now on. */
  | { readonly do: 'load' }
  /** A report follows once that many more commands have ended. */
  | { readonly do: 'more'; readonly commands: number }
  /** That many writes at once, reported when all have ended. */
  | { readonly do: 'once'; readonly commands: number }
  /** The loops end; reported when the last command has. */
  | { readonly do: 'rest' }
  | { readonly do: 'report' | 'close' | 'exit' };

export interface Report {
  readonly event: 'connected' | 'refused' | 'report' | 'more' | 'once' | 'rested' | 'closed';
  readonly role: string | undefined;
  readonly nodes: number;
  /** Rounds of tending by this process. */
  readonly tends: number;
  /** Connections that this process may have to a node. */
  readonly maxConnsPerNode: number;
  /** Commands that ended, and what those that failed said. */
  readonly commands: number;
  readonly failures: readonly string[];
  /** Open sockets of the process. */
  readonly sockets: number;
  readonly error?: { readonly code: number; readonly message: string };
}

const WORKERS = 8;

const client = new Client(JSON.parse(process.argv[2] as string) as ConfigOptions);
const failures: string[] = [];
let commands = 0;
let isLoading = false;
let reportAt = Number.POSITIVE_INFINITY;
let loops: Promise<unknown> = Promise.resolve();

function report(event: Report['event'], error?: AerospikeError): void {
  const cluster = client.stats().cluster;
  process.send?.({
    event,
    role: client.tendRole,
    nodes: client.getNodes().length,
    tends: cluster?.tends ?? 0,
    maxConnsPerNode: cluster?.maxConnsPerNode ?? 0,
    commands,
    failures,
    sockets: process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length,
    ...(error !== undefined && { error: { code: error.code, message: error.message } }),
  } satisfies Report);
}

function ended(): void {
  commands++;
  if (commands < reportAt) return;
  reportAt = Number.POSITIVE_INFINITY;
  report('more');
}

async function counted(command: Promise<unknown>): Promise<unknown> {
  try {
    return await command;
  } catch (error) {
    if (isLoading) failures.push((error as Error).message);
    return undefined;
  } finally {
    ended();
  }
}

async function work(worker: number): Promise<void> {
  for (let n = 0; isLoading; n = (n + 1) % 500) {
    const key = new Key(NAMESPACE, 'load', `${process.pid} ${worker} ${n}`);
    await counted(client.put(key, { n }));
    const record = (await counted(client.get(key))) as { bins: { n: number } } | undefined;
    if (record !== undefined && record.bins.n !== n) failures.push(`read ${record.bins.n} instead of ${n}`);
  }
}

async function writeOnce(count: number): Promise<void> {
  const writes = Array.from({ length: count }, (_, n) => client.put(new Key(NAMESPACE, 'once', n), { n }));
  for (const outcome of await Promise.allSettled(writes)) {
    commands++;
    if (outcome.status === 'rejected') failures.push((outcome.reason as Error).message);
  }
  report('once');
}

process.on('message', (order: Order) => {
  if (order.do === 'load') {
    isLoading = true;
    loops = Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  } else if (order.do === 'rest') {
    isLoading = false;
    loops.then(() => report('rested'));
  } else if (order.do === 'once') {
    writeOnce(order.commands);
  } else if (order.do === 'more') {
    reportAt = commands + order.commands;
  } else if (order.do === 'report') {
    report('report');
  } else if (order.do === 'close') {
    isLoading = false;
    client.close();
    report('closed');
    process.disconnect();
  } else {
    process.exit();
  }
});
process.on('SIGTERM', () => process.exit());
// The test is gone: loops that run commands must not outlive it.
process.on('disconnect', () => {
  if (isLoading) process.exit();
});

client.connect().then(
  () => report('connected'),
  (error: AerospikeError) => {
    report('refused', error);
    process.disconnect();
  },
);
