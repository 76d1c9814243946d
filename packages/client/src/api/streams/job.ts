// Job, IndexJob, UdfJob: work that goes on in the cluster after its command has returned.

import type { InfoAllResponse } from '../../command/info/info-requests.ts';
import type { JobInfoResponse } from '../../command/query/job-status.ts';
import type { ClientType } from '../../model/client-type.ts';
import { jobStatus } from '../../model/constants.ts';
import type { AerospikeError } from '../../model/error.ts';
import { info as parseInfo } from '../../model/info.ts';
import type { InfoPolicyOptions } from '../../model/policies/service-policies.ts';
import { status } from '../../model/status.ts';
import { systemClock } from '../../time/system-clock.ts';
import { callbackOf, deliver, optionalArgument } from '../commands/callback.ts';
import type { Tail } from '../commands/tail.ts';
import { CORE, type HasCore } from '../lifecycle/core-of.ts';

export type { JobInfoResponse } from '../../command/query/job-status.ts';

const DEFAULT_POLL_INTERVAL_MS = 1000;

/** How far a node is with building an index. */
export interface SindexInfo {
  /** Percentage of the records that are in the index, 0 to 100. */
  load_pct: number;
}

type Poll = number | null | undefined;

/**
 * Work that goes on in the cluster after its command has returned.
 *
 * @example
 * import { connect, Key, operations } from 'tendril';
 *
 * const client = await connect();
 * await client.put(new Key('test', 'job', 1), { n: 1 });
 * const job = await client.scan('test', 'job').operate([operations.incr('n', 1)]);
 * await job.waitUntilDone(20);
 * console.log((await client.get(new Key('test', 'job', 1))).bins); // { n: 2 }
 * client.close();
 */
export class Job<T = JobInfoResponse> {
  /** The client that asks. */
  client: ClientType;
  /** Number under which the nodes know the job. */
  declare jobID: number;
  /** `query` or `scan`. */
  declare module: string;

  /**
   * @param client - The client that asks.
   * @param jobID - Number under which the nodes know the job.
   * @param module - `query` or `scan`.
   */
  constructor(client: ClientType, jobID: number, module: string) {
    this.client = client;
    if (new.target !== Job && jobID === undefined) return;
    this.jobID = jobID;
    this.module = module;
  }

  /** A random number for a job: most likely one that no node knows yet. */
  static safeRandomJobID(): number {
    const ids = require('../../command/run/job-id.js') as typeof import('../../command/run/job-id.ts');
    return ids.randomJobId();
  }

  /** @internal Calls the function, with a pause after each call, until it says that the job is done. */
  static pollUntilDone(isDone: () => Promise<boolean>, pollInterval?: Poll): Promise<void> {
    const pauseMs = pollInterval || DEFAULT_POLL_INTERVAL_MS;
    const poll = async (): Promise<void> => {
      while (!(await isDone())) await new Promise<void>((resolve) => systemClock.after(pauseMs, resolve, true));
    };
    return poll();
  }

  /** Whether an answer of {@link Job.info} says that the job is done. */
  hasCompleted(info: unknown): boolean {
    return (info as JobInfoResponse).status === jobStatus.COMPLETED;
  }

  /** Asks whether the job is done. @throws AerospikeError as {@link Job.info} does */
  async checkStatus(): Promise<boolean> {
    return this.hasCompleted(await this.info());
  }

  /**
   * Asks all nodes how far the job is. A job that no node knows counts as completed: nodes forget those that are over.
   *
   * @param policy - Laid over `Config.policies.info`.
   * @returns Progress of the slowest node, and records of all nodes together.
   * @throws AerospikeError of the first node that fails.
   *
   * @example
   * import { connect, jobStatus, operations } from 'tendril';
   *
   * const client = await connect();
   * const job = await client.scan('test', 'job-info').operate([operations.incr('n', 1)]);
   * await job.wait(20);
   * console.log((await job.info()).status === jobStatus.COMPLETED); // true
   * client.close();
   */
  info(policy?: InfoPolicyOptions | null): Promise<T & JobInfoResponse>;
  info(...rest: Tail<[policy: InfoPolicyOptions | null | undefined], T & JobInfoResponse>): void;
  info(...args: readonly unknown[]): Promise<T & JobInfoResponse> | undefined {
    const [policy, callback] = args;
    const core = (this.client as unknown as HasCore)[CORE];
    const outcome = core.requestInfo('jobInfo', optionalArgument(policy), (link, resolved) => {
      const jobs = require('../../command/query/job-status.js') as typeof import('../../command/query/job-status.ts');
      return jobs.jobInfo(link, this.jobID, resolved);
    });
    return deliver(outcome as Promise<T & JobInfoResponse>, callbackOf<T & JobInfoResponse>(policy, callback));
  }

