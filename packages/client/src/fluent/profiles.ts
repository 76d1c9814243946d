// Profiles: how commands behave (limits, retries, durability), under names that an application chooses. A profile has
// policies for all commands and for kinds of them; what it leaves out comes from the configuration of the client.

import type {
  BatchPolicyOptions,
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
}

export function policiesOf({ all, read, write, batch, query }: Profile): Policies {
  const laid = <Policy extends object>(own: Policy | undefined): Policy | undefined =>
    all === undefined && own === undefined ? undefined : (Object.freeze({ ...all, ...own }) as Policy);
  return { read: laid(read), write: laid(write), batch: laid(batch), query: laid(query) };
}

/** The same in a transaction. */
export function within({ read, write, batch, query }: Policies, txn: Transaction): Policies {
  return { read: { ...read, txn }, write: { ...write, txn }, batch: { ...batch, txn }, query };
}
