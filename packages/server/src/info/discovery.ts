// Info commands by which clients find nodes and partitions (docs/protocol/info.md, "Discovery" and
// docs/protocol/tending.md, "What the server publishes").

import type { NodeState } from '../cluster/node-state.ts';
import { RESULT } from '../result-code.ts';
import type { InfoArguments } from './info-arguments.ts';
import { findNamespace, type InfoCatalogue } from './info-context.ts';
import { badParameter, InfoFailure } from './info-failure.ts';

const CLUSTER_KEY_MISMATCH = 7;

export const discoveryCommands: InfoCatalogue = {
  'partition-generation': ({ node }) => String(node.partitionGeneration),
  'rebalance-generation': ({ node }) => String(node.rebalanceGeneration),
  'peers-generation': ({ node }) => String(node.peers.generation),
  'cluster-name': ({ config }) => config['cluster-name'] as string,

  'peers-clear-std': ({ node }, args) => node.peers.peers('clear', sinceGeneration(args)),
  'peers-clear-alt': ({ node }) => node.peers.peers('clearAlternate'),
  'peers-tls-std': ({ node }, args) => withTls(node).peers.peers('tls', sinceGeneration(args)),
  'peers-tls-alt': ({ node }) => withTls(node).peers.peers('tlsAlternate'),
  'alumni-clear-std': ({ node }) => node.peers.alumni(),
  'alumni-tls-std': ({ node }) => withTls(node).peers.alumni('tls'),
  'service-clear-std': ({ node }) => listOf(node.addresses.clear),
  'service-clear-alt': ({ node }) => listOf(node.addresses.clearAlternate),
  'service-tls-std': ({ node }) => listOf(withTls(node).addresses.tls),
  'service-tls-alt': ({ node }) => listOf(withTls(node).addresses.tlsAlternate),
  'admin-clear-std': () => '',
  'admin-tls-std': () => '',

  service: ({ node }) => node.serviceAddresses.join(';'),
  services: ({ node }) => peerAddresses(node),
  'services-alumni': ({ node }) => peerAddresses(node),
  'services-alternate': ({ node }) =>
    peersOf(node)
      .flatMap(({ traits }) => traits.alternateAddresses)
      .join(';'),

  // Without racks the server answers as the Community Edition, which has none.
  'rack-ids': ({ node }) => {
    const { rackId } = node.traits;
    if (rackId === undefined) throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
    return [...node.namespaces.keys()].map((name) => `${name}:${rackId}`).join(';');
  },

  // replicas := ns ":" regime "," columns *("," bitmap) *(";" ...)
  replicas: ({ node }, args) => {
    const max = maxColumns(args);
    return eachNamespace(node, (name, bitmaps) => `${name}:${regimeOf(node, name)},${listed(bitmaps.slice(0, max))}`);
  },
  'replicas-all': ({ node }) => eachNamespace(node, (name, bitmaps) => `${name}:${listed(bitmaps)}`),
  'replicas-master': ({ node }) => eachNamespace(node, (name, bitmaps) => `${name}:${bitmaps[0]}`),

  // Partitions are balanced at every change of members, so only rosters and dead partitions are left to be looked at.
  recluster: ({ node }) => {
    const isConsistent = [...node.namespaces.values()].some(({ namespace }) => namespace.locks !== undefined);
    if (isConsistent) node.view?.rosters.recluster();
    return 'ok';
  },

  'cluster-stable': (context, args) => {
    const size = args.get('size');
    if (size !== undefined && !/^\d+$/.test(size)) throw badParameter('bad size');
    const ignoreMigrations = args.get('ignore-migrations');
    if (ignoreMigrations !== undefined && !/^(true|false)$/.test(ignoreMigrations)) {
      throw badParameter('bad ignore migrations');
    }
    const namespace = args.get('namespace');
    if (namespace !== undefined) findNamespace(context, namespace);
    const { view } = context.node;
    if (view === undefined) throw new InfoFailure(CLUSTER_KEY_MISMATCH, 'unstable cluster');
    if (ignoreMigrations !== 'true' && view.migrationsRemaining(namespace) > 0) {
      throw new InfoFailure(CLUSTER_KEY_MISMATCH, 'unstable cluster');
    }
    if (size !== undefined && Number(size) !== view.members.length) {
      throw new InfoFailure(CLUSTER_KEY_MISMATCH, 'cluster not specified size');
    }
    return view.clusterKey;
  },
};

function listOf(addresses: readonly string[] | undefined): string {
  return (addresses ?? []).join(',');
}

/** Without TLS the server answers as the Community Edition, which has none. */
function withTls(node: NodeState): NodeState {
  if (node.traits.tlsName === undefined) throw new InfoFailure(RESULT.ENTERPRISE_ONLY, 'enterprise only');
  return node;
}

function sinceGeneration(args: InfoArguments): number | undefined {
  const value = args.get('generation');
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** 0 and absence both mean every column. */
function maxColumns(args: InfoArguments): number | undefined {
  const value = args.get('max');
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw badParameter('bad max');
  return Number(value) || undefined;
}

function eachNamespace(node: NodeState, format: (name: string, bitmaps: readonly string[]) => string): string {
  return [...node.namespaces].map(([name, own]) => format(name, own.bitmaps)).join(';');
}

/** columns := count *("," bitmap) */
function listed(bitmaps: readonly string[]): string {
  return [bitmaps.length, ...bitmaps].join(',');
}

/** 0 is what namespaces that prefer availability have. */
function regimeOf(node: NodeState, namespace: string): number {
  const config = node.namespaces.get(namespace)?.namespace.config;
  const hasRegimes = config?.strongConsistency === true || config?.regimes === true;
  return hasRegimes ? (node.view?.regime ?? 0) : 0;
}

function peersOf(node: NodeState): readonly NodeState[] {
  return node.view?.members.filter((member) => member !== node) ?? [];
}

function peerAddresses(node: NodeState): string {
  return peersOf(node)
    .flatMap((member) => member.serviceAddresses)
    .join(';');
}
