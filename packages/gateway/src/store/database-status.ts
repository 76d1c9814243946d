// How a worker stands with its database: what the session reports, and the processes of a gateway pass on.

export type TendRole = 'owner' | 'follower' | 'private';

export interface WorkerStatus {
  readonly connected: boolean;
  readonly role: TendRole | undefined;
  /** Why there is no connection. */
  readonly error?: string | undefined;
}
