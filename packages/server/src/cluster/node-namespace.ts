// A namespace on one node of a cluster: its records, its part of the partitions, who else has to hear of its changes,
// and what the node has done.

import { PARTITIONS } from 'tendril/wire';
import { CAUSE, type Cause, type ChangeListener } from '../storage/change-feed.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { Provisional } from '../storage/record-locks.ts';
import { partitionOf } from '../storage/store.ts';
import { PartitionCopies } from './partition-copies.ts';
import { EMPTY_BITMAP, type PartitionMap, ROLE } from './partition-map.ts';

/** Outcomes of commands of one origin, by kind. The names become statistics: `client_read_success` and so on. */
export interface CommandCounters {
  readSuccess: number;
  readNotFound: number;
  readFilteredOut: number;
  readError: number;
  writeSuccess: number;
  writeFilteredOut: number;
  writeError: number;
  deleteSuccess: number;
  deleteNotFound: number;
  deleteFilteredOut: number;
  deleteError: number;
  udfComplete: number;
  udfError: number;
  udfTimeout: number;
  udfFilteredOut: number;
  /** Functions that ended, by what they did to the record, and those that failed. */
  langReadSuccess: number;
  langWriteSuccess: number;
  langDeleteSuccess: number;
  langError: number;
  /** Refused before any command began. */
  tsvcError: number;
}

function zeroCounters(): CommandCounters {
  return {
    readSuccess: 0,
    readNotFound: 0,
    readFilteredOut: 0,
    readError: 0,
    writeSuccess: 0,
    writeFilteredOut: 0,
    writeError: 0,
    deleteSuccess: 0,
    deleteNotFound: 0,
    deleteFilteredOut: 0,
    deleteError: 0,
    udfComplete: 0,
    udfError: 0,
    udfTimeout: 0,
    udfFilteredOut: 0,
    langReadSuccess: 0,
    langWriteSuccess: 0,
    langDeleteSuccess: 0,
    langError: 0,
    tsvcError: 0,
  };
}

/** What became of the commands by which transactions end, and what they kept others from. Statistics: `mrt_...`. */
export interface TransactionCounters {
  verifyReadSuccess: number;
  verifyReadError: number;
  rollForwardSuccess: number;
  rollForwardError: number;
  rollBackSuccess: number;
  rollBackError: number;
  /** Of these, by the server itself, after the deadline. */
  monitorRollForwardSuccess: number;
  monitorRollBackSuccess: number;
  blocked: number;
  versionMismatch: number;
}

function zeroTransactionCounters(): TransactionCounters {
  return {
    verifyReadSuccess: 0,
    verifyReadError: 0,
    rollForwardSuccess: 0,
    rollForwardError: 0,
    rollBackSuccess: 0,
    rollBackError: 0,
    monitorRollForwardSuccess: 0,
    monitorRollBackSuccess: 0,
    blocked: 0,
    versionMismatch: 0,
  };
}

/** Changes that wait to be replicated: so many are not exceeded, the next one replicates them all. */
const MAX_DEFERRED = 10_000;

export class NodeNamespace implements ChangeListener {
  readonly namespace: Namespace;
  /** Which partitions the node has, complete or not. */
  readonly copies = new PartitionCopies();
  /** Commands that clients sent here and that were carried out here. */
  readonly client = zeroCounters();
  /** Rows of batches that clients sent here. */
  readonly batchSub = zeroCounters();
  /** Records that work in the background changed here. */
  readonly opsSub = zeroCounters();
  /** Records that functions in the background were called on here. */
  readonly udfSub = zeroCounters();
  /** Rows of batches that clients sent here and that another node carried out. */
  batchSubProxyComplete = 0;
  /** Commands that another node passed on. */
  readonly fromProxy = zeroCounters();
  /** Commands that clients sent here and that another node carried out: the client's map was wrong. */
  clientProxyComplete = 0;
  readonly transactions = zeroTransactionCounters();
  /** The command that runs is answered before its change is replicated. */
  defersReplication = false;
  #map: PartitionMap | undefined;
  #roles: Uint8Array = new Uint8Array(PARTITIONS);
  #bitmaps: readonly string[] = [EMPTY_BITMAP];
  #allCopies: readonly (readonly NodeNamespace[])[] | undefined;
  readonly #deferred = new Set<string>();

  constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  /** The map in force; undefined before the node has balanced, and while it is cut off. */
  get map(): PartitionMap | undefined {
    return this.#map;
  }

  /** Columns of the `replicas` value. */
  get bitmaps(): readonly string[] {
    return this.#bitmaps;
  }

  /** Takes over a new map, or none, and returns in how many partitions the node serves something else. */
  adopt(map: PartitionMap | undefined, nodeName: string): number {
    const changed = map?.countChanges(this.#map, nodeName) ?? 0;
    this.#map = map;
    this.#roles = map?.roles(nodeName) ?? new Uint8Array(PARTITIONS);
    this.#bitmaps = map?.bitmaps(nodeName) ?? [EMPTY_BITMAP];
    return changed;
  }

  /** Serves nothing any more; its bitmaps stay those that it knew. */
  cutOff(): void {
    this.#map = undefined;
    this.#roles = new Uint8Array(PARTITIONS);
  }

  isMaster(partition: number): boolean {
    return this.#roles[partition] === ROLE.MASTER;
  }

  /** Master or replica: may serve reads. */
  isOwner(partition: number): boolean {
    return this.#roles[partition] !== ROLE.NONE;
  }

  partitionCount(role: number): number {
    let count = 0;
    for (const r of this.#roles) if (r === role) count++;
    return count;
  }

  /** Sends changes from now on to all copies of the record's partition, or to nobody when there are no others. */
  listen(allCopies: readonly (readonly NodeNamespace[])[] | undefined): void {
    this.#allCopies = allCopies;
    if (allCopies === undefined) this.namespace.changes.remove(this);
    else this.namespace.changes.add(this);
    this.namespace.onLock =
      allCopies === undefined ? undefined : (digest, provisional) => this.#replicateLock(digest, provisional);
  }

  /** Replicates what was answered before it was replicated. */
  flush(): void {
    for (const digest of this.#deferred) this.#replicate(digest, this.namespace.store.get(digest));
    this.#deferred.clear();
  }

  /** The node has died with what it had not replicated. */
  abandon(): void {
    this.#deferred.clear();
    this.listen(undefined);
  }

  /** Removes the expired records; those of which this node is master are counted. */
  reapExpired(): number {
    return this.namespace.reapExpired((partition) => this.isMaster(partition));
  }

  /** Forgets all records, as a node without a disk does that starts again. */
  wipe(): void {
    for (let partition = 0; partition < PARTITIONS; partition++) this.namespace.drop(partition);
    this.copies.forget();
  }

  /** Replication: what commands change here. Everything else happens on each node by itself. */
  onChange(
    _namespace: string,
    digest: string,
    _before: StoredRecord | undefined,
    record: StoredRecord | undefined,
    cause: Cause,
  ): void {
    if (cause !== CAUSE.COMMAND) return;
    if (!this.defersReplication) {
      this.#replicate(digest, record);
      return;
    }
    if (this.#deferred.size === 0) setImmediate(() => this.flush());
    this.#deferred.add(digest);
    if (this.#deferred.size >= MAX_DEFERRED) this.flush();
  }

  #replicateLock(digest: string, provisional: Provisional | undefined): void {
    for (const copy of this.#allCopies?.[partitionOf(digest)] ?? []) {
      if (copy !== this) copy.namespace.applyLock(digest, provisional);
    }
  }

  #replicate(digest: string, record: StoredRecord | undefined): void {
    for (const copy of this.#allCopies?.[partitionOf(digest)] ?? []) {
      if (copy !== this) copy.namespace.apply(digest, record);
    }
  }
}
