// The audit trail: who was allowed what and who was refused, one line each in the form of the real server
// (docs/protocol/security.md, "Audit trail"). Of secrets it knows nothing: it is given names only.

import { PARTICLE } from 'tendril/wire';
import { PERMISSION } from '../command/permission.ts';
import type { Log } from '../log.ts';
import type { Request } from '../message/request.ts';
import { RESULT } from '../result-code.ts';
import type { Peer } from './peer.ts';

/** What goes into the trail, under the names of the real server's settings. */
export interface Report {
  authentication: boolean;
  sysAdmin: boolean;
  userAdmin: boolean;
  violation: boolean;
  /** `namespace` or `namespace set`: whose commands on records are reported, those that succeed included. */
  readonly dataOp: Set<string>;
}

const OUTCOMES: ReadonlyMap<number, string> = new Map([
  [RESULT.OK, 'permitted'],
  [RESULT.SECURITY_USER, 'authentication failed (user)'],
  [RESULT.SECURITY_PASSWORD, 'authentication failed (password)'],
  [RESULT.SECURITY_CREDENTIAL, 'authentication failed (credential)'],
  [RESULT.SECURITY_EXPIRED_SESSION, 'authentication failed (expired session)'],
  [RESULT.SECURITY_LDAP_NOT_CONFIGURED, 'authentication failed (not configured)'],
  [RESULT.SECURITY_LDAP_AUTHENTICATION, 'authentication failed (external)'],
  [RESULT.SECURITY_LDAP_QUERY, 'authentication failed (external query)'],
  [RESULT.SECURITY_NOT_AUTHENTICATED, 'not authenticated'],
  [RESULT.SECURITY_ROLE_VIOLATION, 'role violation'],
  [RESULT.SECURITY_NOT_WHITELISTED, 'not whitelisted'],
  [RESULT.SECURITY_QUOTA_EXCEEDED, 'quota exceeded'],
]);

export class Audit {
  readonly report: Report;
  readonly #log: Log;

  constructor(report: Report, log: Log) {
    this.report = report;
    this.#log = log;
  }

  /** A login or another way of showing who one is. */
  authentication(result: number, peer: Peer, user: string | undefined, action: string, detail: string): void {
    if (result === RESULT.OK ? this.report.authentication : this.report.violation)
      this.#write(result, peer, user, action, detail);
  }

  /** A request that needs a permission for the whole server, or that came from nobody. */
  request(
    result: number,
    permission: number,
    peer: Peer,
    user: string | undefined,
    action: string,
    detail: string,
  ): void {
    if (result !== RESULT.OK ? this.report.violation : this.#reportsAdmin(permission))
      this.#write(result, peer, user, action, detail);
  }

  /** A command on records. */
  data(
    result: number,
    action: string,
    peer: Peer,
    user: string,
    request: Request,
    namespace: string,
    digest: string,
  ): void {
    if (result === RESULT.OK ? this.#reportsData(namespace, request) : this.report.violation)
      this.#write(result, peer, user, action, dataDetail(request, namespace, digest));
  }

  #reportsData(namespace: string, request: Request): boolean {
    const { dataOp } = this.report;
    return dataOp.size > 0 && (dataOp.has(namespace) || dataOp.has(`${namespace} ${request.setName()}`));
  }

  #reportsAdmin(permission: number): boolean {
    return permission === PERMISSION.USER_ADMIN ? this.report.userAdmin : this.report.sysAdmin;
  }

  #write(result: number, peer: Peer, user: string | undefined, action: string, detail: string): void {
    const outcome = OUTCOMES.get(result) ?? `failed (${result})`;
    this.#log.audit(
      `${outcome} | client: ${peer.text} | authenticated user: ${user ?? '<none>'} | action: ${action} | ` +
        `detail: ${detail === '' ? '<none>' : detail}`,
    );
  }
}

/** `{test|demo} [S|key]`, with the digest when the key is not known. */
function dataDetail(request: Request, namespace: string, digest: string): string {
  const scope = `{${namespace}|${request.setName()}}`;
  return digest === ''
    ? scope
    : `${scope} [${keyText(request) ?? `D|${Buffer.from(digest, 'latin1').toString('hex')}`}]`;
}

function keyText(request: Request): string | undefined {
  const key = request.userKey();
  if (key === undefined || key.length < 1) return undefined;
  const value = key.subarray(1);
  switch (key[0]) {
    case PARTICLE.STRING:
      return `S|${value.toString('utf8')}`;
    case PARTICLE.INTEGER:
      return value.length === 8 ? `I|${value.readBigInt64BE()}` : undefined;
    case PARTICLE.BLOB:
      return `B|${value
        .toString('hex')
        .toUpperCase()
        .replace(/..(?=.)/g, '$& ')}`;
    default:
      return undefined;
  }
}
