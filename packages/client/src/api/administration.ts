// The module `admin`: its classes, as values and as types.

import * as classes from '../model/administration.ts';

/** The type of `admin`. */
export interface Administration {
  readonly Privilege: typeof classes.Privilege;
  readonly Role: typeof classes.Role;
  readonly User: typeof classes.User;
}

/**
 * Users, roles and privileges.
 *
 * @example
 * import { admin, privilegeCode } from 'tendril';
 *
 * const readsDemo = new admin.Privilege(privilegeCode.READ, { namespace: 'test', set: 'demo' });
 * console.log(readsDemo.namespace, readsDemo.set); // test demo
 */
export const admin: Administration = {
  User: classes.User,
  Privilege: classes.Privilege,
  Role: classes.Role,
};

export declare namespace admin {
  type Privilege = classes.Privilege;
  type Role = classes.Role;
  type User = classes.User;
}
