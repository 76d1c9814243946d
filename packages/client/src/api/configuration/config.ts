// Config: the configuration of a client under its public names. Unknown names and values of the wrong type are left
// out, as documented. Rejects only unknown kinds of policies; client-options.ts checks everything else when a client is
// made. Never prints the password.

import { type Policies, type PolicyType, policy } from '../../model/policies/policy.ts';
import type { Log } from '../../observe/logger.ts';

/** A seed: one node from which the others are found. */
export interface Host {
  /** Host name or IP address. */
  addr: string;
  /** Port; default `Config.port`. */
  port?: number | undefined;
  /** Name that the node's TLS certificate must carry; default `addr`. */
  tlsname?: string | undefined;
}

/** Sharing the state of the cluster among the processes of a host: one of them tends, the others read. */
export interface SharedMemory {
  /** Whether to share; default true if the object is there. */
  enable?: boolean | undefined;
  /** Tells groups of processes apart that are not to share; clusters are told apart anyway. Default 0xAC000000. */
  key?: number | undefined;
  /** Accepted for compatibility; nothing has to be reserved. */
  maxNodes?: number | undefined;
  /** Accepted for compatibility; nothing has to be reserved. */
  maxNamespaces?: number | undefined;
  /**
   * Seconds after which a tend owner that lives but does nothing is replaced, above 0; default 1. One that dies is
   * replaced within a fraction of a second, whatever this says.
   */
  takeoverThresholdSeconds?: number | undefined;
  /**
   * Connections that all processes on the segment may together have to one node, 1 or more. Each gets an equal share,
   * rounded down, but never less than one nor more than its own `maxConnsPerNode`. Shares follow within a second when
   * processes come or close their client; one that was killed keeps its share for about 20 s. Connections that tend the
   * cluster do not count. Give all processes the same number. Default: no common limit. Not in `aerospike`.
   */
  maxConnsPerNode?: number | undefined;
}

/**
 * TLS with the nodes. A wrong value fails when the client is made, or, if files have to be read, when it connects; so
 * does an unknown field. Files that change are read again, for the connections made from then on. See
 * `docs/guide/security.md`.
 */
export interface TLSInfo {
  /** Whether to use TLS; default true if the object is there. */
  enable?: boolean | undefined;
  /**
   * PEM file with the certificates of trusted authorities. If `cafile`, `capath` and `castring` are all left out, the
   * authorities that Node.js trusts are trusted.
   */
  cafile?: string | undefined;
  /** Directory of such files, named as `openssl rehash` names them. */
  capath?: string | undefined;
  /** Certificates of trusted authorities as PEM text. Not in `aerospike`. */
  castring?: string | undefined;
  /** PEM file with the certificate of this client, followed by its intermediate ones; default none. Needs `keyfile`. */
  certfile?: string | undefined;
  /** The same as PEM text, in place of `certfile`. Not in `aerospike`. */
  certstring?: string | undefined;
  /** PEM file with the private key of that certificate. */
  keyfile?: string | undefined;
  /** The same as PEM text, in place of `keyfile`. Not in `aerospike`. */
  keystring?: string | undefined;
  /** Password of the key; needed if it is encrypted. */
  keyfilePassword?: string | undefined;
  /**
   * Allowed versions in the form of Apache's SSLProtocol: `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3` and `all`, with `+`
   * or `-` in front. Default `-all +TLSv1.2 +TLSv1.3`; in `aerospike` `-all +TLSv1.2`.
   */
  protocols?: string | undefined;
  /** Ciphers in the form of OpenSSL's cipher list; default those of Node.js. */
  cipherSuite?: string | undefined;
  /** File of refused certificates, a line each: serial number in hexadecimal, then, if you like, `/C=…/O=…/CN=…`. */
  certBlacklist?: string | undefined;
  /**
   * Whether to refuse revoked certificates, by the revocation lists in `cafile`, `capath` and `castring`. All
   * certificates from the server's up to its authority are checked. Default false.
   */
  crlCheck?: boolean | undefined;
  /** The same as `crlCheck`; default false. */
  crlCheckAll?: boolean | undefined;
  /** Whether to log, at level `INFO`, the protocol and cipher of each connection; default false. */
  logSessionInfo?: boolean | undefined;
  /** Whether only logins are encrypted, and commands travel in the clear; default false. */
  forLoginOnly?: boolean | undefined;
}

/** Settings for the part of aggregations that runs in this process. */
export interface ModLua {
  /** Folder of Lua modules, which are taken before those of the cluster; default none. */
  userPath?: string | undefined;
}

