// Profiles: how commands behave (limits, retries, durability), under names that an application chooses. A profile has
// policies for all commands and for kinds of them; what it leaves out comes from the configuration of the client.

import type {
  BatchPolicyOptions,
  BatchReadPolicyOptions,
  BatchRemovePolicyOptions,
  BatchWritePolicyOptions,
  OperatePolicyOptions,
  QueryPolicyOptions,
  ReadPolicyOptions,
  RemovePolicyOptions,
  Transaction,
  WritePolicyOptions,
} from '../public.ts';

/** What holds for commands of any kind. */
export type CommonPolicy = Pick<
  ReadPolicyOptions & WritePolicyOptions,
  'socketTimeout' | 'totalTimeout' | 'maxRetries' | 'replica' | 'merge'
>;

/** Policies of one chain. */
export interface ChainPolicy extends CommonPolicy {
  /** Ends the command early, with `ERR_CLIENT_ABORT`. */
  readonly signal?: AbortSignal;
}

/** One profile: for all commands, and for kinds of them, which come first. */
export interface Profile {
  readonly all?: CommonPolicy;
  readonly read?: ReadPolicyOptions;
  readonly write?: WritePolicyOptions & OperatePolicyOptions & RemovePolicyOptions;
  readonly batch?: BatchPolicyOptions;
  readonly query?: QueryPolicyOptions;
}

export type Profiles = { readonly [name: string]: Profile };

/** The policies of a session, by kind; undefined where nothing is said. */
export interface Policies {
  readonly read: ReadPolicyOptions | undefined;
  readonly write: (WritePolicyOptions & OperatePolicyOptions & RemovePolicyOptions) | undefined;
  readonly batch: BatchPolicyOptions | undefined;
  readonly query: QueryPolicyOptions | undefined;
  /** What of `read` and `write` holds for a row of a batch too; how long it may take is for the batch to say. */
  readonly readRow: BatchReadPolicyOptions | undefined;
  readonly writeRow: BatchWritePolicyOptions | undefined;
  readonly removeRow: BatchRemovePolicyOptions | undefined;
}

export function policiesOf({ all, read, write, batch, query }: Profile): Policies {
  const laid = <Policy extends object>(own: Policy | undefined): Policy | undefined =>
    all === undefined && own === undefined ? undefined : (Object.freeze({ ...all, ...own }) as Policy);
  return {
    read: laid(read),
    write: laid(write),
    batch: laid(batch),
    query: laid(query),
    readRow: read && part(read, 'readModeAP', 'readModeSC', 'readTouchTtlPercent'),
    writeRow: write && part(write, 'commitLevel', 'durableDelete', 'onLockingOnly'),
    removeRow: write && part(write, 'commitLevel', 'durableDelete'),
  };
}

function part<Policy extends object, Name extends keyof Policy>(
  policy: Policy,
  ...names: readonly Name[]
): Pick<Policy, Name> {
  const given = names.filter((name) => policy[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, policy[name]])) as Pick<Policy, Name>;
}

/** The same in a transaction. */
export function within(policies: Policies, txn: Transaction): Policies {
  const { read, write, batch } = policies;
  return { ...policies, read: { ...read, txn }, write: { ...write, txn }, batch: { ...batch, txn } };
}
