// All commands of a client, topic by topic.

import { missingMethods } from '../missing.ts';
import type { AdminCommands } from './admin.ts';
import { type BatchCommands, batchCommands } from './batch.ts';
import { type ContextCommands, contextCommands } from './contexts.ts';
import type { Implementation } from './implementation.ts';
import type { IndexCommands } from './indexes.ts';
import { type InfoCommands, infoCommands } from './info.ts';
import type { MetricsCommands } from './metrics.ts';
import type { QueryCommands } from './query.ts';
import { type RecordCommands, recordCommands } from './records.ts';
import type { TransactionCommands } from './transaction.ts';
import type { UdfCommands } from './udf.ts';

/** All commands of a client. */
export interface Commands
  extends RecordCommands,
    BatchCommands,
    QueryCommands,
    ContextCommands,
    IndexCommands,
    UdfCommands,
    TransactionCommands,
    AdminCommands,
    InfoCommands,
    MetricsCommands {}

/** @internal */
export const commands: Implementation<Commands> = {
  ...recordCommands,
  ...batchCommands,
  ...infoCommands,
  ...contextCommands,
  ...missingMethods,
};
