// The policies of commands that bring none, by kind of command, resolved once when a client is made.

import type { CommandPolicy, InfoRequestPolicy } from '../model/policies/resolve.ts';

export interface CommandPolicies {
  readonly read: CommandPolicy;
  readonly write: CommandPolicy;
  readonly operate: CommandPolicy;
  /** For operations that only read. */
  readonly operateRead: CommandPolicy;
  readonly remove: CommandPolicy;
  readonly info: InfoRequestPolicy;
}

/** Kinds of the commands on one record. */
export type RecordPolicyKind = Exclude<keyof CommandPolicies, 'info'>;
