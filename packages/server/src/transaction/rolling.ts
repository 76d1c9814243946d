// The end of a lock: what the transaction has made of the record takes the place of the record, or is forgotten.

import type { Completion } from '../storage/completion.ts';
import type { Namespace } from '../storage/namespace.ts';
import type { Provisional } from '../storage/record-locks.ts';

/**
 * Ends the lock on a record. The completion says when the change is safe; without one it is. What was truncated after
 * the transaction had written it does not come back.
 */
export function roll(
  namespace: Namespace,
  digest: string,
  { record }: Provisional,
  isForward: boolean,
): Completion | undefined {
  let completion: Completion | undefined;
  if (isForward) {
    const stored = namespace.store.get(digest);
    if (record !== undefined && !namespace.isTruncatedAt(record.set, record.lastUpdateMs))
      completion = namespace.put(digest, record, stored);
    else if (stored !== undefined) completion = namespace.remove(digest, stored);
  }
  namespace.lock(digest, undefined);
  return completion;
}
