// The options of an embedded server, checked and completed before anything is started.

import { inspect } from 'node:util';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import {
  MAX_NAMESPACE_NAME_BYTES,
  MAX_NAMESPACES,
  MAX_NODES,
  MAX_RACK_ID,
  MAX_RECORD_BYTES,
  MAX_TRANSACTION_SECONDS,
  MIN_RECORD_BYTES,
} from './limits.ts';
import { Log, type LogFunction, stderrLog } from './log.ts';
import type { SecurityOptions } from './security/settings.ts';
import { DEFAULT_VERSION, isServerVersion, SERVER_VERSIONS, type ServerVersion } from './server-version.ts';
import { defaultNamespaceConfig, type NamespaceConfig } from './storage/namespace-config.ts';
import { type ResolvedTls, resolveTls, type SelfSignedTls, type ServerTlsOptions } from './tls/tls-options.ts';

/** A namespace of an embedded server. What is left out has the real server's default, see each option. */
export interface NamespaceOptions {
  /** 1 to 31 bytes, without `:`, `;`, `/` or `,`. */
  name: string;
  /** Copies of each partition, 1 to 255; at most one per node takes effect. Default 2. */
  replicationFactor?: number;
  /** Seconds of life for records written with TTL 0; 0 = they never expire. Default 0. */
  defaultTtl?: number;
  /** Percent of its life at which a read renews a record, 0 to 100; 0 = never. Default 0. */
  defaultReadTouchTtlPct?: number;
  /**
   * Seconds between two removals of expired records. Default 120. The real server's default is 0, with which it removes
   * nothing and refuses every TTL; set 0 to have that.
   */
  nsupPeriod?: number;
  /** Accept TTLs although `nsupPeriod` is 0. Default false. */
  allowTtlWithoutNsup?: boolean;
  /** Largest record in bytes, 64 to 8 MiB. Default 1 MiB. */
  maxRecordSize?: number;
  /** Bytes of record data; at 70 percent of it writes are refused with result code 8. Default 4 GiB. */
  dataSize?: number;
  /**
   * Strong consistency: reads see the last acknowledged write, partitions become unavailable (result code 11) rather than
   * give up writes, deletes have to be durable, and commands can be put into transactions. The nodes that are started
   * together are the roster. Default false.
   */
  strongConsistency?: boolean;
  /** With strong consistency: also allow deletes that are not durable. Default false. */
  strongConsistencyAllowExpunge?: boolean;
  /** With strong consistency: seconds for a transaction that does not say itself how long it may take, 1 to 120. Default 10. */
  mrtDuration?: number;
  /** With strong consistency: refuse transactions that write, with result code 22. Default false. */
  disableMrtWrites?: boolean;
  /**
   * Number the partition maps as a namespace with strong consistency does: the regime rises with every change of members,
   * and clients ignore maps of an earlier one. They then take the namespace for strongly consistent, which it is not:
   * only the maps are numbered. Default false: regime 0, as in every namespace that prefers availability.
   */
  regimes?: boolean;
}

