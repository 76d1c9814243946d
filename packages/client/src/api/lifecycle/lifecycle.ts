// Connecting, closing, seeds, log, and what a client says of itself: the methods of a client that are not commands.
// Each delegates to the core.

import type { ClusterRole } from '../../cluster/cluster-options.ts';
import type { Log } from '../../observe/logger.ts';
import type { Cluster, Node } from '../../observe/metrics/listeners.ts';
import type { SegmentReport } from '../../observe/segment-report.ts';
import type { Stats } from '../../observe/stats.ts';
import { callbackOf, deliver, type TypedCallback } from '../commands/callback.ts';
import type { Implementation } from '../commands/implementation.ts';
import { CORE } from './core-of.ts';

type AsyncDispose = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol } ? S : never;

/** Closing at the end of an `await using` block, after the commands under way; where the language version has it. */
type Disposal = { [name in AsyncDispose]: () => Promise<void> };

/** The methods of a client that are not commands. */
export interface Lifecycle extends Disposal {
  /**
   * Connects to the cluster. Connecting twice is harmless; a client that was closed may connect again. Commands that
   * are called meanwhile wait for it, under their own time limits.
   *
   * @returns The client itself; with a callback a promise of nothing, which never rejects.
   * @throws AerospikeError `ERR_CONNECTION` if no seed can be reached, `ERR_INVALID_HOST` if no seed has an address,
   *   `INVALID_USER`, `INVALID_PASSWORD` or `INVALID_CREDENTIAL` if the login is refused, `ERR_CLIENT` if the
   *   configuration is impossible or the client was closed meanwhile.
   *
   * @example
   * import { Client } from 'tendril';
   *
   * const client = new Client();
   * await client.connect();
   * console.log(client.isConnected()); // true
   * client.close();
   */
  connect(callback?: TypedCallback<this> | null): Promise<this>;

  /**
   * Closes the client: it takes no more commands, and disconnects once those under way have ended. Harmless if repeated
   * or if the client is not connected. Where the language version has it, `await using` closes a client and waits.
   *
   * @param releaseEventLoop - Accepted for compatibility; there is nothing to release.
   * @param destroyTransactions - Whether, when this was the last connected client of the process, its open transactions
   *   are destroyed; default true. Only another client could commit them; the server ends them at their deadlines.
   */
  close(releaseEventLoop?: boolean, destroyTransactions?: boolean): void;

  /**
   * Whether the client is connected.
   *
   * @param checkTenderErrors - Whether a node must also have answered within its last five tends; default true.
   */
  isConnected(checkTenderErrors?: boolean): boolean;

  /** How this process keeps the state of the cluster; undefined while it is not connected. Not in `aerospike`. */
  readonly tendRole: ClusterRole | undefined;

  /**
   * The nodes of the cluster; none while the client is not connected.
   *
   * @example
   * import { connect } from 'tendril';
   *
   * const client = await connect();
   * const [{ name, address }] = client.getNodes();
   * console.log(name.length > 0, /:\d+$/.test(address)); // true true
   * client.close();
   */
  getNodes(): Node[];

  /**
   * Statistics of commands, connections and tending.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * await client.exists(new Key('test', 'demo', 'stats'));
   * const { commands, nodes } = client.stats();
   * console.log(commands.inFlight, nodes.length > 0); // 0 true
   * client.close();
   */
  stats(): Stats;

  /**
   * The shared segment of this client as all processes of the host see it: what `tendril status --json` prints, with
   * the milliseconds since this method first saw the owner's present heartbeat. Not in `aerospike`.
   *
   * It reads files and tries locks, which takes some hundred microseconds: made for a status page, not for every
   * command.
   *
   * @returns Undefined while the client is not connected, and where this process tends for itself.
   */
  segmentReport(): SegmentReport | undefined;

  /**
   * The present numbers of extended metrics: what a `snapshotListener` would be given now. Not in `aerospike`.
   *
   * @returns Undefined while metrics are not enabled; see `enableMetrics`.
   */
  metricsReport(): Cluster | undefined;

  /**
   * Adds a seed, which is tried when the cluster has to be found anew: at the next `connect`, and when no known node
   * answers any more. Harmless if it is there already.
   *
   * @param hostname - Host name or IP address.
   * @param port - Port; default `Config.port`.
   * @throws TypeError if the host name is not text or is empty, or the port not a number; RangeError if there are 256
   *   seeds already.
   */
  addSeedHost(hostname: string, port?: number): void;

  /**
   * Removes a seed; the nodes that were found through it stay. With no seed left, the next `connect` begins with the
   * configured ones. Harmless if it is not there.
   *
   * @param hostname - Host name or IP address, as it was given.
   * @param port - Port; default `Config.port`.
   * @throws TypeError as {@link addSeedHost} does.
   */
  removeSeedHost(hostname: string, port?: number): void;

  /**
   * Changes level or destination of the log, at once.
   *
   * @param log - What is left out stays as it is.
   *
   * @example
   * import { Client, log } from 'tendril';
   *
   * const client = new Client();
   * client.updateLogging({ level: log.DEBUG });
   */
  updateLogging(log: Log): void;
}

/** @internal */
export const lifecycle: Implementation<Omit<Lifecycle, 'tendRole'>> = {
  connect(callback) {
    const at: { stack?: string } = {};
    Error.captureStackTrace(at, lifecycle.connect);
    const outcome = this[CORE].life.connect(at.stack).then(() => this);
    const done = callbackOf<typeof this>(callback);
    if (done === undefined) return outcome;
    // Its promise follows the callback, and leaves what that throws alone.
    return new Promise<void>((resolve) => {
      deliver<typeof this>(outcome, (...args) => {
        resolve();
        done(...args);
      });
    });
  },

  close(_releaseEventLoop, destroyTransactions = true) {
    this[CORE].life.close(Boolean(destroyTransactions));
  },

  async [Symbol.asyncDispose]() {
    this[CORE].life.close();
    await this[CORE].life.drained;
  },

  isConnected(checkTenderErrors = true) {
    return this[CORE].life.isConnected(Boolean(checkTenderErrors));
  },

  getNodes() {
    return this[CORE].life.getNodes();
  },

  stats() {
    return this[CORE].life.stats();
  },

  segmentReport() {
    return this[CORE].life.segmentReport();
  },

  metricsReport() {
    return this[CORE].life.metrics?.report;
  },

  addSeedHost(hostname, port) {
    const { seeds, defaultPort } = this[CORE].life;
    seeds.add(hostname, port || defaultPort);
  },

  removeSeedHost(hostname, port) {
    const { seeds, defaultPort } = this[CORE].life;
    seeds.remove(hostname, port || defaultPort);
  },

  updateLogging(log) {
    this[CORE].life.updateLogging(log as Log);
  },
};
