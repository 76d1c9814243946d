// Administration of users, roles and privileges. Not there yet; see ../missing.ts.

import type { AdminPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Privilege, Role, User } from '../missing/admin.ts';
import type { Tail } from './tail.ts';

type Policy = AdminPolicyOptions | null | undefined;
type Names = readonly string[] | null | undefined;
type Quota = number | null | undefined;

/** Administration of users, roles and privileges; needs an Enterprise server with security. */
export interface AdminCommands {
  /**
   * Changes the password of a user, who may be the own one.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  changePassword(user: string, password: string, policy?: Policy): Promise<void>;
  changePassword(user: string, password: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Makes a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  createUser(user: string, password: string, roles?: Names, policy?: Policy): Promise<void>;
  createUser(user: string, password: string, ...rest: Tail<[roles: Names, policy: Policy], void>): void;

  /**
   * Makes a user who logs in by certificate.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  createPKIUser(user: string, roles?: Names, policy?: Policy): Promise<void>;
  createPKIUser(user: string, ...rest: Tail<[roles: Names, policy: Policy], void>): void;

  /**
   * Makes a role.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  createRole(
    roleName: string,
    privileges: readonly Privilege[],
    policy?: Policy,
    whitelist?: Names,
    readQuota?: Quota,
    writeQuota?: Quota,
  ): Promise<void>;
  createRole(
    roleName: string,
    privileges: readonly Privilege[],
    ...rest: Tail<[policy: Policy, whitelist: Names, readQuota: Quota, writeQuota: Quota], void>
  ): void;

  /**
   * Removes a role.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  dropRole(roleName: string, policy?: Policy): Promise<void>;
  dropRole(roleName: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Removes a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  dropUser(user: string, policy?: Policy): Promise<void>;
  dropUser(user: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Adds privileges to a role.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  grantPrivileges(roleName: string, privileges: readonly Privilege[], policy?: Policy): Promise<void>;
  grantPrivileges(roleName: string, privileges: readonly Privilege[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Adds roles to a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  grantRoles(user: string, roles: readonly string[], policy?: Policy): Promise<void>;
  grantRoles(user: string, roles: readonly string[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Reads a role.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryRole(roleName: string, policy?: Policy): Promise<Role>;
  queryRole(roleName: string, ...rest: Tail<[policy: Policy], Role>): void;

  /**
   * Reads all roles.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryRoles(policy?: Policy): Promise<Role[]>;
  queryRoles(...rest: Tail<[policy: Policy], Role[]>): void;

  /**
   * Reads a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryUser(user: string, policy?: Policy): Promise<User>;
  queryUser(user: string, ...rest: Tail<[policy: Policy], User>): void;

  /**
   * Reads all users.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryUsers(policy?: Policy): Promise<User[]>;
  queryUsers(...rest: Tail<[policy: Policy], User[]>): void;

  /**
   * Takes privileges from a role.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  revokePrivileges(roleName: string, privileges: readonly Privilege[], policy?: Policy): Promise<void>;
  revokePrivileges(roleName: string, privileges: readonly Privilege[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Takes roles from a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  revokeRoles(user: string, roles: readonly string[], policy?: Policy): Promise<void>;
  revokeRoles(user: string, roles: readonly string[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the password of a user.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  setPassword(user: string, password: string, policy?: Policy): Promise<void>;
  setPassword(user: string, password: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the limits of a role in records per second.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  setQuotas(roleName: string, readQuota: number, writeQuota: number, policy?: Policy): Promise<void>;
  setQuotas(roleName: string, readQuota: number, writeQuota: number, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the addresses from which users of a role may connect; null for all.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  setWhitelist(roleName: string, whitelist: Names, policy?: Policy): Promise<void>;
  setWhitelist(roleName: string, whitelist: Names, ...rest: Tail<[policy: Policy], void>): void;
}
