// The modules of which something is missing: their names, their constants, and their types as namespaces.

import { missingClass, missingFunctions } from '../missing.ts';
import type * as adminTypes from './admin.ts';
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
