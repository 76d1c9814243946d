// Config: what a client is told, under the public names; unknown and mistyped values are left out as documented.
// Rejects only unknown kinds of policies; everything else is checked by client-options.ts when a client is made.
// Never prints the password.

import { type Policies, type PolicyType, policy } from '../../model/policies/policy.ts';
import type { Log } from '../../observe/logger.ts';

/** A seed: one node from which the others are found. */
export interface Host {
  /** Host name or IP address. */
  addr: string;
  /** Port; default `Config.port`. */
  port?: number | undefined;
  /** Name that the node's TLS certificate must carry. */
  tlsname?: string | undefined;
}

/** Sharing of the cluster state by the processes of a host: one of them tends, the others read. */
export interface SharedMemory {
  /** Default true if the object is there. */
  enable?: boolean | undefined;
  /** Distinguishes groups of processes that shall not share; clusters are told apart without it. Default 0xAC000000. */
  key?: number | undefined;
  /** Accepted; there is no limit. */
  maxNodes?: number | undefined;
  /** Accepted; there is no limit. */
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
 * TLS with the nodes. What is wrong with it fails when the client is made, or when it connects if files are to be read;
 * a field that is not known is refused. Files that change are read again by themselves, for the connections made from
 * then on. See `docs/guide/security.md`.
 */
export interface TLSInfo {
  /** Default true if the object is there. */
  enable?: boolean | undefined;
  /**
   * PEM file of the certificates of trusted authorities. Without it, `capath` and `castring` those are trusted that
   * Node.js trusts.
   */
  cafile?: string | undefined;
  /** Directory of such files, under the names that `openssl rehash` gives. */
  capath?: string | undefined;
  /** The same as PEM text. Not in `aerospike`. */
  castring?: string | undefined;
  /** PEM file of the certificate that this client shows, with those between it and its authority behind it. */
  certfile?: string | undefined;
  /** The same as PEM text. Not in `aerospike`. */
  certstring?: string | undefined;
  /** PEM file of the private key of that certificate. */
  keyfile?: string | undefined;
  /** The same as PEM text. Not in `aerospike`. */
  keystring?: string | undefined;
  /** Password of the key, if it is encrypted. */
  keyfilePassword?: string | undefined;
  /**
   * Allowed versions in the form of Apache's SSLProtocol: `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3` and `all`, with `+` or
   * `-` in front. Default `-all +TLSv1.2 +TLSv1.3`; in `aerospike` `-all +TLSv1.2`.
   */
  protocols?: string | undefined;
  /** Ciphers in the form of OpenSSL's cipher list. Default those of Node.js. */
  cipherSuite?: string | undefined;
  /** File of refused certificates, a line each: serial number in hexadecimal, then, if you like, `/C=…/O=…/CN=…`. */
  certBlacklist?: string | undefined;
  /**
   * Whether to refuse revoked certificates, by the lists of `cafile`, `capath` and `castring`. All certificates between
   * the server and its authority are looked at, as with `crlCheckAll`. Default false.
   */
  crlCheck?: boolean | undefined;
  /** Default false. */
  crlCheckAll?: boolean | undefined;
  /** Whether to log, at level `INFO`, what was agreed for each connection. Default false. */
  logSessionInfo?: boolean | undefined;
  /** Whether only the login travels by TLS, and all the rest without. Default false. */
  forLoginOnly?: boolean | undefined;
}

/** Settings for user-defined functions; accepted, there are none in this version. */
export interface ModLua {
  userPath?: string | undefined;
}

/**
 * Dynamic configuration: a YAML file that beats this configuration and the policies of commands, looked at again and
 * again while the client is connected.
 */
export interface ConfigProvider {
  /** Path of the file, `file://…` too. The environment variable `AEROSPIKE_CLIENT_CONFIG_URL` beats it. */
  path?: string | undefined;
  /** How often the file is looked at in ms, at least `tenderInterval`; default 60 000. */
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

/** Values of {@link Config}. */
export interface ConfigOptions {
  /** Seeds, as text `host[:tlsname][:port],…` or as objects. Default `AEROSPIKE_HOSTS`, else `localhost`. */
  hosts?: string | Host[] | undefined;
  /** Port of seeds without one; default 3000. */
  port?: number | undefined;
  /** Name that the cluster must have; default any. */
  clusterName?: string | undefined;
  /** Who logs in, 63 bytes at most; nobody without. Needs `password`, unless `authMode` is `auth.AUTH_PKI`. */
  user?: string | undefined;
  /** Its password, 63 bytes at most. Never shown by anything that prints a configuration, a client or an error. */
  password?: string | undefined;
  /** A value of `auth`: how the user proves it; default `INTERNAL`. */
  authMode?: number | undefined;
  tls?: TLSInfo | undefined;
  policies?: ConfigPolicies | undefined;
  log?: Log | undefined;
  /** Limit in ms of each connect and info request of tending; default 1 000. */
  connTimeoutMs?: number | undefined;
  /** Limit in ms of each login, once the connection is there; default 5 000. */
  loginTimeoutMs?: number | undefined;
  /** Seconds after which an idle connection is closed, 0: 55; default 0. */
  maxSocketIdle?: number | undefined;
  /** Pause between two tends in ms; below 250 `connect` is refused. Default 1 000. */
  tenderInterval?: number | undefined;
  /** Connections per node at most; default 100. More commands wait, they are not refused. */
  maxConnsPerNode?: number | undefined;
  /** Connections per node kept open without load; default 0. */
  minConnsPerNode?: number | undefined;
  /**
   * Commands that may be on one connection at a time, 1 to 256; default 256. They only share connections from the fifth
   * on, and then up to 16 while more connections may be opened. With 1 every command has a connection to itself, at three
   * times the CPU under load, and more than `maxConnsPerNode` of them wait. A merged request counts as one command. Not in
   * `aerospike`.
   */
  maxCommandsPerConnection?: number | undefined;
  /**
   * Whether the commands on single records that are called in one turn of the event loop may travel to their node as one
   * request: `'on'`, only those that read (`'reads'`), or never (`'off'`). Each keeps its own policy, signal, retries and
   * result; `merge` in a policy beats this. Servers count merged commands as parts of batches (`batch_sub_*`) in their
   * statistics and histograms. Default `'on'`. Not in `aerospike`.
   */
  mergeCommands?: MergeMode | undefined;
  /**
   * Errors of one node within `errorRateWindow` tends, from 0 on, after which its commands fail at once with
   * `MAX_ERROR_RATE` until the window ends; 0 never. Halved after a bad window, doubled again after a good one.
   * Default 100.
   */
  maxErrorRate?: number | undefined;
  /** Length of that window in tends, at least 1; default 1. */
  errorRateWindow?: number | undefined;
  /** Accepted; there are no user-defined functions in this version. */
  modlua?: ModLua | undefined;
  sharedMemory?: SharedMemory | undefined;
  /** Whether to use the alternate addresses that the nodes announce; default false. */
  useAlternateAccessAddress?: boolean | undefined;
  /** Whether to learn the racks of the nodes, for `policy.replica.PREFER_RACK`; default false. */
  rackAware?: boolean | undefined;
  /** Rack of this client; default 0. */
  rackId?: number | undefined;
  /** Preferred racks, best first; beats `rackId`. */
  rackIds?: number[] | undefined;
  /** Dynamic configuration from a file. */
  configProvider?: ConfigProvider | undefined;
  /** Name of the application, told to the servers. */
  appId?: string | undefined;
}

/**
 * Configuration of a client. A value of the wrong type is ignored, as is a name that is not known; the client that is made
 * with it names them in a warning.
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
  /** Undefined unless given, contrary to the type, which is that of `aerospike`. */
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
    // Whatever it is: who asks for TLS in a way that is not understood must not go without.
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