/** Options of {@link EmbeddedServer.start}. */
export interface EmbeddedServerOptions {
  /** Port of the first node; others take the ports after it. 0 gives each node a free port. Default 0. */
  port?: number;
  /**
   * Address to listen on. Default `127.0.0.1`: without the option `security` everybody may do everything, so think before
   * you change it.
   */
  host?: string;
  /**
   * Listen with TLS, too, or only: `'self-signed'` with a certificate that is made for this start, whose authority is in
   * {@link EmbeddedServer.tls}. Default: no TLS, and clients that ask for it are refused, as by the Community Edition.
   */
  tls?: ServerTlsOptions | SelfSignedTls | 'self-signed';
  /** Number of nodes, 1 to 64. Default 1. */
  nodes?: number;
  /**
   * Where clients are told to connect, node by node, when that is not where the node listens: a proxy, a forwarded port.
   * Nodes beyond the list advertise where they listen. Default `[]`.
   */
  advertise?: readonly { readonly host: string; readonly port: number }[];
  /**
   * Further addresses, node by node, told to clients that ask for alternate ones. Such clients do not hear of nodes
   * beyond the list. Default `[]`.
   */
  alternate?: readonly { readonly host: string; readonly port: number }[];
  /**
   * Racks, node by node, 0 to 1000000; nodes beyond the list are on rack 0. The copies of a partition are on different
   * racks as far as possible. Default `[]`: no racks, and clients that ask are refused, as by the Community Edition.
   */
  racks?: readonly number[];
  /** Namespaces, by name or with settings. Default `['test']`. */
  namespaces?: readonly (string | NamespaceOptions)[];
  /**
   * Milliseconds until the other nodes notice that one has died, 0 to 2147483647. Until then they name it to clients, and
   * its partitions have no master. `Infinity`: only `rebalance()` makes them notice. Default 0: at once.
   */
  failureDetectionMs?: number;
  /**
   * When partitions move after a node has come or gone: `'immediate'` as part of the change, `'manual'` only when
   * `rebalance()` moves them. Default `'immediate'`.
   */
  migration?: 'immediate' | 'manual';
  /**
   * Users, roles and what they may do, as in the Enterprise Edition: every connection has to log in. `true`: with the user
   * `admin`, whose password is `admin`. Users and roles live as long as the server. Default false: everybody may do
   * everything.
   */
  security?: boolean | SecurityOptions;
  /** Default `tendril`. Node names follow from it. */
  clusterName?: string;
  /**
   * The version of the real server whose rules hold: `'8.1'`, compared with Community Edition 8.1.2, or `'8.2'` with what
   * that adds: operations on strings, error details and more. The additions were read in sources, not compared with a
   * running server. Default `'8.1'`.
   */
  version?: ServerVersion;
  /** Source of time in milliseconds since the Unix epoch, for tests that move time. Default: the system's clock. */
  clock?: Clock;
  /** Receives the server's messages. Default: warnings and errors go to standard error. */
  log?: LogFunction;
}

export interface ResolvedOptions {
  readonly port: number;
  readonly host: string;
  readonly nodes: number;
  /** `host:port` by number of the node. */
  readonly advertise: readonly string[];
  readonly alternate: readonly string[];
  readonly racks: readonly number[];
  readonly tls: AnnouncedTls | undefined;
  readonly namespaces: readonly { readonly name: string; readonly config: NamespaceConfig }[];
  readonly failureDetectionMs: number;
  readonly migration: 'immediate' | 'manual';
  /** Undefined where there is none. */
  readonly security: SecurityOptions | undefined;
  readonly clusterName: string;
  readonly version: ServerVersion;
  readonly clock: Clock;
  readonly log: Log;
}

/** Options that mean nothing without strong consistency. */
const CONSISTENT_ONLY = ['strongConsistencyAllowExpunge', 'mrtDuration', 'disableMrtWrites'] as const;

/** TLS with its addresses as texts, `host:port` by number of the node. */
export type AnnouncedTls = Omit<ResolvedTls, 'advertise' | 'alternate'> & {
  readonly advertise: readonly string[];
  readonly alternate: readonly string[];
};

const HOST = /^[^\s,;[\]]+$/;

/** @throws TypeError or RangeError naming the option that cannot be used. */
export function resolveOptions(options: EmbeddedServerOptions = {}): ResolvedOptions {
  const namespaces = (options.namespaces ?? ['test']).map(resolveNamespace);
  if (namespaces.length === 0 || namespaces.length > MAX_NAMESPACES) {
    throw new RangeError(`Option namespaces must have 1 to ${MAX_NAMESPACES} entries`);
  }
  if (new Set(namespaces.map(({ name }) => name)).size !== namespaces.length) {
    throw new RangeError('Option namespaces must not name a namespace twice');
  }
  return {
    port: integer('port', options.port ?? 0, 0, 65_535),
    host: resolveHost(options.host ?? '127.0.0.1'),
    nodes: integer('nodes', options.nodes ?? 1, 1, MAX_NODES),
    advertise: (options.advertise ?? []).map((address) => resolveAddress('advertise', address)),
    alternate: (options.alternate ?? []).map((address) => resolveAddress('alternate', address)),
    racks: (options.racks ?? []).map((rack) => integer('racks', rack, 0, MAX_RACK_ID)),
    tls: announced(resolveTls(options.tls)),
    namespaces,
    failureDetectionMs: resolveDetection(options.failureDetectionMs ?? 0),
    migration: resolveMigration(options.migration ?? 'immediate'),
    security: resolveSecurity(options.security ?? false),
    clusterName: options.clusterName ?? 'tendril',
    version: resolveVersion(options.version === undefined ? DEFAULT_VERSION : options.version),
    clock: options.clock ?? systemClock,
    log: new Log(options.log ?? stderrLog('warn')),
  };
}