/**
 * Dynamic configuration: a YAML file whose values take precedence over this configuration and over the policies of
 * commands. It is looked at again and again while the client is connected.
 */
export interface ConfigProvider {
  /** Path of the file, or a `file://` URL. The environment variable `AEROSPIKE_CLIENT_CONFIG_URL` takes precedence. */
  path?: string | undefined;
  /** Pause between two looks at the file in ms, at least `tenderInterval`; default 60,000. */
  interval?: number | undefined;
}

/** Default policies by kind of command. */
export type ConfigPolicies = {
  [type in PolicyType]?:
    | { [name in keyof NonNullable<Policies[type]>]?: NonNullable<Policies[type]>[name] }
    | undefined;
};

/** Which commands on one record travel together; see {@link ConfigOptions.mergeCommands}. */
export type MergeMode = 'off' | 'reads' | 'on';

/** What {@link Config} and clients are made with; every value has a default. */
export interface ConfigOptions {
  /**
   * Seeds, as text `host[:tlsname][:port],…` or as objects; default the environment's `AEROSPIKE_HOSTS`, or
   * `localhost`.
   */
  hosts?: string | Host[] | undefined;
  /** Port of seeds that name none; default 3000. */
  port?: number | undefined;
  /** Name that the cluster must have; nodes of another one are refused. Default any. */
  clusterName?: string | undefined;
  /** User who logs in, at most 63 bytes; default none. Needs `password`, unless `authMode` is `auth.AUTH_PKI`. */
  user?: string | undefined;
  /** Password of the user, at most 63 bytes. Nothing that prints a configuration, a client or an error shows it. */
  password?: string | undefined;
  /** A value of `auth`: how the user proves it; default `INTERNAL`. */
  authMode?: number | undefined;
  /** TLS with the nodes; default none. */
  tls?: TLSInfo | undefined;
  /** Default policies of the client, by kind of command. */
  policies?: ConfigPolicies | undefined;
  /** Level and destination of the log. */
  log?: Log | undefined;
  /** Limit in ms for opening a connection, and for each info request of tending; default 1,000. */
  connTimeoutMs?: number | undefined;
  /** Limit in ms for logging in on an open connection; default 5,000. */
  loginTimeoutMs?: number | undefined;
  /** Seconds after which an idle connection is closed; default 0, which stands for 55. */
  maxSocketIdle?: number | undefined;
  /** Pause between two tends in ms, at least 250: with less, `connect` fails. Default 1,000. */
  tenderInterval?: number | undefined;
  /** Connections per node at most; default 100. Commands beyond wait for one. */
  maxConnsPerNode?: number | undefined;
  /** Connections per node that are kept open while idle; default 0. */
  minConnsPerNode?: number | undefined;
  /**
   * Commands that may be on one connection at a time, 1 to 256; default 256. Commands begin to share connections from
   * the fifth on, and up to 16 share one while more may be opened. With 1 every command has a connection to itself,
   * which under load costs three times the CPU. A merged request counts as one command. Not in `aerospike`.
   */
  maxCommandsPerConnection?: number | undefined;
  /**
   * Whether commands on single records that are called in one turn of the event loop may travel to their node as one
   * request: `'on'`, only those that read (`'reads'`), or never (`'off'`). Each keeps its own policy, signal, retries
   * and result; `merge` in a policy takes precedence. Servers count merged commands as parts of batches (`batch_sub_*`)
   * in their statistics and histograms. Default `'on'`. Not in `aerospike`.
   */
  mergeCommands?: MergeMode | undefined;
  /**
   * Errors that one node may cause within `errorRateWindow` tends. Beyond, its commands fail at once with
   * `MAX_ERROR_RATE` until the window ends. The limit is halved after a bad window and doubled again after a good one;
   * 0 for no limit. Default 100.
   */
  maxErrorRate?: number | undefined;
  /** Length of the window of `maxErrorRate` in tends, at least 1; default 1. */
  errorRateWindow?: number | undefined;
  /** Settings for the part of aggregations that runs in this process. */
  modlua?: ModLua | undefined;
  /** Sharing the state of the cluster among the processes of this host; default none: each client tends for itself. */
  sharedMemory?: SharedMemory | undefined;
  /** Whether to use the alternate addresses that the nodes announce; default false. */
  useAlternateAccessAddress?: boolean | undefined;
  /** Whether to learn the racks of the nodes, for `policy.replica.PREFER_RACK`; default false. */
  rackAware?: boolean | undefined;
  /** Rack of this client; default 0. */
  rackId?: number | undefined;
  /** Preferred racks, the best first; takes precedence over `rackId`. */
  rackIds?: number[] | undefined;
  /** Dynamic configuration from a file. */
  configProvider?: ConfigProvider | undefined;
  /** Name of the application, which the servers are told; default none. */
  appId?: string | undefined;
}

