// How a worker stands with its database: what the session reports, and the processes of a gateway pass on.

export type TendRole = 'owner' | 'follower' | 'private';

export interface WorkerStatus {
  readonly connected: boolean;
  readonly role: TendRole | undefined;
  /** Why there is no connection. */
  readonly error?: string | undefined;
  /** Whether that is because the database does not let the gateway in, which no retry mends. */
  readonly isRefused?: boolean | undefined;
  /** What keeps the gateway from serving records of a database that it reaches. */
  readonly warning?: string | undefined;
}
