// Users, roles and privileges as the administration commands take and return them. Not there yet; see missing.ts.

/** Where a privilege counts; everywhere without. */
export interface PrivilegeOptions {
  namespace?: string | undefined;
  set?: string | undefined;
}

/** Values of a role. */
export interface RoleOptions {
  name: string;
  readQuota: number;
  writeQuota: number;
  whitelist: number[];
  privileges: Privilege[];
}

/** Values of a user. */
export interface UserOptions {
  connsInUse: number;
  name: string;
  readInfo: number[];
  writeInfo: number[];
  roles: string[];
}

/** The type of `admin`. */
export interface Administration {
  readonly Privilege: {
    new (code: number, options?: PrivilegeOptions): Privilege;
    readonly prototype: Privilege;
  };
  readonly Role: { new (options: RoleOptions): Role; readonly prototype: Role };
  readonly User: { new (options: UserOptions): User; readonly prototype: User };
}

/** What a role allows. */
export interface Privilege {
  /** A value of `privilegeCode`. */
  code: number;
  namespace: string;
  set: string;
}
export interface Role extends RoleOptions {}
export interface User extends UserOptions {}
