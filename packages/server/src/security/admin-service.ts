// Admin messages: logins, and what users with the role for it do to users and roles. Who may ask is decided here, what may
// be by the directory. What a field may hold was checked when it was read.

import {
  ADMIN_COMMAND,
  type AdminBlock,
  type AdminFields,
  NO_PASSWORD_HASH,
  readAdminBlocks,
  WireError,
  type Writer,
} from 'tendril/wire';
import type { Job } from '../command/job.ts';
import { PERMISSION } from '../command/permission.ts';
import { MAX_ADMIN_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import type { Role } from './access.ts';
import { type AdminAnswer, AdminJob, writeAnswer } from './admin-job.ts';
import type { User } from './directory.ts';
import { type AdminConnection, Login } from './login.ts';
import { CREDENTIAL_BYTES, isCredential, storeCredential } from './password.ts';
import { privilegesText } from './privilege.ts';
import type { NodeSecurity } from './security.ts';

const SCHEME = 0;

/** In the words of the audit trail. */
const ACTIONS: ReadonlyMap<number, string> = new Map([
  [ADMIN_COMMAND.CREATE_USER, 'create user'],
  [ADMIN_COMMAND.DROP_USER, 'drop user'],
  [ADMIN_COMMAND.SET_PASSWORD, 'set password'],
  [ADMIN_COMMAND.CHANGE_PASSWORD, 'change password'],
  [ADMIN_COMMAND.GRANT_ROLES, 'add roles'],
  [ADMIN_COMMAND.REVOKE_ROLES, 'delete roles'],
  [ADMIN_COMMAND.QUERY_USERS, 'query users'],
  [ADMIN_COMMAND.CREATE_ROLE, 'create role'],
  [ADMIN_COMMAND.DROP_ROLE, 'drop role'],
  [ADMIN_COMMAND.GRANT_PRIVILEGES, 'add privs'],
  [ADMIN_COMMAND.REVOKE_PRIVILEGES, 'delete privs'],
  [ADMIN_COMMAND.SET_WHITELIST, 'set whitelist'],
  [ADMIN_COMMAND.SET_QUOTAS, 'set quotas'],
  [ADMIN_COMMAND.QUERY_ROLES, 'query roles'],
]);

export class AdminService {
  readonly #node: NodeSecurity;
  readonly #login: Login;
  readonly #out: Writer;
  readonly #connections: () => Iterable<AdminConnection>;

  /** Replies go to `out`. `connections` are those of the node. */
  constructor(node: NodeSecurity, out: Writer, connections: () => Iterable<AdminConnection>) {
    this.#node = node;
    this.#login = new Login(node);
    this.#out = out;
    this.#connections = connections;
  }

  /** Answers the request in `buffer[start, end)`, at once or by the job that is returned. */
  serve(buffer: Buffer, start: number, end: number, connection: AdminConnection): Job | undefined {
    const block = end - start > MAX_ADMIN_BYTES ? undefined : read(buffer, start, end);
    const answer = block === undefined ? { result: RESULT.SECURITY_FIELD } : this.#answer(block, connection);
    if (answer instanceof Promise) return new AdminJob(this.#out, answer);
    if (answer.delayMs !== undefined) return new AdminJob(this.#out, Promise.resolve(answer));
    writeAnswer(this.#out, answer);
    return undefined;
  }

  #answer({ scheme, command, fields }: AdminBlock, connection: AdminConnection): AdminAnswer | Promise<AdminAnswer> {
    if (scheme !== SCHEME) return { result: RESULT.SECURITY_SCHEME };
    if (command === ADMIN_COMMAND.LOGIN) return this.#login.login(fields, connection);
    if (command === ADMIN_COMMAND.AUTHENTICATE) return this.#login.authenticate(fields, connection);
    const action = ACTIONS.get(command);
    if (action === undefined) return { result: RESULT.SECURITY_COMMAND };
    const refusal = this.#refusal(command, action, fields, connection);
    if (refusal !== RESULT.OK) return { result: refusal };
    return this.#carryOut(command, fields);
  }

  /** Everybody may change the own password and ask about the own account; the rest is for user admins. */
  #refusal(command: number, action: string, fields: AdminFields, { principal, peer }: AdminConnection): number {
    const { guard, user } = principal;
    if (guard === undefined) return RESULT.SECURITY_NOT_CONFIGURED;
    const isOwn = user !== undefined && fields.user === user;
    const detail = detailOf(fields);
    if (command === ADMIN_COMMAND.CHANGE_PASSWORD || (command === ADMIN_COMMAND.QUERY_USERS && isOwn)) {
      const admitted = guard.admit(action);
      if (admitted !== RESULT.OK) return admitted;
      const result = isOwn ? RESULT.OK : RESULT.SECURITY_ROLE_VIOLATION;
      this.#node.audit.request(result, PERMISSION.USER_ADMIN, peer, user, action, detail);
      return result;
    }
    return guard.info(action, PERMISSION.USER_ADMIN, '', '', detail);
  }

  #carryOut(command: number, fields: AdminFields): AdminAnswer | Promise<AdminAnswer> {
    const { directory } = this.#node;
    const { user = '', role = '', roles = [], privileges = [], whitelist = [], readQuota, writeQuota } = fields;
    switch (command) {
      case ADMIN_COMMAND.CREATE_USER:
        return this.#createUser(fields);
      case ADMIN_COMMAND.SET_PASSWORD:
        return this.#setPassword(fields);
      case ADMIN_COMMAND.CHANGE_PASSWORD:
        return this.#changePassword(fields);
      case ADMIN_COMMAND.QUERY_USERS:
        return this.#queryUsers(fields.user);
      case ADMIN_COMMAND.QUERY_ROLES:
        return this.#queryRoles(fields.role);
      case ADMIN_COMMAND.DROP_USER:
        return { result: directory.dropUser(user) };
      case ADMIN_COMMAND.GRANT_ROLES:
        return { result: directory.grantRoles(user, roles) };
      case ADMIN_COMMAND.REVOKE_ROLES:
        return { result: directory.revokeRoles(user, roles) };
      case ADMIN_COMMAND.CREATE_ROLE:
        return { result: directory.createRole(role, { privileges, whitelist, readQuota, writeQuota }) };
      case ADMIN_COMMAND.DROP_ROLE:
        return { result: directory.dropRole(role) };
      case ADMIN_COMMAND.GRANT_PRIVILEGES:
        return { result: directory.grantPrivileges(role, privileges) };
      case ADMIN_COMMAND.REVOKE_PRIVILEGES:
        return { result: directory.revokePrivileges(role, privileges) };
      case ADMIN_COMMAND.SET_WHITELIST:
        return { result: directory.setWhitelist(role, whitelist) };
      case ADMIN_COMMAND.SET_QUOTAS:
        return { result: directory.setQuotas(role, readQuota, writeQuota) };
      default:
        return { result: RESULT.SECURITY_COMMAND };
    }
  }

  async #createUser({ user = '', password, roles = [] }: AdminFields): Promise<AdminAnswer> {
    const { directory } = this.#node;
    if (directory.user(user) !== undefined) return { result: RESULT.SECURITY_USER_EXISTS };
    if (!isPassword(password)) return { result: RESULT.SECURITY_PASSWORD };
    const kind = password === NO_PASSWORD_HASH ? 'certificate' : 'password';
    const credential = kind === 'password' ? await storeCredential(password) : undefined;
    return { result: directory.createUser(user, kind, credential, roles) };
  }

  async #setPassword({ user = '', password }: AdminFields): Promise<AdminAnswer> {
    const known = this.#node.directory.user(user);
    if (known === undefined) return { result: RESULT.SECURITY_USER };
    if (known.kind !== 'password') return { result: RESULT.SECURITY_FORBIDDEN_PASSWORD };
    if (!isPassword(password)) return { result: RESULT.SECURITY_PASSWORD };
    return { result: this.#node.directory.setPassword(known, await storeCredential(password), false) };
  }

  async #changePassword({ user = '', oldPassword, password }: AdminFields): Promise<AdminAnswer> {
    const known = this.#node.directory.user(user);
    if (known === undefined) return { result: RESULT.SECURITY_USER };
    if (known.kind !== 'password') return { result: RESULT.SECURITY_FORBIDDEN_PASSWORD };
    if (!isPassword(password) || oldPassword === undefined) return { result: RESULT.SECURITY_PASSWORD };
    if (!(await isCredential(known.credential, oldPassword)))
      return { result: RESULT.SECURITY_PASSWORD, delayMs: this.#node.shared.delay.fail(user) };
    return { result: this.#node.directory.setPassword(known, await storeCredential(password), true) };
  }

  #queryUsers(name: string | undefined): AdminAnswer {
    const { directory } = this.#node;
    const found = name === undefined ? directory.users() : [directory.user(name)];
    const counts = new Map<string | undefined, number>();
    for (const { principal } of this.#connections()) {
      counts.set(principal.user, (counts.get(principal.user) ?? 0) + 1);
    }
    const list = found.filter((user) => user !== undefined).map((user) => this.#describe(user, counts));
    return list.length === 0 ? { result: RESULT.SECURITY_USER } : { result: RESULT.OK, list };
  }

  #describe(user: User, connections: ReadonlyMap<string | undefined, number>): AdminFields {
    const { readQuota, writeQuota } = user.access(this.#node.directory);
    const meters = this.#node.metersOf(user);
    return {
      user: user.name,
      roles: user.roles,
      readInfo: meters?.read.numbers(readQuota),
      writeInfo: meters?.write.numbers(writeQuota),
      connections: connections.get(user.name) ?? 0,
    };
  }

  #queryRoles(name: string | undefined): AdminAnswer {
    const { directory } = this.#node;
    const found = name === undefined ? directory.roles() : [directory.role(name)];
    const list = found.filter((role) => role !== undefined).map(roleFields);
    return list.length === 0 ? { result: RESULT.SECURITY_ROLE } : { result: RESULT.OK, list };
  }
}

