// Record: what a read returns, and what a batch takes.
// Its fields are public interface, the undefined ones included: programs compare records with deep equality.

import type { AerospikeBins } from './bin-value.ts';
import type { Key, KeyInput } from './key.ts';

/** Lifetime and generation of a record. */
export interface RecordMetadata {
  /** Time to live in seconds; see `ttl` for the special values. */
  ttl?: number | undefined;
  /** Generation: how often the record was written since it was created. */
  gen?: number | undefined;
}

/** Lifetime and generation as commands take them; null counts as left out. */
export interface MetadataInput {
  /** Time to live in seconds, or a value of `ttl`; default that of the policy. */
  ttl?: number | null | undefined;
  /** Expected generation; of use only with a policy whose `gen` compares it. */
  gen?: number | null | undefined;
}

/** What a row of a batch adds to a record. */
export interface RecordProps {
  /** Policy of the row. */
  policy?: object;
  /** Whether the row reads all bins. */
  readAllBins?: boolean;
  /** Operations of the row. */
  ops?: readonly object[];
  /** Function that the row calls. */
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
export class Record<B extends object = AerospikeBins> {
  /** Key of the record: the object that the command was given. */
  key: Key;
  /** Bins by name; null from `existsWithMetadata`. */
  bins: B;
  /**
   * Remaining time to live in seconds; -1 never expires. Null from `existsWithMetadata` without a record, undefined
   * from writes.
   */
  ttl: number;
  /** Generation; null or undefined where `ttl` is. */
  gen: number;
  /** Kind of the batch row. */
  type?: number | undefined;
  /** Policy of the batch row. */
  policy?: object | undefined;
  /** Whether the batch row reads all bins. */
  readAllBins?: boolean | undefined;
  /** Operations of the batch row. */
  ops?: readonly object[] | undefined;
  /** User-defined function of the batch row. */
  udf?: object | undefined;

  constructor(key: KeyInput, bins: B, metadata?: MetadataInput | null, type?: number, props?: RecordProps | null) {
    this.key = key as Key;
    this.bins = bins;
    this.ttl = metadata?.ttl as number;
    this.gen = metadata?.gen as number;
    this.type = type;
    this.policy = props?.policy;
    this.readAllBins = props?.readAllBins;
    this.ops = props?.ops;
    this.udf = props?.udf;
  }
}
