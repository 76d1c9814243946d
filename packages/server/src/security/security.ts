// Security of one server: what all its nodes share (users, roles, tokens, settings, the audit trail), and what each node
// has of its own (what users read and write there, who is connected).

import { passwordHash } from 'tendril/wire';
import type { Clock } from '../clock.ts';
import { MAX_PASSWORD_BYTES } from '../limits.ts';
import type { Log } from '../log.ts';
import { RESULT } from '../result-code.ts';
import { Audit } from './audit.ts';
import { Directory, type User } from './directory.ts';
import { LoginDelay } from './login-delay.ts';
import { storeCredential } from './password.ts';
import { privilegeOf } from './privilege.ts';
import { RateMeter } from './rate-meter.ts';
import type { Meters, SessionNode } from './session.ts';
import {
  type ExternalLogin,
  type RoleOptions,
  type SecurityOptions,
  SecuritySettings,
  type UserOptions,
} from './settings.ts';
import { Tokens } from './tokens.ts';

const ADMIN = 'admin';

export class Security {
  readonly settings: SecuritySettings;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly tokens = new Tokens();
  readonly delay = new LoginDelay();
  readonly external: ExternalLogin | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly #options: SecurityOptions;

  /** @throws RangeError naming the option that cannot be used. */
  constructor(options: SecurityOptions, clock: Clock, log: Log) {
    this.#options = options;
    this.settings = new SecuritySettings(options);
    this.directory = new Directory(() => this.settings.enableQuotas);
    this.audit = new Audit(this.settings.report, log);
    this.external = options.external;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Makes the roles and users that are there from the beginning. Nobody can log in before.
   *
   * @throws RangeError for one that cannot be.
   */
  async start(): Promise<void> {
    const { password = ADMIN, users = [], roles = [] } = this.#options;
    for (const role of roles) this.#addRole(role);
    for (const user of [{ name: ADMIN, password, roles: ['user-admin'] }, ...users]) await this.#addUser(user);
  }

  #addRole({ name, privileges = [], ...rest }: RoleOptions): void {
    const parts = { ...rest, privileges: privileges.map(privilegeOf) };
    check(this.directory.createRole(name, parts), 'role', name);
  }

  async #addUser({ name, password, roles = [] }: UserOptions): Promise<void> {
    const bytes = Buffer.byteLength(password ?? '');
    if (bytes > MAX_PASSWORD_BYTES)
      throw new RangeError(
        `Option security: the password of ${JSON.stringify(name)} has ${bytes} bytes, the limit is ${MAX_PASSWORD_BYTES}`,
      );
    const credential = password === undefined ? undefined : await storeCredential(passwordHash(password));
    const kind = password === undefined ? 'certificate' : 'password';
    check(this.directory.createUser(name, kind, credential, roles), 'user', name);
  }
}

/** What one node keeps of its users. */
export class NodeSecurity implements SessionNode {
  readonly shared: Security;
  readonly #meters = new WeakMap<User, Meters>();

  constructor(shared: Security) {
    this.shared = shared;
  }

  get directory(): Directory {
    return this.shared.directory;
  }

  get audit(): Audit {
    return this.shared.audit;
  }

  metersOf(user: User): Meters | undefined {
    if (!this.shared.settings.enableQuotas) return undefined;
    let meters = this.#meters.get(user);
    if (meters === undefined) {
      const { clock } = this.shared;
      meters = { read: new RateMeter(clock), write: new RateMeter(clock) };
      this.#meters.set(user, meters);
    }
    return meters;
  }
}

const REASONS: ReadonlyMap<number, string> = new Map([
  [RESULT.SECURITY_USER, 'its name must have 1 to 63 bytes'],
  [RESULT.SECURITY_USER_EXISTS, 'there is one of that name already'],
  [RESULT.SECURITY_ROLE, 'names of roles must have 1 to 63 bytes'],
  [RESULT.SECURITY_ROLE_EXISTS, 'there is one of that name already'],
  [RESULT.SECURITY_PRIVILEGE, 'it needs privileges, each of a kind that exists and with a scope that it can have'],
  [RESULT.SECURITY_WHITELIST, 'its whitelist must hold IP addresses and networks such as 10.0.0.0/8'],
  [RESULT.SECURITY_QUOTAS_NOT_ENABLED, 'quotas need the option enableQuotas'],
]);

function check(result: number, what: string, name: string): void {
  if (result === RESULT.OK) return;
  throw new RangeError(
    `Option security: ${what} ${JSON.stringify(name)} cannot be made: ${REASONS.get(result) ?? result}`,
  );
}
