// The two ways start() fails. The public API maps them to its own error codes.

/** Why one seed or one address of it did not become a node. */
export interface SeedFailure {
  /** The seed as configured, `host:port`. */
  readonly seed: string;
  /** What was tried, `ip:port`; the seed itself when its name did not resolve. */
  readonly address: string;
  readonly reason: string;
}

/** No node of the cluster could be used; `failures` says why for each address tried. */
export class ClusterConnectError extends Error {
  override readonly name = 'ClusterConnectError';
  readonly code = 'ERR_CLUSTER_CONNECT';
  readonly failures: readonly SeedFailure[];

  constructor(message: string, failures: readonly SeedFailure[]) {
    super(message);
    this.failures = failures;
  }
}

/** close() was called before start() had finished. */
export class ClusterClosedError extends Error {
  override readonly name = 'ClusterClosedError';
  readonly code = 'ERR_CLUSTER_CLOSED';

  constructor() {
    super('Cluster was closed');
  }
}
