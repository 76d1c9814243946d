// Connecting, closing, seeds, log, and what a client tells of itself: the methods of a client that are no commands.
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

/** The methods of a client that are no commands. */
export interface Lifecycle extends Disposal {
  /**
   * Connects to the cluster. Connecting twice is harmless; a client that was closed may connect again.
   *
   * @returns The client itself; with a callback a promise of nothing, which never rejects.
   * @throws AerospikeError `ERR_CONNECTION` if no seed can be reached, `ERR_CLIENT` if closed meanwhile.
   */
  connect(callback?: TypedCallback<this> | null): Promise<this>;

  /**
   * Closes the client: no command is accepted from now on, those under way are finished first. Harmless if repeated or
   * if the client is not connected.
   *
   * @param releaseEventLoop - Accepted; there is nothing to release.
   * @param destroyTransactions - Whether, when this was the last connected client of the process, its open transactions
   *   are destroyed; default true. Only another client could commit them; the server ends them at their deadlines.
   */
  close(releaseEventLoop?: boolean, destroyTransactions?: boolean): void;

  /**
   * Whether the client is connected.
   *
   * @param checkTenderErrors - Whether at least one node must have answered lately; default true.
   */
  isConnected(checkTenderErrors?: boolean): boolean;

  /** How this process keeps the state of the cluster; undefined without connection. Not in `aerospike`. */
  readonly tendRole: ClusterRole | undefined;

  /** The nodes of the cluster; none without connection. */
  getNodes(): Node[];

  /** Statistics of commands, connections and tending. */
  stats(): Stats;

  /**
   * The shared segment of this client as all of the host see it: what `tendril status --json` says of it, with the
   * milliseconds since the owner's heartbeat was seen to move by this method. Not in `aerospike`.
   *
   * It reads files and tries locks, which takes some hundred microseconds: made for a status page, not for every
   * command.
   *
   * @returns Undefined without connection, and where this process tends for itself.
   */
  segmentReport(): SegmentReport | undefined;

  /**
   * What a `snapshotListener` would be told now: the numbers of extended metrics at the moment. Not in `aerospike`.
   *
   * @returns Undefined while metrics are not enabled; see `enableMetrics`.
   */
  metricsReport(): Cluster | undefined;

  /**
   * Adds a seed, for when the cluster has to be found again.
   *
   * @param hostname - Host name or IP address.
   * @param port - Default: `Config.port`.
   * @throws TypeError if an argument is no host name or no port.
   */
  addSeedHost(hostname: string, port?: number): void;

  /** Removes a seed; see {@link addSeedHost}. With none left, the next `connect` begins with the configured ones. */
  removeSeedHost(hostname: string, port?: number): void;

  /** Changes level or file of the log. */
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
