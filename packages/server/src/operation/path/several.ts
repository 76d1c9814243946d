// Items of a path that select several elements by range, interval or list, as server 8.2 has them
// (docs/protocol/server-8.2.md, "Lists, blobs and paths"): they select what the operation of the same kind does.
//
//   value := [operand, [count or end]] | list of values or keys

import { CDT_RETURN, CDT_RETURN_INVERTED, ElementReader, KIND, LIST_OP, MAP_OP } from 'tendril/wire';
import type { Collection } from '../cdt/collection.ts';
import { intElement } from '../cdt/elements.ts';
import { MapView } from '../cdt/map-view.ts';
import { CdtOperation } from '../cdt/operation.ts';
import type { Picked } from '../cdt/selection.ts';
import { LIST_GETS, MAP_GETS } from '../cdt/selectors.ts';
import type { WorkMeter } from '../work-meter.ts';

const INVERTED = 0x400;

/** The operation by the item's type. */
const OPERATION_OF: Readonly<Record<number, number>> = {
  24: LIST_OP.GET_BY_INDEX_RANGE,
  25: LIST_OP.GET_BY_RANK_RANGE,
  27: LIST_OP.GET_BY_VALUE_LIST,
  29: LIST_OP.GET_BY_VALUE_INTERVAL,
  31: LIST_OP.GET_BY_VALUE_REL_RANK_RANGE,
  40: MAP_OP.GET_BY_INDEX_RANGE,
  41: MAP_OP.GET_BY_RANK_RANGE,
  42: MAP_OP.GET_BY_KEY_LIST,
  43: MAP_OP.GET_BY_VALUE_LIST,
  44: MAP_OP.GET_BY_KEY_INTERVAL,
  45: MAP_OP.GET_BY_VALUE_INTERVAL,
  46: MAP_OP.GET_BY_KEY_REL_INDEX_RANGE,
  47: MAP_OP.GET_BY_VALUE_REL_RANK_RANGE,
};

/** Those whose value is one parameter, not a list of them. */
const LISTS: ReadonlySet<number> = new Set([0x1b, 0x2a, 0x2b]);

/** The positions in a collection that an item selects, ascending. @throws ParticleError when its value does not fit. */
export type Several = (collection: Collection) => Iterable<number>;

/** What the item selects; undefined when it is none of these. */
export function severalOf(type: number, value: Buffer, meter: WorkMeter): Several | undefined {
  const kind = type & ~INVERTED;
  const code = OPERATION_OF[kind];
  if (code === undefined) return undefined;
  const wanted = intElement(CDT_RETURN.NONE + ((type & INVERTED) === 0 ? 0 : CDT_RETURN_INVERTED));
  const { bytes, count } = LISTS.has(kind) ? { bytes: value, count: 1 } : partsOf(value);
  const parameters = Buffer.concat([wanted, bytes]);
  return (collection) => {
    const op = new CdtOperation(code, new ElementReader(parameters, 0, parameters.length), count + 1, meter);
    return positionsIn(pick(collection, op));
  };
}

/** The elements of a list, and how many there are; something else stands for itself. */
function partsOf(value: Buffer): { readonly bytes: Buffer; readonly count: number } {
  const r = new ElementReader(value, 0, value.length);
  if (r.next() !== KIND.LIST) return { bytes: value, count: 1 };
  return { bytes: value.subarray(r.pos), count: r.count };
}

function pick(collection: Collection, op: CdtOperation): Picked {
  if (collection.kind === 'list') {
    const selector = LIST_GETS[op.code];
    op.requireCount(selector?.min ?? 0, selector?.max ?? 0);
    return selector?.select(collection, op).picked ?? [];
  }
  const selector = MAP_GETS[op.code];
  op.requireCount(selector?.min ?? 0, selector?.max ?? 0);
  return selector?.select(new MapView(collection, op.meter), op).picked ?? [];
}

function* positionsIn(picked: Picked): Generator<number, void, undefined> {
  if (!('count' in picked)) yield* picked;
  else for (let i = 0; i < picked.count; i++) yield picked.start + i;
}
