// Privileges: what a role allows, and where. What each comes to in permissions, and the roles that a server has from the
// beginning (docs/protocol/security.md, "Roles and permissions").

import { type AdminPrivilege, FIRST_SCOPED_PRIVILEGE, PRIVILEGE } from 'tendril/wire';
import { PERMISSION } from '../command/permission.ts';
import { MAX_NAMESPACE_NAME_BYTES, MAX_SET_NAME_BYTES } from '../limits.ts';

interface PrivilegeRow {
  readonly permissions: number;
  /** In the audit trail. */
  readonly letters: string;
}

const READ = PERMISSION.READ | PERMISSION.QUERY;
const WRITE = PERMISSION.WRITE | PERMISSION.DELETE | PERMISSION.OPS_QUERY;
const UDF = PERMISSION.UDF_APPLY | PERMISSION.UDF_QUERY;
const DATA_ADMIN =
  PERMISSION.UDF_ADMIN |
  PERMISSION.SINDEX_ADMIN |
  PERMISSION.QUERY_ADMIN |
  PERMISSION.TRUNCATE |
  PERMISSION.EVICT_ADMIN |
  PERMISSION.RECORD_INFO;
const SYS_ADMIN =
  DATA_ADMIN | PERMISSION.SET_CONFIG | PERMISSION.LOGGING_CTRL | PERMISSION.SERVICE_CTRL | PERMISSION.XDR_SET_FILTER;

const ROWS: ReadonlyMap<number, PrivilegeRow> = new Map([
  [PRIVILEGE.USER_ADMIN, { permissions: PERMISSION.USER_ADMIN, letters: 'u' }],
  [PRIVILEGE.SYS_ADMIN, { permissions: SYS_ADMIN, letters: 's' }],
  [PRIVILEGE.DATA_ADMIN, { permissions: DATA_ADMIN, letters: 'd' }],
  [PRIVILEGE.UDF_ADMIN, { permissions: PERMISSION.UDF_ADMIN, letters: 'ua' }],
  [PRIVILEGE.SINDEX_ADMIN, { permissions: PERMISSION.SINDEX_ADMIN, letters: 'sa' }],
  [PRIVILEGE.READ, { permissions: READ, letters: 'r' }],
  [PRIVILEGE.READ_WRITE, { permissions: READ | WRITE, letters: 'rw' }],
  [PRIVILEGE.READ_WRITE_UDF, { permissions: READ | WRITE | UDF, letters: 'rwf' }],
  [PRIVILEGE.WRITE, { permissions: WRITE, letters: 'w' }],
  [PRIVILEGE.TRUNCATE, { permissions: PERMISSION.TRUNCATE, letters: 't' }],
]);

/** The roles that are there from the beginning and stay as they are. */
export const PREDEFINED_ROLES: ReadonlyMap<string, readonly AdminPrivilege[]> = new Map(
  Object.entries({
    'user-admin': [PRIVILEGE.USER_ADMIN],
    'sys-admin': [PRIVILEGE.SYS_ADMIN],
    'data-admin': [PRIVILEGE.DATA_ADMIN],
    'udf-admin': [PRIVILEGE.UDF_ADMIN],
    'sindex-admin': [PRIVILEGE.SINDEX_ADMIN],
    read: [PRIVILEGE.READ],
    'read-write': [PRIVILEGE.READ_WRITE],
    'read-write-udf': [PRIVILEGE.READ_WRITE_UDF],
    write: [PRIVILEGE.WRITE],
    truncate: [PRIVILEGE.TRUNCATE],
    superuser: [PRIVILEGE.USER_ADMIN, PRIVILEGE.SYS_ADMIN, PRIVILEGE.READ_WRITE_UDF],
  }).map(([name, codes]) => [name, codes.map((code) => ({ code, namespace: '', set: '' }))]),
);

export function permissionsOf(privilege: AdminPrivilege): number {
  return ROWS.get(privilege.code)?.permissions ?? PERMISSION.NONE;
}

/** Whether there is such a privilege, and its scope is one. */
export function isPrivilege({ code, namespace, set }: AdminPrivilege): boolean {
  if (!ROWS.has(code)) return false;
  if (code < FIRST_SCOPED_PRIVILEGE) return namespace === '' && set === '';
  if (namespace === '' && set !== '') return false;
  return Buffer.byteLength(namespace) <= MAX_NAMESPACE_NAME_BYTES && Buffer.byteLength(set) <= MAX_SET_NAME_BYTES;
}

/** What tells one privilege from another, in the order in which a server lists them. */
export function privilegeKey({ code, namespace, set }: AdminPrivilege): string {
  return `${String(code).padStart(2, '0')}\0${namespace}\0${set}`;
}

/** In the words of the audit trail: `u,rwf{test|demo}`. */
export function privilegesText(privileges: readonly AdminPrivilege[]): string {
  return privileges
    .map(({ code, namespace, set }) => {
      const letters = ROWS.get(code)?.letters ?? `<${code}>`;
      if (code < FIRST_SCOPED_PRIVILEGE) return letters;
      return namespace === '' ? `${letters}{}` : `${letters}{${set === '' ? namespace : `${namespace}|${set}`}}`;
    })
    .join(',');
}

/** `read`, `read.test` or `read.test.demo`: one that does not exist is found out later. */
export function privilegeOf(text: string): AdminPrivilege {
  const [name = '', namespace = '', ...set] = text.split('.');
  const code = (PRIVILEGE as Readonly<Record<string, number>>)[name.toUpperCase().replaceAll('-', '_')] ?? -1;
  return { code, namespace, set: set.join('.') };
}
