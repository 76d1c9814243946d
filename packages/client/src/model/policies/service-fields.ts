// What the fields of the policies of info requests, administration, metrics and the command queue are; see fields.ts.

/** What info requests understand. */
export interface InfoFields {
  /**
   * How long a connection may wait for the late reply to a request that timed out, in ms.
   *
   * @defaultValue 3 000
   */
  timeoutDelay?: number | undefined;
  /**
   * Limit for the request in ms, 0 for none.
   *
   * @defaultValue 1 000
   */
  timeout?: number | undefined;
  /**
   * Accepted and not used: a line end that is missing is always added.
   *
   * @defaultValue true
   */
  sendAsIs?: boolean | undefined;
  /**
   * Accepted and not used: a reply of unreasonable size is always refused.
   *
   * @defaultValue true
   */
  checkBounds?: boolean | undefined;
}

/** What the administration of users and roles understands. */
export interface AdminFields {
  /**
   * Limit for the command in ms, 0 for a minute.
   *
   * @defaultValue 1 000
   */
  timeout?: number | undefined;
}

/** What `enableMetrics` understands. */
export interface MetricsFields {
  /**
   * Listeners that receive the metrics instead of a file.
   *
   * @defaultValue none
   */
  metricsListeners?: object | undefined;
  /**
   * Directory of the metrics files; left out, the working directory.
   *
   * @defaultValue none
   */
  reportDir?: string | undefined;
  /**
   * Size in bytes at which a metrics file is replaced by a new one, 0 for no limit.
   *
   * @defaultValue 0
   */
  reportSizeLimit?: number | undefined;
  /**
   * Tends of the cluster between two reports; with the default `tenderInterval` these are seconds.
   *
   * @defaultValue 30
   */
  interval?: number | undefined;
  /**
   * Columns of the latency histograms.
   *
   * @defaultValue 7
   */
  latencyColumns?: number | undefined;
  /**
   * Each column of a histogram is 2 to this power as wide as the one before.
   *
   * @defaultValue 1
   */
  latencyShift?: number | undefined;
  /**
   * Labels added to all metrics, such as `{ region: 'eu' }`.
   *
   * @defaultValue none
   */
  labels?: { [name: string]: string } | undefined;
}

/** What the process-wide queue of the native client understood. */
export interface CommandQueueFields {
  /**
   * Accepted and not used: commands in progress, 0 for any number.
   *
   * @defaultValue 0
   */
  maxCommandsInProcess?: number | undefined;
  /**
   * Accepted and not used: commands that wait, 0 for any number.
   *
   * @defaultValue 0
   */
  maxCommandsInQueue?: number | undefined;
  /**
   * Accepted and not used: initial capacity of the queue.
   *
   * @defaultValue 256
   */
  queueInitialCapacity?: number | undefined;
}
