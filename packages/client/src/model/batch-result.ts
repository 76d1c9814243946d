// BatchResult: what became of one row of a batch. Its fields are public interface, the undefined ones included: programs
// compare results with deep equality.

import type { AerospikeBins } from './bin-value.ts';
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
}
