// Users, roles and privileges as the commands of administration take and return them: plain values with a class, and
// the public module of these classes.

/** Where a privilege counts; if left out, in the whole cluster. */
export interface PrivilegeOptions {
  /** Namespace; default all. */
  namespace?: string | undefined;
  /** Set of that namespace; default all. */
  set?: string | undefined;
}

/** Values of a role. */
export interface RoleOptions {
  /** Name of the role. */
  name: string;
  /** Records that its users may read per second; 0 for no limit. */
  readQuota: number;
  /** Records that its users may write per second; 0 for no limit. */
  writeQuota: number;
  /**
   * Addresses from which its users may connect; empty for all. They are text, such as `192.0.2.1` or `192.0.2.0/24`,
   * although the type, which is that of `aerospike`, says otherwise.
   */
  whitelist: number[];
  /** What its users may do. */
  privileges: Privilege[];
}

/** Values of a user. */
export interface UserOptions {
  /** Open connections. */
  connsInUse: number;
  /** Name of the user. */
  name: string;
  /** Of reads: quota, single records per second, records per second of limited queries, number of unlimited queries. */
  readInfo: number[];
  /** Of writes, in the same order as {@link UserOptions.readInfo}. */
  writeInfo: number[];
  /** Names of roles. */
  roles: string[];
}

/** What a role allows, and where. */
class Privilege {
  /** A value of `privilegeCode`. */
  declare code: number;
  /** Namespace in which it counts; empty for all. */
  declare namespace: string;
  /** Set in which it counts; empty for all. */
  declare set: string;

  /**
   * @param code - A value of `privilegeCode`.
   * @param options - Where it counts; only `READ`, `WRITE`, `READ_WRITE`, `READ_WRITE_UDF` and `TRUNCATE` can be
   *   limited.
   */
  constructor(code: number, options?: PrivilegeOptions) {
    this.code = code;
    this.namespace = options?.namespace || '';
    this.set = options?.set || '';
  }
}

/** A role: what its users may do, from where, and how much. */
class Role implements RoleOptions {
  declare name: string;
  declare readQuota: number;
  declare writeQuota: number;
  declare whitelist: number[];
  declare privileges: Privilege[];

  constructor(options: RoleOptions) {
    this.name = options.name;
    this.readQuota = options.readQuota;
    this.writeQuota = options.writeQuota;
    this.whitelist = options.whitelist;
    this.privileges = options.privileges;
  }
}

/** A user: roles, and what the user is doing at the node that was asked. */
class User implements UserOptions {
  declare connsInUse: number;
  declare name: string;
  declare readInfo: number[];
  declare writeInfo: number[];
  declare roles: string[];

  constructor(options: UserOptions) {
    this.connsInUse = options.connsInUse;
    this.name = options.name;
    this.readInfo = options.readInfo;
    this.writeInfo = options.writeInfo;
    this.roles = options.roles;
  }
}

// Under names that the namespace below does not hide.
type AdminPrivilege = Privilege;
type AdminRole = Role;
type AdminUser = User;

export type { AdminPrivilege as Privilege, AdminRole as Role, AdminUser as User };

/** The type of `admin`. */
export interface Administration {
  readonly Privilege: typeof Privilege;
  readonly Role: typeof Role;
  readonly User: typeof User;
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
export const admin: Administration = { User, Privilege, Role };

export declare namespace admin {
  type Privilege = AdminPrivilege;
  type Role = AdminRole;
  type User = AdminUser;
}
