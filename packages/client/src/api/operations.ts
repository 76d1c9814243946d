// What goes into `client.operate`: the modules of operations as programs see them, with their types as namespaces.

import type * as bitwiseModel from '../model/operations/bitwise.ts';
import { CdtContext, type CdtItems as Items } from '../model/operations/context.ts';
import type * as hllModel from '../model/operations/hll.ts';
import type * as listsModel from '../model/operations/lists.ts';
import type * as mapsModel from '../model/operations/maps.ts';
import type * as model from '../model/operations/operation.ts';
import type * as returnTypes from '../model/operations/return-types.ts';
import * as scalar from '../model/operations/scalar.ts';
import type * as stringsModel from '../model/operations/strings.ts';
import * as surface from '../model/operations/surface.ts';

type Functions<Name extends string> = { [name in Name]: (...args: readonly unknown[]) => unknown };

/** Functions that load what they do when one of them is first called. */
function onCall<Name extends string>(names: readonly Name[], load: () => Functions<Name>): Functions<Name> {
  const made = names.map((name): [Name, Functions<Name>[Name]] => [name, (...args) => load()[name](...args)]);
  return Object.fromEntries(made) as Functions<Name>;
}

/**
 * Makes the operations of {@link Client.operate}: several reads and writes of one record, applied as one unit.
 *
 * @example
 * import { connect, Key, operations } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'operations');
 * await client.put(key, { visits: 1, log: 'a' });
 * const record = await client.operate(key, [
 *   operations.incr('visits', 1),
 *   operations.append('log', 'b'),
 *   operations.read('visits'),
 * ]);
 * console.log(record.bins.visits); // 2
 * client.close();
 */
export const operations: typeof scalar.operations = scalar.operations;

export declare namespace operations {
  type Operation = model.Operation;
}

/**
 * Operations on lists, for `client.operate` and the rows of batches.
 *
 * @example
 * import { connect, Key, lists } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'lists');
 * await client.put(key, { scores: [5, 1, 3] });
 * const record = await client.operate(key, [
 *   lists.append('scores', 9),
 *   lists.getByRankRange('scores', -2, 2).andReturn(lists.returnType.VALUE),
 * ]);
 * console.log(record.bins.scores); // [ 5, 9 ]
 * client.close();
 */
export const lists = {
  ...surface.listsConstants,
  ...onCall(surface.listsFunctions, () => require('../model/operations/lists.js').lists),
} as unknown as listsModel.Lists;

export declare namespace lists {
  type order = surface.ListOrder;
  type sortFlags = surface.ListSortFlags;
  type writeFlags = surface.ListWriteFlags;
  type returnType = returnTypes.ListReturnType;
  type ListOperation = listsModel.ListOperation;
  type InvertibleListOp = listsModel.InvertibleListOp;
}

/**
 * Operations on maps, for `client.operate` and the rows of batches.
 *
 * @example
 * import { connect, Key, maps } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'maps');
 * await client.put(key, { points: { ada: 7, bob: 2 } });
 * const record = await client.operate(key, [
 *   maps.increment('points', 'bob', 9),
 *   maps.getByRank('points', -1).andReturn(maps.returnType.KEY),
 * ]);
 * console.log(record.bins.points); // bob
 * client.close();
 */
export const maps = {
  ...surface.mapsConstants,
  ...onCall(surface.mapsFunctions, () => require('../model/operations/maps.js').maps),
} as unknown as mapsModel.Maps;

export declare namespace maps {
  type order = surface.MapOrder;
  type writeMode = surface.MapWriteMode;
  type writeFlags = surface.MapWriteFlags;
  type returnType = returnTypes.MapReturnType;
  type MapOperation = mapsModel.MapOperation;
}

/**
 * Operations on the bits of bytes, for `client.operate` and the rows of batches.
 *
 * @example
 * import { bitwise, Key } from 'tendril';
 *
 * // Sets bit 3, and counts those that are set in the first byte.
 * const ops = [bitwise.set('flags', 3, 1, Buffer.from([0x80])), bitwise.count('flags', 0, 8)];
 * console.log(ops.length); // 2
 */
export const bitwise = {
  ...surface.bitwiseConstants,
  ...onCall(surface.bitwiseFunctions, () => require('../model/operations/bitwise.js').bitwise),
} as unknown as bitwiseModel.Bitwise;

export declare namespace bitwise {
  type writeFlags = surface.BitwiseWriteFlags;
  type resizeFlags = surface.BitwiseResizeFlags;
  type overflow = surface.BitwiseOverflow;
  type BitwiseOperation = bitwiseModel.BitwiseOperation;
  type OverflowableBitwiseOp = bitwiseModel.OverflowableBitwiseOp;
}

/**
 * Operations on HyperLogLogs, for `client.operate` and the rows of batches.
 *
 * @example
 * import { hll } from 'tendril';
 *
 * // Counts visitors with an error of about 1.6 %.
 * const ops = [hll.add('visitors', ['ada', 'bob'], 12), hll.getCount('visitors')];
 * console.log(ops.length); // 2
 */
export const hll = {
  ...surface.hllConstants,
  ...onCall(surface.hllFunctions, () => require('../model/operations/hll.js').hll),
} as unknown as hllModel.HLL;

export declare namespace hll {
  type writeFlags = surface.HLLWriteFlags;
  type HLLOperation = hllModel.HLLOperation;
}

/**
 * Operations on text, for `client.operate` and the rows of batches; servers from 8.2 on have them. On an older one the
 * command fails before it is sent, with `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { strings } from 'tendril';
 *
 * // Cleans a name up, and returns how long it is now.
 * const ops = [strings.trim('name'), strings.normalizeNfc('name'), strings.strlen('name')];
 * console.log(ops.length); // 3
 */
export const strings = {
  ...surface.stringsConstants,
  ...onCall(surface.stringsFunctions, () => require('../model/operations/strings.js').strings),
} as unknown as stringsModel.Strings;

export declare namespace strings {
  type writeFlags = surface.StringWriteFlags;
  type regexFlags = surface.StringRegexFlags;
  type numericType = surface.StringNumericType;
  type StringOperation = stringsModel.StringOperation;
}

/**
 * Paths to lists and maps inside the value of a bin.
 *
 * @example
 * import { cdt, connect, Key, lists } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'paths');
 * await client.put(key, { user: { tags: ['a'] } });
 * const tags = new cdt.Context().addMapKey('tags');
 * const record = await client.operate(key, [lists.append('user', 'b').withContext(tags)]);
 * console.log(record.bins.user); // 2
 * client.close();
 */
export const cdt: { readonly Context: typeof CdtContext } = { Context: CdtContext };

export declare namespace cdt {
  type CdtItems = Items;
  type Context = CdtContext;
}
