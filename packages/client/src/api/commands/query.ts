// Queries, scans and truncation: commands on sets and namespaces. Not there yet; see ../missing.ts.

import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Query, QueryOptions } from '../missing/query.ts';
import type { Scan, ScanOptions } from '../missing/scan.ts';
import type { Tail } from './tail.ts';

type Policy = InfoPolicyOptions | null | undefined;
type SetName = string | null | undefined;
type Nanoseconds = number | null | undefined;

/** Commands on sets and namespaces. */
export interface QueryCommands {
  /**
   * Makes a query of the records of a namespace or set; nothing is sent yet.
   *
   * @param ns - Namespace.
   * @param set - Set; all records of the namespace without.
   */
  query(ns: string, options?: QueryOptions): Query;
  query(ns: string, set: SetName, options?: QueryOptions): Query;

  /**
   * Makes a scan of all records of a namespace or set; nothing is sent yet.
   *
   * @param ns - Namespace.
   * @param set - Set; all records of the namespace without.
   */
  scan(ns: string, options?: ScanOptions): Scan;
  scan(ns: string, set?: SetName, options?: ScanOptions): Scan;

  /**
   * Removes all records of a namespace or set that were last written before a time.
   *
   * @param ns - Namespace.
   * @param set - Set; all records of the namespace if null.
   * @param beforeNanos - Nanoseconds since 1970; 0 for now.
   * @param policy - Laid over `Config.policies.info`.
   */
  truncate(ns: string, set: SetName, beforeNanos: Nanoseconds, policy?: Policy): Promise<void>;
  truncate(ns: string, ...rest: Tail<[set: SetName, beforeNanos: Nanoseconds, policy: Policy], void>): void;

  /** An expression as text, as info commands and policies take it. */
  expressionToBase64(expression: AerospikeExp): string;
}
