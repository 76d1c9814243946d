// The commands of administration as values: what is sent, and what is made of the answer. Any node takes them, and
// tells the others. Specification: docs/protocol/authentication-and-tls.md, "Admin messages".

import { admin } from '../../model/administration.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import type { Credentials } from '../../net/login/credentials.ts';
import { type BuildVersion, isAtLeast, parseBuild } from '../../topology/build-version.ts';
import type { AdminFields } from '../../wire/admin.ts';
import { ADMIN_COMMAND } from '../../wire/codes/admin.ts';
import { NO_PASSWORD_HASH, passwordHash } from '../../wire/password-hash.ts';
import { checkPassword, checkPrivileges, checkQuota, checkText, checkTexts, checkUser } from './admin-arguments.ts';

/** One command, ready to be sent. */
export interface AdminRequest<R> {
  readonly command: number;
  readonly fields: AdminFields;
  /** What refusals mean here, by their codes. */
  readonly failureTexts?: { readonly [code: number]: string };
  /** The oldest server that understands it. */
  readonly minBuild?: BuildVersion;
  /** What the command gives, from the users or roles that were found. */
  readonly result: (found: readonly AdminFields[]) => R;
}

type Request<R = void> = AdminRequest<R>;

const PASSWORD_FAILURES = { [status.FORBIDDEN_PASSWORD]: 'PKI user password not changeable' };
const PKI_BUILD: BuildVersion = [8, 1, 0, 0];
const nothing = (): void => {};

export function createUser(user: unknown, password: unknown, roles: unknown): Request {
  const name = checkUser('User name', user);
  const clear = checkPassword(password);
  const given = optionalRoles(roles);
  return request(ADMIN_COMMAND.CREATE_USER, { user: name, password: passwordHash(clear), roles: given });
}

export function createPkiUser(user: unknown, roles: unknown): Request {
  const name = checkUser('User name', user);
  const given = optionalRoles(roles);
  const fields = { user: name, password: NO_PASSWORD_HASH, roles: given };
  return { ...request(ADMIN_COMMAND.CREATE_USER, fields), minBuild: PKI_BUILD };
}

export function dropUser(user: unknown): Request {
  return request(ADMIN_COMMAND.DROP_USER, { user: checkText('User name', user) });
}

/** By an administrator; if it is that user's own password, `login` has the new one from now on. */
export function setPassword(user: unknown, password: unknown, login: Credentials | undefined): Request {
  const name = checkUser('User name', user);
  const clear = checkPassword(password);
  const hash = passwordHash(clear);
  return {
    command: ADMIN_COMMAND.SET_PASSWORD,
    fields: { user: name, password: hash },
    failureTexts: PASSWORD_FAILURES,
    result: () => login?.change(name, clear, hash),
  };
}

/** By the user; `login` proves who asks, and has the new password from now on. */
export function changePassword(user: unknown, password: unknown, login: Credentials | undefined): Request {
  const name = checkUser('User name', user);
  const clear = checkPassword(password);
  const oldPassword = login?.hash;
  if (oldPassword === undefined) throw AerospikeError.param('Current hashed password is invalid');
  const hash = passwordHash(clear);
  return {
    command: ADMIN_COMMAND.CHANGE_PASSWORD,
    fields: { user: name, oldPassword, password: hash },
    failureTexts: PASSWORD_FAILURES,
    result: () => login?.change(name, clear, hash),
  };
}

export function grantRoles(user: unknown, roles: unknown): Request {
  const name = checkText('User name', user);
  return request(ADMIN_COMMAND.GRANT_ROLES, { user: name, roles: checkTexts('Roles', roles, 'Roles object invalid') });
}

export function revokeRoles(user: unknown, roles: unknown): Request {
  const name = checkText('user name', user);
  return request(ADMIN_COMMAND.REVOKE_ROLES, { user: name, roles: checkTexts('Roles', roles, 'Roles object invalid') });
}

export function createRole(
  role: unknown,
  privileges: unknown,
  whitelist: unknown,
  readQuota: unknown,
  writeQuota: unknown,
): Request {
  const name = checkText('role', role);
  const given = checkPrivileges('privileges', privileges);
  const addresses = isGiven(whitelist) ? checkTexts('whitelist', whitelist, 'Whitelist array invalid') : [];
  return request(ADMIN_COMMAND.CREATE_ROLE, {
    role: name,
    privileges: given.length > 0 ? given : undefined,
    whitelist: addresses.length > 0 ? addresses : undefined,
    readQuota: checkQuota('read quota', readQuota) || undefined,
    writeQuota: checkQuota('write quota', writeQuota) || undefined,
  });
}

