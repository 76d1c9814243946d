// The policies of commands that bring none, by kind of command, resolved once when a client is made.

import type {
  AdminRequestPolicy,
  BatchCommandPolicy,
  CommandPolicy,
  InfoRequestPolicy,
  StreamCommandPolicy,
} from '../model/policies/resolve.ts';

/** Policies of batch rows by kind, as users give them. */
export interface BatchRowPolicies {
  readonly batchRead?: object | undefined;
  readonly batchWrite?: object | undefined;
  readonly batchRemove?: object | undefined;
  readonly batchApply?: object | undefined;
}

export interface CommandPolicies {
  readonly read: CommandPolicy;
  readonly write: CommandPolicy;
  readonly operate: CommandPolicy;
  /** For operations that only read. */
  readonly operateRead: CommandPolicy;
  readonly remove: CommandPolicy;
  readonly apply: CommandPolicy;
  readonly batch: BatchCommandPolicy;
  readonly batchParentWrite: BatchCommandPolicy;
  /** What the rows of batches that bring no policy of their own have, as it was configured. */
  readonly batchRows: BatchRowPolicies;
  readonly txnVerify: BatchCommandPolicy;
  readonly txnRoll: BatchCommandPolicy;
  readonly query: StreamCommandPolicy;
  readonly scan: StreamCommandPolicy;
  readonly info: InfoRequestPolicy;
  readonly admin: AdminRequestPolicy;
}

/** Kinds of the commands on one record. */
export type RecordPolicyKind = Exclude<
  keyof CommandPolicies,
  'info' | 'admin' | 'batch' | 'batchParentWrite' | 'batchRows' | 'txnVerify' | 'txnRoll' | 'query' | 'scan'
>;
