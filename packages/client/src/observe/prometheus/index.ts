// Entry `tendril/prometheus`: the numbers of clients for Prometheus, by way of the package prom-client. It is given the
// register of the application and never loads that package itself; what several workers of a host tell is summed up as
// prom-client does it (`AggregatorRegistry`).

import type { MetricsPolicyOptions } from '../../model/policies/service-policies.ts';
import type { Cluster } from '../metrics/listeners.ts';
import type { Stats } from '../stats.ts';
import { type Labels, type Numbers, type Sample, type Series, seriesOf } from './series.ts';

/** The part of a `Registry` of prom-client that is used. */
export interface Register {
  registerMetric(metric: never): void;
  getSingleMetric(name: string): unknown;
  removeSingleMetric(name: string): void;
}

/** How a client is shown. */
export interface CollectOptions {
  /** In front of every name; default `aerospike_client_`. */
  readonly prefix?: string;
  /** Labels of every number of this client: needed where a program has several. All of them must have the same names. */
  readonly labels?: Labels;
  /**
   * Columns of the histograms of latency, each twice as wide as the one before, the first up to 1 ms; default 12, up to
   * 1,024 ms. Without effect where metrics are enabled already. The client is to be connected.
   */
  readonly latencyColumns?: number;
}

/** The part of a client that is used. */
export interface Measured {
  stats(): Stats;
  metricsReport(): Cluster | undefined;
  enableMetrics(policy: MetricsPolicyOptions): Promise<unknown>;
}

interface Source {
  readonly client: Measured;
  readonly labels: Labels;
}

const DEFAULT_PREFIX = 'aerospike_client_';
const DEFAULT_COLUMNS = 12;
const nothing = (): void => {};
const SILENT = {
  enableListener: nothing,
  snapshotListener: nothing,
  nodeCloseListener: nothing,
  disableListener: nothing,
};

/** Collectors by register and prefix: clients that share both share the series. */
const collectors = new WeakMap<Register, Map<string, Collector>>();

/**
 * Shows a client in a register of prom-client, and enables its metrics unless they are enabled: numbers are taken when
 * Prometheus asks.
 *
 * @param register - That of `prom-client`, or one of your own.
 * @returns Takes the client out of the register again.
 */
export async function collectMetrics(
  client: Measured,
  register: Register,
  { prefix = DEFAULT_PREFIX, labels = {}, latencyColumns = DEFAULT_COLUMNS }: CollectOptions = {},
): Promise<() => void> {
  if (client.metricsReport() === undefined) {
    await client.enableMetrics({ metricsListeners: SILENT, latencyColumns });
  }
  const byPrefix = collectors.get(register) ?? new Map<string, Collector>();
  collectors.set(register, byPrefix);
  const collector = byPrefix.get(prefix) ?? new Collector(register, prefix);
  byPrefix.set(prefix, collector);
  return collector.add({ client, labels });
}

class Collector {
  readonly #register: Register;
  readonly #series: readonly Series[];
  readonly #sources = new Set<Source>();
  /** Of this turn: one request for all series looks at each client once. */
  #numbers: Map<Source, Numbers> | undefined;

  constructor(register: Register, prefix: string) {
    this.#register = register;
    this.#series = seriesOf(prefix);
  }

  add(source: Source): () => void {
    if (this.#sources.size === 0) this.#show();
    this.#sources.add(source);
    return () => {
      this.#sources.delete(source);
      if (this.#sources.size === 0) for (const { name } of this.#series) this.#register.removeSingleMetric(name);
    };
  }

  #show(): void {
    for (const { name, help, type, aggregator, samples } of this.#series) {
      const get = async () => ({ name, help, type, aggregator, values: this.#valuesOf(samples) });
      // What prom-client asks of a metric; its own classes keep numbers, which the client does already.
      this.#register.registerMetric({ name, help, type, aggregator, get, reset: nothing } as never);
    }
  }

  #valuesOf(samples: Series['samples']): Sample[] {
    if (this.#numbers === undefined) {
      this.#numbers = new Map(Array.from(this.#sources, (source) => [source, numbersOf(source)]));
      queueMicrotask(() => {
        this.#numbers = undefined;
      });
    }
    return Array.from(this.#numbers, ([{ labels }, numbers]) =>
      samples(numbers).map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } })),
    ).flat();
  }
}

function numbersOf({ client }: Source): Numbers {
  const cluster = client.metricsReport();
  return { stats: client.stats(), cluster, bounds: boundsOf(cluster?.latencyBoundsMs ?? []) };
}

function boundsOf(boundsMs: readonly number[]): number[] {
  return boundsMs.map((bound) => bound / 1000);
}
