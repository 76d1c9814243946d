// The public entry's names. A test pins the list: adding or removing one is a decision.

export {
  client,
  connect,
  print,
  releaseEventLoop,
  setDefaultLogging,
  setupGlobalCommandQueue,
} from './api/aerospike.ts';
export { Client } from './api/client.ts';
export type { TypedCallback } from './api/commands/callback.ts';
export type { BinsInput } from './api/commands/records.ts';
export type { CommandOptions } from './api/commands/tail.ts';
export {
  Config,
  type ConfigOptions,
  type ConfigPolicies,
  type Host,
  type SharedMemory,
  type TLSInfo,
} from './api/configuration/config.ts';
export type { ClientEvents, ClusterEvent, Node } from './api/lifecycle/events.ts';
export type { ClusterRole, ClusterStats } from './cluster/cluster-options.ts';
export type { InfoAllResponse } from './command/info/info-requests.ts';
export { Bin } from './model/bin.ts';
export type {
  AerospikeBins,
  AerospikeBinValue,
  AerospikeMapKey,
  BinValue,
  MapKey,
  PartialAerospikeBinValue,
} from './model/bin-value.ts';
export {
  abortStatus,
  auth,
  batchType,
  commitStatus,
  features,
  indexDataType,
  indexType,
  jobStatus,
  language,
  log,
  privilegeCode,
  regex,
  ttl,
} from './model/constants.ts';
export { Double } from './model/double.ts';
export { AerospikeError } from './model/error.ts';
export { GeoJSON, type GeoJSONType, type NumberArray } from './model/geojson.ts';
export { HyperLogLog } from './model/hyperloglog.ts';
export { type InfoSeparator, type InfoValue, info } from './model/info.ts';
export { Key, type KeyOptions, type UserKey } from './model/key.ts';
export { type Operation, operations } from './model/operations.ts';
export { AdminPolicy, type AdminPolicyOptions } from './model/policies/admin-policy.ts';
export { ApplyPolicy, type ApplyPolicyOptions } from './model/policies/apply-policy.ts';
export { type AerospikeExp, BasePolicy, type BasePolicyOptions } from './model/policies/base-policy.ts';
export { BatchApplyPolicy, type BatchApplyPolicyOptions } from './model/policies/batch-apply-policy.ts';
export { BatchPolicy, type BatchPolicyOptions } from './model/policies/batch-policy.ts';
export { BatchReadPolicy, type BatchReadPolicyOptions } from './model/policies/batch-read-policy.ts';
export { BatchRemovePolicy, type BatchRemovePolicyOptions } from './model/policies/batch-remove-policy.ts';
export { BatchWritePolicy, type BatchWritePolicyOptions } from './model/policies/batch-write-policy.ts';
export type { BitwisePolicy, BitwisePolicyOptions } from './model/policies/bitwise-policy.ts';
export { CommandQueuePolicy, type CommandQueuePolicyOptions } from './model/policies/command-queue-policy.ts';
export type { HLLPolicy, HLLPolicyOptions } from './model/policies/hll-policy.ts';
export { InfoPolicy, type InfoPolicyOptions } from './model/policies/info-policy.ts';
export { ListPolicy, type ListPolicyOptions } from './model/policies/list-policy.ts';
export { MapPolicy, type MapPolicyOptions } from './model/policies/map-policy.ts';
export { MetricsPolicy, type MetricsPolicyOptions } from './model/policies/metrics-policy.ts';
export { OperatePolicy, type OperatePolicyOptions } from './model/policies/operate-policy.ts';
export { policy } from './model/policies/policy.ts';
export { QueryPolicy, type QueryPolicyOptions } from './model/policies/query-policy.ts';
export { ReadPolicy, type ReadPolicyOptions } from './model/policies/read-policy.ts';
export { RemovePolicy, type RemovePolicyOptions } from './model/policies/remove-policy.ts';
export { ScanPolicy, type ScanPolicyOptions } from './model/policies/scan-policy.ts';
export { WritePolicy, type WritePolicyOptions } from './model/policies/write-policy.ts';
export { Record, type Record as AerospikeRecord, type RecordMetadata } from './model/record.ts';
export { type RetryClass, type Status, type StatusName, status } from './model/status.ts';
export type { Log } from './observe/logger.ts';
export type { MemberReport, NamespaceReport, NodeReport, SegmentReport } from './observe/segment-report.ts';
export type { ConnectionStats, NodeStats, Stats } from './observe/stats.ts';
