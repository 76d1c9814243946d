// What the processes of one gateway say to each other over their IPC channels. Anything else on a channel is ignored.

import type { TLSInfo } from 'tendril';
import type { AccessSettings } from '../access/access-settings.ts';
import type { ListenerTlsOptions } from '../listener-tls.ts';
import type { LoginSettings } from '../store/database-login.ts';
import type { TendRole, WorkerStatus } from '../store/database-status.ts';

export type FromWorker =
  | { readonly type: 'listening' }
  | { readonly type: 'cannot-listen'; readonly code: string; readonly message: string; readonly port: number }
  | ({ readonly type: 'status' } & WorkerStatus)
  /** It wants the metrics of all workers. */
  | { readonly type: 'metrics-wanted'; readonly id: number }
  /** Its own, as it was asked for them. */
  | { readonly type: 'metrics-part'; readonly id: number; readonly part: MetricsPart };

/** The metrics of one worker as prom-client makes them; only handed on. */
export type MetricsPart = readonly object[];

/** One worker as the others and the world see it; part of the status report, so its names stay. */
export interface WorkerView {
  /** Number of its place, from 1; a worker that replaces another has the same. */
  readonly worker: number;
  /** Process id; null while it is being started again. */
  readonly pid: number | null;
  /** Whether it accepts connections. */
  readonly listening: boolean;
  /** Whether it reaches the database. */
  readonly connected: boolean;
  /** How it keeps the state of the cluster; null before it has reached the database. */
  readonly role: TendRole | null;
  /** Why it has no connection to the database; null when it has, or does not know yet. */
  readonly error: string | null;
}

export type ToWorker =
  | { readonly type: 'shutdown' }
  | { readonly type: 'workers'; readonly workers: readonly WorkerView[] }
  | { readonly type: 'metrics-asked'; readonly id: number }
  /** Those of all workers that have answered in time. */
  | { readonly type: 'metrics'; readonly id: number; readonly parts: readonly MetricsPart[] };

/** What a worker is started with, as JSON in the environment variable WORKER_VARIABLE. */
export interface WorkerSettings extends LoginSettings {
  readonly slot: number;
  readonly host: string;
  readonly port: number;
  readonly hosts: string;
  readonly namespace: string;
  readonly set: string;
  readonly bodyLimitBytes: number;
  readonly logLevel: string;
  readonly access?: AccessSettings | undefined;
  readonly openMetrics?: boolean | undefined;
  readonly tls?: ListenerTlsOptions | undefined;
  readonly databaseTls?: TLSInfo | undefined;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Undefined for none, here and below. */
  readonly statusPath?: string | undefined;
  readonly metricsPath?: string | undefined;
  readonly healthPath?: string | undefined;
  readonly readyPath?: string | undefined;
}

export const WORKER_VARIABLE = 'TENDRIL_GATEWAY_WORKER';

const FROM_WORKER: readonly unknown[] = ['listening', 'cannot-listen', 'status', 'metrics-wanted', 'metrics-part'];
const TO_WORKER: readonly unknown[] = ['shutdown', 'workers', 'metrics-asked', 'metrics'];

export const isFromWorker = (message: unknown): message is FromWorker => FROM_WORKER.includes(typeOf(message));
export const isToWorker = (message: unknown): message is ToWorker => TO_WORKER.includes(typeOf(message));

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? (message as { type?: unknown }).type : undefined;
}
