// A namespace as one node sees it: the shared data, the node's part of the partitions, and what the node has done.

import { PARTITIONS } from 'tendril/wire';
import type { Namespace } from '../storage/namespace.ts';
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
  /** Refused before any transaction began. */
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
    tsvcError: 0,
  };
}

export class NodeNamespace {
  readonly namespace: Namespace;
  /** Commands that clients sent here and that were carried out here. */
  readonly client = zeroCounters();
  /** Rows of batches that clients sent here. */
  readonly batchSub = zeroCounters();
  /** Rows of batches that clients sent here and that another node carried out. */
  batchSubProxyComplete = 0;
  /** Commands that another node passed on. */
  readonly fromProxy = zeroCounters();
  /** Commands that clients sent here and that another node carried out: the client's map was wrong. */
  clientProxyComplete = 0;
  #map: PartitionMap | undefined;
  #roles: Uint8Array = new Uint8Array(PARTITIONS);
  #bitmaps: readonly string[] = [EMPTY_BITMAP];

  constructor(namespace: Namespace) {
    this.namespace = namespace;
  }

  /** The map in force; undefined before the node has balanced. */
  get map(): PartitionMap | undefined {
    return this.#map;
  }

  /** Columns of the `replicas` value. */
  get bitmaps(): readonly string[] {
    return this.#bitmaps;
  }

  /** Takes over a new map, or none, and returns in how many partitions the node's role changed. */
  adopt(map: PartitionMap | undefined, nodeName: string): number {
    const roles = map?.roles(nodeName) ?? new Uint8Array(PARTITIONS);
    let changed = 0;
    for (let i = 0; i < PARTITIONS; i++) {
      if (roles[i] !== this.#roles[i]) changed++;
    }
    this.#map = map;
    this.#roles = roles;
    this.#bitmaps = map?.bitmaps(nodeName) ?? [EMPTY_BITMAP];
    return changed;
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
}
