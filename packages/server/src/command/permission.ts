// What a command needs to be allowed: the permissions of the real server (8.1), one bit each. Roles grant them, commands
// ask for them. The user-admin bit has a place of its own here, so that every mask is a small integer.

export const PERMISSION = {
  NONE: 0,
  READ: 0x1,
  QUERY: 0x2,
  WRITE: 0x4,
  DELETE: 0x8,
  UDF_APPLY: 0x10,
  UDF_QUERY: 0x20,
  OPS_QUERY: 0x40,

  UDF_ADMIN: 0x1_0000,
  SINDEX_ADMIN: 0x2_0000,
  QUERY_ADMIN: 0x4_0000,
  TRUNCATE: 0x8_0000,
  EVICT_ADMIN: 0x10_0000,
  RECORD_INFO: 0x20_0000,

  SET_CONFIG: 0x100_0000,
  LOGGING_CTRL: 0x200_0000,
  SERVICE_CTRL: 0x400_0000,
  XDR_SET_FILTER: 0x800_0000,

  USER_ADMIN: 0x1000_0000,
} as const;

/** The words in which the server says what is missing, such as `set-config`. */
export function permissionName(permission: number): string {
  const found = Object.entries(PERMISSION).find(([, bit]) => bit === permission);
  return (found?.[0] ?? 'NONE').toLowerCase().replaceAll('_', '-');
}
