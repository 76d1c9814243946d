// What a transaction is given: the record's namespace, who asks, where to answer. One object is reused for all commands
// of a node, since a command runs from start to end without interruption.

import type { Log } from '../log.ts';
import type { Reply } from '../message/reply.ts';
import type { Request } from '../message/request.ts';
import type { Namespace } from '../storage/namespace.ts';

export interface TransactionContext {
  readonly request: Request;
  readonly reply: Reply;
  readonly log: Log;
  namespace: Namespace;
  /** The record's digest, as the store's key. */
  digest: string;
}

/**
 * Runs one command: stores what it changes, adds operations, generation and void time to the reply, and returns the
 * result code.
 *
 * @throws ParticleError for a value that cannot be stored; nothing has changed then.
 */
export type Transaction = (context: TransactionContext) => number;
