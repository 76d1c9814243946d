// The `policy` object of the public interface: policy values, policy classes, and the maker of default policies.

import * as constants from '../constants.ts';
import { AdminPolicy } from './admin-policy.ts';
import { ApplyPolicy } from './apply-policy.ts';
import { BasePolicy } from './base-policy.ts';
import { BatchApplyPolicy } from './batch-apply-policy.ts';
import { BatchPolicy } from './batch-policy.ts';
import { BatchReadPolicy } from './batch-read-policy.ts';
import { BatchRemovePolicy } from './batch-remove-policy.ts';
import { BatchWritePolicy } from './batch-write-policy.ts';
import { BitwisePolicy } from './bitwise-policy.ts';
import { CommandQueuePolicy } from './command-queue-policy.ts';
import { HLLPolicy } from './hll-policy.ts';
import { InfoPolicy } from './info-policy.ts';
import { ListPolicy } from './list-policy.ts';
import { MapPolicy } from './map-policy.ts';
import { MetricsPolicy } from './metrics-policy.ts';
import { OperatePolicy } from './operate-policy.ts';
import { QueryPolicy } from './query-policy.ts';
import { ReadPolicy } from './read-policy.ts';
import { RemovePolicy } from './remove-policy.ts';
import { ScanPolicy } from './scan-policy.ts';
import { WritePolicy } from './write-policy.ts';

const POLICY_CLASSES = {
  base: BasePolicy,
  apply: ApplyPolicy,
  batch: BatchPolicy,
  operate: OperatePolicy,
  query: QueryPolicy,
  read: ReadPolicy,
  remove: RemovePolicy,
  scan: ScanPolicy,
  write: WritePolicy,
  batchRead: BatchReadPolicy,
  batchRemove: BatchRemovePolicy,
  metrics: MetricsPolicy,
  batchWrite: BatchWritePolicy,
  batchParentWrite: BatchPolicy,
  txnRoll: BatchPolicy,
  txnVerify: BatchPolicy,
  batchApply: BatchApplyPolicy,
  commandQueue: CommandQueuePolicy,
  hll: HLLPolicy,
  info: InfoPolicy,
  list: ListPolicy,
  map: MapPolicy,
  admin: AdminPolicy,
} as const;

/** Name of a kind of policy in `Config.policies`. */
export type PolicyType = keyof typeof POLICY_CLASSES;

/** Policies by kind, as `Config.policies` holds them. */
export type Policies = { [type in PolicyType]?: InstanceType<(typeof POLICY_CLASSES)[type]> };

/** @throws TypeError for an unknown kind of policy. */
function createPolicy(type: string, values: object | null | undefined): object | undefined {
  if (values === null || values === undefined) return undefined;
  if (!Object.hasOwn(POLICY_CLASSES, type)) throw new TypeError(`Unknown policy type: "${type}"`);
  const PolicyClass = POLICY_CLASSES[type as PolicyType];
  return values instanceof PolicyClass ? values : new PolicyClass(values as never);
}

/**
 * Policy values and policy classes.
 *
 * @example
 * import { connect, Key, policy, WritePolicy } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'policy');
 * await client.put(key, { n: 1 }, {}, new WritePolicy({ exists: policy.exists.CREATE_OR_REPLACE }));
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
  BasePolicy,
  ApplyPolicy,
  OperatePolicy,
  QueryPolicy,
  ReadPolicy,
  RemovePolicy,
  ScanPolicy,
  WritePolicy,
  BatchPolicy,
  BatchApplyPolicy,
  BatchReadPolicy,
  BatchRemovePolicy,
  BatchWritePolicy,
  BitwisePolicy,
  CommandQueuePolicy,
  HLLPolicy,
  InfoPolicy,
  AdminPolicy,
  MetricsPolicy,
  ListPolicy,
  MapPolicy,
  createPolicy,
};
