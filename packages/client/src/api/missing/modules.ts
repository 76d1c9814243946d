// The modules of which something is missing: their names, their constants, and their types as namespaces.

import type { AerospikeExp } from '../../model/policies/fields.ts';
import { missingClass, missingFunctions } from '../missing.ts';
import type * as adminTypes from './admin.ts';
import * as constants from './constants.ts';
import type { Expressions } from './exp.ts';
import type * as expOperations from './exp-operations.ts';
import type * as filterTypes from './filter.ts';

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
 * Expressions, for the filters of policies, for `operate` and for indexes. In this version only the constants are there:
 * the functions throw an `AerospikeError` `ERR_UNSUPPORTED_FEATURE`.
 *
 * @example
 * import { exp } from 'tendril';
 *
 * console.log(exp.type.STR, exp.expWriteFlags.UPDATE_ONLY); // 3 2
 */
export const exp: Expressions = {
  ...constants.expConstants,
  lists: missingFunctions('exp.lists'),
  maps: missingFunctions('exp.maps'),
  bit: missingFunctions('exp.bit'),
  hll: missingFunctions('exp.hll'),
  operations: {
    ExpOperation: missingClass<expOperations.ExpOperationClass>('exp.operations.ExpOperation'),
    ...missingFunctions('exp.operations'),
  },
  ...missingFunctions('exp'),
};

export declare namespace exp {
  type expReadFlags = constants.ExpReadFlags;
  type expWriteFlags = constants.ExpWriteFlags;
  type pathSelectFlags = constants.PathSelectFlags;
  type pathModifyFlags = constants.PathModifyFlags;
  type loopVarPart = constants.LoopVarPart;
  type type = constants.ExpType;
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
