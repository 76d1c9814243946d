// What a server that has no transactions says of one is short: a code that many things have. Here it is said what is
// missing.

import type { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';

const HAS_NONE: ReadonlySet<number> = new Set([status.ERR_ENTERPRISE_ONLY, status.ERR_UNSUPPORTED_FEATURE]);

const NEEDED = 'transactions need an Enterprise Edition from 8.0 on and a namespace with strong consistency';

export function explainRefusal(error: AerospikeError, namespace: string): AerospikeError {
  if (HAS_NONE.has(error.code) && !error.message.includes(NEEDED)) error.message += ` (${NEEDED}: ${namespace})`;
  return error;
}
