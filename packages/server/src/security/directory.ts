// The users and roles of a server: one directory for all nodes, where a real cluster has system metadata on each. It knows
// names and rules, neither connections nor who may change what. Changes answer with a result code.

import type { AdminPrivilege } from 'tendril/wire';
import { MAX_ROLES, MAX_USER_NAME_BYTES, MAX_USERS } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import { Access, type Role } from './access.ts';
import type { StoredCredential } from './password.ts';
import { isPrivilege, PREDEFINED_ROLES, privilegeKey } from './privilege.ts';
import { parseWhitelist } from './whitelist.ts';

/** A message counts them in one byte. */
const MAX_IN_LIST = 255;

/** How a user proves who it is. */
export type UserKind = 'password' | 'certificate' | 'external';

export class User {
  readonly name: string;
  readonly kind: UserKind;
  roles: readonly string[];
  credential: StoredCredential | undefined;
  /** Another one for every password there has been. */
  passwordNumber: number;
  isDropped = false;
  #access: Access | undefined;
  #accessVersion = -1;

  constructor(name: string, kind: UserKind, roles: readonly string[], passwordNumber: number) {
    this.name = name;
    this.kind = kind;
    this.roles = roles;
    this.passwordNumber = passwordNumber;
  }

  /** What its roles allow now. */
  access(directory: Directory): Access {
    if (this.#access === undefined || this.#accessVersion !== directory.version) {
      this.#access = new Access(this.roles.map((name) => directory.role(name)).filter((role) => role !== undefined));
      this.#accessVersion = directory.version;
    }
    return this.#access;
  }
}

/** What a role is made of; what is left out is not limited, or not allowed. */
export interface RoleParts {
  readonly privileges?: readonly AdminPrivilege[];
  readonly whitelist?: readonly string[];
  readonly readQuota?: number | undefined;
  readonly writeQuota?: number | undefined;
}

export class Directory {
  readonly #hasQuotas: () => boolean;
  readonly #users = new Map<string, User>();
  readonly #roles = new Map<string, Role>();
  #version = 0;
  #passwords = 0;

  /** `hasQuotas` says whether quotas are enabled now. */
  constructor(hasQuotas: () => boolean) {
    this.#hasQuotas = hasQuotas;
    for (const [name, privileges] of PREDEFINED_ROLES) {
      this.#roles.set(name, { name, privileges, whitelist: [], readQuota: 0, writeQuota: 0 });
    }
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version;
  }

  user(name: string): User | undefined {
    return this.#users.get(name);
  }

  role(name: string): Role | undefined {
    return this.#roles.get(name);
  }

