// Client: the database as applications see it. Each method is a thin delegation: arguments in, promise or callback out.
// The life of the connection is in client-core.ts, what each command needs in record-methods.ts and info-requests.ts.
// Never throws from a command: what is wrong with its arguments rejects the promise or reaches the callback.

import * as infoRequests from '../command/info/info-requests.ts';
import type { Bin } from '../model/bin.ts';
import type { AerospikeBins } from '../model/bin-value.ts';
import type { KeyOptions } from '../model/key.ts';
import type { Operation } from '../model/operations.ts';
import type {
  OperatePolicyOptions,
  ReadPolicyOptions,
  RemovePolicyOptions,
  WritePolicyOptions,
} from '../model/policies/record-policies.ts';
import type { InfoPolicyOptions } from '../model/policies/service-policies.ts';
import type { Record, RecordMetadata } from '../model/record.ts';
import { callbackOf, deliver, optionalArgument, type TypedCallback } from './call.ts';
import { ClientCore } from './client-core.ts';
import type { Host } from './config.ts';
import type { RecordMethod } from './record-methods.ts';
import * as methods from './record-methods.ts';

/** Policy of one command, with a signal that ends it early. */
export type CommandOptions<P> = P & { signal?: AbortSignal | undefined };

/** What `put` and its kin take: bins by name, or one bin. */
export type BinsInput = AerospikeBins | Bin;

type Options<P> = CommandOptions<P> | null | undefined;
type Metadata = RecordMetadata | null | undefined;

/**
 * A client of one Aerospike cluster. It shares connections among all commands; make one per cluster and process.
 *
 * Every command returns a promise, or takes a callback as its last argument. Policies are optional everywhere; with
 * `signal` in a policy, an `AbortController` ends the command.
 *
 * @example
 * import { Client, Key } from 'tendril';
 *
 * const client = new Client({ hosts: process.env.AEROSPIKE_HOSTS });
 * await client.connect();
 * const key = new Key('test', 'demo', 'client');
 * await client.put(key, { greeting: 'hello' });
 * const { bins } = await client.get(key);
 * console.log(bins.greeting); // hello
 * client.close();
 */
