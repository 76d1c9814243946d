// A stored record, or one that is being made, as expressions see it. One view is used for record after record.

import type { Namespace } from '../storage/namespace.ts';
import type { Bin, StoredRecord } from '../storage/record.ts';
import type { Bins, RecordView } from './scope.ts';

/** More bins than these are found by an index: an expression may ask for many. */
const LOOKED_UP_BINS = 32;

/** Records are stored in blocks, and what an expression sees is the size of those. */
const BLOCK_BYTES = 16;

/** The bins of a stored record. */
class StoredBins implements Bins {
  #bins: readonly Bin[] = [];
  #byName: Map<string, Bin> | undefined;

  show(bins: readonly Bin[]): void {
    this.#bins = bins;
    this.#byName = undefined;
  }

  get(name: string): Bin | undefined {
    const bins = this.#bins;
    if (bins.length > LOOKED_UP_BINS) {
      this.#byName ??= new Map(bins.map((bin) => [bin.name, bin]));
      return this.#byName.get(name);
    }
    for (const bin of bins) {
      if (bin.name === name) return bin;
    }
    return undefined;
  }
}

export class StoredRecordView implements RecordView {
  digest = '';
  setName = '';
  voidTime = 0;
  lastUpdateMs = 0;
  key: Buffer | undefined = undefined;
  size = 0;
  bins: Bins | undefined = undefined;
  #namespace: Namespace | undefined;
  readonly #stored = new StoredBins();

  nowMs(): number {
    return this.#namespace?.nowMs() ?? 0;
  }

  /** Shows a stored record; returns itself. */
  show(namespace: Namespace, digest: string, record: StoredRecord): this {
    this.#namespace = namespace;
    this.digest = digest;
    this.setName = record.set?.name ?? '';
    this.voidTime = record.voidTime;
    this.lastUpdateMs = record.lastUpdateMs;
    this.key = record.key;
    this.size = Math.ceil(record.size / BLOCK_BYTES) * BLOCK_BYTES;
    this.#stored.show(record.bins);
    this.bins = this.#stored;
    return this;
  }

  /** Shows a record that a command is about to make; returns itself. */
  showNew(namespace: Namespace, digest: string, setName: string): this {
    this.#namespace = namespace;
    this.digest = digest;
    this.setName = setName;
    this.voidTime = 0;
    this.lastUpdateMs = namespace.nowMs();
    this.key = undefined;
    this.size = BLOCK_BYTES;
    this.bins = undefined;
    return this;
  }
}
