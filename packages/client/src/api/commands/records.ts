// The commands on one record, in their public forms. What each needs is in command/record/record-methods.ts.

import type { RecordMethod, WriteInput } from '../../command/record/record-methods.ts';
import * as methods from '../../command/record/record-methods.ts';
import type { Bin } from '../../model/bin.ts';
import type { AerospikeBins, AerospikeBinValue } from '../../model/bin-value.ts';
import type { KeyInput, KeyOf } from '../../model/key.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { ReturnedBins } from '../../model/operations/results.ts';
import type {
  OperatePolicyOptions,
  ReadPolicyOptions,
  RemovePolicyOptions,
  WritePolicyOptions,
} from '../../model/policies/record-policies.ts';
import type { MetadataInput, Record } from '../../model/record.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Options, Tail } from './tail.ts';

/** Neither a list nor anything else that can be iterated over. */
interface NotIterable {
  readonly [Symbol.iterator]?: never;
}

/**
 * What `put` takes: bins by name in an object of any type, or one bin. `aerospike` also has types for a `Map` and a
 * record, and refuses both at run time, as Tendril does.
 */
export type BinsInput<B extends object = AerospikeBins> =
  | (B & NotIterable)
  | Bin
  | Record<B>
  | ReadonlyMap<string, AerospikeBinValue>;

type Metadata = MetadataInput | null | undefined;
type Read = Options<ReadPolicyOptions>;
type Write = Options<WritePolicyOptions>;
type Remove = Options<RemovePolicyOptions>;
type Operate = Options<OperatePolicyOptions>;

/**
 * The commands on one record.
 *
 * Each returns a promise, or takes a callback as its last argument and returns nothing; optional arguments before it
 * may be left out. No command throws: an argument that is wrong rejects the promise or reaches the callback, mostly as
 * an AerospikeError `ERR_PARAM` that names it. So do the errors that any command may meet: `ERR_TIMEOUT` once
 * `totalTimeout` is over, `ERR_CLIENT_ABORT` by the policy's `signal`, `ERR_NAMESPACE_NOT_FOUND`, `FILTERED_OUT` by the
 * policy's `filterExpression`, and `ERR_CLIENT` while the client is not connected.
 *
 * `B` is the type of the bins, any object type: `client.get<User>(key)`. Nothing checks at run time that a record is
 * so.
 */
export interface RecordCommands {
  /**
   * Reads a record.
   *
   * @param policy - Laid over `Config.policies.read`; `signal` ends the command early.
   * @returns Record with all bins.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'get');
   * await client.put(key, { name: 'Ada', born: 1815 });
   * const { bins, gen } = await client.get(key, { totalTimeout: 200 });
   * console.log(bins.name, gen); // Ada 1
   * client.close();
   */
  get<B extends object = AerospikeBins>(key: KeyInput, policy?: Read): Promise<Record<B>>;
  get<B extends object = AerospikeBins>(key: KeyInput, ...rest: Tail<[policy: Read], Record<B>>): void;

