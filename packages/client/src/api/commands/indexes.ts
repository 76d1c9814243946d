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

/** What is indexed, and under what name. */
export interface IndexOptions {
  /** Namespace. */
  ns: string;
  /** Set; all records of the namespace without. */
  set?: string | null | undefined;
  /** Bin; or `exp`. */
  bin?: string | undefined;
  /** Expression whose values are indexed; or `bin`. */
  exp?: AerospikeExp | string | undefined;
  /** Name of the index. */
  index: string;
  indexName?: string | undefined;
  /** A value of `indexType`: what of a list or map is indexed. */
  type?: number | undefined;
  /** A value of `indexDataType`. */
  datatype?: number | undefined;
  /** Path to a list or map inside the bin's value. */
  context?: CdtContext | undefined;
}

type Policy = InfoPolicyOptions | null | undefined;

/** Secondary indexes, which queries with a filter use. */
export interface IndexCommands {
  /**
   * Makes a secondary index.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   * @throws AerospikeError `ERR_INDEX_FOUND` if the name belongs to another index.
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
   * Makes an index of integers. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createIntegerIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createIntegerIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of texts. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createStringIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createStringIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of GeoJSON values. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createGeo2DSphereIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createGeo2DSphereIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of bytes. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createBlobIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createBlobIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of what an expression yields. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createExpIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of integers that an expression yields. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createExpIntegerIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpIntegerIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of texts that an expression yields. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createExpStringIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpStringIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of GeoJSON values that an expression yields. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createExpGeo2DSphereIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpGeo2DSphereIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Makes an index of bytes that an expression yields. Like {@link createIndex} with its `datatype`.
   *
   * @param options - What is indexed, and under what name.
   * @param policy - Laid over `Config.policies.info`.
   * @returns A job that tells when the index is ready.
   */
  createExpBlobIndex(options: IndexOptions, policy?: Policy): Promise<IndexJob>;
  createExpBlobIndex(options: IndexOptions, ...rest: Tail<[policy: Policy], IndexJob>): void;

  /**
   * Removes an index.
   *
   * @param namespace - Namespace.
   * @param index - Name of the index.
   * @param policy - Laid over `Config.policies.info`.
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

/** That of the node that is asked. */
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

/** A method for indexes of one type of values. Like its model it leaves the type in the options. */
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