  /** In the order of their names. */
  users(): User[] {
    return [...this.#users.values()].sort((a, b) => compare(a.name, b.name));
  }

  /** In the order of their names. */
  roles(): Role[] {
    return [...this.#roles.values()].sort((a, b) => compare(a.name, b.name));
  }

  createUser(name: string, kind: UserKind, credential: StoredCredential | undefined, roles: readonly string[]): number {
    if (!isName(name)) return RESULT.SECURITY_USER;
    if (this.#users.has(name)) return RESULT.SECURITY_USER_EXISTS;
    const sorted = rolesOf(roles);
    if (sorted === undefined) return RESULT.SECURITY_ROLE;
    if (this.#users.size >= MAX_USERS) return RESULT.SECURITY_STATE;
    const user = new User(name, kind, sorted, ++this.#passwords);
    user.credential = credential;
    this.#users.set(name, user);
    return this.#changed();
  }

  /** A user whom another system knows, with the roles that it has now. */
  putExternalUser(name: string, roles: readonly string[]): number {
    const user = this.#users.get(name);
    if (user === undefined) return this.createUser(name, 'external', undefined, roles);
    const sorted = rolesOf(roles);
    if (sorted === undefined) return RESULT.SECURITY_ROLE;
    user.roles = sorted;
    return this.#changed();
  }

  dropUser(name: string): number {
    const user = this.#users.get(name);
    if (user === undefined) return RESULT.SECURITY_USER;
    user.isDropped = true;
    this.#users.delete(name);
    return this.#changed();
  }

  /** A new password ends the sessions that the old one has opened, unless the user has changed it. */
  setPassword(user: User, credential: StoredCredential, keepsSessions: boolean): number {
    if (user.isDropped) return RESULT.SECURITY_USER;
    if (user.kind !== 'password') return RESULT.SECURITY_FORBIDDEN_PASSWORD;
    user.credential = credential;
    if (!keepsSessions) user.passwordNumber = ++this.#passwords;
    return RESULT.OK;
  }

  /** Roles that do not exist are granted all the same, as by the real server: they allow nothing until they do. */
  grantRoles(name: string, roles: readonly string[]): number {
    const user = this.#users.get(name);
    if (user === undefined) return RESULT.SECURITY_USER;
    const granted = roles.length === 0 ? undefined : rolesOf([...user.roles, ...roles]);
    if (granted === undefined) return RESULT.SECURITY_ROLE;
    user.roles = granted;
    return this.#changed();
  }

  revokeRoles(name: string, roles: readonly string[]): number {
    const user = this.#users.get(name);
    if (user === undefined) return RESULT.SECURITY_USER;
    if (roles.length === 0 || rolesOf(roles) === undefined) return RESULT.SECURITY_ROLE;
    user.roles = user.roles.filter((role) => !roles.includes(role));
    return this.#changed();
  }

  createRole(name: string, parts: RoleParts): number {
    if (!isName(name)) return RESULT.SECURITY_ROLE;
    if (this.#roles.has(name)) return RESULT.SECURITY_ROLE_EXISTS;
    const { privileges = [], whitelist = [], readQuota = 0, writeQuota = 0 } = parts;
    const isEmpty = whitelist.length === 0 && readQuota === 0 && writeQuota === 0;
    if (privileges.length === 0 && isEmpty) return RESULT.SECURITY_PRIVILEGE;
    const sorted = privilegesOf(privileges);
    if (sorted === undefined) return RESULT.SECURITY_PRIVILEGE;
    if (parseWhitelist(whitelist) === undefined) return RESULT.SECURITY_WHITELIST;
    if ((readQuota !== 0 || writeQuota !== 0) && !this.#hasQuotas()) return RESULT.SECURITY_QUOTAS_NOT_ENABLED;
    if (this.#roles.size >= MAX_ROLES) return RESULT.SECURITY_STATE;
    this.#roles.set(name, { name, privileges: sorted, whitelist, readQuota, writeQuota });
    return this.#changed();
  }

  dropRole(name: string): number {
    if (!this.#isOwnRole(name)) return RESULT.SECURITY_ROLE;
    this.#roles.delete(name);
    for (const user of this.#users.values()) user.roles = user.roles.filter((role) => role !== name);
    return this.#changed();
  }

  grantPrivileges(name: string, privileges: readonly AdminPrivilege[]): number {
    const role = this.#roles.get(name);
    if (role === undefined || !this.#isOwnRole(name)) return RESULT.SECURITY_ROLE;
    const granted = privileges.length === 0 ? undefined : privilegesOf([...role.privileges, ...privileges]);
    if (granted === undefined) return RESULT.SECURITY_PRIVILEGE;
    return this.#replaceRole({ ...role, privileges: granted });
  }

  revokePrivileges(name: string, privileges: readonly AdminPrivilege[]): number {
    const role = this.#roles.get(name);
    if (role === undefined || !this.#isOwnRole(name)) return RESULT.SECURITY_ROLE;
    if (privileges.length === 0 || privilegesOf(privileges) === undefined) return RESULT.SECURITY_PRIVILEGE;
    const revoked = new Set(privileges.map(privilegeKey));
    return this.#replaceRole({
      ...role,
      privileges: role.privileges.filter((privilege) => !revoked.has(privilegeKey(privilege))),
    });
  }

  setWhitelist(name: string, whitelist: readonly string[]): number {
    const role = this.#roles.get(name);
    if (role === undefined || !this.#isOwnRole(name)) return RESULT.SECURITY_ROLE;
    if (parseWhitelist(whitelist) === undefined) return RESULT.SECURITY_WHITELIST;
    return this.#replaceRole({ ...role, whitelist });
  }

  setQuotas(name: string, readQuota: number | undefined, writeQuota: number | undefined): number {
    if (!this.#hasQuotas()) return RESULT.SECURITY_QUOTAS_NOT_ENABLED;
    const role = this.#roles.get(name);
    if (role === undefined || !this.#isOwnRole(name)) return RESULT.SECURITY_ROLE;
    if (readQuota === undefined && writeQuota === undefined) return RESULT.SECURITY_QUOTA;
    return this.#replaceRole({
      ...role,
      readQuota: readQuota ?? role.readQuota,
      writeQuota: writeQuota ?? role.writeQuota,
    });
  }

  #isOwnRole(name: string): boolean {
    return this.#roles.has(name) && !PREDEFINED_ROLES.has(name);
  }

  #replaceRole(role: Role): number {
    this.#roles.set(role.name, role);
    return this.#changed();
  }

  #changed(): number {
    this.#version++;
    return RESULT.OK;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Texts of clients may hold anything: a NUL is what names end with in the real server. */
function isName(name: string): boolean {
  const bytes = Buffer.byteLength(name);
  return bytes > 0 && bytes <= MAX_USER_NAME_BYTES && !name.includes('\0');
}

/** Sorted, each once; undefined when one is no name, or when there are too many. */
function rolesOf(names: readonly string[]): string[] | undefined {
  const roles = [...new Set(names)].sort(compare);
  return roles.length <= MAX_IN_LIST && roles.every(isName) ? roles : undefined;
}

/** Sorted, each once; undefined when one is no privilege, or when there are too many. */
function privilegesOf(privileges: readonly AdminPrivilege[]): AdminPrivilege[] | undefined {
  if (!privileges.every(isPrivilege)) return undefined;
  const byKey = new Map(privileges.map((privilege) => [privilegeKey(privilege), privilege]));
  if (byKey.size > MAX_IN_LIST) return undefined;
  return [...byKey].sort(([a], [b]) => compare(a, b)).map(([, privilege]) => privilege);
}
