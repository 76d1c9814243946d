// The settings of security: its options, checked, and what `get-config` and `set-config` of the context `security` show
// and change, under the names of the real server.

import { MAX_REPORTED_SCOPES } from '../limits.ts';
import type { Report } from './audit.ts';

/** A user that is there from the beginning. */
export interface UserOptions {
  /** 1 to 63 bytes. */
  name: string;
  /** Left out: a user that logs in with a certificate. */
  password?: string;
  /** Default `[]`: it may log in and ask for statistics. */
  roles?: readonly string[];
}

/** A role that is there from the beginning. */
export interface RoleOptions {
  /** 1 to 63 bytes. */
  name: string;
  /** Such as `read`, `sys-admin`, `write.test` or `read-write-udf.test.demo`. Default `[]`. */
  privileges?: readonly string[];
  /** Addresses and networks from which its users may come. Default `[]`: from anywhere. */
  whitelist?: readonly string[];
  /** Records per second that a user may read at one node; needs `enableQuotas`. Default 0: no limit. */
  readQuota?: number;
  /** The same of writing. Default 0: no limit. */
  writeQuota?: number;
}

/** Which lines of the audit trail go to the log, at the level `info`. All are off by default. */
export interface ReportOptions {
  /** Logins that succeed. */
  authentication?: boolean;
  /** Changes of settings, indexes and modules, truncation. */
  sysAdmin?: boolean;
  /** Changes of users and roles, and queries of them. */
  userAdmin?: boolean;
  /** Requests that are refused, failed logins among them. */
  violation?: boolean;
  /** Commands on records of these namespaces and sets, each `'test'` or `'test demo'`. */
  dataOp?: readonly string[];
}

/** Finds out whether that is the password of a user whom another system knows: its roles, or undefined if it is not. */
export type ExternalLogin = (
  user: string,
  password: string,
) => readonly string[] | undefined | Promise<readonly string[] | undefined>;

/** Options of {@link EmbeddedServerOptions.security}. */
export interface SecurityOptions {
  /** Password of the user `admin`, who has the role `user-admin`. Default `'admin'`, as on the real server. */
  password?: string;
  /** Further users. Default `[]`. */
  users?: readonly UserOptions[];
  /** Further roles. Default `[]`. */
  roles?: readonly RoleOptions[];
  /** Count what users read and write, and hold them to the quotas of their roles. Default false. */
  enableQuotas?: boolean;
  /** Seconds for which a login is good, 120 to 864000. Connections that are open stay so. Default 86400. */
  sessionTtl?: number;
  /** The audit trail. */
  report?: ReportOptions;
  /** For logins of the modes `EXTERNAL` and `EXTERNAL_INSECURE`. Default: they are refused with result code 90. */
  external?: ExternalLogin;
}

const MIN_SESSION_TTL = 120;
const MAX_SESSION_TTL = 864_000;

const FLAGS: readonly (readonly [key: string, field: 'authentication' | 'sysAdmin' | 'userAdmin' | 'violation'])[] = [
  ['log.report-authentication', 'authentication'],
  ['log.report-sys-admin', 'sysAdmin'],
  ['log.report-user-admin', 'userAdmin'],
  ['log.report-violation', 'violation'],
];
const DATA_OP = 'log.report-data-op';

export class SecuritySettings {
  readonly enableQuotas: boolean;
  readonly report: Report;
  #sessionTtl: number;

  /** @throws RangeError naming the option that cannot be used. */
  constructor({ enableQuotas = false, sessionTtl = 86_400, report = {} }: SecurityOptions) {
    if (!isSessionTtl(sessionTtl))
      throw new RangeError(
        `Option security.sessionTtl must be an integer from ${MIN_SESSION_TTL} to ${MAX_SESSION_TTL}`,
      );
    this.enableQuotas = enableQuotas;
    this.#sessionTtl = sessionTtl;
    this.report = {
      authentication: report.authentication === true,
      sysAdmin: report.sysAdmin === true,
      userAdmin: report.userAdmin === true,
      violation: report.violation === true,
      dataOp: new Set(report.dataOp ?? []),
    };
  }

  /** In seconds. */
  get sessionTtl(): number {
    return this.#sessionTtl;
  }

  /** `key=value` in the order of the real server's reference. */
  pairs(): string[] {
    return [
      `enable-quotas=${this.enableQuotas}`,
      `session-ttl=${this.#sessionTtl}`,
      ...FLAGS.map(([key, field]) => `${key}=${this.report[field]}`),
      ...[...this.report.dataOp].map((scope) => `${DATA_OP}=${scope}`),
    ];
  }

  /** Changes one setting; `scope` is the namespace and the set of the command. False when there is no such setting. */
  set(key: string, value: string, scope: { readonly namespace: string; readonly set: string }): boolean {
    if (key === 'session-ttl') {
      if (!/^\d{1,9}$/.test(value) || !isSessionTtl(Number(value))) return false;
      this.#sessionTtl = Number(value);
      return true;
    }
    if (value !== 'true' && value !== 'false') return false;
    const isOn = value === 'true';
    const flag = FLAGS.find(([name]) => name === key);
    if (flag !== undefined) {
      this.report[flag[1]] = isOn;
      return true;
    }
    if (key !== DATA_OP || scope.namespace === '') return false;
    return this.#reportDataOps(scope.set === '' ? scope.namespace : `${scope.namespace} ${scope.set}`, isOn);
  }

  #reportDataOps(scope: string, isOn: boolean): boolean {
    const { dataOp } = this.report;
    if (!isOn) {
      dataOp.delete(scope);
      return true;
    }
    if (dataOp.size >= MAX_REPORTED_SCOPES) return false;
    dataOp.add(scope);
    return true;
  }
}

function isSessionTtl(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= MIN_SESSION_TTL && seconds <= MAX_SESSION_TTL;
}
