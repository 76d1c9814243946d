// What a transaction knows of itself: what it has read and written, where its monitor stands, how it ends. The commands
// of a transaction write here, and committing and aborting read it. Never sends anything.

import { AerospikeError } from './error.ts';
import { status } from './status.ts';

/** States of a transaction. */
export const STATE = {
  OPEN: 0,
  VERIFIED: 1,
  COMMITTED: 2,
  ABORTED: 3,
  /** It is not known whether the server was told to commit; committing again finds out. Publicly that is VERIFIED. */
  COMMIT_FAILED: 4,
} as const;

/** Records that a transaction may have read and still begin a command: each takes memory until the end. */
export const MAX_TRANSACTION_READS = 1_000_000;

/** A record as a transaction keeps it: enough to name it to the server. */
export interface TrackedRecord {
  /** Empty for the records in no set. */
  readonly set: string;
  readonly digest: Buffer;
}

export interface ReadRecord extends TrackedRecord {
  /** The bytes of the version that was read; what they mean is the server's. */
  readonly version: Buffer;
}

const REFUSALS: { readonly [state: number]: string } = {
  [STATE.VERIFIED]: 'its commit has begun',
  [STATE.COMMITTED]: 'it was committed',
  [STATE.ABORTED]: 'it was aborted',
  [STATE.COMMIT_FAILED]: 'its commit has begun, and it is in doubt whether it succeeded',
};

export class TransactionLedger {
  readonly id: bigint;
  /** Seconds, 0 as the namespace is configured. */
  timeoutSeconds = 0;
  /** Whoever keeps the open transactions is told when this one is over. */
  onOver: (() => void) | undefined;
  /** Whether it is unknown if the transaction was committed. */
  isInDoubt = false;
  isDestroyed = false;
  /** Whether a commit or an abort is under way. */
  isEnding = false;
  /** That of the first command. */
  namespace = '';
  /** As the server gave it; 0 while there is no monitor. */
  deadline = 0;
  /** Whether a write may still reach its node, so that the server must be left what it needs to undo it. */
  hasWriteInDoubt = false;
  #state: number = STATE.OPEN;
  #underWay = 0;
  #onIdle: (() => void) | undefined;
  readonly #reads = new Map<string, ReadRecord>();
  readonly #writes = new Map<string, TrackedRecord>();

  constructor(id: bigint) {
    this.id = id;
  }

  /** A value of `STATE`. */
  get state(): number {
    return this.#state;
  }

  /** A value of `Transaction.state`. */
  get publicState(): number {
    return this.#state === STATE.COMMIT_FAILED ? STATE.VERIFIED : this.#state;
  }

  set state(state: number) {
    this.#state = state;
    if (state === STATE.COMMITTED || state === STATE.ABORTED) this.onOver?.();
  }

  /** Commands that have begun and not ended. */
  get underWay(): number {
    return this.#underWay;
  }

  get reads(): readonly ReadRecord[] {
    return [...this.#reads.values()];
  }

  get writes(): readonly TrackedRecord[] {
    return [...this.#writes.values()];
  }

  /** A command begins. @throws AerospikeError `ERR_PARAM` if the transaction takes no more. */
  begin(): void {
    this.check();
    if (this.#reads.size >= MAX_TRANSACTION_READS) {
      throw AerospikeError.param(`A transaction can read ${MAX_TRANSACTION_READS} records at most`);
    }
    this.#underWay++;
  }

  /** A command has ended. */
  end(): void {
    this.#underWay--;
    if (this.#underWay === 0) this.#onIdle?.();
  }

  /** Calls back when no command is under way, at once if none is. */
  whenIdle(callback: () => void): void {
    if (this.#underWay === 0) callback();
    else this.#onIdle = callback;
  }

  /** @throws AerospikeError `ERR_PARAM` if the transaction takes no more commands. */
  check(): void {
    if (this.isDestroyed) throw AerospikeError.param('The transaction takes no more commands: it was destroyed');
    if (this.state === STATE.OPEN && !this.isEnding) return;
    const why = REFUSALS[this.state] ?? 'its end has begun';
    throw AerospikeError.param(`The transaction takes no more commands: ${why}`);
  }

  /** All commands are of one namespace. @throws AerospikeError `ERR_PARAM` for another. */
  keepTo(namespace: string): void {
    if (this.namespace === '') this.namespace = namespace;
    if (this.namespace === namespace) return;
    throw AerospikeError.param(
      `All commands of a transaction must be of one namespace: its first is of ${this.namespace}, this one of ${namespace}`,
    );
  }

  versionOf(digest: Buffer): Buffer | undefined {
    return this.#reads.get(nameOf(digest))?.version;
  }

  isWritten(digest: Buffer): boolean {
    return this.#writes.has(nameOf(digest));
  }

  /** The reply to a read. */
  noteRead({ set, digest }: TrackedRecord, version: Buffer | undefined): void {
    if (version !== undefined) this.#reads.set(nameOf(digest), { set, digest, version });
  }

  /** The reply to a write: one that changed nothing comes with the version that it found. */
  noteWrite(record: TrackedRecord, version: Buffer | undefined, code: number): void {
    if (version !== undefined) this.noteRead(record, version);
    else if (code === status.OK) this.#written(record);
  }

  /** A write that may have happened, or happen yet. */
  noteDoubt(record: TrackedRecord): void {
    this.hasWriteInDoubt = true;
    this.#written(record);
  }

  /** Forgets the records, once the transaction is over. */
  clear(): void {
    this.#reads.clear();
    this.#writes.clear();
  }

  #written({ set, digest }: TrackedRecord): void {
    const name = nameOf(digest);
    this.#reads.delete(name);
    this.#writes.set(name, { set, digest });
  }
}

/** A digest as the key of a map. */
export function nameOf(digest: Buffer): string {
  return digest.toString('latin1');
}
