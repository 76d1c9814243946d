// The policies of commands on one record: what each takes, and its class.
// As base-policy.ts says of its properties.

// biome-ignore-all lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns what the interface brings

import { BasePolicy } from './base-policy.ts';
import type { BasePolicyOptions, MergeFields } from './fields.ts';
import type { FieldsOf } from './fields-of.ts';

/** Values of {@link ReadPolicy}. */
export interface ReadPolicyOptions extends BasePolicyOptions, FieldsOf<'read'>, MergeFields {}

export interface ReadPolicy extends ReadPolicyOptions {}

/**
 * Policy of `get`, `select`, `exists` and `existsWithMetadata`.
 *
 * @example
 * import { connect, Key, policy, ReadPolicy } from 'tendril';
 *
 * // All reads of this client: an answer within 50 ms or none, from the nearest copy.
 * const read = new ReadPolicy({ totalTimeout: 50, maxRetries: 1, replica: policy.replica.PREFER_RACK });
 * const client = await connect({ rackAware: true, rackId: 1, policies: { read } });
 * const key = new Key('test', 'demo', 'read policy');
 * await client.put(key, { visits: 1 });
 * // One of them may take longer; what its policy leaves out comes from the client's.
 * console.log((await client.get(key, { totalTimeout: 500 })).bins); // { visits: 1 }
 * client.close();
 */
export class ReadPolicy extends BasePolicy {
  constructor(props?: ReadPolicyOptions | null) {
    super(props);
    this.key = props?.key;
    this.replica = props?.replica;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
    this.deserialize = props?.deserialize;
    if (props?.merge !== undefined) this.merge = props.merge;
  }
}

/** Values of {@link WritePolicy}. */
export interface WritePolicyOptions extends BasePolicyOptions, FieldsOf<'write'>, MergeFields {}

export interface WritePolicy extends WritePolicyOptions {}

/**
 * Policy of `put`.
 *
 * @example
 * import { connect, Key, policy, status, WritePolicy } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'write policy');
 * await client.put(key, { owner: 'a' });
 * // Only one of many may create the record.
 * const onlyNew = new WritePolicy({ exists: policy.exists.CREATE });
 * try {
 *   await client.put(key, { owner: 'b' }, {}, onlyNew);
 * } catch (error) {
 *   console.log(error.code === status.ERR_RECORD_EXISTS); // true
 * }
 * client.close();
 */
export class WritePolicy extends BasePolicy {
  constructor(props?: WritePolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.compressionThreshold = props?.compressionThreshold;
    this.key = props?.key;
    this.gen = props?.gen;
    this.exists = props?.exists;
    this.commitLevel = props?.commitLevel;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
    if (props?.merge !== undefined) this.merge = props.merge;
  }
}

/** Values of {@link OperatePolicy}. */
export interface OperatePolicyOptions extends BasePolicyOptions, FieldsOf<'operate'>, MergeFields {}

export interface OperatePolicy extends OperatePolicyOptions {}

/**
 * Policy of `operate`, `add`, `incr`, `append` and `prepend`.
 *
 * @example
 * import { connect, Key, OperatePolicy, operations, policy } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'operate policy');
 * await client.put(key, { state: 'new' });
 * const { gen } = await client.get(key);
 * // Takes effect only if nobody changed the record since.
 * const unchanged = new OperatePolicy({ gen: policy.gen.EQ });
 * const change = [operations.write('state', 'done'), operations.read('state')];
 * console.log((await client.operate(key, change, { gen }, unchanged)).bins); // { state: 'done' }
 * client.close();
 */
export class OperatePolicy extends BasePolicy {
  constructor(props?: OperatePolicyOptions | null) {
    super(props);
    this.key = props?.key;
    this.gen = props?.gen;
    this.exists = props?.exists;
    this.replica = props?.replica;
    this.commitLevel = props?.commitLevel;
    this.deserialize = props?.deserialize;
    this.durableDelete = props?.durableDelete;
    this.readModeAP = props?.readModeAP;
    this.readModeSC = props?.readModeSC;
    this.readTouchTtlPercent = props?.readTouchTtlPercent;
    if (props?.merge !== undefined) this.merge = props.merge;
  }
}

/** Values of {@link RemovePolicy}. */
export interface RemovePolicyOptions extends BasePolicyOptions, FieldsOf<'remove'>, MergeFields {}

export interface RemovePolicy extends RemovePolicyOptions {}

/**
 * Policy of `remove`.
 *
 * @example
 * import { connect, Key, policy, RemovePolicy } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'remove policy');
 * await client.put(key, { n: 1 });
 * const { gen } = await client.get(key);
 * // Removes the record only in the state in which it was read.
 * await client.remove(key, new RemovePolicy({ gen: policy.gen.EQ, generation: gen }));
 * console.log(await client.exists(key)); // false
 * client.close();
 */
export class RemovePolicy extends BasePolicy {
  constructor(props?: RemovePolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.generation = props?.generation;
    this.key = props?.key;
    this.gen = props?.gen;
    this.commitLevel = props?.commitLevel;
    this.durableDelete = props?.durableDelete;
    if (props?.merge !== undefined) this.merge = props.merge;
  }
}

/** Values of {@link ApplyPolicy}. */
export interface ApplyPolicyOptions extends BasePolicyOptions, FieldsOf<'apply'> {}

export interface ApplyPolicy extends ApplyPolicyOptions {}

/**
 * Policy of `apply`, which calls a user-defined function on a record.
 *
 * @example
 * import { ApplyPolicy, Config, ttl } from 'tendril';
 *
 * // Records that functions write keep the lifetime that they have.
 * const config = new Config({ policies: { apply: new ApplyPolicy({ ttl: ttl.DONT_UPDATE }) } });
 * console.log(config.policies.apply.ttl); // -2
 */
export class ApplyPolicy extends BasePolicy {
  constructor(props?: ApplyPolicyOptions | null) {
    super(props);
    this.replica = props?.replica;
    this.key = props?.key;
    this.commitLevel = props?.commitLevel;
    this.ttl = props?.ttl;
    this.durableDelete = props?.durableDelete;
    this.onLockingOnly = props?.onLockingOnly;
  }
}
