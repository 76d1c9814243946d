// Every channel of node:diagnostics_channel on which Tendril tells what it does, and what it tells there. Names and fields
// are part of the interface (docs/guide/observability.md): they are added to, never renamed or removed. Without a
// subscriber a channel costs a look at whether it has one, and nothing is made for it.
//
//   tracing:tendril:command:start|end|asyncStart|asyncEnd|error    a command of a client, from call to outcome
//   tendril:connection.opened|failed|closed                        a connection to a node
//   tendril:tend.done                                              a tend of the cluster, by the process that does it
//   tendril:tend.role                                              who tends has changed: a takeover, among others
//   tendril:node.added|removed                                     a node of the cluster

import { channel, tracingChannel } from 'node:diagnostics_channel';

/** A command, as subscribers of `tracing:tendril:command:*` are given it: one object from the start to the end. */
export interface CommandTrace {
  /** That of the method: `get`, `batchRead`, `query`, … */
  readonly name: string;
  readonly kind: 'record' | 'batch' | 'stream' | 'job' | 'info' | 'admin' | 'transaction';
  /** Undefined where it concerns several or none; of scans and queries, known at the end. */
  namespace: string | undefined;
  readonly set: string | undefined;
  /** Rows of a batch. */
  readonly batchSize: number | undefined;
  /** `host:port` of the node that was asked last; of commands on one record, and of others that failed at one. */
  node: string | undefined;
  /** How often it was tried; 0 where that is not known. */
  attempts: number;
  /** At the end, if it failed. */
  error?: unknown;
  /** At the end, if it did not; of scans and queries, nothing. */
  result?: unknown;
}

/** Of `tendril:connection.*`. */
export interface ConnectionMessage {
  readonly host: string;
  readonly port: number;
  /** From the attempt to its success or failure, login included; of `closed`, how long it was open. */
  readonly durationMs: number;
  /** Why it failed or was closed; undefined where this client closed it. */
  readonly error: Error | undefined;
}

/** Of `tendril:tend.done`. */
export interface TendMessage {
  /** Tends of this client, this one included. */
  readonly tends: number;
  readonly durationMs: number;
  /** Nodes that answered. */
  readonly reachable: number;
  /** Addresses that did not, or answered wrongly. */
  readonly failures: readonly { readonly address: string; readonly reason: string }[];
}

/** Of `tendril:tend.role`. */
export interface RoleMessage {
  readonly role: 'owner' | 'follower' | 'private';
  readonly previous: 'owner' | 'follower' | 'private';
}

/** Of `tendril:node.*`. */
export interface NodeMessage {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export const COMMANDS = tracingChannel<unknown, CommandTrace>('tendril:command');
export const CONNECTION_OPENED = channel('tendril:connection.opened');
export const CONNECTION_FAILED = channel('tendril:connection.failed');
export const CONNECTION_CLOSED = channel('tendril:connection.closed');
export const TEND_DONE = channel('tendril:tend.done');
export const TEND_ROLE = channel('tendril:tend.role');
export const NODE_ADDED = channel('tendril:node.added');
export const NODE_REMOVED = channel('tendril:node.removed');
