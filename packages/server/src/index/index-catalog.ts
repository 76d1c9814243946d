// The secondary indexes of a cluster, and what one node has in them. Indexes are made and dropped on one node and exist
// on all, those that come later included.

import type { NodeState } from '../cluster/node-state.ts';
import { MAX_INDEXES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import type { Cause, ChangeListener } from '../storage/change-feed.ts';
import type { StoredRecord } from '../storage/record.ts';
import { coversTheSame, type IndexDefinition, KINDS, sameBytes } from './index-definition.ts';
import { RecordIndex } from './record-index.ts';

/** What a query says of the index that it wants. */
export interface WantedIndex {
  readonly namespace: string;
  readonly set: string;
  /** Empty for an index on an expression. */
  readonly bin: string;
  /** A value of `INDEX_TYPE`. */
  readonly kind: number;
  readonly dataType: string;
  readonly contextBytes: Buffer | undefined;
  readonly expressionBytes: Buffer | undefined;
}

export class IndexCatalog {
  readonly #definitions = new Map<string, IndexDefinition>();
  readonly #nodes = new Set<NodeIndexes>();

  /** The indexes on one more node. */
  attach(node: NodeState): NodeIndexes {
    const own = new NodeIndexes(node, this);
    this.#nodes.add(own);
    for (const definition of this.#definitions.values()) own.create(definition);
    return own;
  }

  definitions(): Iterable<IndexDefinition> {
    return this.#definitions.values();
  }

  get(namespace: string, name: string): IndexDefinition | undefined {
    return this.#definitions.get(`${namespace}/${name}`);
  }

  /** How many indexes are of that set alone. */
  countOf(namespace: string, set: string): number {
    let count = 0;
    for (const one of this.#definitions.values()) {
      if (one.namespace === namespace && one.set === set && one.kind !== 'set') count++;
    }
    return count;
  }

  /** Makes an index, or gives one that covers the same its new name. Returns a result code. */
  create(definition: IndexDefinition): number {
    const { namespace, name } = definition;
    const known = this.get(namespace, name);
    if (known !== undefined) return coversTheSame(known, definition) ? RESULT.OK : RESULT.SINDEX_FOUND;
    const inNamespace = [...this.#definitions.values()].filter((one) => one.namespace === namespace);
    const same = inNamespace.find((one) => coversTheSame(one, definition));
    if (same !== undefined) {
      this.#rename(same, definition);
      return RESULT.OK;
    }
    if (inNamespace.length >= MAX_INDEXES) return RESULT.SINDEX_MAX_COUNT;
    this.#definitions.set(`${namespace}/${name}`, definition);
    for (const node of this.#nodes) node.create(definition);
    return RESULT.OK;
  }

  /** In its place among the others. */
  #rename(from: IndexDefinition, to: IndexDefinition): void {
    const all = [...this.#definitions.values()].map((one) => (one === from ? to : one));
    this.#definitions.clear();
    for (const one of all) this.#definitions.set(`${one.namespace}/${one.name}`, one);
    for (const node of this.#nodes) node.rename(from, to);
  }

  delete(namespace: string, name: string): void {
    const definition = this.get(namespace, name);
    if (definition === undefined) return;
    this.#definitions.delete(`${namespace}/${name}`);
    for (const node of this.#nodes) node.delete(definition);
  }
}

export class NodeIndexes implements ChangeListener {
  readonly catalog: IndexCatalog;
  readonly #node: NodeState;
  /** Replaced, never changed. */
  #byNamespace = new Map<string, readonly RecordIndex[]>();

  constructor(node: NodeState, catalog: IndexCatalog) {
    this.#node = node;
    this.catalog = catalog;
  }

  create(definition: IndexDefinition): void {
    const own = this.#node.namespaces.get(definition.namespace);
    if (own === undefined) return;
    const index = new RecordIndex(definition, own.namespace);
    this.#set(definition.namespace, [...this.#of(definition.namespace), index]);
    index.build();
  }

  rename(from: IndexDefinition, to: IndexDefinition): void {
    for (const index of this.#of(from.namespace)) if (index.definition === from) index.definition = to;
  }

  delete(definition: IndexDefinition): void {
    const kept: RecordIndex[] = [];
    for (const index of this.#of(definition.namespace)) {
      if (index.definition === definition) index.drop();
      else kept.push(index);
    }
    this.#set(definition.namespace, kept);
  }

  #of(namespace: string): readonly RecordIndex[] {
    return this.#byNamespace.get(namespace) ?? [];
  }

  /** Who has no index hears of no change. */
  #set(namespace: string, indexes: readonly RecordIndex[]): void {
    const changes = this.#node.namespaces.get(namespace)?.namespace.changes;
    this.#byNamespace.set(namespace, indexes);
    if (indexes.length === 0) changes?.remove(this);
    else changes?.add(this);
  }

  onChange(
    namespace: string,
    digest: string,
    before: StoredRecord | undefined,
    after: StoredRecord | undefined,
    _cause: Cause,
  ): void {
    for (const index of this.#byNamespace.get(namespace) ?? []) index.update(digest, before, after);
  }

  byName(namespace: string, name: string): RecordIndex | undefined {
    return this.#of(namespace).find(({ definition }) => definition.name === name);
  }

  /** The index that a query can use: one of its set, else one of all sets. */
  find(wanted: WantedIndex): RecordIndex | undefined {
    const fits = ({ definition }: RecordIndex): boolean =>
      definition.bin === wanted.bin &&
      KINDS[definition.kind] === wanted.kind &&
      definition.dataType === wanted.dataType &&
      sameBytes(definition.contextBytes, wanted.contextBytes) &&
      sameBytes(definition.expressionBytes, wanted.expressionBytes);
    const fitting = this.#of(wanted.namespace).filter(fits);
    return (
      fitting.find(({ definition }) => definition.set === wanted.set) ??
      fitting.find(({ definition }) => definition.set === '')
    );
  }
}
