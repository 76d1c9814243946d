// BatchResult: what became of one row of a batch. Its fields are public interface, the undefined ones included: programs
// compare results with deep equality.

import type { AerospikeBins } from './bin-value.ts';
import type { ExpressionTrace, ReplyDetails } from './error-details.ts';
import type { Record } from './record.ts';

export class BatchResult<B extends object = AerospikeBins> {
  /** A constant of `status`. */
  status: number;
  /** Key, and where the status is OK bins and metadata. */
  record: Record<B>;
  /**
   * Whether a write may have happened although the row failed. Contrary to the type, which is that of `aerospike`,
   * undefined in what commands other than `batchRead` and `batchWrite` resolve to, where no row has failed.
   */
  inDoubt: boolean;

  constructor(status: number, record: Record<B>, inDoubt: boolean | undefined) {
    this.status = status;
    this.record = record;
    this.inDoubt = inDoubt as boolean;
  }

  /** @internal Not enumerable, as programs compare results. */
  setReply({ subcode, message, trace }: ReplyDetails & { readonly message?: string | undefined }): void {
    for (const [name, value] of Object.entries({ subcode, message, trace })) {
      if (value !== undefined) Object.defineProperty(this, name, { value, writable: true, configurable: true });
    }
  }

  /** As of an `AerospikeError`; 0 unless `errorDetailVerbosity` of the batch asked for it. */
  get subcode(): number {
    return 0;
  }

  /** What the server says about the row; undefined unless `errorDetailVerbosity` asked for it. */
  get message(): string | undefined {
    return undefined;
  }

  /** As of an `AerospikeError`. */
  get trace(): ExpressionTrace | undefined {
    return undefined;
  }
}
