// MetricsPolicy: policy values for metrics.
// The properties are public interface in this order, the undefined ones included: undefined means "as configured".
// Never fills in defaults; resolve.ts does.

/** Values of {@link MetricsPolicy}. */
export interface MetricsPolicyOptions {
  /** Listeners that receive the metrics instead of a file. */
  metricsListeners?: object | undefined;
  /** Directory of the metrics files; default the working directory. */
  reportDir?: string | undefined;
  /** Size in bytes at which a metrics file is replaced, 0 for no limit; default 0. */
  reportSizeLimit?: number | undefined;
  /** Tend iterations between two reports; default 30. */
  interval?: number | undefined;
  /** Columns of the latency histograms; default 7. */
  latencyColumns?: number | undefined;
  /** Each column is 2 to this power as wide as the one before; default 1. */
  latencyShift?: number | undefined;
  /** Labels added to all metrics. */
  labels?: { [name: string]: string } | undefined;
}

/**
 * Policy values for metrics.
 *
 * @example
 * import { MetricsPolicy } from 'tendril';
 *
 * console.log(new MetricsPolicy({ interval: 10 }).interval); // 10
 */
export class MetricsPolicy implements MetricsPolicyOptions {
  metricsListeners: object | undefined;
  reportDir: string | undefined;
  reportSizeLimit: number | undefined;
  interval: number | undefined;
  latencyColumns: number | undefined;
  latencyShift: number | undefined;
  labels: { [name: string]: string } | undefined;

  constructor(props?: MetricsPolicyOptions | null) {
    this.metricsListeners = props?.metricsListeners;
    this.reportDir = props?.reportDir;
    this.reportSizeLimit = props?.reportSizeLimit;
    this.interval = props?.interval;
    this.latencyColumns = props?.latencyColumns;
    this.latencyShift = props?.latencyShift;
    this.labels = props?.labels;
  }
}
