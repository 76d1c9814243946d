// Selecting along a path: the collection reduced to what the path leads to, or a list of the leaves.

import { CDT_PATH } from 'tendril/wire';
import type { Scope } from '../../expression/scope.ts';
import type { Particle } from '../../particles/particle.ts';
import { RESULT } from '../../result-code.ts';
import { type CdtList, type Collection, decodeCollection, encodeList, encodeMap } from '../cdt/collection.ts';
import { boolElement, cdtError, intElement, particleOf } from '../cdt/elements.ts';
import type { WorkMeter } from '../work-meter.ts';
import { isTally, type Path, type PathItem, TALLY } from './path.ts';
import { goesByPosition, incompatible, isCollection, picksOne, selected, valuesOf } from './walk.ts';

/** @throws ParticleError with the server's result code. */
export function selectByPath(value: Buffer, path: Path, scope: Scope, meter: WorkMeter): Particle {
  const walk = new SelectWalk(path, scope, meter);
  if (path.mode === CDT_PATH.MATCHING_TREE) return particleOf(walk.tree(value, 0));
  if (!isTally(path.mode)) return particleOf(walk.leaves(value));
  const count = walk.count(value);
  return particleOf(path.mode === TALLY.COUNT ? intElement(count) : boolElement(count > 0));
}

class SelectWalk {
  readonly #path: Path;
  readonly #scope: Scope;
  readonly #meter: WorkMeter;
  readonly #found: Buffer[] = [];
  /** The server stands behind the end of everything; see `#leave`. */
  #isLost = false;

  constructor(path: Path, scope: Scope, meter: WorkMeter) {
    this.#path = path;
    this.#scope = scope;
    this.#meter = meter;
  }

  /** The collection with the selected elements alone. It loses its order flags, unless it is empty anyway. */
  tree(element: Buffer, level: number): Buffer {
    const collection = this.#decode(element);
    const values = valuesOf(collection);
    if (values.length === 0) return element;
    const keys: Buffer[] = [];
    const kept: Buffer[] = [];
    for (const at of this.#selected(collection, level)) {
      const value = values[at] as Buffer;
      if (collection.kind === 'map') keys.push(collection.keys[at] as Buffer);
      if (this.#isLeaf(level) || !isCollection(value)) {
        kept.push(value);
        continue;
      }
      kept.push(this.tree(value, level + 1));
      this.#requirePlace(collection, level, at);
    }
    this.#leave(collection, level);
    return collection.kind === 'list' ? encodeList(kept) : encodeMap(keys, kept);
  }

  leaves(element: Buffer): Buffer {
    this.#collect(element, 0);
    return encodeList(this.#found);
  }

  count(element: Buffer): number {
    this.#collect(element, 0);
    return this.#found.length;
  }

  #collect(element: Buffer, level: number): void {
    const collection = this.#decode(element);
    const values = valuesOf(collection);
    if (this.#isLeaf(level)) {
      if (this.#wantsKeys && collection.kind === 'list') return this.#refuseKeys(collection);
      if (values.length > 0) this.#collectLeaves(collection, level);
    } else if (values.length > 0) {
      for (const at of this.#selected(collection, level)) {
        const value = values[at] as Buffer;
        if (!isCollection(value)) continue;
        this.#collect(value, level + 1);
        this.#requirePlace(collection, level, at);
      }
    }
    if (values.length > 0) this.#leave(collection, level);
  }

  #collectLeaves(collection: Collection, level: number): void {
    const wantsValues = isTally(this.#path.mode) || (this.#path.mode & CDT_PATH.VALUE) !== 0;
    const values = valuesOf(collection);
    for (const at of this.#selected(collection, level)) {
      if (this.#wantsKeys && collection.kind === 'map') this.#found.push(collection.keys[at] as Buffer);
      if (wantsValues) this.#found.push(values[at] as Buffer);
    }
  }

  #refuseKeys({ items, flags }: CdtList): void {
    const isEmpty = items.length === 0 && flags === 0;
    if (!isEmpty && !this.#path.noFail) throw incompatible('A list has no keys to select');
  }

  get #wantsKeys(): boolean {
    return !isTally(this.#path.mode) && (this.#path.mode & CDT_PATH.MAP_KEY) !== 0;
  }

  #isLeaf(level: number): boolean {
    return level + 1 === this.#path.items.length;
  }

  #decode(element: Buffer): Collection {
    return decodeCollection(element, this.#meter) as Collection;
  }

  #item(level: number): PathItem {
    return this.#path.items[level] as PathItem;
  }

  #selected(collection: Collection, level: number): Iterable<number> {
    return selected(collection, this.#item(level), this.#path.noFail, this.#scope);
  }

  /**
   * Once it has picked an element of a nested collection by rank, or of a nested map by index, the server goes on behind
   * the end of everything: whatever is left of the collections around it is corrupt to it.
   */
  #leave(collection: Collection, level: number): void {
    if (goesByPosition(collection, this.#item(level)) && picksOne(collection, this.#item(level)))
      this.#isLost = level > 0;
  }

  #requirePlace(collection: Collection, level: number, at: number): void {
    if (!this.#isLost || at + 1 === valuesOf(collection).length || goesByPosition(collection, this.#item(level)))
      return;
    throw cdtError(RESULT.UNKNOWN, 'More follows an element that was picked by index or rank');
  }
}
