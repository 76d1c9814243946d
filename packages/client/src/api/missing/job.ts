// Job, IndexJob: work that goes on in the cluster after its command has returned. Not there yet; see missing.ts.

import type { ClientType } from '../../model/client-type.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Tail } from '../commands/tail.ts';

/** How far a job is. */
export interface JobInfoResponse {
  /** 0 to 100. */
  progressPct: number;
  recordsRead: number;
  /** A value of `jobStatus`. */
  status: number;
}

/** How far the building of an index is. */
export interface SindexInfo {
  /** 0 to 100. */
  load_pct: number;
}

/** Work that goes on in the cluster after its command has returned. */
export interface Job<T = JobInfoResponse> {
  client: ClientType;
  jobID: number;
  module: string;
  /** Asks how far the job is. */
  info(policy?: InfoPolicyOptions): Promise<T & JobInfoResponse>;
  info(...rest: Tail<[policy: InfoPolicyOptions | undefined], T & JobInfoResponse>): void;
  /** Asks until the job is done, with pauses of `pollInterval` milliseconds. */
  wait(pollInterval?: number): Promise<void>;
  wait(...rest: Tail<[pollInterval: number | undefined], void>): void;
  /** The same as `wait`. */
  waitUntilDone(pollInterval?: number): Promise<void>;
  waitUntilDone(...rest: Tail<[pollInterval: number | undefined], void>): void;
}

/** The type of `Job` as a class. */
export interface JobClass {
  new <T = JobInfoResponse>(client: ClientType, jobID: number, module: string): Job<T>;
  readonly prototype: Job;
}

/** The building of a secondary index. */
export interface IndexJob extends Job<SindexInfo> {
  namespace: string;
  indexName: string;
}

/** The type of `IndexJob` as a class. */
export interface IndexJobClass {
  new (client: ClientType, namespace: string, indexName: string): IndexJob;
  readonly prototype: IndexJob;
}

/** The registration or removal of a module of user-defined functions. */
export interface UdfJob extends Job<SindexInfo> {
  udfModule: string;
  command: string;
}
