// What the HTTP side needs of a database, and nothing more: four record commands on one namespace and set.
// The routes depend on this interface alone, so they are tested without a network; `tendril-store.ts` is the real one.
// Every method rejects with a StoreError and with nothing else.

import type { Particle } from 'tendril/wire';

/** A record as the routes see it. */
export interface StoredRecord {
  /** Values by bin name; rendered as JSON. */
  readonly bins: Readonly<Record<string, unknown>>;
  /** Version of the record, 1 to 65535; its entity tag. */
  readonly generation: number;
}

/** A record with its bins as they are stored. */
export interface StoredParticles {
  readonly bins: Readonly<Record<string, Particle>>;
  readonly generation: number;
}

/** The identity of a written record. */
export interface WrittenKey {
  readonly ns: string;
  readonly set: string;
  readonly key: string;
  readonly digest: Uint8Array;
}

/** What must hold for a write or a removal to happen: a generation, that there is no record yet, or that there is one. */
export type Precondition = { readonly generation: number } | { readonly absent: true } | { readonly present: true };

/** The records of one set. Every method rejects with a StoreError; anything else is answered with 500. */
export interface RecordStore {
  /** Resolves to the record, or rejects with the code 2. */
  read(key: string): Promise<StoredRecord>;
  /**
   * Like `read`, with each bin as it is stored; `write` takes such bins, too. A store without it has no lossless form of
   * its records.
   */
  readParticles?(key: string): Promise<StoredParticles>;
  /** Resolves to the generation of the record, or rejects with the code 2. */
  readGeneration(key: string): Promise<number>;
  /** `merge` keeps the bins that are not named and takes null as "delete this bin"; `replace` drops them. */
  write(
    key: string,
    bins: Record<string, unknown>,
    mode: 'merge' | 'replace',
    precondition?: Precondition,
  ): Promise<WrittenKey>;
  /** Resolves when the record is gone, or rejects with the code 2 when there was none. */
  remove(key: string, precondition?: Precondition): Promise<void>;
  /** The value that is stored as a double although it has no fraction. */
  double(value: number): unknown;
}

/**
 * A failed record command.
 *
 * @example
 * import { StoreError } from 'tendril-gateway';
 *
 * const error = new StoreError(9, 'ERR_TIMEOUT', 'No answer within 1000 ms', { inDoubt: true });
 * console.log(error.code, error.inDoubt); // 9 true
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Aerospike result code; decides the HTTP status. */
  readonly code: number;
  /** Name of the code, such as `ERR_TIMEOUT`. */
  readonly codeName: string;
  /** Whether a write may have happened all the same. */
  readonly inDoubt: boolean;

  constructor(code: number, codeName: string, message: string, options: { inDoubt?: boolean; cause?: unknown } = {}) {
    const { stackTraceLimit } = Error;
    // The cause says where; a record that is not there is no reason to collect it once more.
    if (options.cause instanceof Error) Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.codeName = codeName;
    this.inDoubt = options.inDoubt ?? false;
  }
}
