// Info commands that count: `statistics`, `namespaces`, `namespace/N`, `sets`, `latencies`. Names and order are the real
// server's; what has no meaning here is left out, and
// histograms are empty.

import { PARTITIONS } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { CommandCounters, NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import { ROLE } from '../cluster/partition-map.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import { MAX_SET_NAME_BYTES } from '../limits.ts';
import type { SetEntry } from '../storage/set-table.ts';
import { type InfoCatalogue, type InfoContext, requireNamespace } from './info-context.ts';
import { badParameter } from './info-failure.ts';
import { namespaceConfigPairs } from './namespace-settings.ts';

/** What a namespace answers for a name that it does not know. */
const UNKNOWN_NAMESPACE = 'type=unknown';
const UNKNOWN_NAMESPACE_OF_SET = 'ns_type=unknown';
const RECORD_HISTOGRAMS = new Set(['ttl', 'object-size', 'object-size-linear']);
const HISTOGRAMS = ['read', 'write', 'udf', 'batch-sub', 'pi-query', 'si-query', 'read-touch'];

export const statisticsCommands: InfoCatalogue = {
  statistics: (context) => statistics(context).join(';'),
  namespaces: ({ node }) => [...node.namespaces.keys()].join(';'),
  namespace: ({ node }, args) => {
    const own = node.namespaces.get(args.text);
    if (own === undefined) return UNKNOWN_NAMESPACE;
    const roster = node.view?.rosters.roster(args.text);
    const members = node.view?.members.filter(({ name }) => roster?.includes(name) !== false).length ?? 0;
    const settings = namespaceConfigPairs(own.namespace.config, node.traits.rackId);
    return [...namespaceStatistics(own, members), ...transactionStatistics(node, own), ...settings].join(';');
  },
  sets: ({ node, indexes }, args) => {
    if (args.text === '') return [...node.namespaces.values()].map((own) => allSets(own, indexes)).join('');
    const [namespaceName = '', setName] = args.text.split('/');
    const own = node.namespaces.get(namespaceName);
    if (own === undefined) return UNKNOWN_NAMESPACE_OF_SET;
    if (setName === undefined) return allSets(own, indexes);
    const set = own.namespace.sets.get(setName);
    return set === undefined ? '' : `${setPairs(own, set, indexes).join(':')};`;
  },
  latencies: ({ node }, args) => {
    const known = ['batch-index', ...[...node.namespaces.keys()].flatMap(histogramsOf)];
    const wanted = args.get('hist');
    if (wanted !== undefined && !known.includes(wanted)) throw badParameter('bad hist name');
    return (wanted === undefined ? known : [wanted]).map((name) => `${name}:`).join(';');
  },
  histogram: (context, args) => {
    const { namespace } = requireNamespace(context, args);
    const type = args.require('type');
    const set = args.get('set', MAX_SET_NAME_BYTES);
    if (set !== undefined && namespace.sets.get(set) === undefined) throw badParameter('unknown set name');
    if (!RECORD_HISTOGRAMS.has(type)) throw badParameter('unknown hist name');
    // As before the first round over all records that fills them.
    return set === undefined ? '' : 'hist-unavailable';
  },
};

function histogramsOf(namespace: string): string[] {
  return HISTOGRAMS.map((name) => `{${namespace}}-${name}`);
}

function statistics(context: InfoContext): string[] {
  const { node, clock, startedAtMs } = context;
  const { view } = node;
  const connections = context.connections();
  let objects = 0;
  for (const own of node.namespaces.values()) objects += own.namespace.store.size;
  return [
    'failed_best_practices=false',
    `cluster_size=${view?.members.length ?? 0}`,
    `cluster_key=${view?.clusterKey ?? 0}`,
    `cluster_generation=${node.clusterGeneration}`,
    `cluster_principal=${principal(context)}`,
    'cluster_min_compatibility_id=15',
    'cluster_max_compatibility_id=15',
    `cluster_integrity=${view !== undefined}`,
    `cluster_is_member=${view !== undefined}`,
    'cluster_duplicate_nodes=null',
    'cluster_clock_skew_stop_writes_sec=0',
    'cluster_clock_skew_ms=0',
    `uptime=${secondsOf(clock.now() - startedAtMs)}`,
    `objects=${objects}`,
    'tombstones=0',
    `client_connections=${connections.open}`,
    `client_connections_opened=${connections.opened}`,
    `client_connections_closed=${connections.opened - connections.open}`,
    'admin_connections=0',
    'batch_index_initiate=0',
    'long_queries_active=0',
    `paxos_principal=${principal(context)}`,
    'migrate_allowed=true',
    `migrate_partitions_remaining=${view?.migrationsRemaining() ?? 0}`,
  ];
}

/** The member with the highest node id leads. */
function principal({ node }: InfoContext): string {
  const names = (node.view?.members ?? [node]).map((member) => member.name);
  return names.reduce((highest, name) => (BigInt(`0x${name}`) > BigInt(`0x${highest}`) ? name : highest));
}

function namespaceStatistics(own: NodeNamespace, clusterSize: number): string[] {
  const { namespace } = own;
  const objects = countObjects(own);
  return [
    `ns_cluster_size=${clusterSize}`,
    `effective_replication_factor=${own.map?.columns ?? 0}`,
    `objects=${objects.master + objects.prole}`,
    'tombstones=0',
    `master_objects=${objects.master}`,
    'master_tombstones=0',
    `prole_objects=${objects.prole}`,
    'prole_tombstones=0',
    'non_replica_objects=0',
    'unreplicated_records=0',
    `dead_partitions=${own.map?.closed.dead ?? 0}`,
    `unavailable_partitions=${own.map?.closed.unavailable ?? PARTITIONS}`,
    'clock_skew_stop_writes=false',
    `stop_writes=${namespace.stopWrites}`,
    'hwm_breached=false',
    `current_time=${secondsOf(namespace.nowMs())}`,
    `expired_objects=${namespace.expiredObjects}`,
    'evicted_objects=0',
    `truncated_records=${namespace.truncatedRecords}`,
    'truncating=false',
    `data_total_bytes=${namespace.config.dataSize}`,
    `data_used_bytes=${namespace.dataUsedBytes}`,
    `data_used_pct=${Math.floor((namespace.dataUsedBytes * 100) / namespace.config.dataSize)}`,
    `master_partitions=${own.partitionCount(ROLE.MASTER)}`,
    `prole_partitions=${own.partitionCount(ROLE.REPLICA)}`,
    'migrate_tx_partitions_remaining=0',
    'migrate_rx_partitions_remaining=0',
    ...commandPairs('client', own.client),
    `client_proxy_complete=${own.clientProxyComplete}`,
    'client_proxy_error=0',
    'client_proxy_timeout=0',
    ...commandPairs('from_proxy', own.fromProxy),
    ...commandPairs('batch_sub', own.batchSub),
    `batch_sub_proxy_complete=${own.batchSubProxyComplete}`,
    ...commandPairs('udf_sub', own.udfSub).filter((pair) => /_(udf|lang|tsvc)_/.test(pair)),
    ...commandPairs('ops_sub', own.opsSub).filter((pair) => /_sub_(write|tsvc)_/.test(pair)),
  ];
}

/** What transactions have done, with the real server's names; they are there without strong consistency as well, as zeros. */
function transactionStatistics({ settlement }: NodeState, own: NodeNamespace): string[] {
  const { transactions } = own;
  return [
    `mrt_provisionals=${own.namespace.locks?.size ?? 0}`,
    `mrt_monitors=${settlement.monitorCount(own)}`,
    'mrt_monitors_active=0',
    `mrt_verify_read_success=${transactions.verifyReadSuccess}`,
    `mrt_verify_read_error=${transactions.verifyReadError}`,
    'mrt_verify_read_timeout=0',
    `mrt_roll_forward_success=${transactions.rollForwardSuccess}`,
    `mrt_roll_forward_error=${transactions.rollForwardError}`,
    'mrt_roll_forward_timeout=0',
    `mrt_monitor_roll_forward_success=${transactions.monitorRollForwardSuccess}`,
    'mrt_monitor_roll_forward_error=0',
    'mrt_monitor_roll_forward_timeout=0',
    `mrt_roll_back_success=${transactions.rollBackSuccess}`,
    `mrt_roll_back_error=${transactions.rollBackError}`,
    'mrt_roll_back_timeout=0',
    `mrt_monitor_roll_back_success=${transactions.monitorRollBackSuccess}`,
    'mrt_monitor_roll_back_error=0',
    'mrt_monitor_roll_back_timeout=0',
    `fail_mrt_blocked=${transactions.blocked}`,
    `fail_mrt_version_mismatch=${transactions.versionMismatch}`,
  ];
}

/** Records of the partitions that the node holds, as master and as replica. */
function countObjects(own: NodeNamespace): { master: number; prole: number } {
  const counts = { master: 0, prole: 0 };
  const { store } = own.namespace;
  if (store.size === 0) return counts;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const records = store.partitionSize(partition);
    if (own.isMaster(partition)) counts.master += records;
    else if (own.isOwner(partition)) counts.prole += records;
  }
  return counts;
}

