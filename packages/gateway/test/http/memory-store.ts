// A RecordStore in memory for the HTTP tests: it records what it was asked and fails on demand. Its digest is the one
// that the vendor's documentation shows for the key myTestKey of set demo.
import type { Precondition, RecordStore, StoredRecord, WrittenKey } from '../../src/store/record-store.ts';
import { StoreError } from '../../src/store/record-store.ts';

const MY_TEST_KEY_DIGEST = [149, 186, 200, 254, 138, 5, 9, 52, 115, 70, 1, 194, 131, 184, 51, 95, 232, 241, 179, 74];

export class TestDouble {
  readonly double: number;

  constructor(value: number) {
    this.double = value;
  }
}

export class MemoryStore implements RecordStore {
  readonly records = new Map<string, StoredRecord>();
  readonly writes: { key: string; bins: Record<string, unknown>; mode: string }[] = [];
  /** When set, every command fails with it. */
  failure: unknown;
  /** When set, reads wait for it. */
  delay: Promise<void> | undefined;
  /** When set, writes and removals wait for it. */
  writeDelay: Promise<void> | undefined;
  /** Commands in the order in which they began and ended. */
  readonly log: string[] = [];

  async read(key: string): Promise<StoredRecord> {
    this.log.push(`read ${key}`);
    await this.delay;
    if (this.failure !== undefined) throw this.failure;
    const record = this.records.get(key);
    if (record === undefined) throw new StoreError(2, 'ERR_RECORD_NOT_FOUND', 'Record does not exist in database');
    return record;
  }

  async readGeneration(key: string): Promise<number> {
    return (await this.read(key)).generation;
  }

  async write(
    key: string,
    bins: Record<string, unknown>,
    mode: 'merge' | 'replace',
    precondition?: Precondition,
  ): Promise<WrittenKey> {
    this.log.push(`write ${key}`);
    await this.writeDelay;
    if (this.failure !== undefined) throw this.failure;
    this.#check(key, precondition);
    this.log.push(`written ${key}`);
    this.writes.push({ key, bins, mode });
    const old = this.records.get(key);
    const entries = Object.entries({ ...(mode === 'merge' ? old?.bins : {}), ...bins });
    const kept = Object.fromEntries(entries.filter(([, value]) => value !== null));
    this.records.set(key, { bins: kept, generation: (old?.generation ?? 0) + 1 });
    return { ns: 'test', set: 'demo', key, digest: Buffer.from(MY_TEST_KEY_DIGEST) };
  }

  async remove(key: string, precondition?: Precondition): Promise<void> {
    this.log.push(`remove ${key}`);
    await this.writeDelay;
    if (this.failure !== undefined) throw this.failure;
    if (!this.records.has(key)) throw new StoreError(2, 'ERR_RECORD_NOT_FOUND', 'Record does not exist in database');
    this.#check(key, precondition);
    this.records.delete(key);
  }

  double(value: number): unknown {
    return new TestDouble(value);
  }

  #check(key: string, precondition: Precondition | undefined): void {
    if (precondition === undefined) return;
    const record = this.records.get(key);
    if ('absent' in precondition) {
      if (record) throw new StoreError(5, 'ERR_RECORD_EXISTS', 'Record exists already');
    } else if (record === undefined) {
      throw new StoreError(2, 'ERR_RECORD_NOT_FOUND', 'Record does not exist in database');
    } else if ('generation' in precondition && precondition.generation !== record.generation) {
      throw new StoreError(3, 'ERR_RECORD_GENERATION', 'Generation does not match');
    }
  }
}
