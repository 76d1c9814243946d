// Removing a record (docs/protocol/server-semantics.md, "Effects"). The reply never says anything about the record. A
// record that is expired but not yet removed counts as present here, as it does for the server.

import { RESULT } from '../result-code.ts';
import type { CommandContext } from './context.ts';
import { checkGeneration } from './generation.ts';
import { checkDeletable, checkFilter, checkKeyMatches, checkSetOfRead } from './record-checks.ts';

export function remove(context: CommandContext): number {
  const { request, namespace, access } = context;
  const blocked = checkDeletable(context) || (access?.checkWrite() ?? RESULT.OK);
  if (blocked !== RESULT.OK) return blocked;
  const record = access === undefined ? namespace.store.get(context.digest) : access.record;
  if (record === undefined) return RESULT.NOT_FOUND;

  const refused =
    (access?.checkLocking() ?? RESULT.OK) ||
    checkSetOfRead(request.setName(), record) ||
    checkGeneration(request, record.generation) ||
    checkFilter(context, record) ||
    checkKeyMatches(request.userKey(), record);
  if (refused !== RESULT.OK) return refused;

  context.completion = access === undefined ? namespace.remove(context.digest, record) : access.remove(record);
  return RESULT.OK;
}