export function dropRole(role: unknown): Request {
  return request(ADMIN_COMMAND.DROP_ROLE, { role: checkText('role', role) });
}

export function grantPrivileges(role: unknown, privileges: unknown): Request {
  const name = checkText('Role', role);
  return request(ADMIN_COMMAND.GRANT_PRIVILEGES, { role: name, privileges: checkPrivileges('Privileges', privileges) });
}

export function revokePrivileges(role: unknown, privileges: unknown): Request {
  const name = checkText('Role', role);
  return request(ADMIN_COMMAND.REVOKE_PRIVILEGES, {
    role: name,
    privileges: checkPrivileges('Privileges', privileges),
  });
}

export function setWhitelist(role: unknown, whitelist: unknown): Request {
  const name = checkText('Role', role);
  const addresses = isGiven(whitelist) ? checkTexts('Whitelist', whitelist, 'Whitelist array invalid') : [];
  // Without the field there is no whitelist any more.
  return request(ADMIN_COMMAND.SET_WHITELIST, { role: name, whitelist: addresses.length > 0 ? addresses : undefined });
}

export function setQuotas(role: unknown, readQuota: unknown, writeQuota: unknown): Request {
  return request(ADMIN_COMMAND.SET_QUOTAS, {
    role: checkText('Role', role),
    readQuota: checkQuota('read quota', readQuota),
    writeQuota: checkQuota('write quota', writeQuota),
  });
}

export function queryUser(user: unknown): Request<admin.User> {
  const fields = { user: checkText('User', user) };
  return { command: ADMIN_COMMAND.QUERY_USERS, fields, result: (found) => only(users(found), status.INVALID_USER) };
}

export function queryUsers(): Request<admin.User[]> {
  return { command: ADMIN_COMMAND.QUERY_USERS, fields: {}, result: users };
}

export function queryRole(role: unknown): Request<admin.Role> {
  const fields = { role: checkText('Role', role) };
  return { command: ADMIN_COMMAND.QUERY_ROLES, fields, result: (found) => only(roles(found), status.INVALID_ROLE) };
}

export function queryRoles(): Request<admin.Role[]> {
  return { command: ADMIN_COMMAND.QUERY_ROLES, fields: {}, result: roles };
}

/** @throws AerospikeError `ERR_CLIENT` for a node that does not understand a command. */
export function checkBuild({ minBuild }: Request<unknown>, build: string): void {
  const version = parseBuild(build);
  if (minBuild === undefined || version === undefined || isAtLeast(version, minBuild)) return;
  const message = `Node version ${build} is less than required minimum version ${minBuild.join('.')}`;
  throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message });
}

function request(command: number, fields: AdminFields): Request {
  return { command, fields, result: nothing };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function optionalRoles(value: unknown): string[] {
  return isGiven(value) ? checkTexts('roles', value, 'Roles object invalid') : [];
}

function users(found: readonly AdminFields[]): admin.User[] {
  return found
    .filter(({ user, roles }) => user !== undefined || roles !== undefined)
    .map(
      ({ user, roles, readInfo, writeInfo, connections }) =>
        new admin.User({
          name: user ?? '',
          roles: [...(roles ?? [])],
          readInfo: [...(readInfo ?? [])],
          writeInfo: [...(writeInfo ?? [])],
          connsInUse: connections ?? 0,
        }),
    );
}

function roles(found: readonly AdminFields[]): admin.Role[] {
  return found.map(
    ({ role, privileges, whitelist, readQuota, writeQuota }) =>
      new admin.Role({
        name: role ?? '',
        readQuota: readQuota ?? 0,
        writeQuota: writeQuota ?? 0,
        // The type is that of `aerospike`.
        whitelist: [...(whitelist ?? [])] as unknown as number[],
        privileges: (privileges ?? []).map(({ code, namespace, set }) => new admin.Privilege(code, { namespace, set })),
      }),
  );
}

/** What was asked for by name; a server says itself that there is none, but it might also say nothing. */
function only<T>(found: readonly T[], code: number): T {
  const [first] = found;
  if (first === undefined) throw AerospikeError.fromCode({ code });
  return first;
}