/**
 * Configuration of a client. Values of the wrong type and unknown names are ignored; a client that is made with them
 * names them in a warning.
 *
 * @example
 * import { Config } from 'tendril';
 *
 * const config = new Config({ hosts: '192.0.2.10:3000', policies: { read: { totalTimeout: 100 } } });
 * console.log(config.policies.read.totalTimeout, config.port); // 100 3000
 */
export class Config {
  declare user?: string;
  declare password?: string;
  declare authMode?: number;
  declare tls?: TLSInfo;
  declare log?: Log;
  declare connTimeoutMs?: number;
  declare loginTimeoutMs?: number;
  declare maxSocketIdle?: number;
  declare tenderInterval?: number;
  declare maxConnsPerNode?: number;
  declare maxErrorRate?: number;
  declare errorRateWindow?: number;
  declare minConnsPerNode?: number;
  declare maxCommandsPerConnection?: number;
  declare mergeCommands?: MergeMode;
  /** Undefined unless given, although the type, which is that of `aerospike`, does not say so. */
  declare modlua: ModLua;
  declare sharedMemory?: SharedMemory;
  declare rackId?: number;
  declare clusterName: string | undefined;
  declare port: number;
  declare hosts: string | Host[];
  declare policies: Policies;
  declare useAlternateAccessAddress: boolean;
  declare rackAware: boolean | undefined;
  declare rackIds: number[] | undefined;
  declare configProvider: ConfigProvider | undefined;
  declare appId: string | undefined;

  /** @throws TypeError for an unknown kind of policy. */
  constructor(config?: ConfigOptions | null) {
    const given = (config || {}) as { readonly [name: string]: unknown } & ConfigOptions;
    this.#take(given, isString, 'user', 'password');
    this.#take(given, isNumber, 'authMode');
    this.clusterName = given.clusterName;
    this.port = typeof given.port === 'number' ? given.port : DEFAULT_PORT;
    // Kept whatever it is: a program that asks for TLS in a way that is not understood must not connect without it.
    this.#take(given, isGiven, 'tls');
    this.hosts = given.hosts || process.env.AEROSPIKE_HOSTS || `localhost:${this.port}`;
    this.policies = {};
    if (typeof given.policies === 'object') this.setDefaultPolicies(given.policies);
    this.#take(given, isObject, 'log');
    this.#take(given, Number.isInteger, 'connTimeoutMs', 'loginTimeoutMs', 'maxSocketIdle', 'tenderInterval');
    this.#take(given, Number.isInteger, 'maxConnsPerNode', 'maxErrorRate', 'errorRateWindow', 'minConnsPerNode');
    this.#take(given, Number.isInteger, 'maxCommandsPerConnection');
    this.#take(given, isString, 'mergeCommands');
    if (typeof given.modlua === 'object') this.modlua = { ...given.modlua };
    this.#take(given, isObject, 'sharedMemory');
    this.useAlternateAccessAddress = Boolean(given.useAlternateAccessAddress);
    this.rackAware = given.rackAware;
    this.#take(given, Number.isInteger, 'rackId');
    this.rackIds = given.rackIds;
    this.configProvider = given.configProvider;
    this.appId = given.appId;
  }

  /**
   * Sets default policies.
   *
   * @throws TypeError for an unknown kind of policy.
   */
  setDefaultPolicies(policies: ConfigPolicies | null | undefined): void {
    const target = this.policies as { [type: string]: object | undefined };
    for (const [type, values] of Object.entries(policies ?? {})) {
      target[type] = policy.createPolicy(type, values);
    }
  }

  #take(given: { readonly [name: string]: unknown }, fits: (value: unknown) => boolean, ...names: string[]): void {
    for (const name of names) if (fits(given[name])) Object.assign(this, { [name]: given[name] });
  }

  /** What `console.log` shows: everything but passwords and keys. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const copy = { ...this } as object as { [name: string]: unknown };
    if (this.password !== undefined) copy.password = FILTERED;
    const { tls } = this;
    if (typeof tls === 'object' && tls !== null) {
      copy.tls = {
        ...tls,
        ...(tls.keyfilePassword !== undefined && { keyfilePassword: FILTERED }),
        ...(tls.keystring !== undefined && { keystring: FILTERED }),
      };
    }
    return copy;
  }
}

const FILTERED = '[FILTERED]';
const DEFAULT_PORT = 3000;
const isString = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isGiven = (value: unknown): boolean => value !== undefined;
const isObject = (value: unknown): boolean => typeof value === 'object';
