// Shared memory with real processes: one of them tends; owners are killed, stopped and asked to leave while the others
// work; and where memory cannot be shared, each process tends for itself and says so once.

import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { EmbeddedServer } from 'tendril-server';
import { type Client, type ConfigOptions, Key, status } from '../../src/index.ts';
import { skip } from '../shm/helpers.ts';
import { ChildClient, type ChildOptions } from './child-client.ts';
import { connectClient, NAMESPACE, startServer, uniqueSegmentKey } from './topologies.ts';

interface Group {
  readonly server: EmbeddedServer;
  readonly config: ConfigOptions;
  readonly children: ChildClient[];
}

async function startGroup(t: TestContext, processes: number, nodes = 3, more: ConfigOptions = {}): Promise<Group> {
  const server = await startServer(t, nodes);
  const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory: { key: uniqueSegmentKey() }, ...more };
  const children = Array.from({ length: processes }, () => new ChildClient(t, config));
  for (const child of children) strictEqual((await child.connected()).event, 'connected');
  return { server, config, children };
}

async function ownersOf(children: readonly ChildClient[]): Promise<ChildClient[]> {
  const reports = await Promise.all(children.map((child) => child.report()));
  return children.filter((_, n) => reports[n]?.role === 'owner');
}

/** The one process that tends; `others` are those that do not. */
async function split(children: readonly ChildClient[]): Promise<{ owner: ChildClient; others: ChildClient[] }> {
  const [owner, ...more] = await ownersOf(children);
  if (owner === undefined || more.length > 0) throw new Error(`${more.length + 1} owners, or none`);
  return { owner, others: children.filter((child) => child !== owner) };
}

/** Resolves when one of the processes has said that it became the owner; roles before `since` do not count. */
function succession(children: readonly ChildClient[], since: readonly number[]): Promise<ChildClient> {
  const waits = children.map(async (child, n) => {
    await child.until(() => (child.roles.slice(since[n]).includes('owner') ? true : undefined));
    return child;
  });
  return Promise.any(waits);
}

const rolesSoFar = (children: readonly ChildClient[]): number[] => children.map(({ roles }) => roles.length);

/** Every process of the list goes on for `commands` commands, none of which fails. */
async function workOn(children: readonly ChildClient[], commands: number): Promise<void> {
  const reports = await Promise.all(children.map((child) => child.more(commands)));
  for (const { failures } of reports) deepStrictEqual(failures, []);
}

const connections = ({ server }: Group): number => server.nodes.reduce((sum, node) => sum + node.connections, 0);

test('of five processes exactly one tends, whatever the load', { skip }, async (t) => {
  const group = await startGroup(t, 5);
  const { children } = group;
  const { owner, others } = await split(children);
  // Nobody has run a command yet: one connection per node is that of the owner's tending.
  strictEqual(connections(group), 3);
  for (const child of children) child.order({ do: 'load' });
  await workOn(children, 500);
  strictEqual((await owner.report()).tends > 0, true);
  for (const other of others) {
    const { role, tends, nodes } = await other.report();
    deepStrictEqual({ role, tends, nodes }, { role: 'follower', tends: 0, nodes: 3 });
  }
  strictEqual(
    group.server.nodes.reduce((sum, node) => sum + node.proxiedCommands, 0),
    0,
  );
  for (const child of children) strictEqual(await child.close(), 'code 0');
  for (const child of children) deepStrictEqual(child.warnings, []);
});

test('killing the owner under load fails no command elsewhere, three times over', { skip }, async (t) => {
  const { server, children } = await startGroup(t, 4);
  for (const child of children) child.order({ do: 'load' });
  let alive = children;
  while (alive.length > 1) {
    const { owner, others } = await split(alive);
    await workOn(alive, 100);
    const next = succession(others, rolesSoFar(others));
    await owner.kill('SIGKILL');
    const heir = await next;
    await workOn(others, 200);
    deepStrictEqual(await ownersOf(others), [heir]);
    alive = others;
  }
  // The last one sees what happens in the cluster: it really tends.
  await server.addNode();
  let nodes = 0;
  while (nodes !== 4) nodes = (await alive[0]?.more(100))?.nodes ?? 0;
});

test('a stopped owner is replaced, and follows when it wakes', { skip }, async (t) => {
  // The time of a command that was not on its way yet when its process was stopped goes on.
  const patient = { totalTimeout: 30_000 };
  const { children } = await startGroup(t, 3, 3, { policies: { read: patient, write: patient } });
  for (const child of children) child.order({ do: 'load' });
  const { owner, others } = await split(children);
  await workOn(children, 100);
  const next = succession(others, rolesSoFar(others));
  const before = owner.roles.length;
  owner.signal('SIGSTOP');
  const heir = await next;
  await workOn(others, 200);
  owner.signal('SIGCONT');
  await owner.until(() => (owner.roles.slice(before).includes('follower') ? true : undefined));
  deepStrictEqual(await ownersOf(children), [heir]);
  await workOn(children, 200);
});

