// What one connection and one worker may hold in memory, and for how long. Measured where it is said; documented in
// docs/gateway.md, "Limits".

export interface Limits {
  /** The handshake of a connection with TLS. */
  readonly handshakeMs: number;
  /** A request, from its first byte (or the connection's start) to its last. */
  readonly requestTimeoutMs: number;
  /** How often requests that are late are looked for. */
  readonly requestCheckMs: number;
  /** A connection that waits for its next request after an answer. */
  readonly keepAliveMs: number;
  /** A client of whose answers nothing could be sent for this long is gone for us. */
  readonly unreadTimeoutMs: number;
  /** How often it is looked for, while there is one. */
  readonly unreadCheckMs: number;
  /** Answers a connection may have unsent or under way before its next request is begun, in bytes. */
  readonly connectionBytes: number;
  /** Requests of a connection that wait; with more, its socket is not read until a quarter is left. */
  readonly connectionWaiting: number;
  /** Answers that all connections together may have unsent; beyond, the one that stands still longest is closed. */
  readonly workerUnsentBytes: number;
  /** Request bodies that all connections together may have arriving; beyond, they are refused with 503. */
  readonly workerBodyBytes: number;
  /** Requests that wait on all connections together; beyond, the connection that adds to them is ended with 503. */
  readonly workerWaiting: number;
}

export const LIMITS: Limits = {
  handshakeMs: 10_000,
  requestTimeoutMs: 60_000,
  requestCheckMs: 1_000,
  keepAliveMs: 72_000,
  unreadTimeoutMs: 60_000,
  unreadCheckMs: 1_000,
  connectionBytes: 256 * 1024,
  connectionWaiting: 64,
  workerUnsentBytes: 256 * 1024 * 1024,
  workerBodyBytes: 256 * 1024 * 1024,
  // One costs some 4 KiB, and 64 KiB of the shortest requests are 2,340.
  workerWaiting: 32_768,
};
