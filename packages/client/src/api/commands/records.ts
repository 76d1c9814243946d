// The commands on one record. What each needs is in command/record/record-methods.ts; here are their public forms.

import type { RecordMethod, WriteInput } from '../../command/record/record-methods.ts';
import * as methods from '../../command/record/record-methods.ts';
import type { Bin } from '../../model/bin.ts';
import type { AerospikeBins } from '../../model/bin-value.ts';
import type { KeyOptions } from '../../model/key.ts';
import type { Operation } from '../../model/operations.ts';
import type {
  OperatePolicyOptions,
  ReadPolicyOptions,
  RemovePolicyOptions,
  WritePolicyOptions,
} from '../../model/policies/record-policies.ts';
import type { Record, RecordMetadata } from '../../model/record.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Options, Tail } from './tail.ts';

/** What `put` and its kin take: bins by name, or one bin. */
export type BinsInput = AerospikeBins | Bin;

type Metadata = RecordMetadata | null | undefined;
type Read = Options<ReadPolicyOptions>;
type Write = Options<WritePolicyOptions>;
type Remove = Options<RemovePolicyOptions>;
type Operate = Options<OperatePolicyOptions>;

/**
 * The commands on one record.
 *
 * Each returns a promise, or takes a callback as its last argument and returns nothing; optional arguments between may
 * be left out. What is wrong with an argument rejects the promise or reaches the callback: no command throws.
 */
export interface RecordCommands {
  /**
   * Reads a record.
   *
   * @param policy - Laid over `Config.policies.read`; `signal` ends the command early.
   * @returns Record with all bins.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   */
  get<B extends AerospikeBins = AerospikeBins>(key: KeyOptions, policy?: Read): Promise<Record<B>>;
  get<B extends AerospikeBins = AerospikeBins>(key: KeyOptions, ...rest: Tail<[policy: Read], Record<B>>): void;

  /**
   * Reads some bins of a record.
   *
   * @param bins - Names; those that the record lacks are missing from the result.
   * @param policy - Laid over `Config.policies.read`.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is no record.
   */
  select<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    bins: readonly string[],
    policy?: Read,
  ): Promise<Record<B>>;
  select<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    bins: readonly string[],
    ...rest: Tail<[policy: Read], Record<B>>
  ): void;

  /**
   * Whether a record exists.
   *
   * @param policy - Laid over `Config.policies.read`.
   */
  exists(key: KeyOptions, policy?: Read): Promise<boolean>;
  exists(key: KeyOptions, ...rest: Tail<[policy: Read], boolean>): void;

  /**
   * Reads lifetime and generation of a record; both are null if there is none. `bins` is null.
   *
   * @param policy - Laid over `Config.policies.read`.
   */
  existsWithMetadata(key: KeyOptions, policy?: Read): Promise<Record>;
  existsWithMetadata(key: KeyOptions, ...rest: Tail<[policy: Read], Record>): void;

  /**
   * Writes bins of a record; other bins stay unless the policy says `REPLACE`.
   *
   * @param bins - Values by name; null removes a bin, undefined is an error.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.write`.
   * @returns The key.
   * @throws AerospikeError `ERR_PARAM` for a value that cannot be stored.
   */
  put<K extends KeyOptions>(key: K, bins: BinsInput, metadata?: Metadata, policy?: Write): Promise<K>;
  put<K extends KeyOptions>(key: K, bins: BinsInput, ...rest: Tail<[metadata: Metadata, policy: Write], K>): void;

  /**
   * Removes a record.
   *
   * @param policy - Laid over `Config.policies.remove`.
   * @returns The key.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   */
  remove<K extends KeyOptions>(key: K, policy?: Remove): Promise<K>;
  remove<K extends KeyOptions>(key: K, ...rest: Tail<[policy: Remove], K>): void;

  /**
   * Applies several operations to one record, in order and as one unit.
   *
   * @param operations - Made by the functions of `operations`.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record with the bins that the operations returned.
   */
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;

  /**
   * Adds numbers to bins; an absent bin counts as 0. Like {@link operate} with an `incr` for each bin.
   *
   * @param policy - Laid over `Config.policies.operate`.
   */
  add(key: KeyOptions, bins: BinsInput, metadata?: Metadata, policy?: Operate): Promise<Record>;
  add(key: KeyOptions, bins: BinsInput, ...rest: Tail<[metadata: Metadata, policy: Operate], Record>): void;

  /** The same as {@link add}. */
  incr: RecordCommands['add'];

  /** Appends text or bytes to bins. Like {@link operate} with an `append` for each bin. */
  append: RecordCommands['add'];

  /** Prepends text or bytes to bins. Like {@link operate} with a `prepend` for each bin. */
  prepend: RecordCommands['add'];
}

