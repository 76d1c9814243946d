// Functions over streams of records: their last part runs in the client, which cannot run it yet.

import { AerospikeError } from '../../model/error.ts';
import { status } from '../../model/status.ts';

/** The error of a query that has such a function. */
export function streamUdfError(): AerospikeError {
  return AerospikeError.fromCode({
    code: status.ERR_UNSUPPORTED_FEATURE,
    message: 'Functions over streams of records are not available in this version of tendril',
  });
}
