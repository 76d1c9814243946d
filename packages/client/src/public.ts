// The public entry's names. A test pins the list: adding or removing one is a decision.

export {
  client,
  connect,
  print,
  releaseEventLoop,
  setDefaultLogging,
  setupGlobalCommandQueue,
  wrapHLL,
} from './api/aerospike.ts';
export { Client } from './api/client.ts';
export type { BatchReadRecord, BatchResult, BatchSelectRecord, BatchWriteRecord } from './api/commands/batch.ts';
export type { TypedCallback } from './api/commands/callback.ts';
export type { IndexOptions } from './api/commands/indexes.ts';
export type { BinsInput } from './api/commands/records.ts';
export type { CommandOptions } from './api/commands/tail.ts';
export type { TransactionOptions } from './api/commands/transaction.ts';
export type { UDF } from './api/commands/udf.ts';
export {
  Config,
  type ConfigOptions,
  type ConfigPolicies,
  type ConfigProvider,
  type Host,
  type MergeMode,
  type ModLua,
  type SharedMemory,
  type TLSInfo,
} from './api/configuration/config.ts';
export type { ClientEvents, ClusterEvent } from './api/lifecycle/events.ts';
export { bitwise, cdt, hll, lists, maps, operations, strings } from './api/operations.ts';
export { IndexJob, Job, type JobInfoResponse, type SindexInfo, type UdfJob } from './api/streams/job.ts';
export { Query, type QueryOptions } from './api/streams/query.ts';
export type { RecordCursor } from './api/streams/record-cursor.ts';
export type { RecordStream } from './api/streams/record-stream.ts';
export { type PartFilter, Scan, type ScanOptions } from './api/streams/scan.ts';
export type { ClusterRole, ClusterStats } from './cluster/cluster-options.ts';
export type { InfoAllResponse, InfoNode, InfoNodeParam } from './command/info/info-requests.ts';
export { admin, type PrivilegeOptions, type RoleOptions, type UserOptions } from './model/administration.ts';
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
  errorDetailVerbosity,
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
export type { ExpressionTrace } from './model/error-details.ts';
export type { AerospikeExp } from './model/exp/entry.ts';
export { exp } from './model/exp/exp.ts';
export { filter } from './model/filter.ts';
export { GeoJSON, type GeoJSONType, type NumberArray } from './model/geojson.ts';
export { HyperLogLog } from './model/hyperloglog.ts';
export { type InfoSeparator, type InfoValue, info } from './model/info.ts';
export { Key, type KeyInput, type KeyOptions, type UserKey } from './model/key.ts';
export type { Operation, ScalarOperations } from './model/operations/operation.ts';
export { BasePolicy } from './model/policies/base-policy.ts';
export {
  BatchApplyPolicy,
  type BatchApplyPolicyOptions,
  BatchPolicy,
  type BatchPolicyOptions,
  BatchReadPolicy,
  type BatchReadPolicyOptions,
  BatchRemovePolicy,
  type BatchRemovePolicyOptions,
  BatchWritePolicy,
  type BatchWritePolicyOptions,
} from './model/policies/batch-policies.ts';
export {
  type BitwisePolicy,
  type BitwisePolicyOptions,
  type HLLPolicy,
  type HLLPolicyOptions,
  ListPolicy,
  type ListPolicyOptions,
  MapPolicy,
  type MapPolicyOptions,
  type StringPolicy,
  type StringPolicyOptions,
} from './model/policies/collection-policies.ts';
export type { BasePolicyOptions } from './model/policies/fields.ts';
export { policy } from './model/policies/policy.ts';
export {
  ApplyPolicy,
  type ApplyPolicyOptions,
  OperatePolicy,
  type OperatePolicyOptions,
  ReadPolicy,
  type ReadPolicyOptions,
  RemovePolicy,
  type RemovePolicyOptions,
  WritePolicy,
  type WritePolicyOptions,
} from './model/policies/record-policies.ts';
export {
  AdminPolicy,
  type AdminPolicyOptions,
  CommandQueuePolicy,
  type CommandQueuePolicyOptions,
  InfoPolicy,
  type InfoPolicyOptions,
  MetricsPolicy,
  type MetricsPolicyOptions,
} from './model/policies/service-policies.ts';
export {
  QueryPolicy,
  type QueryPolicyOptions,
  ScanPolicy,
  type ScanPolicyOptions,
} from './model/policies/stream-policies.ts';
export { type MetadataInput, Record, Record as AerospikeRecord, type RecordMetadata } from './model/record.ts';
export { type RetryClass, type Status, type StatusName, status } from './model/status.ts';
export { subcode } from './model/subcode.ts';
export { _transactionPool, Transaction } from './model/transaction.ts';
export type { Log, LogSink } from './observe/logger.ts';
export {
  type Cluster,
  type disableListener,
  type EventLoop,
  type enableListener,
  MetricsListeners,
  type MetricsListenersOptions,
  type NamespaceMetrics,
  type Node,
  type nodeCloseListener,
  type snapshotListener,
} from './observe/metrics/listeners.ts';
export type { MemberReport, NamespaceReport, NodeReport, SegmentReport } from './observe/segment-report.ts';
export type { ConnectionStats, EventLoopStats, MergedStats, NodeStats, Stats } from './observe/stats.ts';
