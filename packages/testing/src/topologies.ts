// The places where one and the same test body runs: embedded servers of one and of three nodes, with and without shared
// memory, with TLS, and a real cluster when AEROSPIKE_HOSTS names one. Owns starting and cleaning up; knows no expectations.

import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type Client, type ConfigOptions, connect, Key, type UserKey } from 'tendril';
import { EmbeddedServer, type EmbeddedServerOptions, type ServerVersion } from 'tendril-server';

export const NAMESPACE = 'test';

/** Reason to skip where memory cannot be shared at all (koffi was not installed), else false. */
const noSharedMemory: string | false = (() => {
  try {
    require(`@koromix/koffi-${process.platform}-${process.arch}`);
    return false;
  } catch (error) {
    return `Shared memory needs koffi: ${(error as Error).message}`;
  }
})();

/** A connected client and what stands behind it. */
export interface Deployment {
  readonly client: Client;
  /** What the client was made with; another client made with it joins the same shared segment. */
  readonly config: ConfigOptions;
  /** Undefined for a real cluster. */
  readonly server: EmbeddedServer | undefined;
  readonly nodes: number;
  /** A set that no other test uses. */
  readonly set: string;
  /** A key in that set. */
  key(userKey: UserKey): Key;
}

export interface Topology {
  readonly name: string;
  /** Why it cannot run here, else false. */
  readonly skip: string | false;
  /** Nodes of the embedded server; undefined for a real cluster. */
  readonly nodes: number | undefined;
  readonly sharesMemory: boolean;
  /** Whether the embedded server listens with TLS only. */
  readonly encrypts?: boolean;
}

const REAL_HOSTS = process.env.AEROSPIKE_HOSTS;

export const TOPOLOGIES: readonly Topology[] = [
  { name: 'one embedded node', nodes: 1, sharesMemory: false, skip: false },
  { name: 'three embedded nodes', nodes: 3, sharesMemory: false, skip: false },
  { name: 'three embedded nodes and shared memory', nodes: 3, sharesMemory: true, skip: noSharedMemory },
  { name: 'one embedded node with TLS', nodes: 1, sharesMemory: false, encrypts: true, skip: false },
  {
    name: 'the cluster of AEROSPIKE_HOSTS',
    nodes: undefined,
    sharesMemory: false,
    skip: REAL_HOSTS === undefined ? 'AEROSPIKE_HOSTS is not set' : false,
  },
];

/** A key of shared memory that no other test and no application uses. */
export function uniqueSegmentKey(): number {
  return randomInt(2 ** 32);
}

/** Names of all segments of this host. */
export function segmentDirectories(): string[] {
  if (!existsSync('/dev/shm')) return [];
  return readdirSync('/dev/shm').filter((name) => /^tendril-\d+-[0-9a-f]{16}$/.test(name));
}

/** Starts a server that stops when the test ends. */
export async function startServer(
  t: TestContext,
  nodes: number,
  clusterName = 'integration',
  options: EmbeddedServerOptions = {},
): Promise<EmbeddedServer> {
  const server = await EmbeddedServer.start({ nodes, clusterName, namespaces: [NAMESPACE], ...options });
  t.after(() => server.stop());
  return server;
}

/** Connects a client that closes when the test ends; silent unless the configuration says otherwise. */
export async function connectClient(t: TestContext, config: ConfigOptions): Promise<Client> {
  const client = await connect({ log: { level: -1 }, ...config });
  t.after(() => client.close());
  return client;
}

async function open(t: TestContext, topology: Topology, options: EmbeddedServerOptions): Promise<Deployment> {
  const tls = topology.encrypts && { tls: { selfSigned: true, only: true } as const };
  const server =
    topology.nodes === undefined ? undefined : await startServer(t, topology.nodes, undefined, { ...options, ...tls });
  const config: ConfigOptions = {
    hosts: server?.hosts ?? REAL_HOSTS,
    tenderInterval: 250,
    ...(server?.tls && { tls: { castring: server.tls.ca } }),
    ...(topology.sharesMemory && { sharedMemory: { key: uniqueSegmentKey() } }),
  };
  const client = await connectClient(t, config);
  const set = `it-${randomUUID().slice(0, 18)}`;
  return { client, config, server, nodes: client.getNodes().length, set, key: (user) => new Key(NAMESPACE, set, user) };
}

/** A number in a reply of `name=value` pairs. */
export function countOf(info: string | null | undefined, name: string): number {
  return Number(new RegExp(`(?:^|[;\t])${name}=(\\d+)`).exec(info ?? '')?.[1]);
}

/** Named statements about a deployment; the names are facts. */
export type Facts = { readonly [fact: string]: (deployment: Deployment, t: TestContext) => Promise<void> };

/** What a server of that version says of itself at least; development builds of 8.2 count from 8.1.3 on. */
const BUILDS: Readonly<Record<ServerVersion, readonly number[]>> = { '8.1': [8, 1], '8.2': [8, 1, 3] };

async function isAtLeast(client: Client, version: ServerVersion): Promise<boolean> {
  const build = ((await client.infoAny('build')) ?? '')
    .replace(/^build\t/, '')
    .split('.')
    .map(Number.parseFloat);
  const wanted = BUILDS[version];
  const at = wanted.findIndex((part, i) => part !== build[i]);
  return at === -1 || (build[at] ?? 0) > (wanted[at] as number);
}

/**
 * Checks all facts on every topology, one deployment for each topology: of a version of the server, the usual one unless
 * given. A real cluster that is older is left out.
 */
export function checkOnEveryTopology(facts: Facts, version?: ServerVersion): void {
  for (const topology of TOPOLOGIES) {
    test(topology.name, { skip: topology.skip }, async (t) => {
      const deployment = await open(t, topology, version === undefined ? {} : { version });
      if (version !== undefined && !(await isAtLeast(deployment.client, version))) {
        t.skip(`The cluster is older than ${version}`);
        return;
      }
      for (const [fact, check] of Object.entries(facts)) await t.test(fact, (inner) => check(deployment, inner));
      if (deployment.server === undefined)
        await deployment.client.infoAny(`truncate:namespace=${NAMESPACE};set=${deployment.set}`);
    });
  }
}
