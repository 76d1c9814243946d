// Ends the transactions that their clients have left behind: once its deadline has passed, a lock is rolled as the
// transaction's monitor says, forward when it was committed, back otherwise. A lock that is in the way of a command is
// ended there and then, all others by the sweep of the node that is master of their records.

import { MONITOR_SET } from 'tendril/wire';
import { secondsOf } from '../clock.ts';
import type { ChangeListener } from '../storage/change-feed.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { Provisional } from '../storage/record-locks.ts';
import { partitionOf } from '../storage/store.ts';
import {
  MONITOR_GRACE_SECONDS,
  MONITOR_STATE,
  monitorDigest,
  monitoredDigests,
  monitorStateOf,
} from '../transaction/monitor.ts';
import { roll } from '../transaction/rolling.ts';
import type { NodeNamespace } from './node-namespace.ts';

/** A node, as far as its transactions need it: its namespaces, and those of the cluster's members. */
export interface SettlingNode {
  readonly namespaces: ReadonlyMap<string, NodeNamespace>;
  readonly view: { readonly members: readonly Pick<SettlingNode, 'namespaces'>[] } | undefined;
}

/** The monitors that a node has of one namespace. */
class MonitorTable implements ChangeListener {
  readonly digests = new Set<string>();

  onChange(
    _namespace: string,
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
  ): void {
    if ((after ?? before)?.set?.name !== MONITOR_SET) return;
    if (after === undefined) this.digests.delete(digest);
    else this.digests.add(digest);
  }
}

export class Settlement {
  readonly #node: SettlingNode;
  readonly #monitors = new Map<NodeNamespace, MonitorTable>();

  constructor(node: SettlingNode) {
    this.#node = node;
    for (const own of node.namespaces.values()) {
      if (own.namespace.locks === undefined) continue;
      const table = new MonitorTable();
      own.namespace.changes.add(table);
      this.#monitors.set(own, table);
    }
  }

  /** The lock on a record, unless it has just been ended because its time is over. */
  standing(own: NodeNamespace, digest: string): Provisional | undefined {
    const lock = own.namespace.locks?.get(digest);
    if (lock === undefined || nowSeconds(own) <= lock.deadline || !own.isMaster(partitionOf(digest))) return lock;
    const isForward = this.#decision(own.namespace.name, lock.transactionId);
    if (isForward === undefined) return lock;
    own.defersReplication = false;
    roll(own.namespace, digest, lock, isForward);
    if (isForward) own.transactions.monitorRollForwardSuccess++;
    else own.transactions.monitorRollBackSuccess++;
    return undefined;
  }

  /** Monitors on this node, as master and as replica. */
  monitorCount(own: NodeNamespace): number {
    return this.#monitors.get(own)?.digests.size ?? 0;
  }

  /** Ends what is overdue of the records and monitors of which this node is master; returns how many locks. */
  sweep(): number {
    let ended = 0;
    for (const [own, { digests }] of this.#monitors) {
      for (const [digest] of own.namespace.locks?.all() ?? []) {
        if (this.standing(own, digest) === undefined) ended++;
      }
      for (const digest of digests) this.#sweepMonitor(own, digest);
    }
    return ended;
  }

  /** Removes a monitor that nobody can need any more: nothing is locked by its transaction, for sure. */
  #sweepMonitor(own: NodeNamespace, digest: string): void {
    const { namespace } = own;
    const monitor = namespace.store.get(digest);
    if (monitor === undefined || !own.isMaster(partitionOf(digest))) return;
    if (nowSeconds(own) <= monitor.voidTime + MONITOR_GRACE_SECONDS) return;
    for (const locked of monitoredDigests(monitor)) {
      const master = this.#master(namespace.name, locked);
      const lock = master?.namespace.locks?.get(locked);
      if (master === undefined || (lock !== undefined && monitorDigest(lock.transactionId) === digest)) return;
    }
    own.defersReplication = false;
    namespace.remove(digest, monitor);
  }

  /** Whether the transaction is to be rolled forward; undefined as long as that cannot be known. */
  #decision(namespace: string, transactionId: bigint): boolean | undefined {
    const digest = monitorDigest(transactionId);
    const master = this.#master(namespace, digest);
    if (master === undefined) return undefined;
    const monitor = master.namespace.store.get(digest);
    if (monitor === undefined) return false;
    const state = monitorStateOf(monitor, nowSeconds(master));
    return state === MONITOR_STATE.OPEN ? undefined : state === MONITOR_STATE.COMMITTED;
  }

  /** The namespace on the node that is master of the record. */
  #master(namespace: string, digest: string): NodeNamespace | undefined {
    for (const member of this.#node.view?.members ?? []) {
      const own = member.namespaces.get(namespace);
      if (own?.isMaster(partitionOf(digest)) === true) return own;
    }
    return undefined;
  }
}

function nowSeconds({ namespace }: NodeNamespace): number {
  return secondsOf(namespace.nowMs());
}