/**
 * @internal Name of a method `(key, policy)` of clients that reads a record with its bins as `Particle`s, generation and
 * time to live; a registered symbol, so that Tendril's own tools find it without its being public.
 */
export const READ_PARTICLES = Symbol.for('tendril.readParticles');

export function readParticles(this: HasCore, key: unknown, policy?: unknown): Promise<unknown> | undefined {
  return run(this, methods.GET_RECORD_PARTICLES, key, undefined, policy, undefined);
}

function run<I, A, R, T>(
  client: HasCore,
  method: RecordMethod<I, A, R, T>,
  key: unknown,
  input: I,
  policy: unknown,
  callback: TypedCallback<T> | undefined,
): Promise<T> | undefined {
  const core = client[CORE];
  const isSendable = core.isConnected(false) && typeof key === 'object' && key !== null;
  const failed = callback && isSendable ? () => method.failed(key as KeyOptions) : undefined;
  return deliver(core.execute(method, key, input, optionalArgument(policy)), callback, failed);
}

function write<A, R, T>(
  client: HasCore,
  method: RecordMethod<WriteInput, A, R, T>,
  key: unknown,
  values: unknown,
  metadata: unknown,
  policy: unknown,
  callback: unknown,
): Promise<T> | undefined {
  const input = { values, metadata: optionalArgument(metadata) };
  return run(client, method, key, input, policy, callbackOf(metadata, policy, callback));
}

export const recordCommands: Implementation<RecordCommands> = {
  get(key, policy, callback) {
    return run(this, methods.GET_RECORD, key, undefined, policy, callbackOf(policy, callback));
  },

  select(key, bins, policy, callback) {
    return run(this, methods.SELECT_BINS, key, bins, policy, callbackOf(policy, callback));
  },

  exists(key, policy, callback) {
    return run(this, methods.RECORD_EXISTS, key, undefined, policy, callbackOf(policy, callback));
  },

  existsWithMetadata(key, policy, callback) {
    return run(this, methods.RECORD_METADATA, key, undefined, policy, callbackOf(policy, callback));
  },

  put(key, bins, metadata, policy, callback) {
    return write(this, methods.PUT_RECORD, key, bins, metadata, policy, callback);
  },

  remove(key, policy, callback) {
    return run(this, methods.REMOVE_RECORD, key, undefined, policy, callbackOf(policy, callback));
  },

  operate(key, operations, metadata, policy, callback) {
    return write(this, methods.OPERATE_RECORD, key, operations, metadata, policy, callback);
  },

  add(key, bins, metadata, policy, callback) {
    return write(this, methods.ADD_TO_BINS, key, bins, metadata, policy, callback);
  },

  incr(key, bins, metadata, policy, callback) {
    return write(this, methods.ADD_TO_BINS, key, bins, metadata, policy, callback);
  },

  append(key, bins, metadata, policy, callback) {
    return write(this, methods.APPEND_TO_BINS, key, bins, metadata, policy, callback);
  },

  prepend(key, bins, metadata, policy, callback) {
    return write(this, methods.PREPEND_TO_BINS, key, bins, metadata, policy, callback);
  },
};
