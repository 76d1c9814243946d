// Records of one namespace and set, read and written through a tendril client. Translates preconditions to policies and
// AerospikeError to StoreError; decides nothing about HTTP.
import { AerospikeError, type BinValue, type Client, Double, Key, policy, type RecordMetadata, status } from 'tendril';
import type { Particle } from 'tendril/wire';
import {
  type Precondition,
  type RecordStore,
  type StoredParticles,
  type StoredRecord,
  StoreError,
  type WrittenKey,
} from './record-store.ts';

export interface TendrilStoreOptions {
  /** The connected client. @throws StoreError when there is none. */
  readonly client: () => Client;
  readonly namespace: string;
  readonly set: string;
}

/** A method of every client that only Tendril's own programs use: types of values that `get` does not tell apart. */
const READ_PARTICLES: unique symbol = Symbol.for('tendril.readParticles') as never;

type ParticleClient = Client & {
  [READ_PARTICLES](key: Key): Promise<{ readonly bins: Record<string, Particle>; readonly gen: number }>;
};

// A server takes time with the square of the number of bins: a second for some ten thousand, on a busy machine several
// for the most that there may be. Within the default limit those would answer 503 though they are written.
const FEW_BINS = 1_000;
const DEFAULT_TIMEOUT_MS = 1_000;
const BIN_MS = 1;

export class TendrilStore implements RecordStore {
  readonly #client: () => Client;
  readonly #namespace: string;
  readonly #set: string;

  constructor({ client, namespace, set }: TendrilStoreOptions) {
    this.#client = client;
    this.#namespace = namespace;
    this.#set = set;
  }

  // Not by way of #run: what it costs, a function and a promise more, is felt where nearly all requests are reads.
  async read(key: string): Promise<StoredRecord> {
    try {
      const { bins, gen } = await this.#client().get(this.#key(key));
      return { bins, generation: gen ?? 0 };
    } catch (error) {
      throw this.#translated(key, error);
    }
  }

  async readParticles(key: string): Promise<StoredParticles> {
    const { bins, gen } = await this.#run(key, () =>
      (this.#client() as ParticleClient)[READ_PARTICLES](this.#key(key)),
    );
    return { bins, generation: gen };
  }

  async readGeneration(key: string): Promise<number> {
    const { gen } = await this.#run(key, () => this.#client().existsWithMetadata(this.#key(key)));
    if (typeof gen === 'number') return gen;
    const code = status.ERR_RECORD_NOT_FOUND;
    throw new StoreError(code, 'ERR_RECORD_NOT_FOUND', this.#describe(code, key) ?? '');
  }

  async write(
    key: string,
    bins: Record<string, unknown>,
    mode: 'merge' | 'replace',
    precondition?: Precondition,
  ): Promise<WrittenKey> {
    const recordKey = this.#key(key);
    const meta: RecordMetadata = {};
    const writePolicy = new policy.WritePolicy({ exists: existsPolicy(mode, precondition) });
    const count = Object.keys(bins).length;
    if (count > FEW_BINS) writePolicy.totalTimeout = writePolicy.socketTimeout = DEFAULT_TIMEOUT_MS + count * BIN_MS;
    if (precondition !== undefined && 'generation' in precondition) {
      meta.gen = precondition.generation;
      writePolicy.gen = policy.gen.EQ;
    }
    const written = await this.#run(key, () =>
      this.#client().put(recordKey, bins as Record<string, BinValue>, meta, writePolicy),
    );
    return { ns: this.#namespace, set: this.#set, key, digest: written.digest ?? new Uint8Array(0) };
  }

  async remove(key: string, precondition?: Precondition): Promise<void> {
    const removePolicy = new policy.RemovePolicy();
    if (precondition !== undefined && 'generation' in precondition) {
      removePolicy.gen = policy.gen.EQ;
      removePolicy.generation = precondition.generation;
    }
    await this.#run(key, () => this.#client().remove(this.#key(key), removePolicy));
  }

  double(value: number): unknown {
    // Double reads its argument as text, and -0 has none of its own.
    return new Double(Object.is(value, -0) ? '-0' : value);
  }

  #key(key: string): Key {
    return new Key(this.#namespace, this.#set, key);
  }

  // Inside an async function, so that what a call throws is rejected like what it rejects.
  async #run<R>(key: string, command: () => Promise<R>): Promise<R> {
    try {
      return await command();
    } catch (error) {
      throw this.#translated(key, error);
    }
  }

  #translated(key: string, error: unknown): unknown {
    if (!(error instanceof AerospikeError)) return error;
    const { code, codeName, inDoubt } = error;
    return new StoreError(code, codeName, this.#describe(code, key) ?? error.message, { inDoubt, cause: error });
  }

  // The commonest answers say which record; the client's text explains what every command may mean by the code.
  #describe(code: number, key: string): string | undefined {
    const record = `${JSON.stringify(key)} in set ${this.#set} of namespace ${this.#namespace}`;
    if (code === status.ERR_NAMESPACE_NOT_FOUND) {
      return `The cluster has no namespace ${this.#namespace}, which the gateway was started with (--namespace)`;
    }
    return PLAIN_MESSAGES.get(code)?.replace('%', () => record);
  }
}

const PLAIN_MESSAGES: ReadonlyMap<number, string> = new Map([
  [status.ERR_RECORD_NOT_FOUND, 'There is no record %'],
  [status.ERR_RECORD_GENERATION, 'Another version than the one asked for is stored of record %'],
  [status.ERR_RECORD_EXISTS, 'There is a record % already'],
  [status.ERR_RECORD_TOO_BIG, "The database's size limit is exceeded by record %"],
]);

function existsPolicy(mode: 'merge' | 'replace', precondition: Precondition | undefined): number {
  if (precondition !== undefined && 'absent' in precondition) return policy.exists.CREATE;
  const mustExist = precondition !== undefined;
  if (mode === 'merge') return mustExist ? policy.exists.UPDATE : policy.exists.IGNORE;
  return mustExist ? policy.exists.REPLACE : policy.exists.CREATE_OR_REPLACE;
}
