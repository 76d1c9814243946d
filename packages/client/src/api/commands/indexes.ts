// Secondary indexes. How they are made is in command/index/; here are their public forms.

import { anyInfo } from '../../command/info/info-requests.ts';
import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import { indexDataType } from '../../model/constants.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';
import type { CdtContext } from '../../model/operations/context.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';
import { IndexJob } from '../streams/job.ts';
import { callbackOf, deliver, optionalArgument } from './callback.ts';
import type { Implementation } from './implementation.ts';
import type { Tail } from './tail.ts';

/** What a secondary index covers, and its name. */
export interface IndexOptions {
  /** Namespace. */
  ns: string;
  /** Set; if left out, the index covers all records of the namespace. */
  set?: string | null | undefined;
  /** Bin whose values are indexed; either this or `exp`. */
  bin?: string | undefined;
  /** Expression whose values are indexed, from `exp` or as base64; either this or `bin`. */
  exp?: AerospikeExp | string | undefined;
  /** Name of the index, at most 63 bytes. */
  index: string;
  /** Accepted for the types of `aerospike`; `index` is the name that counts. */
  indexName?: string | undefined;
  /** A value of `indexType`: whether the value itself is indexed, or what a list or map holds; default `DEFAULT`. */
  type?: number | undefined;
  /** A value of `indexDataType`; the methods for one type of values set it. */
  datatype?: number | undefined;
  /** Path to a list or map inside the value of the bin; default the value itself. */
  context?: CdtContext | undefined;
}

type Policy = InfoPolicyOptions | null | undefined;

/** Secondary indexes: queries with a filter need one. */
export interface IndexCommands {
  /**
   * Creates a secondary index. The promise resolves when the cluster has taken it on; it can be queried once the job is
   * done. Creating the same index again is harmless.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError `ERR_PARAM` for impossible options; `ERR_INDEX_FOUND` if the name belongs to another index.
   *
   * @example
   * import { connect, indexDataType } from 'tendril';
   *
   * const client = await connect();
   * const { STRING: datatype } = indexDataType;
   * const job = await client.createIndex({ ns: 'test', set: 'people', bin: 'name', index: 'people_name', datatype });
   * await job.waitUntilDone(20);
   * await client.indexRemove('test', 'people_name');
   * client.close();
   */
  createIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of integers: {@link createIndex} with the `datatype` `NUMERIC`.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createIndex} does.
   */
  createIntegerIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createIntegerIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of text: {@link createIndex} with the `datatype` `STRING`.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createIndex} does.
   */
  createStringIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createStringIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of GeoJSON: {@link createIndex} with the `datatype` `GEO2DSPHERE`.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createIndex} does.
   */
  createGeo2DSphereIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createGeo2DSphereIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of bytes: {@link createIndex} with the `datatype` `BLOB`.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createIndex} does.
   */
  createBlobIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createBlobIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of what an expression yields, instead of what a bin holds; needs server 8.1 or newer.
   *
   * @param options - What is indexed, and under what name: `exp` in place of `bin`, and the `datatype`.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError `ERR_PARAM` for impossible options, or an expression that is not one; `ERR_INDEX_FOUND` if
   *   the name belongs to another index; `ERR_UNSUPPORTED_FEATURE` if a node is too old for the expression.
   *
   * @example
   * import { connect, exp, indexDataType } from 'tendril';
   *
   * const client = await connect();
   * const total = exp.mul(exp.binInt('price'), exp.binInt('count'));
   * const { NUMERIC: datatype } = indexDataType;
   * const job = await client.createExpIndex({ ns: 'test', set: 'orders', exp: total, index: 'orders_total', datatype });
   * await job.waitUntilDone(20);
   * await client.indexRemove('test', 'orders_total');
   * client.close();
   */
  createExpIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of the integers that an expression yields; see {@link createExpIndex}.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createExpIndex} does.
   */
  createExpIntegerIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpIntegerIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of the text that an expression yields; see {@link createExpIndex}.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createExpIndex} does.
   */
  createExpStringIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpStringIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of the GeoJSON that an expression yields; see {@link createExpIndex}.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createExpIndex} does.
   */
  createExpGeo2DSphereIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpGeo2DSphereIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Creates an index of the bytes that an expression yields; see {@link createExpIndex}.
   *
   * @param options - What is indexed, and under what name. Its `datatype` is set.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError as {@link createExpIndex} does.
   */
  createExpBlobIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpBlobIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Removes an index. Removing one that does not exist is harmless.
   *
   * @param namespace - Namespace of the index.
   * @param index - Name of the index.
   * @param policy - Laid over `Config.policies.info`.
   * @throws AerospikeError `ERR_PARAM` for a name that is not text, is empty, or has a separator of info commands in
   *   it.
   */
  indexRemove(namespace: string, index: string, policy?: Policy): Promise<void>;
  indexRemove(namespace: string, index: string, ...rest: Tail<[policy: Policy], void>): void;
}

