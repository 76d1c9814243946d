// Secondary indexes. Not there yet; see ../missing.ts.

import type { CdtContext } from '../../model/operations/context.ts';
import type { AerospikeExp } from '../../model/policies/fields.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { IndexJob } from '../missing/job.ts';
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
