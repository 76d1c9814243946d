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

/**
 * Administration of users, roles and privileges; needs an Enterprise server with security enabled.
 *
 * A command goes to any one node, which tells the others: it may take a moment until all of them know. Where the user
 * who is logged in may not do this, it rejects with `ROLE_VIOLATION`; from a server without security comes
 * `SECURITY_NOT_SUPPORTED` or `SECURITY_NOT_ENABLED`. An argument of the wrong type is a `TypeError`. A command whose
 * answer did not come in time is `inDoubt`.
 */
export interface AdminCommands {
  /**
   * Changes the user's own password. The current one, with which the client logged in, proves who asks; the client uses
   * the new one from then on.
   *
   * @param user - Name of the user who is logged in.
   * @param password - New password, at most 63 bytes.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `FORBIDDEN_PASSWORD` if the server refuses the password, as it does for users who log in by
   *   certificate; `ERR_PARAM` if the client did not log in with a password; `ERR_CLIENT` if one is too long.
   */
  changePassword(user: string, password: string, policy?: Policy): Promise<void>;
  changePassword(user: string, password: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Creates a user who logs in with a password.
   *
   * @param user - Name, at most 63 bytes.
   * @param password - Password, at most 63 bytes; it is sent hashed.
   * @param roles - Names of the roles to grant; default none.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `USER_ALREADY_EXISTS`; `INVALID_ROLE` if a role does not exist; `ERR_CLIENT` if name or
   *   password is too long.
   *
   * @example
   * import { admin, connect, privilegeCode } from 'tendril';
   * import { EmbeddedServer } from 'tendril-server';
   *
   * const server = await EmbeddedServer.start({ security: true });
   * const client = await connect({ hosts: server.hosts, user: 'admin', password: 'admin' });
   * await client.createRole('reader', [new admin.Privilege(privilegeCode.READ, { namespace: 'test' })]);
   * await client.createUser('ada', 'open-sesame', ['reader']);
   * console.log((await client.queryUser('ada')).roles); // [ 'reader' ]
   * client.close();
   * await server.stop();
   */
  createUser(user: string, password: string, roles?: Names, policy?: Policy): Promise<void>;
  createUser(user: string, password: string, ...rest: Tail<[roles: Names, policy: Policy], void>): void;

  /**
   * Creates a user who logs in by certificate, as with `auth.AUTH_PKI`; needs server 8.1 or newer.
   *
   * @param user - Name, at most 63 bytes: the common name of the certificate.
   * @param roles - Names of the roles to grant; default none.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `USER_ALREADY_EXISTS`; `INVALID_ROLE` if a role does not exist; `ERR_CLIENT` if the server
   *   is too old or the name too long.
   */
  createPKIUser(user: string, roles?: Names, policy?: Policy): Promise<void>;
  createPKIUser(user: string, ...rest: Tail<[roles: Names, policy: Policy], void>): void;

  /**
   * Creates a role.
   *
   * @param roleName - Name of the role.
   * @param privileges - What its users may do, as instances of `admin.Privilege`; may be empty.
   * @param policy - Laid over `Config.policies.admin`.
   * @param whitelist - Addresses from which its users may connect, such as `192.0.2.1` or `192.0.2.0/24`; default all.
   * @param readQuota - Records that each of its users may read per second; default 0: no limit.
   * @param writeQuota - Records that each of its users may write per second; default 0: no limit.
   * @throws AerospikeError `ROLE_ALREADY_EXISTS`; `INVALID_PRIVILEGE`, `INVALID_WHITELIST`; `QUOTAS_NOT_ENABLED` if a
   *   quota is given and the server has none; `ERR_PARAM` for what is not a privilege, a quota or a list of texts.
   *
   * @example
   * import { admin, connect, privilegeCode } from 'tendril';
   * import { EmbeddedServer } from 'tendril-server';
   *
   * const server = await EmbeddedServer.start({ security: true });
   * const client = await connect({ hosts: server.hosts, user: 'admin', password: 'admin' });
   * const orders = new admin.Privilege(privilegeCode.READ_WRITE, { namespace: 'test', set: 'orders' });
   * await client.createRole('orders', [orders], null, ['127.0.0.0/8']);
   * console.log((await client.queryRole('orders')).whitelist); // [ '127.0.0.0/8' ]
   * client.close();
   * await server.stop();
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
   * Drops a role. Users who have it lose it.
   *
   * @param roleName - Name of the role.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE` if it does not exist.
   */
  dropRole(roleName: string, policy?: Policy): Promise<void>;
  dropRole(roleName: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Drops a user.
   *
   * @param user - Name of the user.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_USER` if there is no such user.
   */
  dropUser(user: string, policy?: Policy): Promise<void>;
  dropUser(user: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Grants privileges to a role, beside those that it has.
   *
   * @param roleName - Name of the role.
   * @param privileges - Instances of `admin.Privilege`.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE`, `INVALID_PRIVILEGE`; `ERR_PARAM` for what is not a privilege.
   */
  grantPrivileges(roleName: string, privileges: readonly Privilege[], policy?: Policy): Promise<void>;
  grantPrivileges(roleName: string, privileges: readonly Privilege[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Grants roles to a user, beside those that the user has.
   *
   * @param user - Name of the user.
   * @param roles - Names of roles.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_USER`, `INVALID_ROLE`; `ERR_PARAM` if a role is not text.
   */
  grantRoles(user: string, roles: readonly string[], policy?: Policy): Promise<void>;
  grantRoles(user: string, roles: readonly string[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Returns a role: its privileges, quotas and whitelist.
   *
   * @param roleName - Name of the role.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE` if it does not exist.
   */
  queryRole(roleName: string, policy?: Policy): Promise<Role>;
  queryRole(roleName: string, ...rest: Tail<[policy: Policy], Role>): void;

  /**
   * Returns all roles, those that every server has included.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryRoles(policy?: Policy): Promise<Role[]>;
  queryRoles(...rest: Tail<[policy: Policy], Role[]>): void;

  /**
   * Returns a user: the roles, and the connections and load at the node that answered.
   *
   * @param user - Name of the user.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_USER` if there is no such user.
   */
  queryUser(user: string, policy?: Policy): Promise<User>;
  queryUser(user: string, ...rest: Tail<[policy: Policy], User>): void;

  /**
   * Returns all users; see {@link queryUser}.
   *
   * @param policy - Laid over `Config.policies.admin`.
   */
  queryUsers(policy?: Policy): Promise<User[]>;
  queryUsers(...rest: Tail<[policy: Policy], User[]>): void;

  /**
   * Revokes privileges of a role.
   *
   * @param roleName - Name of the role.
   * @param privileges - Instances of `admin.Privilege`, each with the namespace and set with which it was granted.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE`, `INVALID_PRIVILEGE`; `ERR_PARAM` for what is not a privilege.
   */
  revokePrivileges(roleName: string, privileges: readonly Privilege[], policy?: Policy): Promise<void>;
  revokePrivileges(roleName: string, privileges: readonly Privilege[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Revokes roles of a user.
   *
   * @param user - Name of the user.
   * @param roles - Names of roles.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_USER`, `INVALID_ROLE`; `ERR_PARAM` if a role is not text.
   */
  revokeRoles(user: string, roles: readonly string[], policy?: Policy): Promise<void>;
  revokeRoles(user: string, roles: readonly string[], ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the password of any user, as an administrator may; {@link changePassword} is for one's own.
   *
   * @param user - Name of the user.
   * @param password - New password, at most 63 bytes; it is sent hashed.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_USER`; `FORBIDDEN_PASSWORD` if the server refuses the password, as it does for
   *   users who log in by certificate; `ERR_CLIENT` if it is too long.
   */
  setPassword(user: string, password: string, policy?: Policy): Promise<void>;
  setPassword(user: string, password: string, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the quotas of a role, in records per second for each of its users.
   *
   * @param roleName - Name of the role.
   * @param readQuota - Records read per second, 0 to 4,294,967,295; 0 for no limit.
   * @param writeQuota - Records written per second, in the same range.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE`; `QUOTAS_NOT_ENABLED` if the server has no quotas; `ERR_PARAM` outside the
   *   range.
   */
  setQuotas(roleName: string, readQuota: number, writeQuota: number, policy?: Policy): Promise<void>;
  setQuotas(roleName: string, readQuota: number, writeQuota: number, ...rest: Tail<[policy: Policy], void>): void;

  /**
   * Sets the addresses from which the users of a role may connect.
   *
   * @param roleName - Name of the role.
   * @param whitelist - Addresses such as `192.0.2.1` or `192.0.2.0/24`, in place of those before; null or an empty list
   *   for all.
   * @param policy - Laid over `Config.policies.admin`.
   * @throws AerospikeError `INVALID_ROLE`, `INVALID_WHITELIST`; `ERR_PARAM` if an address is not text.
   */
  setWhitelist(roleName: string, whitelist: Names, policy?: Policy): Promise<void>;
  setWhitelist(roleName: string, whitelist: Names, ...rest: Tail<[policy: Policy], void>): void;
}

/** Limit of a command whose policy has `timeout: 0`. */
const MAX_TIMEOUT_MS = 60_000;

/** Loaded when first used. */
function requests() {
  return require('../../command/admin/admin-requests.js') as typeof import('../../command/admin/admin-requests.ts');
}

function question() {
  return require('../../command/admin/admin-question.js') as typeof import('../../command/admin/admin-question.ts');
}

/** The node that a command goes to: any active one. */
function anyNode({ nodes }: ClusterLink): NodeInfo {
  const active = nodes.filter((node) => node.active);
  const node = active[Math.floor(Math.random() * active.length)];
  if (node === undefined) {
    throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'Failed to find server node' });
  }
  return node;
}

/**
 * Runs one command. `prepare` checks its arguments; `optional` are those behind the required ones, the callback last.
 */
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
    // A program that passes a callback waits for it: one that cannot be called must not be ignored.
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