/** What is not set is left out. */
function roleFields({ name, privileges, whitelist, readQuota, writeQuota }: Role): AdminFields {
  return {
    role: name,
    privileges,
    whitelist: whitelist.length === 0 ? undefined : whitelist,
    readQuota: readQuota || undefined,
    writeQuota: writeQuota || undefined,
  };
}

/** The one block of a request; undefined when the bytes are none. */
function read(buffer: Buffer, start: number, end: number): AdminBlock | undefined {
  try {
    const blocks = readAdminBlocks(buffer, start, end);
    return blocks.length === 1 ? blocks[0] : undefined;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function isPassword(password: string | undefined): password is string {
  return password !== undefined && Buffer.byteLength(password) === CREDENTIAL_BYTES;
}

/** `user=bruce;roles=read-write`. Of passwords and tokens nothing. */
function detailOf({ user, roles, role, privileges, whitelist, readQuota, writeQuota }: AdminFields): string {
  const parts: (readonly [string, string | number | undefined])[] = [
    ['user', user],
    ['roles', roles?.join(',')],
    ['role', role],
    ['privs', privileges && privilegesText(privileges)],
    ['whitelist', whitelist?.join(',')],
    ['read-quota', readQuota],
    ['write-quota', writeQuota],
  ];
  return parts
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`)
    .join(';');
}
