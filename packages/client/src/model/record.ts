// Record: what a read returns, and what a batch takes.
// Its fields are public interface, the undefined ones included: programs compare records with deep equality.

import type { AerospikeBins } from './bin-value.ts';
import type { KeyOptions } from './key.ts';

/** Lifetime and generation of a record. */
export interface RecordMetadata {
  /** Time to live in seconds; see `ttl` for the special values. */
  ttl?: number | null | undefined;
  /** Generation, i.e. how often the record was modified. */
  gen?: number | null | undefined;
}

/** What a row of a batch adds to a record. */
export interface RecordProps {
  policy?: object;
  readAllBins?: boolean;
  ops?: readonly object[];
  udf?: object;
}

/**
 * A record: key, bins and metadata.
 *
 * @example
 * import { connect, Key } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'record');
 * await client.put(key, { name: 'Ada' });
 * const record = await client.get(key);
 * console.log(record.bins.name, record.gen, record.ttl); // Ada 1 -1
 * client.close();
 */
export class Record<B extends AerospikeBins = AerospikeBins> {
  /** Key of the record. */
  key: KeyOptions;
  /** Bins by name. */
  bins: B;
  /** Remaining time to live in seconds; -1 never expires. */
  ttl: number | null | undefined;
  /** Generation. */
  gen: number | null | undefined;
  /** Kind of the batch row. */
  type: number | undefined;
  /** Policy of the batch row. */
  policy: object | undefined;
  /** Whether the batch row reads all bins. */
  readAllBins: boolean | undefined;
  /** Operations of the batch row. */
  ops: readonly object[] | undefined;
  /** User-defined function of the batch row. */
  udf: object | undefined;

  constructor(key: KeyOptions, bins: B, metadata?: RecordMetadata | null, type?: number, props?: RecordProps | null) {
    this.key = key;
    this.bins = bins;
    this.ttl = metadata?.ttl;
    this.gen = metadata?.gen;
    this.type = type;
    this.policy = props?.policy;
    this.readAllBins = props?.readAllBins;
    this.ops = props?.ops;
    this.udf = props?.udf;
  }
}
