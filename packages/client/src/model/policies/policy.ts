// The `policy` object of the public interface: policy values, policy classes, and the maker of default policies.
// Its types are a namespace of the same name, so that `policy.exists` and `policy.ReadPolicy` also stand for types.

import * as constants from '../constants.ts';
import * as base from './base-policy.ts';
import * as batch from './batch-policies.ts';
import * as collection from './collection-policies.ts';
import * as record from './record-policies.ts';
import * as service from './service-policies.ts';
import * as stream from './stream-policies.ts';

const POLICY_CLASSES = {
  base: base.BasePolicy,
  apply: record.ApplyPolicy,
  batch: batch.BatchPolicy,
  operate: record.OperatePolicy,
  query: stream.QueryPolicy,
  read: record.ReadPolicy,
  remove: record.RemovePolicy,
  scan: stream.ScanPolicy,
  write: record.WritePolicy,
  batchRead: batch.BatchReadPolicy,
  batchRemove: batch.BatchRemovePolicy,
  metrics: service.MetricsPolicy,
  batchWrite: batch.BatchWritePolicy,
  batchParentWrite: batch.BatchPolicy,
  txnRoll: batch.BatchPolicy,
  txnVerify: batch.BatchPolicy,
  batchApply: batch.BatchApplyPolicy,
  commandQueue: service.CommandQueuePolicy,
  hll: collection.HLLPolicy,
  info: service.InfoPolicy,
  list: collection.ListPolicy,
  map: collection.MapPolicy,
  admin: service.AdminPolicy,
} as const;

/** Name of a kind of policy in `Config.policies`. */
export type PolicyType = keyof typeof POLICY_CLASSES;

/** Policies by kind, as `Config.policies` holds them. */
export type Policies = { [type in PolicyType]?: InstanceType<(typeof POLICY_CLASSES)[type]> };

/**
 * A policy of a kind; one that is made already is returned as it is.
 *
 * @throws TypeError for an unknown kind of policy.
 */
function createPolicy<Type extends PolicyType>(type: Type, values: object): NonNullable<Policies[Type]>;
function createPolicy(type: string, values: object | null | undefined): policy.AnyPolicy | undefined;
function createPolicy(type: string, values: object | null | undefined): object | undefined {
  if (values === null || values === undefined) return undefined;
  if (!Object.hasOwn(POLICY_CLASSES, type)) throw new TypeError(`Unknown policy type: "${type}"`);
  const PolicyClass = POLICY_CLASSES[type as PolicyType];
  return values instanceof (PolicyClass as unknown as new () => object) ? values : new PolicyClass(values as never);
}

/**
 * Policy values and policy classes.
 *
 * @example
 * import { connect, Key, policy } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'policy');
 * const strict = new policy.WritePolicy({ exists: policy.exists.CREATE_OR_REPLACE, maxRetries: 2 });
 * await client.put(key, { n: 1 }, {}, strict);
 * client.close();
 */
export const policy = {
  gen: constants.gen,
  key: constants.key,
  exists: constants.exists,
  replica: constants.replica,
  readModeAP: constants.readModeAP,
  readModeSC: constants.readModeSC,
  commitLevel: constants.commitLevel,
  queryDuration: constants.queryDuration,
  BasePolicy: base.BasePolicy,
  ApplyPolicy: record.ApplyPolicy,
  OperatePolicy: record.OperatePolicy,
  QueryPolicy: stream.QueryPolicy,
  ReadPolicy: record.ReadPolicy,
  RemovePolicy: record.RemovePolicy,
  ScanPolicy: stream.ScanPolicy,
  WritePolicy: record.WritePolicy,
  BatchPolicy: batch.BatchPolicy,
  BatchApplyPolicy: batch.BatchApplyPolicy,
  BatchReadPolicy: batch.BatchReadPolicy,
  BatchRemovePolicy: batch.BatchRemovePolicy,
  BatchWritePolicy: batch.BatchWritePolicy,
  BitwisePolicy: collection.BitwisePolicy,
  CommandQueuePolicy: service.CommandQueuePolicy,
  HLLPolicy: collection.HLLPolicy,
  InfoPolicy: service.InfoPolicy,
  AdminPolicy: service.AdminPolicy,
  MetricsPolicy: service.MetricsPolicy,
  ListPolicy: collection.ListPolicy,
  MapPolicy: collection.MapPolicy,
  StringPolicy: collection.StringPolicy,
  createPolicy,
};

export declare namespace policy {
  type gen = constants.gen;
  type key = constants.key;
  type exists = constants.exists;
  type replica = constants.replica;
  type readModeAP = constants.readModeAP;
  type readModeSC = constants.readModeSC;
  type commitLevel = constants.commitLevel;
  type queryDuration = constants.queryDuration;
  type BasePolicy = base.BasePolicy;
  type ApplyPolicy = record.ApplyPolicy;
  type OperatePolicy = record.OperatePolicy;
  type QueryPolicy = stream.QueryPolicy;
  type ReadPolicy = record.ReadPolicy;
  type RemovePolicy = record.RemovePolicy;
  type ScanPolicy = stream.ScanPolicy;
  type WritePolicy = record.WritePolicy;
  type BatchPolicy = batch.BatchPolicy;
  type BatchApplyPolicy = batch.BatchApplyPolicy;
  type BatchReadPolicy = batch.BatchReadPolicy;
  type BatchRemovePolicy = batch.BatchRemovePolicy;
  type BatchWritePolicy = batch.BatchWritePolicy;
  type BitwisePolicy = collection.BitwisePolicy;
  type CommandQueuePolicy = service.CommandQueuePolicy;
  type HLLPolicy = collection.HLLPolicy;
  type InfoPolicy = service.InfoPolicy;
  type AdminPolicy = service.AdminPolicy;
  type MetricsPolicy = service.MetricsPolicy;
  type ListPolicy = collection.ListPolicy;
  type MapPolicy = collection.MapPolicy;
  type StringPolicy = collection.StringPolicy;
  /** Any policy. */
  type AnyPolicy = NonNullable<Policies[PolicyType]> | collection.BitwisePolicy | collection.StringPolicy;
}
