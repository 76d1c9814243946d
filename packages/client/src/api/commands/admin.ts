// Administration of users, roles and privileges. What is sent is in command/admin/; here are the public forms.

import type { AdminRequest } from '../../command/admin/admin-requests.ts';
import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import type { Privilege, Role, User } from '../../model/administration.ts';
import { AerospikeError, ArgumentTypeError } from '../../model/error.ts';
import type { AdminPolicyOptions } from '../../model/policies/service-policies.ts';
import { status } from '../../model/status.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { deliver, optionalArgument, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';
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

/** Where a policy gives no time. */
const MAX_TIMEOUT_MS = 60_000;

/** Loaded when first used. */
function requests() {
  return require('../../command/admin/admin-requests.js') as typeof import('../../command/admin/admin-requests.ts');
}

function question() {
  return require('../../command/admin/admin-question.js') as typeof import('../../command/admin/admin-question.ts');
}

/** Any node will do. */
function anyNode({ nodes }: ClusterLink): NodeInfo {
  const active = nodes.filter((node) => node.active);
  const node = active[Math.floor(Math.random() * active.length)];
  if (node === undefined) {
    throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'Failed to find server node' });
  }
  return node;
}

/** Runs one command; `prepare` checks its arguments. `optional`: those after the required ones, the callback last. */
function administer<R>(
  client: HasCore,
  name: string,
  prepare: (login: Credentials | undefined) => AdminRequest<R>,
  policy: unknown,
  optional: readonly unknown[],
): Promise<R> | undefined {
  const callback = optional.find((argument) => typeof argument === 'function') as TypedCallback<R> | undefined;
  const outcome = client[CORE].requestAdmin(name, policy, async (link, { timeout }, login) => {
    const last = optional.at(-1);
    // Who passes one waits for it to be called.
    if (last && typeof last !== 'function') throw new ArgumentTypeError('callback must be a function');
    const request = prepare(login);
    const node = anyNode(link);
    requests().checkBuild(request, node.build);
    const asked = new (question().AdminQuestion)(name, request);
    const limits = { timeout: timeout || MAX_TIMEOUT_MS, timeoutDelay: 0 };
    return request.result((await link.ask(node.name, asked, limits)).found);
  });
  return deliver(outcome, callback);
}

/** @internal */
export const adminCommands: Implementation<AdminCommands> = {
  changePassword(user, password, policy, callback) {
    const prepare = (login: Credentials | undefined) => requests().changePassword(user, password, login);
    return administer(this, 'changePassword', prepare, policy, [policy, callback]);
  },

  createUser(user, password, roles, policy, callback) {
    const prepare = () => requests().createUser(user, password, optionalArgument(roles));
    return administer(this, 'createUser', prepare, policy, [roles, policy, callback]);
  },

  createPKIUser(user, roles, policy, callback) {
    const prepare = () => requests().createPkiUser(user, optionalArgument(roles));
    return administer(this, 'createPKIUser', prepare, policy, [roles, policy, callback]);
  },

  createRole(roleName, privileges, policy, whitelist, readQuota, writeQuota, callback) {
    const quotas = [optionalArgument(readQuota), optionalArgument(writeQuota)] as const;
    const prepare = () => requests().createRole(roleName, privileges, optionalArgument(whitelist), ...quotas);
    return administer(this, 'createRole', prepare, policy, [policy, whitelist, readQuota, writeQuota, callback]);
  },

  dropRole(roleName, policy, callback) {
    const prepare = () => requests().dropRole(roleName);
    return administer(this, 'dropRole', prepare, policy, [policy, callback]);
  },

  dropUser(user, policy, callback) {
    const prepare = () => requests().dropUser(user);
    return administer(this, 'dropUser', prepare, policy, [policy, callback]);
  },

  grantPrivileges(roleName, privileges, policy, callback) {
    const prepare = () => requests().grantPrivileges(roleName, privileges);
    return administer(this, 'grantPrivileges', prepare, policy, [policy, callback]);
  },

  grantRoles(user, roles, policy, callback) {
    const prepare = () => requests().grantRoles(user, roles);
    return administer(this, 'grantRoles', prepare, policy, [policy, callback]);
  },

  queryRole(roleName, policy, callback) {
    const prepare = () => requests().queryRole(roleName);
    return administer(this, 'queryRole', prepare, policy, [policy, callback]);
  },

  queryRoles(policy, callback) {
    const prepare = () => requests().queryRoles();
    return administer(this, 'queryRoles', prepare, policy, [policy, callback]);
  },

  queryUser(user, policy, callback) {
    const prepare = () => requests().queryUser(user);
    return administer(this, 'queryUser', prepare, policy, [policy, callback]);
  },

  queryUsers(policy, callback) {
    const prepare = () => requests().queryUsers();
    return administer(this, 'queryUsers', prepare, policy, [policy, callback]);
  },

  revokePrivileges(roleName, privileges, policy, callback) {
    const prepare = () => requests().revokePrivileges(roleName, privileges);
    return administer(this, 'revokePrivileges', prepare, policy, [policy, callback]);
  },

  revokeRoles(user, roles, policy, callback) {
    const prepare = () => requests().revokeRoles(user, roles);
    return administer(this, 'revokeRoles', prepare, policy, [policy, callback]);
  },

  setPassword(user, password, policy, callback) {
    const prepare = (login: Credentials | undefined) => requests().setPassword(user, password, login);
    return administer(this, 'setPassword', prepare, policy, [policy, callback]);
  },

  setQuotas(roleName, readQuota, writeQuota, policy, callback) {
    const prepare = () => requests().setQuotas(roleName, readQuota, writeQuota);
    return administer(this, 'setQuotas', prepare, policy, [policy, callback]);
  },

  setWhitelist(roleName, whitelist, policy, callback) {
    const prepare = () => requests().setWhitelist(roleName, whitelist);
    return administer(this, 'setWhitelist', prepare, policy, [policy, callback]);
  },
};
