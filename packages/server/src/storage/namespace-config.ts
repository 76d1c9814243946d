// The settings of a namespace with the real server's names and defaults, one exception: `nsup-period` is 120 seconds
// here and 0 there, so that a TTL works without configuration (with 0 the server refuses every TTL).

import { DEFAULT_TRANSACTION_SECONDS } from 'tendril/wire';
import { DEFAULT_RECORD_BYTES } from '../limits.ts';

export interface NamespaceConfig {
  /** Copies of each partition; at most one per node takes effect. Real servers: 2. */
  replicationFactor: number;
  /** Seconds for records written with TTL 0; 0 = never expire. */
  defaultTtl: number;
  /** Percent of the life at which a read renews it, 1 to 100; 0 = never. */
  defaultReadTouchTtlPct: number;
  /** Seconds between removals of expired records; 0 = no removal, and then no TTLs. */
  nsupPeriod: number;
  allowTtlWithoutNsup: boolean;
  /** Bytes, by the server's size formula. */
  maxRecordSize: number;
  /** Bytes of record data; writes stop at `stopWritesUsedPct` percent of it. */
  dataSize: number;
  stopWritesUsedPct: number;
  disallowNullSetname: boolean;
  rejectNonXdrWrites: boolean;
  rejectXdrWrites: boolean;
  /** No acknowledged write is lost, and reads see the last one; what that costs is availability. */
  strongConsistency: boolean;
  /** Deletes that are not durable are allowed although the namespace is strongly consistent. */
  strongConsistencyAllowExpunge: boolean;
  /** Seconds that a transaction has when it does not say so itself. */
  mrtDuration: number;
  /** Transactions that write do not begin. */
  disableMrtWrites: boolean;
  /** Whether maps carry the number of the cluster's last change, as those of strongly consistent namespaces do. */
  regimes: boolean;
}

export function defaultNamespaceConfig(): NamespaceConfig {
  return {
    replicationFactor: 2,
    defaultTtl: 0,
    defaultReadTouchTtlPct: 0,
    nsupPeriod: 120,
    allowTtlWithoutNsup: false,
    maxRecordSize: DEFAULT_RECORD_BYTES,
    dataSize: 4 * 1024 * 1024 * 1024,
    stopWritesUsedPct: 70,
    disallowNullSetname: false,
    rejectNonXdrWrites: false,
    rejectXdrWrites: false,
    strongConsistency: false,
    strongConsistencyAllowExpunge: false,
    mrtDuration: DEFAULT_TRANSACTION_SECONDS,
    disableMrtWrites: false,
    regimes: false,
  };
}
