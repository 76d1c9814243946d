// Who asks. Every command, batch row, query and info request carries the principal of the connection that it came on,
// from the connection to where it is carried out. Without security everybody is nobody in particular and no principal
// has a guard, so that asking for one is all that a command pays.

import type { Request } from '../message/request.ts';

export interface Principal {
  /** The name under which the connection has logged in; undefined when it has not. */
  readonly user: string | undefined;
  /** What decides about its requests; undefined where there is no security. */
  readonly guard: Guard | undefined;
}

/** Decides what one connection may do. Refusals are result codes and stand in the audit trail. */
export interface Guard {
  /** Whether it may ask anything at all. */
  admit(action: string): number;
  /**
   * A command on one record, or one row of a batch; it counts against the user's quota. Who may use a single set has to
   * name it, and whether the record is of the set that was named is checked with every record.
   */
  record(request: Request, namespace: string, digest: string): number;
  /** A query, or work in the background. */
  query(request: Request, namespace: string, permission: number): number;
  /** Sets a rate in records per second aside for a query, 0 = as fast as it can. To be given back by `release`. */
  reserve(rate: number, isWrite: boolean): number;
  release(rate: number, isWrite: boolean): void;
  /** An info command that needs a permission; `namespace` and `set` are its scope, empty when it has none. */
  info(name: string, permission: number, namespace: string, set: string, detail: string): number;
}

export const ANONYMOUS: Principal = { user: undefined, guard: undefined };
