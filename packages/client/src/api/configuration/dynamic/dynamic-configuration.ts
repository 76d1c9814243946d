// Dynamic configuration of one client, while it is connected: reads the file before connecting and again and again
// after that, and hands what it says to those it concerns. Some of it takes effect at once, some at the next connect.

import type { ClusterLink } from '../../../command/routing/cluster-link.ts';
import { AerospikeError } from '../../../model/error.ts';
import { status } from '../../../model/status.ts';
import type { Logger } from '../../../observe/logger.ts';
import type { Metrics } from '../../../observe/metrics/metrics.ts';
import { metricsSettings } from '../../../observe/metrics/metrics-settings.ts';
import type { Clock } from '../../../time/clock.ts';
import { type ClientOptions, clientOptions } from '../client-options.ts';
import type { Config } from '../config.ts';
import { ConfigFile } from './config-file.ts';
import { type ConfigSource, configSource, overlaid } from './overlay.ts';
import type { DynamicSettings } from './settings.ts';

export interface DynamicOwner {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  onOptions(options: ClientOptions, overrides: DynamicSettings['policies']): void;
  metricsOf(link: ClusterLink): Metrics;
  /** As `enableMetrics` without argument takes it. */
  metricsPolicy(): unknown;
}

export class DynamicConfiguration {
  readonly #owner: DynamicOwner;
  readonly #source: ConfigSource;
  readonly #file: ConfigFile;
  #settings: DynamicSettings | undefined;
  #link: ClusterLink | undefined;
  /** The policy of the metrics that the file enabled, as text. */
  #metrics: string | undefined;

  constructor(owner: DynamicOwner) {
    this.#owner = owner;
    this.#source = configSource(owner.config) as ConfigSource;
    this.#file = new ConfigFile(this.#source.path, {
      clock: owner.clock,
      apply: (settings) => this.#apply(settings),
      info: (message) => owner.log.info(message),
      warn: (message) => owner.log.warn(message),
    });
  }

  get enablesMetrics(): boolean | undefined {
    return this.#settings?.enablesMetrics;
  }

  get metricsFields(): DynamicSettings['metrics'] | undefined {
    return this.#settings?.metrics;
  }

  /** @throws AerospikeError if the file is to be looked at more often than the cluster is tended. */
  async read(): Promise<void> {
    await this.#file.look();
    const tendIntervalMs = this.#options().tendIntervalMs;
    if (this.#intervalMs >= tendIntervalMs) return;
    const message = `Dynamic config interval ${this.#intervalMs} must be greater or equal to the tend interval ${tendIntervalMs}`;
    throw AerospikeError.fromCode({ code: status.ERR_CLIENT, message });
  }

  /** The client is connected. */
  start(link: ClusterLink): void {
    this.#link = link;
    this.#file.watch(this.#intervalMs);
    this.#switchMetrics();
  }

  stop(): void {
    this.#link = undefined;
    this.#file.stop();
  }

  get #intervalMs(): number {
    return this.#settings?.intervalMs ?? this.#source.intervalMs;
  }

  #options(settings = this.#settings): ClientOptions {
    const { config } = this.#owner;
    return clientOptions(settings === undefined ? config : overlaid(config, settings));
  }

  #apply(settings: DynamicSettings): void {
    const options = this.#options(settings);
    metricsSettings({ ...(this.#owner.metricsPolicy() as object | undefined), ...settings.metrics });
    if (this.#link !== undefined && this.#intervalMs < options.tendIntervalMs) {
      throw new Error(`dynamic.client.tend_interval is longer than the interval of looking at the file`);
    }
    // What is static counts once, with the first file that was read.
    this.#settings = this.#settings === undefined ? settings : { ...settings, intervalMs: this.#settings.intervalMs };
    this.#owner.onOptions(options, settings.policies);
    this.#link?.reconfigure(options);
    this.#switchMetrics();
  }

  /** Enables or disables metrics, as the file says; where it says nothing, what it enabled ends. */
  #switchMetrics(): void {
    if (this.#link === undefined) return;
    const metrics = this.#owner.metricsOf(this.#link);
    if (this.enablesMetrics !== true) {
      if (this.enablesMetrics === false || this.#metrics !== undefined) this.#told(metrics.disable());
      this.#metrics = undefined;
      return;
    }
    const policy = this.#owner.metricsPolicy();
    const text = JSON.stringify(policy);
    if (text === this.#metrics && metrics.report !== undefined) return;
    this.#metrics = text;
    this.#told(metrics.enable(metricsSettings(policy)));
  }

  #told(done: Promise<void>): void {
    done.catch((error: Error) => this.#owner.log.warn(`Dynamic configuration: metrics: ${error.message}`));
  }
}
