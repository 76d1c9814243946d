// What an info handler may look at and change: its node, the connection that asks, and the server's settings.

import type { Clock } from '../clock.ts';
import type { NodeNamespace } from '../cluster/node-namespace.ts';
import type { NodeState } from '../cluster/node-state.ts';
import type { Principal } from '../command/principal.ts';
import type { NodeIndexes } from '../index/index-catalog.ts';
import type { JobTable } from '../query/job-table.ts';
import { RESULT } from '../result-code.ts';
import type { SecuritySettings } from '../security/settings.ts';
import type { InfoArguments } from './info-arguments.ts';
import { InfoFailure } from './info-failure.ts';
import type { ServiceConfig } from './service-config.ts';
import type { UserAgents } from './user-agents.ts';

/** Connections of the node since it started. */
export interface ConnectionCounts {
  readonly open: number;
  readonly opened: number;
}

export interface InfoContext {
  readonly node: NodeState;
  readonly config: ServiceConfig;
  readonly userAgents: UserAgents;
  readonly clock: Clock;
  readonly indexes: NodeIndexes;
  readonly jobs: JobTable;
  /** Undefined where there is no security. */
  readonly security: SecuritySettings | undefined;
  readonly startedAtMs: number;
  readonly connections: () => ConnectionCounts;
  /** Applies a changed setting that timers or other parts of the server depend on. */
  readonly onConfigChange: () => void;
}

/** What is known of the connection on which a command came. */
export interface InfoConnection {
  userAgent: string | undefined;
  /** Who asks. */
  readonly principal: Principal;
}

/**
 * Answers one command with its value, at once or later.
 *
 * @throws InfoFailure for every refusal; a promise is never rejected.
 */
export type InfoCommandHandler = (
  context: InfoContext,
  args: InfoArguments,
  connection: InfoConnection,
) => string | Promise<string>;

/** Handlers by command name. */
export type InfoCatalogue = Readonly<Record<string, InfoCommandHandler>>;

export function requireNamespace(context: InfoContext, args: InfoArguments): NodeNamespace {
  return findNamespace(context, args.requireNamespace());
}

export function findNamespace(context: InfoContext, name: string): NodeNamespace {
  const own = context.node.namespaces.get(name);
  if (own === undefined) throw new InfoFailure(RESULT.NAMESPACE, 'namespace not found on node');
  return own;
}