/** Loaded when first used. */
function commandsOf() {
  return require('../../command/index/index-commands.js') as typeof import('../../command/index/index-commands.ts');
}

function needs() {
  return require('../../command/server-needs.js') as typeof import('../../command/server-needs.ts');
}

/** The version of the node that is asked. */
function buildOf({ nodes }: ClusterLink): string {
  return nodes[0]?.build ?? '';
}

function create(
  client: HasCore,
  name: string,
  options: unknown,
  isExp: boolean,
  policy: unknown,
  callback: unknown,
): Promise<IndexJob> | undefined {
  const outcome = client[CORE].requestInfo(name, optionalArgument(policy), async (link, resolved) => {
    const command = commandsOf().createIndexCommand(options, isExp, buildOf(link));
    const { checkNodes, needsOfExpression } = needs();
    checkNodes(link.nodes, needsOfExpression((options as IndexOptions).exp));
    await anyInfo(link, [command], resolved);
    const { ns, index } = options as IndexOptions;
    return new IndexJob(client as never, ns, index);
  });
  return deliver(outcome, callbackOf<IndexJob>(policy, callback));
}

/** A method for indexes of one type of values. As in `aerospike`, the type stays behind in the caller's options. */
function typed(name: string, datatype: number, isExp: boolean) {
  return function createTyped(this: HasCore, options?: unknown, policy?: unknown, callback?: unknown) {
    if (typeof options === 'object' && options !== null) (options as IndexOptions).datatype = datatype;
    return create(this, name, options, isExp, policy, callback);
  };
}

const { NUMERIC, STRING, GEO2DSPHERE, BLOB } = indexDataType;

/** @internal */
export const indexCommands: Implementation<IndexCommands> = {
  createIndex(options, policy, callback) {
    return create(this, 'createIndex', options, false, policy, callback);
  },

  createExpIndex(options, policy, callback) {
    return create(this, 'createExpIndex', options, true, policy, callback);
  },

  createIntegerIndex: typed('createIntegerIndex', NUMERIC, false),
  createStringIndex: typed('createStringIndex', STRING, false),
  createGeo2DSphereIndex: typed('createGeo2DSphereIndex', GEO2DSPHERE, false),
  createBlobIndex: typed('createBlobIndex', BLOB, false),
  createExpIntegerIndex: typed('createExpIntegerIndex', NUMERIC, true),
  createExpStringIndex: typed('createExpStringIndex', STRING, true),
  createExpGeo2DSphereIndex: typed('createExpGeo2DSphereIndex', GEO2DSPHERE, true),
  createExpBlobIndex: typed('createExpBlobIndex', BLOB, true),

  indexRemove(namespace, index, policy, callback) {
    const outcome = this[CORE].requestInfo('indexRemove', optionalArgument(policy), async (link, resolved) => {
      await anyInfo(link, [commandsOf().removeIndexCommand(namespace, index, buildOf(link))], resolved);
    });
    return deliver(outcome, callbackOf<void>(policy, callback));
  },
};