test('takeoverThresholdSeconds is how long a process waits for a stalled owner', { skip }, async (t) => {
  const server = await startServer(t, 1);
  const key = uniqueSegmentKey();
  const children: ChildClient[] = [];
  for (const takeoverThresholdSeconds of [1, 100, 0.3]) {
    const sharedMemory = { key, takeoverThresholdSeconds };
    const child = new ChildClient(t, { hosts: server.hosts, tenderInterval: 250, sharedMemory });
    await child.connected();
    children.push(child);
  }
  const [owner, patient, impatient] = children as [ChildClient, ChildClient, ChildClient];
  deepStrictEqual(await ownersOf(children), [owner]);
  const next = succession([impatient], rolesSoFar([impatient]));
  owner.signal('SIGSTOP');
  await next;
  owner.signal('SIGCONT');
  deepStrictEqual(await ownersOf([patient, impatient]), [impatient]);
});

test('an owner that closes hands over, and the last one to leave takes the files with it', { skip }, async (t) => {
  const { children } = await startGroup(t, 3);
  const { owner, others } = await split(children);
  const next = succession(others, rolesSoFar(others));
  strictEqual(await owner.close(), 'code 0');
  const heir = await next;
  for (const child of others) child.order({ do: 'load' });
  await workOn(others, 100);
  const [segment] = await statusOf(heir.pid);
  const path = String(segment?.path);
  strictEqual(existsSync(path), true);
  for (const child of others) strictEqual(await child.close(), 'code 0');
  strictEqual(existsSync(path), false);
});

test('a process that exits without close leaves nothing that another has to wait for', { skip }, async (t) => {
  const { children } = await startGroup(t, 2);
  const { owner, others } = await split(children);
  const next = succession(others, rolesSoFar(others));
  owner.order({ do: 'exit' });
  await owner.ended;
  strictEqual(await next, others[0]);
});

/** What `tendril status --json` says about the segments in which a process takes part. */
async function statusOf(pid: number): Promise<{ [name: string]: unknown }[]> {
  const command = join(__dirname, '..', '..', '..', 'bin', 'tendril.js');
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'status', '--json']);
  const segments = JSON.parse(stdout) as { participants: number[] }[];
  return segments.filter(({ participants }) => participants.includes(pid));
}

test('tendril status names the owner, the participants and the nodes', { skip }, async (t) => {
  const { server, children } = await startGroup(t, 2, 2);
  const { owner } = await split(children);
  const [segment, ...more] = await statusOf(owner.pid);
  deepStrictEqual(more, []);
  match(String(segment?.path), /\/tendril-\d+-[0-9a-f]{16}$/);
  strictEqual(Math.abs(Date.parse(String(segment?.writtenAt)) - Date.now()) < 60_000, true);
  const { path, writtenAt, generation, publishes, nodes, ...rest } = segment ?? {};
  strictEqual(Number(generation) >= 2 && Number(publishes) >= 1, true);
  deepStrictEqual(rest, {
    ownerPid: owner.pid,
    ownerAlive: true,
    epoch: 1,
    participants: children.map(({ pid }) => pid).sort((a, b) => a - b),
    takeovers: 1,
    clusterName: 'integration',
    // One look cannot tell how old a heartbeat is.
    heartbeatAgeMs: null,
    members: children
      .map(({ pid }) => ({ pid, role: pid === owner.pid ? 'owner' : 'follower' }))
      .sort((a, b) => a.pid - b.pid),
    namespaces: [{ name: 'test', strongConsistency: false, copies: 2, withoutMaster: 0 }],
  });
  const described = (nodes as { name: string; partitions: { test: { master: number; replica: number } } }[])
    .map(({ partitions, ...node }) => ({ node, master: partitions.test.master, replica: partitions.test.replica }))
    .sort((a, b) => (a.node.name < b.node.name ? -1 : 1));
  deepStrictEqual(
    described.map(({ node }) => node),
    server.nodes.map(({ name, address }) => ({ name, address, build: '8.1.2.0', active: true })),
  );
  // Two copies of 4096 partitions, on two nodes: what one is master of, the other has the replica of.
  deepStrictEqual([described[0]?.master, described[0]?.replica], [described[1]?.replica, described[1]?.master]);
  strictEqual((described[0]?.master ?? 0) + (described[1]?.master ?? 0), 4096);
});

test('a follower of an owner that reaches nobody is refused with a reason, never connected to nothing', {
  skip,
}, async (t) => {
  const server = await startServer(t, 1);
  const config = {
    hosts: server.hosts,
    tenderInterval: 250,
    connTimeoutMs: 50,
    sharedMemory: { key: uniqueSegmentKey() },
  };
  const owner = await connectClient(t, config);
  const gone = new Promise((resolve) => owner.once('disconnected', resolve));
  await server.nodes[0]?.kill();
  await gone;
  const follower = new ChildClient(t, config);
  const { event, nodes, error } = await follower.connected();
  deepStrictEqual([event, nodes, error?.code], ['refused', 0, status.ERR_CONNECTION]);
  match(
    String(error?.message),
    /^Failed to connect: The process that tends 127\.0\.0\.1:\d+ for this host found no node/,
  );
  await follower.ended;
});

