// The queries of one node: those that run, which can be aborted, and those that are over, of which the last are
// remembered. What `query-show` says of each has the words of a real server.

import { randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { MAX_DONE_QUERIES } from '../limits.ts';

export type JobOutcome =
  | 'ok'
  | 'user-aborted'
  | 'abandoned-unknown'
  | 'abandoned-response-error'
  | 'abandoned-response-timeout';

export type JobKind = 'basic' | 'aggregation' | 'background-ops' | 'background-udf';

/** What a query is, for those who look at it. */
export interface JobTraits {
  readonly kind: JobKind;
  readonly namespace: string;
  readonly set: string;
  readonly indexName: string | undefined;
  readonly pids: number;
  readonly digests: number;
  readonly rate: number;
  readonly socketTimeoutMs: number;
  /** What a job in the background calls. */
  readonly call?: { readonly module: string; readonly functionName: string };
}

/** A query under way, or over. The counts are its own to raise. */
export class QueryEntry {
  readonly id: bigint;
  readonly traits: JobTraits;
  readonly startedMs: number;
  succeeded = 0;
  failed = 0;
  throttled = 0;
  filteredOut = 0;
  netBytes = 0;
  /** 0 to 100. */
  progress = 0;
  isAborted = false;
  doneMs: number | undefined;
  #outcome: JobOutcome = 'ok';

  constructor(id: bigint, traits: JobTraits, nowMs: number) {
    this.id = id;
    this.traits = traits;
    this.startedMs = nowMs;
  }

  finish(outcome: JobOutcome, nowMs: number): void {
    this.doneMs = nowMs;
    this.#outcome = outcome;
    this.progress = 100;
  }

  describe(nowMs: number): string {
    const { kind, namespace, set, indexName, pids, digests, rate, socketTimeoutMs, call } = this.traits;
    const isBasic = kind === 'basic';
    const isBackground = kind === 'background-ops' || kind === 'background-udf';
    const active = this.doneMs === undefined ? 1 : 0;
    const endMs = this.doneMs ?? nowMs;
    return [
      `trid=${this.id}:ns=${namespace}`,
      ...(set === '' ? [] : [`set=${set}`]),
      ...(indexName === undefined ? [] : [`sindex-name=${indexName}`]),
      ...(isBasic ? [`n-pids-requested=${pids}:n-keyds-requested=${digests}`] : []),
      `rps=${rate}:active-threads=${active}`,
      `status=${this.doneMs === undefined ? 'active' : 'done'}(${this.#outcome})`,
      `job-progress=${this.progress.toFixed(2)}:run-time=${endMs - this.startedMs}`,
      `time-since-done=${this.doneMs === undefined ? 0 : nowMs - this.doneMs}`,
      `recs-throttled=${this.throttled}:recs-filtered-meta=0:recs-filtered-bins=${this.filteredOut}`,
      `recs-succeeded=${this.succeeded}:recs-failed=${this.failed}:from=embedded:job-type=${kind}`,
      `net-io-bytes=${this.netBytes}${isBackground ? '' : ':net-io-time=0'}:socket-timeout=${socketTimeoutMs}`,
      ...(kind === 'background-ops' ? [`ops-active=${active}`] : []),
      ...(call === undefined
        ? []
        : [`udf-filename=${call.module}:udf-function=${call.functionName}:udf-active=${active}`]),
    ].join(':');
  }
}

export class JobTable {
  readonly #clock: Clock;
  readonly #active = new Map<bigint, QueryEntry>();
  readonly #done = new Map<bigint, QueryEntry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins a query; undefined when its number is that of another. */
  begin(id: bigint, traits: JobTraits): QueryEntry | undefined {
    if (id !== 0n && (this.#active.has(id) || this.#done.has(id))) return undefined;
    const entry = new QueryEntry(id === 0n ? this.#freeId() : id, traits, this.#clock.now());
    this.#active.set(entry.id, entry);
    return entry;
  }

  #freeId(): bigint {
    for (;;) {
      const id = BigInt(randomInt(1, 2 ** 47));
      if (!this.#active.has(id) && !this.#done.has(id)) return id;
    }
  }

  /** A short query runs unseen. */
  forget(entry: QueryEntry): void {
    this.#active.delete(entry.id);
  }

  finish(entry: QueryEntry, outcome: JobOutcome): void {
    if (!this.#active.delete(entry.id)) return;
    entry.finish(outcome, this.#clock.now());
    this.#done.set(entry.id, entry);
    if (this.#done.size <= MAX_DONE_QUERIES) return;
    const [oldest] = this.#done.keys();
    this.#done.delete(oldest as bigint);
  }

  /** All queries, the newest first. */
  showAll(): string {
    const entries = [...this.#done.values(), ...this.#active.values()].reverse();
    return entries.map((entry) => entry.describe(this.#clock.now())).join(';');
  }

  show(id: bigint): string | undefined {
    return (this.#active.get(id) ?? this.#done.get(id))?.describe(this.#clock.now());
  }

  /** Whether such a query was active. */
  abort(id: bigint): boolean {
    const entry = this.#active.get(id);
    if (entry !== undefined) entry.isAborted = true;
    return entry !== undefined;
  }

  abortAll(): number {
    for (const entry of this.#active.values()) entry.isAborted = true;
    return this.#active.size;
  }
}
