// The modules of which something is missing: their names, their constants, and their types as namespaces.

import type * as expTypes from '../../model/exp/constant-types.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';
import * as expressions from '../../model/exp/exp.ts';
import * as model from '../../model/operations.ts';
import { missingClass, missingFunctions } from '../missing.ts';
import type * as adminTypes from './admin.ts';
import type * as bitwiseTypes from './bitwise.ts';
import type * as cdtTypes from './cdt.ts';
import * as constants from './constants.ts';
import type * as expOperations from './exp-operations.ts';
import type * as filterTypes from './filter.ts';
import type * as hllTypes from './hll.ts';
import type * as listsTypes from './lists.ts';
import type * as mapsTypes from './maps.ts';

type Scalar = typeof model.operations;

/** The type of {@link operations}. */
export interface Operations extends Scalar {
  selectByPath(bin: string, flags: number, context: cdtTypes.CdtContext): model.Operation;
  modifyByPath(bin: string, modExp: AerospikeExp, flags: number, context: cdtTypes.CdtContext): model.Operation;
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
export const operations: Operations = { ...model.operations, ...missingFunctions('operations') };

export declare namespace operations {
  type Operation = model.Operation;
}

/**
 * Operations on lists, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { lists } from 'tendril';
 *
 * console.log(lists.returnType.INDEX); // 1
 */
export const lists: listsTypes.Lists = { ...constants.listsConstants, ...missingFunctions('lists') };

export declare namespace lists {
  type order = constants.ListOrder;
  type sortFlags = constants.ListSortFlags;
  type writeFlags = constants.ListWriteFlags;
  type returnType = constants.ListReturnType;
  type ListOperation = listsTypes.ListOperation;
  type InvertibleListOp = listsTypes.InvertibleListOp;
}

/**
 * Operations on maps, for `client.operate`. In this version only the constants are there: the functions throw an
 * `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { maps } from 'tendril';
 *
 * console.log(maps.returnType.INDEX); // 1
 */
export const maps: mapsTypes.Maps = { ...constants.mapsConstants, ...missingFunctions('maps') };

export declare namespace maps {
  type order = constants.MapOrder;
  type writeMode = constants.MapWriteMode;
  type writeFlags = constants.MapWriteFlags;
  type returnType = constants.MapReturnType;
  type MapOperation = mapsTypes.MapOperation;
}

/**
 * Operations on the bits of bytes, for `client.operate`. In this version only the constants are there: the functions throw
 * an `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { bitwise } from 'tendril';
 *
 * console.log(bitwise.overflow.SATURATE); // 2
 */
export const bitwise: bitwiseTypes.Bitwise = { ...constants.bitwiseConstants, ...missingFunctions('bitwise') };

export declare namespace bitwise {
  type writeFlags = constants.BitwiseWriteFlags;
  type resizeFlags = constants.BitwiseResizeFlags;
  type overflow = constants.BitwiseOverflow;
  type BitwiseOperation = bitwiseTypes.BitwiseOperation;
  type OverflowableBitwiseOp = bitwiseTypes.OverflowableBitwiseOp;
}

/**
 * Operations on HyperLogLogs, for `client.operate`. In this version only the constants are there: the functions throw
 * an `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { hll } from 'tendril';
 *
 * console.log(hll.writeFlags.CREATE_ONLY); // 1
 */
export const hll: hllTypes.HLL = { ...constants.hllConstants, ...missingFunctions('hll') };

export declare namespace hll {
  type writeFlags = constants.HLLWriteFlags;
  type HLLOperation = hllTypes.HLLOperation;
}

/**
 * Paths to lists and maps inside the value of a bin. Not in this version: making one throws an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { cdt, status } from 'tendril';
 *
 * try {
 *   new cdt.Context().addMapKey('address');
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const cdt: cdtTypes.CDT = { Context: missingClass<cdtTypes.ContextClass>('cdt.Context') };

export declare namespace cdt {
  type CdtItems = cdtTypes.CdtItems;
  type CdtContext = cdtTypes.CdtContext;
  type Context = cdtTypes.CdtContext;
}

/**
 * Filters of queries on secondary indexes. Not in this version: the functions throw an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { filter, status } from 'tendril';
 *
 * try {
 *   filter.equal('name', 'Ada');
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const filter: filterTypes.Filters = {
  SindexFilterPredicate: missingClass<filterTypes.Filters['SindexFilterPredicate']>('filter.SindexFilterPredicate'),
  ...missingFunctions('filter'),
};

export declare namespace filter {
  type Predicates = number;
  type SindexFilterPredicate = filterTypes.SindexFilterPredicate;
  type EqualPredicate = filterTypes.EqualPredicate;
  type RangePredicate = filterTypes.RangePredicate;
  type GeoPredicate = filterTypes.GeoPredicate;
}

/**
 * Users, roles and privileges. Not in this version: the constructors throw an `AerospikeError`
 * `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { admin, privilegeCode, status } from 'tendril';
 *
 * try {
 *   new admin.Privilege(privilegeCode.READ, { namespace: 'test' });
 * } catch (error) {
 *   console.log(error.code === status.ERR_UNSUPPORTED_FEATURE); // true
 * }
 */
export const admin: adminTypes.Administration = {
  User: missingClass<adminTypes.Administration['User']>('admin.User'),
  Privilege: missingClass<adminTypes.Administration['Privilege']>('admin.Privilege'),
  Role: missingClass<adminTypes.Administration['Role']>('admin.Role'),
};

export declare namespace admin {
  type Privilege = adminTypes.Privilege;
  type Role = adminTypes.Role;
  type User = adminTypes.User;
}

/**
 * Expressions: conditions and values that the server computes from a record. They filter commands, as `filterExpression`
 * of their policies, are read or written by `client.operate`, and are indexed.
 *
 * Each function returns an array of plain entries, which is not looked at before a command is sent with it.
 *
 * @example
 * import { client, exp } from 'tendril';
 *
 * const soldOut = exp.eq(exp.binInt('stock'), exp.int(0));
 * console.log(client().expressionToBase64(soldOut)); // kwGTUQKlc3RvY2sA
 */
export const exp: expressions.Expressions & { readonly operations: expOperations.ExpOperations } =
  Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(expressions.exp),
      operations: {
        configurable: true,
        enumerable: true,
        value: {
          ExpOperation: missingClass<expOperations.ExpOperationClass>('exp.operations.ExpOperation'),
          ...missingFunctions('exp.operations'),
        },
      },
    },
  ) as expressions.Expressions & { readonly operations: expOperations.ExpOperations };

