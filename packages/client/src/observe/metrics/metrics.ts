// Extended metrics of one connected client: enabled at most once at a time, reported at intervals and at the end.
// Enabling and disabling take their turns; what a listener or a disk does wrong is logged, and ends nothing.
//
//   off ──enable──► on ──interval──► reported … ──disable, enable, close──► reported for the last time, off

import type { ClusterLink } from '../../command/routing/cluster-link.ts';
import { Meter } from '../../command/run/meter.ts';
import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';
import { type Cancel, type Clock, every } from '../../time/clock.ts';
import { afterReads } from '../../time/system-clock.ts';
import type { NodeInfo } from '../../topology/node-info.ts';
import { type ClientIdentity, viewCluster, viewNode } from './cluster-view.ts';
import type { Cluster } from './listeners.ts';
import type { MetricsSettings } from './metrics-settings.ts';
import { ListenerSink, type MetricsSink } from './metrics-sink.ts';
import { ReportFile } from './report-file.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;
/** Reports that may wait for a slow disk or listener; further ones are left out. */
const MAX_WAITING_REPORTS = 4;

export interface MetricsOwner {
  readonly link: ClusterLink;
  readonly clock: Clock;
  /** What the client is configured with at the moment. */
  options(): {
    readonly tendIntervalMs: number;
    readonly appId: string | undefined;
    readonly clusterName: string | undefined;
  };
  warn(message: string): void;
}

interface Enabled {
  readonly meter: Meter;
  readonly sink: MetricsSink;
  readonly labels: ClientIdentity['labels'];
  readonly stopTimer: Cancel;
}

export class Metrics {
  readonly #owner: MetricsOwner;
  #enabled: Enabled | undefined;
  /** The last of what was begun; it never rejects. */
  #last: Promise<unknown> = Promise.resolve();
  #waitingReports = 0;
  #closed = false;

  constructor(owner: MetricsOwner) {
    this.#owner = owner;
  }

  /** The numbers of the moment; undefined while nothing is enabled. */
  get report(): Cluster | undefined {
    if (this.#enabled === undefined) return undefined;
    return this.#view(this.#enabled);
  }

  /** Ends what was enabled before. @throws AerospikeError where no report file can be made */
  enable(settings: MetricsSettings): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end();
      await this.#begin(settings);
    });
  }

  disable(): Promise<void> {
    return this.#inTurn(() => this.#end());
  }

  /** The client is about to close: what is counted until now is told. */
  close(): void {
    this.#closed = true;
    const tell = this.#stop();
    if (tell !== undefined) this.#inTurn(tell);
  }

  /** A node has left: its numbers are told for the last time. */
  nodeClosed(node: NodeInfo): void {
    const enabled = this.#enabled;
    if (enabled === undefined) return;
    const view = viewNode(this.#owner.link, enabled.meter, node);
    this.#report('nodeCloseListener', () => enabled.sink.nodeClosed(view));
  }

  async #begin(settings: MetricsSettings): Promise<void> {
    const { link, clock } = this.#owner;
    const sink =
      settings.listeners === undefined
        ? new ReportFile(settings, () => new Date(clock.wallMs()))
        : new ListenerSink(
            settings.listeners,
            () => new Promise(afterReads),
            (error) => this.#warn('a listener', error),
          );
    if (settings.listeners === undefined) await sink.enable();
    if (this.#closed) throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message: 'The client was closed' });
    const meter = new Meter(settings.columns, settings.shift);
    link.measure(meter);
    const everyMs = Math.min(settings.interval * this.#owner.options().tendIntervalMs, MAX_TIMER_MS);
    const stopTimer = every(clock, everyMs, () => this.#snapshot(), false);
    this.#enabled = { meter, sink, labels: settings.labels, stopTimer };
    if (settings.listeners !== undefined) await this.#try('enableListener', () => sink.enable());
  }

  async #end(): Promise<void> {
    await this.#stop()?.();
  }

  /** Stops measuring; what is returned reports the last numbers. */
  #stop(): (() => Promise<void>) | undefined {
    const enabled = this.#enabled;
    if (enabled === undefined) return undefined;
    const { sink, stopTimer } = enabled;
    this.#enabled = undefined;
    stopTimer();
    const { link } = this.#owner;
    const view = this.#view(enabled);
    link.measure(null);
    return () => this.#try('disableListener', () => sink.disable(view));
  }

  #snapshot(): void {
    const enabled = this.#enabled;
    if (enabled === undefined) return;
    const view = this.#view(enabled);
    this.#report('snapshotListener', () => enabled.sink.snapshot(view));
  }

  #view({ meter, labels }: Enabled): Cluster {
    const { appId, clusterName } = this.#owner.options();
    return viewCluster(this.#owner.link, meter, { appId, clusterName, labels });
  }

  #report(listener: string, tell: () => Promise<void>): void {
    if (this.#waitingReports >= MAX_WAITING_REPORTS) {
      this.#owner.warn('A report of metrics was left out: those before are not written yet');
      return;
    }
    this.#waitingReports++;
    this.#inTurn(() => this.#try(listener, tell)).then(() => this.#waitingReports--);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #try(listener: string, tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      this.#warn(listener, error);
    }
  }

  #warn(where: string, error: unknown): void {
    this.#owner.warn(`Metrics could not be reported (${where}): ${(error as Error)?.message ?? error}`);
  }
}
