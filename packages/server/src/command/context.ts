// What a command is given: the record's namespace, who asks, where to answer. One object is reused for all commands of a
// node, since a command runs from start to end without interruption; what has to wait goes on without it.

import type { StoredRecordView } from '../expression/record-view.ts';
import type { Failure } from '../message/error-details.ts';
import type { OperationContext } from '../operation/operation.ts';
import type { Completion } from '../storage/completion.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { Principal } from './principal.ts';
import type { RecordAccess } from './record-access.ts';

export interface CommandContext extends OperationContext {
  principal: Principal;
  namespace: Namespace;
  /** The record, in a strongly consistent namespace; undefined in all others, where it is what the store has. */
  access: RecordAccess | undefined;
  /** The record's digest, as the store's key. */
  digest: string;
  /** The filter for rows of a batch that have none of their own. */
  batchFilter: Buffer | undefined;
  /** The record as expressions see it. */
  readonly view: StoredRecordView;
  /** What there is to say of the failure of the command; undefined where nothing is. */
  failure: Failure | undefined;
  /** What the change waits for before it may be acknowledged; undefined when it is done. */
  completion: Completion | undefined;
}

/**
 * Runs one command: stores what it changes, adds operations, generation and void time to the reply, and returns the
 * result code.
 *
 * @throws ParticleError for a value that cannot be stored; nothing has changed then.
 */
export type Command = (context: CommandContext) => number;