export declare namespace exp {
  type expReadFlags = expTypes.ExpReadFlags;
  type expWriteFlags = expTypes.ExpWriteFlags;
  type pathSelectFlags = expTypes.PathSelectFlags;
  type pathModifyFlags = expTypes.PathModifyFlags;
  type loopVarPart = expTypes.LoopVarPart;
  type type = expTypes.ExpType;
  type _valueExp<T> = (value: T) => AerospikeExp;
  type _keyTypeExp = () => AerospikeExp;
  type _binTypeExp = (binName: string) => AerospikeExp;
  type _metaExp = () => AerospikeExp;
  type _nilExp = () => AerospikeExp;
  type _infExp = () => AerospikeExp;
  type _wildcardExp = () => AerospikeExp;
  type _unknownExp = () => AerospikeExp;
  type _cmpExp = (left: AerospikeExp, right: AerospikeExp) => AerospikeExp;
  type _VAExp = (...expr: AerospikeExp[]) => AerospikeExp;
  type _shiftExp = (expr: AerospikeExp, shift: AerospikeExp) => AerospikeExp;
  type _logExp = (num: AerospikeExp, base: AerospikeExp) => AerospikeExp;
  type _powExp = (base: AerospikeExp, exponent: AerospikeExp) => AerospikeExp;
  namespace operations {
    type ExpOperations = number;
    type ExpOperation = expOperations.ExpOperation;
  }
}