/** `readNotFound` of the client counters becomes `client_read_not_found`. */
function commandPairs(origin: string, counters: CommandCounters): string[] {
  return Object.entries(counters).map(([name, value]) => {
    const words = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return `${origin}_${words}=${value}`;
  });
}

function allSets(own: NodeNamespace, indexes: NodeIndexes): string {
  return [...own.namespace.sets]
    .map((set) => `${[`ns=${own.namespace.name}`, `set=${set.name}`, ...setPairs(own, set, indexes)].join(':')};`)
    .join('');
}

function setPairs({ namespace }: NodeNamespace, set: SetEntry, { catalog }: NodeIndexes): string[] {
  return [
    `objects=${set.objects}`,
    'tombstones=0',
    `data_used_bytes=${set.dataUsedBytes}`,
    `truncate_lut=${set.truncateLutMs}`,
    `sindexes=${catalog.countOf(namespace.name, set.name)}`,
    'index_populating=false',
    'truncating=false',
    `default-read-touch-ttl-pct=${set.config.defaultReadTouchTtlPct}`,
    `default-ttl=${set.config.defaultTtl}`,
    'disable-eviction=false',
    'enable-index=false',
    `stop-writes-count=${set.config.stopWritesCount}`,
    `stop-writes-size=${set.config.stopWritesSize}`,
  ];
}
