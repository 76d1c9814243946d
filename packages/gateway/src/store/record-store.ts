// What the HTTP side needs of a database, and nothing more: four record commands on one namespace and set.
// The routes depend on this interface alone, so they are tested without a network; `tendril-store.ts` is the real one.
// Every method rejects with a StoreError and with nothing else.

/** A record as the routes see it. */
export interface StoredRecord {
  readonly bins: Readonly<Record<string, unknown>>;
  readonly generation: number;
}

/** The identity of a written record. */
export interface WrittenKey {
  readonly ns: string;
  readonly set: string;
  readonly key: string;
  readonly digest: Uint8Array;
}

/** What must hold for a write or a removal to happen: a generation, or (0) that there is no record yet. */
export type Precondition = { readonly generation: number } | { readonly absent: true } | { readonly present: true };

export interface RecordStore {
  read(key: string): Promise<StoredRecord>;
  /** Resolves to the generation of the record. */
  readGeneration(key: string): Promise<number>;
  /** `merge` keeps the bins that are not named and takes null as "delete this bin"; `replace` drops them. */
  write(
    key: string,
    bins: Record<string, unknown>,
    mode: 'merge' | 'replace',
    precondition?: Precondition,
  ): Promise<WrittenKey>;
  remove(key: string, precondition?: Precondition): Promise<void>;
  /** The value that is stored as a double although it has no fraction. */
  double(value: number): unknown;
}

/** A failed record command: the Aerospike result code, its name, and whether a write may have happened all the same. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: number;
  readonly codeName: string;
  readonly inDoubt: boolean;

  constructor(code: number, codeName: string, message: string, options: { inDoubt?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.codeName = codeName;
    this.inDoubt = options.inDoubt ?? false;
  }
}
