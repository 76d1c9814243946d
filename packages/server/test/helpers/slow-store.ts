// A store whose changes are safe only when the test says so, and a node that keeps its records in it.

import { systemClock } from '../../src/clock.ts';
import { Membership } from '../../src/cluster/membership.ts';
import { NodeState } from '../../src/cluster/node-state.ts';
import { Log } from '../../src/log.ts';
import { Completion } from '../../src/storage/completion.ts';
import { MemoryStore } from '../../src/storage/memory-store.ts';
import { Namespace } from '../../src/storage/namespace.ts';
import { defaultNamespaceConfig } from '../../src/storage/namespace-config.ts';
import { NamespaceGroup } from '../../src/storage/namespace-group.ts';
import type { StoredRecord } from '../../src/storage/record.ts';
import type { Store } from '../../src/storage/store.ts';

export class SlowStore implements Store {
  /** Of all changes, in their order. */
  readonly completions: Completion[] = [];
  readonly #records = new MemoryStore();

  get size(): number {
    return this.#records.size;
  }

  get(digest: string): StoredRecord | undefined {
    return this.#records.get(digest);
  }

  put(digest: string, record: StoredRecord): Completion {
    this.#records.put(digest, record);
    return this.#begin();
  }

  delete(digest: string): Completion {
    this.#records.delete(digest);
    return this.#begin();
  }

  partitionSize(partition: number): number {
    return this.#records.partitionSize(partition);
  }

  entries(partition: number): Iterable<readonly [string, StoredRecord]> {
    return this.#records.entries(partition);
  }

  #begin(): Completion {
    const completion = new Completion();
    this.completions.push(completion);
    return completion;
  }
}

/** A node that is a cluster of its own, with the namespace `test`. */
export function nodeWith(store: Store, log: string[] = []): NodeState {
  const group = new NamespaceGroup('test', defaultNamespaceConfig(), systemClock);
  const namespace = new Namespace(group, store, systemClock);
  const node = new NodeState('A1', [namespace], new Log((level, message) => log.push(`${level} ${message}`)));
  new Membership({ clusterName: 'c' }).join([node]);
  return node;
}
