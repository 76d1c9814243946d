// In a worker: the page with the metrics of all workers, in the text format of Prometheus. Numbers are those of the
// database client (`tendril/prometheus`) and of the process; the primary collects them, prom-client sums them up.
import { AggregatorRegistry, Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { Client } from 'tendril';
import { collectMetrics } from 'tendril/prometheus';
import type { Page, PageText } from '../http/page.ts';
import type { FromWorker, MetricsPart } from './messages.ts';

export interface MetricsPageOptions {
  readonly path: string;
  readonly isOpen: boolean;
  readonly send: (message: FromWorker) => void;
  /** Calls back once after the delay, without keeping the process alive; the result cancels it. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** How long the primary may take to answer. */
const WAIT_MS = 2_000;

export class MetricsPage implements Page {
  readonly path: string;
  readonly isOpen: boolean;
  readonly #options: MetricsPageOptions;
  readonly #register = new Registry();
  /** What waits for the answer of the primary, all requests of one time together. */
  #gathering: { readonly id: number; readonly settle: (parts: readonly MetricsPart[] | undefined) => void } | undefined;
  #page: Promise<PageText> | undefined;
  #lastId = 0;
  #forget: (() => void) | undefined;

  constructor(options: MetricsPageOptions) {
    this.path = options.path;
    this.isOpen = options.isOpen;
    this.#options = options;
    collectDefaultMetrics({ register: this.#register });
  }

  /** Adds a series of what is counted elsewhere. */
  count(name: string, help: string, read: () => number): void {
    let told = 0;
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.#register],
      collect: () => {
        const now = read();
        counter.inc(now - told);
        told = now;
      },
    });
  }

  /** The worker has a new client, which is connected. */
  async onClient(client: Client): Promise<void> {
    this.#forget?.();
    this.#forget = await collectMetrics(client, this.#register);
  }

  /** The primary asks for what this worker has. */
  async onAsked(id: number): Promise<void> {
    const part = (await this.#register.getMetricsAsJSON()) as unknown as MetricsPart;
    this.#options.send({ type: 'metrics-part', id, part });
  }

  /** The primary has those of all. */
  onGathered(id: number, parts: readonly MetricsPart[]): void {
    if (this.#gathering?.id === id) this.#gathering.settle(parts);
  }

  read(): Promise<PageText> {
    this.#page ??= this.#make().finally(() => {
      this.#page = undefined;
    });
    return this.#page;
  }

  async #make(): Promise<PageText> {
    const parts = await this.#gather();
    if (parts === undefined) {
      return { isServing: false, type: 'text/plain; charset=utf-8', text: 'The workers did not answer in time\n' };
    }
    const sum = AggregatorRegistry.aggregate(parts as object[]);
    return { isServing: true, type: Registry.PROMETHEUS_CONTENT_TYPE, text: await sum.metrics() };
  }

  #gather(): Promise<readonly MetricsPart[] | undefined> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const cancel = this.#options.after(WAIT_MS, () => settle(undefined));
      const settle = (parts: readonly MetricsPart[] | undefined): void => {
        cancel();
        this.#gathering = undefined;
        resolve(parts);
      };
      this.#gathering = { id, settle };
      this.#options.send({ type: 'metrics-wanted', id });
    });
  }
}