export class Client extends ClientCore {
  /**
   * Reads a record.
   *
   * @returns Record with all bins.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   */
  get<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    policy?: Options<ReadPolicyOptions>,
  ): Promise<Record<B>>;
  get<B extends AerospikeBins = AerospikeBins>(key: KeyOptions, callback: TypedCallback<Record<B>>): void;
  get<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    policy: Options<ReadPolicyOptions>,
    callback: TypedCallback<Record<B>>,
  ): void;
  get(key: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#run(methods.GET_RECORD, key, undefined, policy, callbackOf(policy, callback));
  }

  /**
   * Reads some bins of a record.
   *
   * @param bins - Names; those that the record lacks are missing from the result.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is no record.
   */
  select<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    bins: readonly string[],
    policy?: Options<ReadPolicyOptions>,
  ): Promise<Record<B>>;
  select<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    bins: readonly string[],
    callback: TypedCallback<Record<B>>,
  ): void;
  select<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    bins: readonly string[],
    policy: Options<ReadPolicyOptions>,
    callback: TypedCallback<Record<B>>,
  ): void;
  select(key: unknown, bins: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#run(methods.SELECT_BINS, key, bins, policy, callbackOf(policy, callback));
  }

  /** Whether a record exists. */
  exists(key: KeyOptions, policy?: Options<ReadPolicyOptions>): Promise<boolean>;
  exists(key: KeyOptions, callback: TypedCallback<boolean>): void;
  exists(key: KeyOptions, policy: Options<ReadPolicyOptions>, callback: TypedCallback<boolean>): void;
  exists(key: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#run(methods.RECORD_EXISTS, key, undefined, policy, callbackOf(policy, callback));
  }

  /** Reads lifetime and generation of a record; both are null if there is none. `bins` is null. */
  existsWithMetadata(key: KeyOptions, policy?: Options<ReadPolicyOptions>): Promise<Record>;
  existsWithMetadata(key: KeyOptions, callback: TypedCallback<Record>): void;
  existsWithMetadata(key: KeyOptions, policy: Options<ReadPolicyOptions>, callback: TypedCallback<Record>): void;
  existsWithMetadata(key: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#run(methods.RECORD_METADATA, key, undefined, policy, callbackOf(policy, callback));
  }

  /**
   * Writes bins of a record; other bins stay unless the policy says `REPLACE`.
   *
   * @param bins - Values by name; null removes a bin, undefined is an error.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @returns The key.
   * @throws AerospikeError `ERR_PARAM` for a value that cannot be stored.
   */
  put<K extends KeyOptions>(
    key: K,
    bins: BinsInput,
    metadata?: Metadata,
    policy?: Options<WritePolicyOptions>,
  ): Promise<K>;
  put<K extends KeyOptions>(key: K, bins: BinsInput, callback: TypedCallback<K>): void;
  put<K extends KeyOptions>(key: K, bins: BinsInput, metadata: Metadata, callback: TypedCallback<K>): void;
  put<K extends KeyOptions>(
    key: K,
    bins: BinsInput,
    metadata: Metadata,
    policy: Options<WritePolicyOptions>,
    callback: TypedCallback<K>,
  ): void;
  put(key: unknown, values: unknown, metadata?: unknown, policy?: unknown, callback?: unknown): unknown {
    const input = { values, metadata: optionalArgument(metadata) };
    return this.#run(methods.PUT_RECORD, key, input, policy, callbackOf(metadata, policy, callback));
  }

  /**
   * Removes a record.
   *
   * @returns The key.
   * @throws AerospikeError `ERR_RECORD_NOT_FOUND` if there is none.
   */
  remove<K extends KeyOptions>(key: K, policy?: Options<RemovePolicyOptions>): Promise<K>;
  remove<K extends KeyOptions>(key: K, callback: TypedCallback<K>): void;
  remove<K extends KeyOptions>(key: K, policy: Options<RemovePolicyOptions>, callback: TypedCallback<K>): void;
  remove(key: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#run(methods.REMOVE_RECORD, key, undefined, policy, callbackOf(policy, callback));
  }

  /**
   * Applies several operations to one record, in order and as one unit.
   *
   * @param operations - Made by the functions of `operations`.
   * @param metadata - Time to live in seconds, and the generation for the policy's `gen`.
   * @returns Record with the bins that the operations returned.
   */
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    metadata?: Metadata,
    policy?: Options<OperatePolicyOptions>,
  ): Promise<Record<B>>;
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    callback: TypedCallback<Record<B>>,
  ): void;
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    metadata: Metadata,
    callback: TypedCallback<Record<B>>,
  ): void;
  operate<B extends AerospikeBins = AerospikeBins>(
    key: KeyOptions,
    operations: readonly Operation[],
    metadata: Metadata,
    policy: Options<OperatePolicyOptions>,
    callback: TypedCallback<Record<B>>,
  ): void;
  operate(key: unknown, values: unknown, metadata?: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#write(methods.OPERATE_RECORD, key, values, metadata, policy, callback);
  }

  /** Adds numbers to bins; an absent bin counts as 0. Like `operate` with an `incr` for each bin. */
  add(key: KeyOptions, bins: BinsInput, metadata?: Metadata, policy?: Options<OperatePolicyOptions>): Promise<Record>;
  add(key: KeyOptions, bins: BinsInput, callback: TypedCallback<Record>): void;
  add(key: KeyOptions, bins: BinsInput, metadata: Metadata, callback: TypedCallback<Record>): void;
  add(
    key: KeyOptions,
    bins: BinsInput,
    metadata: Metadata,
    policy: Options<OperatePolicyOptions>,
    callback: TypedCallback<Record>,
  ): void;
  add(key: unknown, values: unknown, metadata?: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#write(methods.ADD_TO_BINS, key, values, metadata, policy, callback);
  }

  /** The same as {@link add}. */
  declare incr: Client['add'];

  /** Appends text or bytes to bins. Like `operate` with an `append` for each bin. */
  append(
    key: KeyOptions,
    bins: BinsInput,
    metadata?: Metadata,
    policy?: Options<OperatePolicyOptions>,
  ): Promise<Record>;
  append(key: KeyOptions, bins: BinsInput, callback: TypedCallback<Record>): void;
  append(key: KeyOptions, bins: BinsInput, metadata: Metadata, callback: TypedCallback<Record>): void;
  append(
    key: KeyOptions,
    bins: BinsInput,
    metadata: Metadata,
    policy: Options<OperatePolicyOptions>,
    callback: TypedCallback<Record>,
  ): void;
  append(key: unknown, values: unknown, metadata?: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#write(methods.APPEND_TO_BINS, key, values, metadata, policy, callback);
  }

  /** Prepends text or bytes to bins. Like `operate` with a `prepend` for each bin. */
  prepend(
    key: KeyOptions,
    bins: BinsInput,
    metadata?: Metadata,
    policy?: Options<OperatePolicyOptions>,
  ): Promise<Record>;
  prepend(key: KeyOptions, bins: BinsInput, callback: TypedCallback<Record>): void;
  prepend(key: KeyOptions, bins: BinsInput, metadata: Metadata, callback: TypedCallback<Record>): void;
  prepend(
    key: KeyOptions,
    bins: BinsInput,
    metadata: Metadata,
    policy: Options<OperatePolicyOptions>,
    callback: TypedCallback<Record>,
  ): void;
  prepend(key: unknown, values: unknown, metadata?: unknown, policy?: unknown, callback?: unknown): unknown {
    return this.#write(methods.PREPEND_TO_BINS, key, values, metadata, policy, callback);
  }

  #write<A, R, T>(
    method: RecordMethod<methods.WriteInput, A, R, T>,
    key: unknown,
    values: unknown,
    metadata: unknown,
    policy: unknown,
    callback: unknown,
  ): Promise<T> | undefined {
    const input = { values, metadata: optionalArgument(metadata) };
    return this.#run(method, key, input, policy, callbackOf(metadata, policy, callback));
  }

  #run<I, A, R, T>(
    method: RecordMethod<I, A, R, T>,
    key: unknown,
    input: I,
    policy: unknown,
    callback: TypedCallback<T> | undefined,
  ): Promise<T> | undefined {
    const isSendable = this.connected && typeof key === 'object' && key !== null;
    const failed = callback && isSendable ? () => method.failed(key as KeyOptions) : undefined;
    return deliver(this.execute(method, key, input, optionalArgument(policy)), callback, failed);
  }

  /**
   * Sends an info request to a host, which need not be a node of the cluster.
   *
   * @param request - Commands, one per line; none asks for all basic values.
   * @param host - `host:port`, or an object.
   * @returns The reply text, `command TAB value LF` for each command; null if there was none.
   */
  info(
    request: string | null | undefined,
    host: Host | string,
    policy?: InfoPolicyOptions | null,
  ): Promise<string | null>;
  info(request: string | null | undefined, host: Host | string, callback: TypedCallback<string | null>): void;
  info(
    request: string | null | undefined,
    host: Host | string,
    policy: InfoPolicyOptions | null | undefined,
    callback: TypedCallback<string | null>,
  ): void;
  info(request: unknown, host: unknown, policy?: unknown, callback?: unknown): unknown {
    const outcome = this.requestInfo('info', policy, (link, resolved) => {
      const address = infoRequests.checkHost(host, this.config.port);
      return infoRequests.hostInfo(link, address, infoRequests.checkRequest(request), resolved);
    });
    return deliver(outcome, callbackOf<string | null>(policy, callback));
  }

  /** Sends an info request to one node; see {@link info}. */
  infoNode(
    request: string | null | undefined,
    node: { name: string },
    policy?: InfoPolicyOptions | null,
  ): Promise<string | null>;
  infoNode(request: string | null | undefined, node: { name: string }, callback: TypedCallback<string | null>): void;
  infoNode(
    request: string | null | undefined,
    node: { name: string },
    policy: InfoPolicyOptions | null | undefined,
    callback: TypedCallback<string | null>,
  ): void;
  infoNode(request: unknown, node: unknown, policy?: unknown, callback?: unknown): unknown {
    const outcome = this.requestInfo('infoNode', policy, (link, resolved) => {
      const name = infoRequests.checkNode(node);
      return infoRequests.nodeInfo(link, name, infoRequests.checkRequest(request), resolved);
    });
    return deliver(outcome, callbackOf<string | null>(policy, callback));
  }

  /** Sends an info request to any node; see {@link info}. */
  infoAny(request?: string | null, policy?: InfoPolicyOptions | null): Promise<string | null>;
  infoAny(callback: TypedCallback<string | null>): void;
  infoAny(request: string | null | undefined, callback: TypedCallback<string | null>): void;
  infoAny(
    request: string | null | undefined,
    policy: InfoPolicyOptions | null | undefined,
    callback: TypedCallback<string | null>,
  ): void;
  infoAny(request?: unknown, policy?: unknown, callback?: unknown): unknown {
    const outcome = this.requestInfo('infoAny', policy, (link, resolved) =>
      infoRequests.anyInfo(link, infoRequests.checkRequest(optionalArgument(request)), resolved),
    );
    return deliver(outcome, callbackOf<string | null>(request, policy, callback));
  }

  /** Sends an info request to all nodes; see {@link info}. */
  infoAll(request?: string | null, policy?: InfoPolicyOptions | null): Promise<infoRequests.InfoAllResponse[]>;
  infoAll(callback: TypedCallback<infoRequests.InfoAllResponse[]>): void;
  infoAll(request: string | null | undefined, callback: TypedCallback<infoRequests.InfoAllResponse[]>): void;
  infoAll(
    request: string | null | undefined,
    policy: InfoPolicyOptions | null | undefined,
    callback: TypedCallback<infoRequests.InfoAllResponse[]>,
  ): void;
  infoAll(request?: unknown, policy?: unknown, callback?: unknown): unknown {
    const outcome = this.requestInfo('infoAll', policy, (link, resolved) =>
      infoRequests.allInfo(link, infoRequests.checkRequest(optionalArgument(request)), resolved),
    );
    return deliver(outcome, callbackOf<infoRequests.InfoAllResponse[]>(request, policy, callback));
  }
}

Client.prototype.incr = Client.prototype.add;
