// How a connection becomes somebody's: by a password, by a certificate, by what another system says, or by the token that
// a login on another connection has given.

import type { AdminFields } from 'tendril/wire';
import type { Principal } from '../command/principal.ts';
import { MAX_PASSWORD_BYTES, MAX_USER_NAME_BYTES } from '../limits.ts';
import { RESULT } from '../result-code.ts';
import type { AdminAnswer } from './admin-job.ts';
import type { User } from './directory.ts';
import { isCredential } from './password.ts';
import type { Peer } from './peer.ts';
import type { NodeSecurity } from './security.ts';
import { Session } from './session.ts';

/** A connection as far as security has to do with it. */
export interface AdminConnection {
  principal: Principal;
  readonly peer: Peer;
}

export class Login {
  readonly #node: NodeSecurity;

  constructor(node: NodeSecurity) {
    this.#node = node;
  }

  /** Answers with a token. */
  login(fields: AdminFields, connection: AdminConnection): AdminAnswer | Promise<AdminAnswer> {
    const { user: name, credential, clearPassword } = fields;
    if (name === undefined) return this.#byCertificate(connection);
    if (Buffer.byteLength(name) > MAX_USER_NAME_BYTES)
      return this.#refuse(RESULT.SECURITY_USER, name, connection, 'login');
    if (credential === undefined) return this.#refuse(RESULT.SECURITY_CREDENTIAL, name, connection, 'login');
    const user = this.#node.directory.user(name);
    const isElsewhere = clearPassword !== undefined && (user === undefined || user.kind === 'external');
    return isElsewhere
      ? this.#byOther(name, clearPassword, connection)
      : this.#byPassword(name, user, credential, connection);
  }

  /** Answers with the result alone. */
  authenticate({ user: name, sessionToken }: AdminFields, connection: AdminConnection): AdminAnswer {
    const action = 'authentication';
    const { tokens, clock } = this.#node.shared;
    const session = sessionToken === undefined ? undefined : tokens.read(sessionToken);
    if (session === undefined || (name !== undefined && name !== session.user))
      return this.#refuse(RESULT.SECURITY_CREDENTIAL, name ?? '', connection, action);
    const user = this.#node.directory.user(session.user);
    if (user === undefined) return this.#refuse(RESULT.SECURITY_USER, session.user, connection, action);
    if (clock.now() >= session.expiryMs || user.passwordNumber !== session.passwordNumber)
      return this.#refuse(RESULT.SECURITY_EXPIRED_SESSION, user.name, connection, action);
    return { result: this.#enter(user, connection, action) };
  }

  #byCertificate(connection: AdminConnection): AdminAnswer {
    const name = connection.peer.certificateName;
    const user = name === undefined ? undefined : this.#node.directory.user(name);
    if (user === undefined) return this.#refuse(RESULT.SECURITY_USER, name ?? '', connection, 'login');
    return this.#begin(user, connection);
  }

  async #byPassword(
    name: string,
    user: User | undefined,
    credential: string,
    connection: AdminConnection,
  ): Promise<AdminAnswer> {
    const isRight = await isCredential(user?.kind === 'password' ? user.credential : undefined, credential);
    if (user === undefined || user.isDropped) return this.#fail(RESULT.SECURITY_USER, name, connection);
    if (!isRight) return this.#fail(RESULT.SECURITY_CREDENTIAL, name, connection);
    this.#node.shared.delay.succeed(name);
    return this.#begin(user, connection);
  }

  /** Somebody whom another system knows becomes a user with the roles that it says, and gets new ones with every login. */
  async #byOther(name: string, password: string, connection: AdminConnection): Promise<AdminAnswer> {
    const { external, log } = this.#node.shared;
    const { directory } = this.#node;
    if (external === undefined) return this.#refuse(RESULT.SECURITY_LDAP_NOT_CONFIGURED, name, connection, 'login');
    if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES)
      return this.#fail(RESULT.SECURITY_LDAP_AUTHENTICATION, name, connection);
    let roles: readonly string[] | undefined;
    try {
      roles = await external(name, password);
    } catch (error) {
      log.unexpected('The external login', error);
      return this.#fail(RESULT.SECURITY_LDAP_QUERY, name, connection);
    }
    if (roles === undefined) return this.#fail(RESULT.SECURITY_LDAP_AUTHENTICATION, name, connection);
    const result = directory.putExternalUser(name, roles);
    const user = directory.user(name);
    if (result !== RESULT.OK || user === undefined) return this.#refuse(result, name, connection, 'login');
    this.#node.shared.delay.succeed(name);
    return this.#begin(user, connection);
  }

  #begin(user: User, connection: AdminConnection): AdminAnswer {
    const result = this.#enter(user, connection, 'login');
    if (result !== RESULT.OK) return { result };
    const { tokens, clock, settings } = this.#node.shared;
    const { name, passwordNumber } = user;
    const expiryMs = clock.now() + settings.sessionTtl * 1000;
    const sessionToken = tokens.issue({ user: name, expiryMs, passwordNumber });
    return { result, fields: { sessionToken, sessionTtl: settings.sessionTtl } };
  }

  #enter(user: User, connection: AdminConnection, action: string): number {
    const { directory, audit } = this.#node;
    const isListed = user.access(directory).admits(connection.peer.address);
    const result = isListed ? RESULT.OK : RESULT.SECURITY_NOT_WHITELISTED;
    if (isListed) connection.principal = new Session(this.#node, user, connection.peer);
    audit.authentication(result, connection.peer, isListed ? user.name : undefined, action, `user=${user.name}`);
    return result;
  }

  /** A guess that was wrong: the answer waits. */
  #fail(result: number, name: string, connection: AdminConnection): AdminAnswer {
    return { ...this.#refuse(result, name, connection, 'login'), delayMs: this.#node.shared.delay.fail(name) };
  }

  #refuse(result: number, name: string, { peer }: AdminConnection, action: string): AdminAnswer {
    this.#node.audit.authentication(result, peer, undefined, action, name === '' ? '' : `user=${name}`);
    return { result };
  }
}