function resolveNamespace(given: string | NamespaceOptions): { name: string; config: NamespaceConfig } {
  const { name, ...settings }: NamespaceOptions = typeof given === 'string' ? { name: given } : given;
  if (typeof name !== 'string' || !isNamespaceName(name)) {
    throw new RangeError(
      `Namespace name ${JSON.stringify(name)} must have 1 to ${MAX_NAMESPACE_NAME_BYTES} plain characters`,
    );
  }
  const config = { ...defaultNamespaceConfig(), ...withoutUndefined(settings) };
  integer('replicationFactor', config.replicationFactor, 1, 255);
  integer('defaultTtl', config.defaultTtl, 0, 315_360_000);
  integer('defaultReadTouchTtlPct', config.defaultReadTouchTtlPct, 0, 100);
  integer('nsupPeriod', config.nsupPeriod, 0, 0x7fffffff);
  integer('maxRecordSize', config.maxRecordSize, MIN_RECORD_BYTES, MAX_RECORD_BYTES);
  integer('mrtDuration', config.mrtDuration, 1, MAX_TRANSACTION_SECONDS);
  integer('dataSize', config.dataSize, 1, Number.MAX_SAFE_INTEGER);
  if (config.defaultTtl !== 0 && config.nsupPeriod === 0 && !config.allowTtlWithoutNsup) {
    throw new RangeError(`Namespace ${name} has a defaultTtl, so it needs nsupPeriod or allowTtlWithoutNsup`);
  }
  const needsConsistency = CONSISTENT_ONLY.filter((option) => settings[option] !== undefined);
  if (needsConsistency.length > 0 && !config.strongConsistency) {
    throw new RangeError(`Namespace ${name} has ${needsConsistency.join()}, so it needs strongConsistency`);
  }
  return { name, config };
}

/** Node.js takes an empty one for every interface there is, which whoever left a variable empty did not mean. */
function resolveHost(host: string): string {
  if (typeof host === 'string' && HOST.test(host)) return host;
  throw new RangeError('Option host must be an IP address or a name; 0.0.0.0 or :: listens on all interfaces');
}

function resolveAddress(option: string, { host, port }: { readonly host: string; readonly port: number }): string {
  if (typeof host !== 'string' || !HOST.test(host)) throw new RangeError(`Option ${option} needs hosts`);
  return `${host.includes(':') ? `[${host}]` : host}:${integer(option, port, 1, 65_535)}`;
}

function announced(tls: ResolvedTls | undefined): AnnouncedTls | undefined {
  if (tls === undefined) return undefined;
  integer('tls.port', tls.port, 0, 65_535);
  return {
    ...tls,
    advertise: tls.advertise.map((address) => resolveAddress('tls.advertise', address)),
    alternate: tls.alternate.map((address) => resolveAddress('tls.alternate', address)),
  };
}

function resolveDetection(ms: number): number {
  return ms === Number.POSITIVE_INFINITY ? ms : integer('failureDetectionMs', ms, 0, 0x7fffffff);
}

function resolveSecurity(security: boolean | SecurityOptions): SecurityOptions | undefined {
  if (typeof security === 'object' && security !== null) return security;
  if (typeof security === 'boolean') return security ? {} : undefined;
  throw new RangeError('Option security must be true, false or an object');
}

function resolveMigration(migration: string): 'immediate' | 'manual' {
  if (migration === 'immediate' || migration === 'manual') return migration;
  throw new RangeError("Option migration must be 'immediate' or 'manual'");
}

function resolveVersion(version: unknown): ServerVersion {
  if (isServerVersion(version)) return version;
  const allowed = SERVER_VERSIONS.map((one) => `'${one}'`).join(' or ');
  throw new RangeError(`Option version is ${inspect(version)}, it must be ${allowed}`);
}

function isNamespaceName(name: string): boolean {
  return name.length <= MAX_NAMESPACE_NAME_BYTES && /^[\x21-\x7e]+$/.test(name) && !/[:;/,=]/.test(name);
}

function withoutUndefined(settings: Omit<NamespaceOptions, 'name'>): Partial<NamespaceConfig> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function integer(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`Option ${name} must be an integer from ${min} to ${max}`);
  }
  return value;
}
