// What the typed bins of `change` make: operations of the client. One class has the methods of all types, since types
// are gone when it runs; those of changes.ts allow what fits.

import {
  type AerospikeBins,
  type AerospikeBinValue,
  AerospikeError,
  cdt,
  exp,
  lists,
  maps,
  type Operation,
  operations,
} from '../public.ts';
import type { ChangesOf } from './changes.ts';
import { Condition } from './condition.ts';
import { Value } from './value-expressions.ts';

type Key = string | number | Buffer;

/** A step into a list or a map. */
type Step = { readonly index: number } | { readonly key: Key };

const isIndex = (step: Step): step is { readonly index: number } => 'index' in step;

/** A bin, or a value inside it. */
class Target {
  readonly #bin: string;
  readonly #steps: readonly Step[];

  constructor(bin: string, steps: readonly Step[] = []) {
    this.#bin = bin;
    this.#steps = steps;
  }

  at(index: number): Target {
    return new Target(this.#bin, [...this.#steps, { index }]);
  }

  get(key: Key): Target {
    return new Target(this.#bin, [...this.#steps, { key }]);
  }

  set(value: AerospikeBinValue | Value | Condition): Operation {
    const last = this.#steps.at(-1);
    if (value instanceof Value || value instanceof Condition) return this.#setComputed(value);
    if (last === undefined) return operations.write(this.#bin, value);
    return isIndex(last)
      ? this.#around(lists.set(this.#bin, last.index, value))
      : this.#around(maps.put(this.#bin, last.key, value), true);
  }

  #setComputed({ expression }: Value | Condition): Operation {
    if (this.#steps.length === 0) return exp.operations.write(this.#bin, expression);
    throw AerospikeError.param(`a computed value can be set for a bin as a whole, not for a place in ${this.#bin}`);
  }

  unset(): Operation {
    return operations.write(this.#bin, null);
  }

  read(): Operation {
    const last = this.#steps.at(-1);
    if (last === undefined) return operations.read(this.#bin);
    return isIndex(last)
      ? this.#around(lists.getByIndex(this.#bin, last.index, lists.returnType.VALUE))
      : this.#around(maps.getByKey(this.#bin, last.key, maps.returnType.VALUE));
  }

  add(value: number): Operation {
    const last = this.#steps.at(-1);
    if (last === undefined) return operations.add(this.#bin, value);
    return isIndex(last)
      ? this.#around(lists.increment(this.#bin, last.index, value))
      : this.#around(maps.increment(this.#bin, last.key, value), true);
  }

  append(value: string | Buffer): Operation {
    return operations.append(this.#bin, value);
  }

  prepend(value: string | Buffer): Operation {
    return operations.prepend(this.#bin, value);
  }

  push(...elements: readonly AerospikeBinValue[]): Operation {
    return this.#inside(lists.appendItems(this.#bin, elements));
  }

  pushUnique(...elements: readonly AerospikeBinValue[]): Operation {
    const { ADD_UNIQUE, NO_FAIL, PARTIAL } = lists.writeFlags;
    return this.#inside(lists.appendItems(this.#bin, elements, { writeFlags: ADD_UNIQUE | NO_FAIL | PARTIAL }));
  }

  insert(index: number, ...elements: readonly AerospikeBinValue[]): Operation {
    return this.#inside(lists.insertItems(this.#bin, index, elements));
  }

  pop(index = -1): Operation {
    return this.#inside(lists.removeByIndex(this.#bin, index, lists.returnType.VALUE));
  }

  remove(element: AerospikeBinValue): Operation {
    return this.#inside(lists.removeByValue(this.#bin, element, lists.returnType.COUNT));
  }

  keep(index: number, count: number): Operation {
    return this.#inside(lists.trim(this.#bin, index, count));
  }

  sort(): Operation {
    return this.#inside(lists.sort(this.#bin, lists.sortFlags.DEFAULT));
  }

  length(): Operation {
    return this.#inside(lists.size(this.#bin));
  }

  slice(index: number, count?: number): Operation {
    return this.#inside(lists.getByIndexRange(this.#bin, index, count, lists.returnType.VALUE));
  }

  assign(entries: AerospikeBins | ReadonlyMap<Key, AerospikeBinValue>): Operation {
    return this.#inside(maps.putItems(this.#bin, entries), true);
  }

  delete(...keys: readonly Key[]): Operation {
    return this.#inside(maps.removeByKeyList(this.#bin, keys, maps.returnType.COUNT));
  }

  size(): Operation {
    return this.#inside(maps.size(this.#bin));
  }

  topKeys(count: number): Operation {
    return this.#inside(maps.getByRankRange(this.#bin, -count, count, maps.returnType.KEY));
  }

  /** An operation on the list or map at this place. */
  #inside(operation: Nested, creates = false): Operation {
    return within(operation, this.#steps, creates ? 'map' : undefined);
  }

  /** An operation on the list or map that this place is in. */
  #around(operation: Nested, creates = false): Operation {
    const last = this.#steps.at(-1) as Step;
    return within(operation, this.#steps.slice(0, -1), creates && !isIndex(last) ? 'map' : undefined);
  }
}

type Nested = lists.ListOperation | maps.MapOperation;

/** @param creates - what stands at the end of the steps, to be made where it is missing, as maps on the way are then */
function within(operation: Nested, steps: readonly Step[], creates: 'map' | undefined): Operation {
  if (steps.length === 0) return operation;
  const context = new cdt.Context();
  for (const [number, step] of steps.entries()) {
    const next = steps[number + 1];
    const leadsToMap = next === undefined ? creates === 'map' : !isIndex(next);
    if (isIndex(step)) context.addListIndex(step.index);
    else if (creates !== undefined && leadsToMap) context.addMapKeyCreate(step.key);
    else context.addMapKey(step.key);
  }
  return operation.withContext(context);
}

/** Typed bins: whatever name is asked for is one. */
export function changesOf<Bins extends object>(): ChangesOf<Bins> {
  return EVERY_BIN as ChangesOf<Bins>;
}

const EVERY_BIN: object = new Proxy(Object.create(null) as object, {
  get: (_, name) => (typeof name === 'string' ? new Target(name) : undefined),
});
