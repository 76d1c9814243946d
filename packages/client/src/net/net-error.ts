// What can go wrong with a connection, as one error with a kind. It carries no result code: the layer that knows
// commands decides what a kind means for them.

/**
 * - `connect`: no connection could be made; nothing was sent.
 * - `login`: the server did not let us in; a `LoginRefused`, nothing was sent.
 * - `closed`: the peer closed or reset the connection, or it was destroyed for being silent.
 * - `protocol`: the peer sent bytes that are no valid frame or reply.
 * - `timeout`: no answer within the time given.
 * - `encode`: the request's encoder threw `cause`; nothing was sent.
 * - `queue-full`: too many requests wait for a connection; nothing was sent.
 * - `shutdown`: this side closed the connection or the pool.
 */
export type NetErrorKind =
  | 'connect'
  | 'login'
  | 'closed'
  | 'protocol'
  | 'timeout'
  | 'encode'
  | 'queue-full'
  | 'shutdown';

export class NetError extends Error {
  override readonly name = 'NetError';
  readonly kind: NetErrorKind;

  constructor(kind: NetErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
