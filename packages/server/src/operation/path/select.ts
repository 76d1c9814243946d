// Selecting along a path: the collection reduced to what the path leads to, or a list of the leaves.

import { CDT_PATH, ElementReader, KIND } from 'tendril/wire';
import type { Scope } from '../../expression/scope.ts';
import type { Particle } from '../../particles/particle.ts';
import { type Collection, decodeCollection, encodeList, encodeMap } from '../cdt/collection.ts';
import { particleOf } from '../cdt/elements.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { Path, PathItem } from './path.ts';
import { incompatible, selected } from './walk.ts';

export function isCollection(element: Buffer): boolean {
  const kind = new ElementReader(element, 0, element.length).next();
  return kind === KIND.LIST || kind === KIND.MAP;
}

/** @throws ParticleError with the server's result code. */
export function selectByPath(value: Buffer, path: Path, scope: Scope, meter: WorkMeter): Particle {
  const walk = new SelectWalk(path, scope, meter);
  return particleOf(path.mode === CDT_PATH.MATCHING_TREE ? walk.tree(value, 0) : walk.leaves(value));
}

class SelectWalk {
  readonly #path: Path;
  readonly #scope: Scope;
  readonly #meter: WorkMeter;
  readonly #found: Buffer[] = [];

  constructor(path: Path, scope: Scope, meter: WorkMeter) {
    this.#path = path;
    this.#scope = scope;
    this.#meter = meter;
  }

  /** The collection with the selected elements alone. It loses its order flags, unless it is empty anyway. */
  tree(element: Buffer, level: number): Buffer {
    const collection = this.#decode(element);
    const values = collection.kind === 'list' ? collection.items : collection.values;
    if (values.length === 0) return element;
    const positions = this.#selected(collection, level);
    const isLeaf = level + 1 === this.#path.items.length;
    const kept = positions.map((at) => {
      const value = values[at] as Buffer;
      return isLeaf || !isCollection(value) ? value : this.tree(value, level + 1);
    });
    if (collection.kind === 'list') return encodeList(kept);
    return encodeMap(
      positions.map((at) => collection.keys[at] as Buffer),
      kept,
    );
  }

  leaves(element: Buffer): Buffer {
    this.#collect(element, 0);
    return encodeList(this.#found);
  }

  #collect(element: Buffer, level: number): void {
    const collection = this.#decode(element);
    const isLeaf = level + 1 === this.#path.items.length;
    const wantsKey = (this.#path.mode & CDT_PATH.MAP_KEY) !== 0;
    const wantsValue = (this.#path.mode & CDT_PATH.VALUE) !== 0;
    const values = collection.kind === 'list' ? collection.items : collection.values;
    if (isLeaf && wantsKey && collection.kind === 'list') {
      const isEmpty = values.length === 0 && !collection.isOrdered;
      if (isEmpty || this.#path.noFail) return;
      throw incompatible('A list has no keys to select');
    }
    if (values.length === 0) return;
    for (const at of this.#selected(collection, level)) {
      const value = values[at] as Buffer;
      if (!isLeaf) {
        if (isCollection(value)) this.#collect(value, level + 1);
        continue;
      }
      if (wantsKey && collection.kind === 'map') this.#found.push(collection.keys[at] as Buffer);
      if (wantsValue) this.#found.push(value);
    }
  }

  #decode(element: Buffer): Collection {
    return decodeCollection(element, this.#meter) as Collection;
  }

  #selected(collection: Collection, level: number): number[] {
    return selected(collection, this.#path.items[level] as PathItem, this.#path.noFail, this.#scope);
  }
}
