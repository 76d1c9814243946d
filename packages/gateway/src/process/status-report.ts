// The report of one worker on itself, on the gateway, on its client and on the shared segment, as JSON text. What it
// says of the client and the segment has the names of `client.stats()` and of `tendril status --json`.
// Documented in docs/gateway.md: fields are added, never changed or removed. Holds no configuration beyond the names of
// namespace and set, so nothing secret can get into it.
import type { SegmentReport, Stats } from 'tendril';
import type { StatusSource } from '../http/status-route.ts';
import type { WorkerStatus } from '../store/database-status.ts';
import type { WorkerView } from './messages.ts';

export interface StatusReporterOptions {
  readonly path: string;
  readonly worker: number;
  readonly pid: number;
  readonly startedAt: Date;
  readonly namespace: string;
  readonly set: string;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly status: () => WorkerStatus;
  /** The connected client; undefined while there is none. */
  readonly client: () => { stats(): Stats; segmentReport(): SegmentReport | undefined } | undefined;
}

/** Reading the segment takes system calls: whoever asks more often than this gets the same report again. */
const MAX_AGE_MS = 250;

export class StatusReporter implements StatusSource {
  readonly path: string;
  readonly #options: StatusReporterOptions;
  /** As the primary told it last. */
  #workers: readonly WorkerView[] = [];
  #last: { readonly isServing: boolean; readonly json: string } | undefined;
  #madeAtMs = 0;

  constructor(options: StatusReporterOptions) {
    this.path = options.path;
    this.#options = options;
  }

  onWorkers(workers: readonly WorkerView[]): void {
    this.#workers = workers;
    this.#last = undefined;
  }

  read(): { readonly isServing: boolean; readonly json: string } {
    const nowMs = this.#options.nowMs();
    if (this.#last === undefined || nowMs - this.#madeAtMs > MAX_AGE_MS) {
      this.#last = this.#make();
      this.#madeAtMs = nowMs;
    }
    return this.#last;
  }

  #make(): { readonly isServing: boolean; readonly json: string } {
    const { worker, pid, startedAt, namespace, set, status, client } = this.#options;
    const { connected, role, error } = status();
    const self: WorkerView = { worker, pid, listening: true, connected, role: role ?? null, error: error ?? null };
    const others = this.#workers.filter((other) => other.worker !== worker);
    const stats = client()?.stats();
    const report = {
      status: connected ? 'ok' : 'unavailable',
      worker: { ...self, startedAt: startedAt.toISOString() },
      workers: [...others, self].sort((a, b) => a.worker - b.worker),
      namespace,
      set,
      commands: stats?.commands ?? { inFlight: 0, queued: 0 },
      nodes: stats?.nodes ?? [],
      cluster: stats?.cluster ?? null,
      segment: client()?.segmentReport() ?? null,
    };
    return { isServing: connected, json: `${JSON.stringify(report, null, 2)}\n` };
  }
}
