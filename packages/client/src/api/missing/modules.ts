// The modules of which something is missing: their names, their constants, and their types as namespaces.

import { missingClass } from '../missing.ts';
import type * as adminTypes from './admin.ts';

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
