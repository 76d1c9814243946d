// Modifying along a path: each leaf becomes what an expression makes of it, or goes.

import type { Expression } from '../../expression/expression.ts';
import type { Scope } from '../../expression/scope.ts';
import { elementOfValue, REMOVAL, WrittenCollection } from '../../expression/value.ts';
import { RESULT } from '../../result-code.ts';
import { type CdtList, type Collection, decodeCollection, encodeCollection } from '../cdt/collection.ts';
import { compareCanonical } from '../cdt/compare.ts';
import { cdtError } from '../cdt/elements.ts';
import { spendOnOrder } from '../cdt/order.ts';
import type { WorkMeter } from '../work-meter.ts';
import type { Path, PathItem } from './path.ts';
import { incompatible, isCollection, loopVariables, selected, valuesOf } from './walk.ts';

/** The collection afterwards. @throws ParticleError with the server's result code. */
export function modifyByPath(value: Buffer, path: Path, scope: Scope, meter: WorkMeter): Buffer {
  return modified(value, 0, { path, scope, meter });
}

interface Walk {
  readonly path: Path;
  readonly scope: Scope;
  readonly meter: WorkMeter;
}

function modified(element: Buffer, level: number, walk: Walk): Buffer {
  const { path, scope, meter } = walk;
  const collection = decodeCollection(element, meter) as Collection;
  const values = valuesOf(collection);
  if (values.length === 0) return element;
  const isLeaf = level + 1 === path.items.length;
  const changes = new Map<number, Buffer | undefined>();
  for (const at of selected(collection, path.items[level] as PathItem, path.noFail, scope)) {
    const value = values[at] as Buffer;
    if (isLeaf) {
      scope.loop = loopVariables(collection, at);
      changes.set(at, newElement(value, walk));
    } else if (isCollection(value)) changes.set(at, modified(value, level + 1, walk));
  }
  const result = encodeCollection(withChanges(collection, changes, meter));
  meter.checkSize(result.length);
  return result;
}

/** What the expression makes of the leaf that the loop variables stand for; undefined when it is to go. */
function newElement(old: Buffer, { path, scope, meter }: Walk): Buffer | undefined {
  const value = (path.apply as Expression).evaluate(scope);
  if (value === undefined) {
    if (path.noFail) return old;
    throw cdtError(RESULT.UNKNOWN, 'What a path applies is unknown');
  }
  if (value === REMOVAL) return undefined;
  const stored = value instanceof WrittenCollection ? value.storable() : value;
  if (stored === undefined || (stored !== null && typeof stored === 'object' && stored.type < 0))
    throw incompatible('What a path applies cannot be stored');
  const element = elementOfValue(stored);
  meter.spend(0, element.length);
  return element;
}

function withChanges(
  collection: Collection,
  changes: ReadonlyMap<number, Buffer | undefined>,
  meter: WorkMeter,
): Collection {
  const stays = (_: Buffer, i: number): boolean => !changes.has(i) || changes.get(i) !== undefined;
  const changed = (value: Buffer, i: number): Buffer => changes.get(i) ?? value;
  if (collection.kind === 'list')
    return sorted({ ...collection, items: collection.items.map(changed).filter(stays) }, meter);
  return { ...collection, keys: collection.keys.filter(stays), values: collection.values.map(changed).filter(stays) };
}

function sorted(list: CdtList, meter: WorkMeter): CdtList {
  if (!list.isOrdered) return list;
  spendOnOrder(meter, list.items.length);
  return { ...list, items: [...list.items].sort(compareCanonical) };
}