test('processes that start while the cluster is down are all refused with the reason', { skip }, async (t) => {
  const server = await startServer(t, 1);
  const { hosts } = server;
  await server.stop();
  const config = { hosts, tenderInterval: 250, connTimeoutMs: 50, sharedMemory: { key: uniqueSegmentKey() } };
  const children = Array.from({ length: 3 }, () => new ChildClient(t, config));
  for (const child of children) {
    const { event, error } = await child.connected();
    deepStrictEqual([event, error?.code], ['refused', status.ERR_CONNECTION]);
    match(String(error?.message), /Failed to connect.*ECONNREFUSED|found no node/);
  }
});

const preload = (name: string): string[] => ['--require', join(__dirname, `${name}.js`)];

const OBSTACLES: { readonly [obstacle: string]: { readonly child: ChildOptions; readonly reason: RegExp } } = {
  'koffi is not installed': {
    child: { execArgv: preload('preload-no-koffi') },
    reason: /koffi-[a-z0-9-]+: Cannot find module/,
  },
  'flock is missing': {
    child: { execArgv: preload('preload-no-call'), env: { TENDRIL_TEST_MISSING: 'flock' } },
    reason: /Cannot find function 'flock'/,
  },
  'mmap is missing': {
    child: { execArgv: preload('preload-no-call'), env: { TENDRIL_TEST_MISSING: 'mmap' } },
    reason: /Cannot find function 'mmap'/,
  },
  'no directory is writable': {
    child: { execArgv: preload('preload-no-shm'), env: { TMPDIR: '/proc' } },
    reason: /Directory \/proc\/tendril-\d+-[0-9a-f]{16} cannot be created/,
  },
};

for (const [obstacle, { child, reason }] of Object.entries(OBSTACLES)) {
  test(`where ${obstacle}, a process tends for itself and says so once`, async (t) => {
    const server = await startServer(t, 1);
    const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory: { key: uniqueSegmentKey() } };
    const alone = new ChildClient(t, config, child);
    strictEqual((await alone.connected()).role, 'private');
    alone.order({ do: 'load' });
    await workOn([alone], 200);
    strictEqual(await alone.close(), 'code 0');
    strictEqual(alone.warnings.length, 1);
    match(String(alone.warnings[0]), /Shared memory is not available, this process tends for itself: /);
    match(String(alone.warnings[0]), reason);
  });
}

test('a directory that others could have prepared is not trusted', { skip }, async (t) => {
  const server = await startServer(t, 1);
  const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory: { key: uniqueSegmentKey() } };
  const first = new ChildClient(t, config);
  await first.connected();
  const path = String((await statusOf(first.pid))[0]?.path);
  await first.close();
  mkdirSync(path, { mode: 0o755 });
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const wary = new ChildClient(t, config);
  strictEqual((await wary.connected()).role, 'private');
  strictEqual(await wary.close(), 'code 0');
  strictEqual(wary.warnings.length, 1);
  match(String(wary.warnings[0]), /cannot be trusted: its mode 755 lets others in/);
});

test('clients of one process share a segment like processes do', { skip }, async (t) => {
  const server = await startServer(t, 1);
  const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory: { key: uniqueSegmentKey() } };
  const clients: Client[] = [];
  for (let n = 0; n < 3; n++) clients.push(await connectClient(t, config));
  deepStrictEqual(
    clients.map(({ tendRole }) => tendRole),
    ['owner', 'follower', 'follower'],
  );
  for (const [n, client] of clients.entries()) await client.put(new Key(NAMESPACE, 'shared', n), { n });
  clients[0]?.close();
  deepStrictEqual((await clients[2]?.get(new Key(NAMESPACE, 'shared', 0)))?.bins, { n: 0 });
});

test('a client reports its segment as the command line shows it, and none where it tends for itself', {
  skip,
}, async (t) => {
  const server = await startServer(t, 2);
  const config = { hosts: server.hosts, tenderInterval: 250, sharedMemory: { key: uniqueSegmentKey() } };
  const owner = await connectClient(t, config);
  const follower = await connectClient(t, config);
  const report = follower.segmentReport();
  deepStrictEqual(report?.members, [
    { pid: process.pid, role: 'owner' },
    { pid: process.pid, role: 'follower' },
  ]);
  strictEqual(report.ownerPid, process.pid);
  strictEqual(report.path, follower.stats().cluster?.segment?.path);
  strictEqual(report.heartbeatAgeMs, 0);
  strictEqual(report.nodes.length, 2);
  const [shown = {}] = await statusOf(process.pid);
  deepStrictEqual(Object.keys(report).sort(), Object.keys(shown).sort());
  deepStrictEqual(report.members, shown.members);

  owner.close();
  follower.close();
  strictEqual(follower.segmentReport(), undefined);
  const alone = await connectClient(t, { hosts: server.hosts });
  strictEqual(alone.segmentReport(), undefined);
});
