// Users, roles and privileges as the administration commands take and return them. Not there yet; see missing.ts.

import { missingClass } from '../missing.ts';

/** Where a privilege counts; everywhere without. */
export interface PrivilegeOptions {
  namespace?: string | undefined;
  set?: string | undefined;
}

/** Values of a role. */
export interface RoleOptions {
  name: string;
  readQuota: number;
  writeQuota: number;
  whitelist: number[];
  privileges: admin.Privilege[];
}

/** Values of a user. */
export interface UserOptions {
  connsInUse: number;
  name: string;
  readInfo: number[];
  writeInfo: number[];
  roles: string[];
}

/** The type of {@link admin}. */
export interface Administration {
  readonly Privilege: {
    new (code: number, options?: PrivilegeOptions): admin.Privilege;
    readonly prototype: admin.Privilege;
  };
  readonly Role: { new (options: RoleOptions): admin.Role; readonly prototype: admin.Role };
  readonly User: { new (options: UserOptions): admin.User; readonly prototype: admin.User };
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
export const admin: Administration = {
  User: missingClass<Administration['User']>('admin.User'),
  Privilege: missingClass<Administration['Privilege']>('admin.Privilege'),
  Role: missingClass<Administration['Role']>('admin.Role'),
};

export declare namespace admin {
  /** What a role allows. */
  interface Privilege {
    /** A value of `privilegeCode`. */
    code: number;
    namespace: string;
    set: string;
  }
  interface Role extends RoleOptions {}
  interface User extends UserOptions {}
}
