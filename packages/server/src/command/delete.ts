// Removing a record (docs/protocol/server-semantics.md, "Effects"). The reply never says anything about the record. A
// record that is expired but not yet removed counts as present here, as it does for the server.

import { INFO2 } from 'tendril/wire';
import { RESULT } from '../result-code.ts';
import type { CommandContext } from './context.ts';
import { checkGeneration } from './generation.ts';
import { checkFilter, checkKeyMatches, checkSetOfRead } from './record-checks.ts';

export function remove(context: CommandContext): number {
  const { request, namespace } = context;
  // A tombstone is an Enterprise feature; the server says so before it looks for the record.
  if ((request.info2 & INFO2.DURABLE_DELETE) !== 0) return RESULT.ENTERPRISE_ONLY;
  const record = namespace.store.get(context.digest);
  if (record === undefined) return RESULT.NOT_FOUND;

  const refused =
    checkSetOfRead(request.setName(), record) ||
    checkGeneration(request, record.generation) ||
    checkFilter(context, record) ||
    checkKeyMatches(request.userKey(), record);
  if (refused !== RESULT.OK) return refused;

  context.completion = namespace.remove(context.digest, record);
  return RESULT.OK;
}