  /**
   * Reads some bins of a record. With the type of the bins and their names, the result has those and no others:
   * `client.select<User, 'name' | 'born'>(key, ['name', 'born'])`.
   *
   * @param bins - Names; those that the record lacks are missing from the result.
   * @param policy - Laid over `Config.policies.read`.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is no record.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'select');
   * await client.put(key, { name: 'Ada', born: 1815, notes: 'a long text' });
   * console.log((await client.select(key, ['name', 'born'])).bins); // { name: 'Ada', born: 1815 }
   * client.close();
   */
  select<B extends object, Name extends keyof B & string>(
    key: KeyInput,
    bins: readonly Name[],
    policy?: Read,
  ): Promise<Record<Pick<B, Name>>>;
  select<B extends object = AerospikeBins>(key: KeyInput, bins: readonly string[], policy?: Read): Promise<Record<B>>;
  select<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: readonly string[],
    ...rest: Tail<[policy: Read], Record<B>>
  ): void;

  /**
   * Whether a record exists. Its bins do not travel.
   *
   * @param policy - Laid over `Config.policies.read`.
   * @throws AerospikeError as any command may; a record that is missing is an answer.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * console.log(await client.exists(new Key('test', 'demo', 'nobody'))); // false
   * client.close();
   */
  exists(key: KeyInput, policy?: Read): Promise<boolean>;
  exists(key: KeyInput, ...rest: Tail<[policy: Read], boolean>): void;

  /**
   * Reads lifetime and generation of a record, without its bins: `bins` is null.
   *
   * @param policy - Laid over `Config.policies.read`.
   * @returns Record whose `ttl` and `gen` are null if it does not exist.
   * @throws AerospikeError as any command may; a record that is missing is an answer.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'existsWithMetadata');
   * await client.put(key, { n: 1 }, { ttl: 60 });
   * const { ttl, gen } = await client.existsWithMetadata(key);
   * console.log(ttl > 50, gen); // true 1
   * client.close();
   */
  existsWithMetadata(key: KeyInput, policy?: Read): Promise<Record>;
  existsWithMetadata(key: KeyInput, ...rest: Tail<[policy: Read], Record>): void;

  /**
   * Writes bins of a record; other bins stay unless the policy says `REPLACE`.
   *
   * @param bins - Values by name; null removes a bin, undefined is an error.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.write`.
   * @returns The key that was given.
   * @throws AerospikeError `ERR_PARAM` for a value that cannot be stored, more than 32,767 bins, or a bin name of more
   *   than 15 bytes; `ERR_RECORD_GENERATION`, `ERR_RECORD_EXISTS` or `ERR_RECORD_NOT_FOUND` if the record is not as the
   *   policy demands; `ERR_RECORD_TOO_BIG`.
   *
   * @example
   * import { connect, Key, policy } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'put');
   * await client.put(key, { name: 'Ada', tags: ['mathematics'] }, { ttl: 3600 });
   * await client.put(key, { name: null, born: 1815 });
   * console.log((await client.get(key)).bins); // { tags: [ 'mathematics' ], born: 1815 }
   * await client.put(key, { born: 1815 }, {}, { exists: policy.exists.REPLACE });
   * console.log((await client.get(key)).bins); // { born: 1815 }
   * client.close();
   */
  put<B extends object = AerospikeBins, K extends KeyInput = KeyInput>(
    key: K,
    bins: BinsInput<B>,
    metadata?: Metadata,
    policy?: Write,
  ): Promise<KeyOf<K>>;
  put<B extends object = AerospikeBins, K extends KeyInput = KeyInput>(
    key: K,
    bins: BinsInput<B>,
    ...rest: Tail<[metadata: Metadata, policy: Write], KeyOf<K>>
  ): void;

  /**
   * Removes a record.
   *
   * @param policy - Laid over `Config.policies.remove`.
   * @returns The key that was given.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'remove');
   * await client.put(key, { n: 1 });
   * await client.remove(key);
   * console.log(await client.exists(key)); // false
   * client.close();
   */
  remove<K extends KeyInput>(key: K, policy?: Remove): Promise<KeyOf<K>>;
  remove<K extends KeyInput>(key: K, ...rest: Tail<[policy: Remove], KeyOf<K>>): void;

  /**
   * Applies several operations to one record, in order and as one unit.
   *
   * @param operations - Made by the functions of `operations`.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record with the bins that the operations returned. Their types follow from the operations where the list
   * and the names of the bins are literals: after `lists.size('tags')`, `bins.tags` is a number, or undefined where
   * there is no such bin. `operate<User>` says the type instead.
   * @throws AerospikeError `ERR_PARAM` for no operations, or one whose arguments are wrong; `ERR_RECORD_NOT_FOUND` if
   *   all of them read and there is no record; `ERR_BIN_INCOMPATIBLE_TYPE` if a bin holds another type of value.
   *
   * @example
   * import { connect, Key, operations } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'operate');
   * await client.put(key, { visits: 41 });
   * const { bins } = await client.operate(key, [operations.incr('visits', 1), operations.read('visits')]);
   * console.log(bins); // { visits: 42 }
   * client.close();
   */
  operate<Ops extends readonly Operation[], B extends object = ReturnedBins<Ops>>(
    key: KeyInput,
    operations: readonly [...Ops],
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  operate<B extends object = AerospikeBins>(
    key: KeyInput,
    operations: readonly Operation[],
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  operate<Ops extends readonly Operation[], B extends object = ReturnedBins<Ops>>(
    key: KeyInput,
    operations: readonly [...Ops],
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;
  operate<B extends object = AerospikeBins>(
    key: KeyInput,
    operations: readonly Operation[],
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;

  /**
   * Adds numbers to bins, as one unit; an absent bin counts as 0. Like {@link operate} with an `incr` for each bin.
   *
   * @param bins - Numbers by bin name, or one bin.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record without bins, although its type, which is that of `aerospike`, has them.
   * @throws AerospikeError `ERR_PARAM` for what is not a number; `ERR_BIN_INCOMPATIBLE_TYPE` if a bin holds something
   *   else.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'add');
   * await client.put(key, { visits: 1, score: 0.5 });
   * await client.add(key, { visits: 1, score: 0.5 });
   * console.log((await client.get(key)).bins); // { visits: 2, score: 1 }
   * client.close();
   */
  add<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  add<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;

  /**
   * The same as {@link add}.
   *
   * @param bins - Numbers by bin name, or one bin.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record without bins, although its type, which is that of `aerospike`, has them.
   * @throws AerospikeError `ERR_PARAM` for what is not a number; `ERR_BIN_INCOMPATIBLE_TYPE` if a bin holds something
   *   else.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'incr');
   * await client.put(key, { visits: 1 });
   * await client.incr(key, { visits: 1 });
   * console.log((await client.get(key)).bins); // { visits: 2 }
   * client.close();
   */
  incr<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  incr<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;

  /**
   * Appends text or bytes to bins; an absent bin is created. Like {@link operate} with an `append` for each bin.
   *
   * @param bins - Text or bytes by bin name, or one bin.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record without bins, although its type, which is that of `aerospike`, has them.
   * @throws AerospikeError `ERR_PARAM` for what is neither text nor bytes; `ERR_BIN_INCOMPATIBLE_TYPE` if a bin holds
   *   another type.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'append');
   * await client.put(key, { log: 'a' });
   * await client.append(key, { log: 'b' });
   * console.log((await client.get(key)).bins); // { log: 'ab' }
   * client.close();
   */
  append<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  append<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;

  /**
   * Prepends text or bytes to bins; an absent bin is created. Like {@link operate} with a `prepend` for each bin.
   *
   * @param bins - Text or bytes by bin name, or one bin.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @param policy - Laid over `Config.policies.operate`.
   * @returns Record without bins, although its type, which is that of `aerospike`, has them.
   * @throws AerospikeError `ERR_PARAM` for what is neither text nor bytes; `ERR_BIN_INCOMPATIBLE_TYPE` if a bin holds
   *   another type.
   *
   * @example
   * import { connect, Key } from 'tendril';
   *
   * const client = await connect();
   * const key = new Key('test', 'demo', 'prepend');
   * await client.put(key, { log: 'a' });
   * await client.prepend(key, { log: 'b' });
   * console.log((await client.get(key)).bins); // { log: 'ba' }
   * client.close();
   */
  prepend<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    metadata?: Metadata,
    policy?: Operate,
  ): Promise<Record<B>>;
  prepend<B extends object = AerospikeBins>(
    key: KeyInput,
    bins: B & NotIterable,
    ...rest: Tail<[metadata: Metadata, policy: Operate], Record<B>>
  ): void;
}

/**
 * @internal Name of a method `(key, policy)` of clients that reads a record with its bins as `Particle`s, generation
 *   and
 * time to live; a registered symbol, so that Tendril's own tools find it without its being public.
 */
export const READ_PARTICLES = Symbol.for('tendril.readParticles');

/** @internal The method of that name. */
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
  const isSendable = core.life.isConnected(false) && typeof key === 'object' && key !== null;
  const failed = callback && isSendable ? () => method.failed(key as KeyInput) : undefined;
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

/** @internal */
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