  /**
   * Waits until the job is done, asking again and again. There is no limit: a job may take hours.
   *
   * @param pollInterval - Pause between two questions in ms; default 1,000.
   * @throws AerospikeError as {@link Job.info} does.
   */
  wait(pollInterval?: Poll): Promise<void>;
  wait(...rest: Tail<[pollInterval: Poll], void>): void;
  wait(...args: readonly unknown[]): Promise<void> | undefined {
    const [pollInterval, callback] = args;
    const outcome = Job.pollUntilDone(() => this.checkStatus(), optionalArgument(pollInterval) as Poll);
    return deliver(outcome, callbackOf<void>(pollInterval, callback));
  }

  /** The same as {@link wait}. */
  waitUntilDone(pollInterval?: Poll): Promise<void>;
  waitUntilDone(...rest: Tail<[pollInterval: Poll], void>): void;
  waitUntilDone(...args: readonly unknown[]): Promise<void> | undefined {
    return (this.wait as (...all: unknown[]) => Promise<void> | undefined).apply(this, [...args]);
  }
}

/** What jobs of administration ask with: any client. */
interface AskingClient {
  infoAll(request: string): Promise<InfoAllResponse[]>;
}

/**
 * The building of a secondary index, which goes on at every node by itself.
 *
 * @example
 * import { connect } from 'tendril';
 *
 * const client = await connect();
 * const job = await client.createIntegerIndex({ ns: 'test', set: 'index-job', bin: 'n', index: 'index_job_n' });
 * await job.waitUntilDone(20);
 * await client.indexRemove('test', 'index_job_n');
 * client.close();
 */
export class IndexJob extends Job<SindexInfo> {
  /** Namespace of the index. */
  namespace: string;
  /** Name of the index. */
  indexName: string;

  /**
   * @param client - The client that asks.
   * @param namespace - Namespace of the index.
   * @param indexName - Its name.
   */
  constructor(client: ClientType, namespace: string, indexName: string) {
    super(client, undefined as unknown as number, undefined as unknown as string);
    this.namespace = namespace;
    this.indexName = indexName;
  }

  /** Whether every node has all records in the index. */
  override hasCompleted(info: unknown): boolean {
    const nodes = info as SindexInfo[];
    return nodes.length > 0 && nodes.every(({ load_pct: percent }) => percent === 100);
  }

  /** How far each node is; for {@link IndexJob.hasCompleted}. */
  override info(...args: readonly unknown[]): Promise<SindexInfo & JobInfoResponse> {
    const sindex = `sindex/${this.namespace}/${this.indexName}`;
    const outcome = askAll(this.client, sindex).then(
      (responses) => responses.map(({ info }) => (parseInfo.parse(info)[sindex] as SindexInfo) || { load_pct: 0 }),
      (error: AerospikeError) => {
        if (error.code === status.ERR_INDEX_NOT_FOUND) return [{ load_pct: 0 }];
        throw error;
      },
    );
    const callback = callbackOf<SindexInfo[]>(...(args as [unknown]));
    return deliver(outcome, callback) as unknown as Promise<SindexInfo & JobInfoResponse>;
  }
}

/** The registration or removal of a module of user-defined functions. */
export class UdfJob extends Job<SindexInfo> {
  static REGISTER = 'register';
  static UNREGISTER = 'unregister';
  udfModule: string;
  command: string;

  constructor(client: ClientType, udfModule: string, command: string) {
    super(client, undefined as unknown as number, undefined as unknown as string);
    this.udfModule = udfModule;
    this.command = command;
  }

  override hasCompleted(info: unknown): boolean {
    const isExpected = this.command === UdfJob.REGISTER;
    return Object.values(info as { [node: string]: { 'udf-list': { filename: string }[] } }).every(
      ({ 'udf-list': modules }) => (modules || []).some(({ filename }) => filename === this.udfModule) === isExpected,
    );
  }

  override info(...args: readonly unknown[]): Promise<SindexInfo & JobInfoResponse> {
    const outcome = askAll(this.client, 'udf-list').then((responses) =>
      Object.fromEntries(responses.map(({ host, info }) => [host.node_id, parseInfo.parse(info)])),
    );
    const callback = callbackOf<object>(...(args as [unknown]));
    return deliver(outcome as Promise<object>, callback) as unknown as Promise<SindexInfo & JobInfoResponse>;
  }
}

function askAll(client: ClientType, request: string): Promise<InfoAllResponse[]> {
  return (client as unknown as AskingClient).infoAll(request);
}
