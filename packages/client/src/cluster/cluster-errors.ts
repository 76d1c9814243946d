// The two ways start() fails, and why an address did not become a node: causes as data, texts for people only. The
// public API maps them to its own error codes.

import type { LoginRefused } from '../net/login/login-refused.ts';
import { NetError } from '../net/net-error.ts';
import { formatAddress, type SeedAddress, withAddress } from '../topology/host-address.ts';
import { InfoValueError } from '../topology/info-value-error.ts';

/**
 * - `name`: a host name has no address, or its name server does not answer.
 * - `login`: the node did not let us in.
 * - `connection`: nothing listens there, the connection broke, or it stayed silent for too long.
 * - `answer`: something answered, but not as a node answers.
 * - `cluster`: a node of a cluster with another name.
 * - `node`: a node that cannot be used: too old, not ready yet, not the one that was expected.
 */
export type FailureCause = 'name' | 'login' | 'connection' | 'answer' | 'cluster' | 'node';

/** What listens at an address is not a node that may be used. */
export class NodeRefused extends Error {
  override readonly name = 'NodeRefused';
  readonly kind: 'cluster' | 'node' | 'login';
  /** What it answered where it did not let us in. */
  readonly code: number | undefined;

  constructor(kind: 'cluster' | 'node' | 'login', message: string, code?: number) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

/** Why one seed or one address of it did not become a node. */
export interface SeedFailure {
  /** The seed as configured, `host:port`. */
  readonly seed: string;
  /** What was tried, `ip:port`; the seed itself when its name did not resolve. */
  readonly address: string;
  readonly cause: FailureCause;
  /** The code with which the node did not let us in. */
  readonly code?: number;
  /** For people. */
  readonly reason: string;
}

/** What failed at an address, and how. */
export function seedFailure(seed: string, address: string, error: unknown, cause = causeOf(error)): SeedFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    seed,
    address,
    cause,
    reason,
    ...(cause === 'login' && { code: (error as LoginRefused | NodeRefused).code as number }),
  };
}

/** What a failure behind an address was. */
export function causeOf(error: unknown): FailureCause {
  if (error instanceof NetError && error.kind === 'login') return 'login';
  if (error instanceof NodeRefused) return error.kind;
  return error instanceof InfoValueError ? 'answer' : 'connection';
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

/** The error for seeds of which none led to a node. */
export function noNodeFound(seeds: readonly SeedAddress[], failures: readonly SeedFailure[]): ClusterConnectError {
  const reasons = failures.map(({ seed, address, reason }) =>
    seed === address ? withAddress(seed, reason, ': ') : `${seed} (${withAddress(address, reason, '): ')}`,
  );
  if (reasons.length === 0) reasons.push(seeds.map(formatAddress).join(', '));
  return new ClusterConnectError(`Failed to connect to ${reasons.join('; ')}`, failures);
}

/** close() was called before start() had finished. */
export class ClusterClosedError extends Error {
  override readonly name = 'ClusterClosedError';
  readonly code = 'ERR_CLUSTER_CLOSED';

  constructor() {
    super('Cluster was closed');
  }
}
