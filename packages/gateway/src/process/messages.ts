// What the processes of one gateway say to each other over their IPC channels. Anything else on a channel is ignored.

export type TendRole = 'owner' | 'follower' | 'private';

export interface WorkerStatus {
  readonly connected: boolean;
  readonly role: TendRole | undefined;
  /** Why there is no connection. */
  readonly error?: string | undefined;
}

export type FromWorker =
  | { readonly type: 'listening' }
  | { readonly type: 'cannot-listen'; readonly code: string; readonly message: string; readonly port: number }
  | ({ readonly type: 'status' } & WorkerStatus);

export type ToWorker = { readonly type: 'shutdown' };

/** What a worker is started with, as JSON in the environment variable WORKER_VARIABLE. */
export interface WorkerSettings {
  readonly slot: number;
  readonly host: string;
  readonly port: number;
  readonly hosts: string;
  readonly namespace: string;
  readonly set: string;
  readonly bodyLimitBytes: number;
  readonly logLevel: string;
}

export const WORKER_VARIABLE = 'TENDRIL_GATEWAY_WORKER';

const FROM_WORKER: readonly unknown[] = ['listening', 'cannot-listen', 'status'];

export const isFromWorker = (message: unknown): message is FromWorker => FROM_WORKER.includes(typeOf(message));
export const isToWorker = (message: unknown): message is ToWorker => typeOf(message) === 'shutdown';

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? (message as { type?: unknown }).type : undefined;
}
