// Transaction: several commands on records of one namespace that take effect together or not at all. This is the public
// object; what it remembers of its commands stands in its ledger, which is loaded with the first transaction.
//
// Beside it, the pool of the open transactions of this process, so that they can be destroyed together and their number
// has a limit. It does not keep them alive: one that nobody can commit any more is forgotten, and the server ends it at
// its deadline. The pool's functions and limit are the vendor's.

import { abortStatus, commitStatus } from './constants.ts';
import { AerospikeError } from './error.ts';
import type { TransactionLedger } from './transaction-ledger.ts';

const DEFAULT_CAPACITY = 128;
const MAX_UINT32 = 0xffff_ffff;

/** The numbers of {@link abortStatus}, as properties of the class. */
interface AbortStatuses {
  OK: 0;
  ALREADY_ABORTED: 1;
  ROLL_BACK_ABANDONED: 3;
  CLOSE_ABANDONED: 4;
}

/** The numbers of {@link commitStatus}, as properties of the class. */
interface CommitStatuses {
  OK: 0;
  ALREADY_COMMITTED: 1;
  VERIFY_FAILED: 3;
  MARK_ROLL_FORWARD_ABANDONED: 4;
  ROLL_FORWARD_ABANDONED: 5;
  CLOSE_ABANDONED: 6;
}

/** @internal The ledger of what is passed as a transaction; undefined for anything else. */
export let ledgerOf: (transaction: unknown) => TransactionLedger | undefined;

/**
 * Several commands that take effect together or not at all. They name the transaction in their policies, as `txn`;
 * `client.commit` makes them take effect, `client.abort` undoes them. `client.transaction` does all of it, and runs the
 * commands anew where another transaction was in the way.
 *
 * Transactions need a namespace with strong consistency, which the Enterprise Edition has from version 8.0 on. All
 * commands of a transaction are of one namespace; it may write 4,096 records. Scans, queries and background jobs take
 * no part.
 *
 * @example
 * import { connect, Key, Transaction } from 'tendril';
 *
 * const client = await connect();
 * const [a, b] = [new Key('consistent', 'demo', 'a'), new Key('consistent', 'demo', 'b')];
 * const txn = new Transaction();
 * try {
 *   await client.put(a, { n: 1 }, null, { txn });
 *   await client.put(b, { n: 2 }, null, { txn });
 *   await client.commit(txn);
 * } catch (error) {
 *   await client.abort(txn);
 *   throw error;
 * }
 * client.close();
 */
export class Transaction {
  /**
   * States of a transaction. `OK` is an open one as well: `aerospike` has that name at run time, `OPEN` in its types.
   */
  static state: { OPEN: 0; OK: 0; VERIFIED: 1; COMMITTED: 2; ABORTED: 3 } = {
    OPEN: 0,
    OK: 0,
    VERIFIED: 1,
    COMMITTED: 2,
    ABORTED: 3,
  };
  /** Capacities of a transaction that is made without any. */
  static capacity: { READ_DEFAULT: 128; WRITE_DEFAULT: 128 } = {
    READ_DEFAULT: DEFAULT_CAPACITY,
    WRITE_DEFAULT: DEFAULT_CAPACITY,
  };
  /** The same as {@link abortStatus}. */
  static abortStatus: AbortStatuses = { ...abortStatus } as AbortStatuses;
  /** The same as {@link commitStatus}. */
  static commitStatus: CommitStatuses = { ...commitStatus } as CommitStatuses;

  readonly #ledger: TransactionLedger;
  readonly #readsCapacity: number;
  readonly #writesCapacity: number;

  static {
    ledgerOf = (transaction) =>
      typeof transaction === 'object' && transaction !== null && #ledger in transaction
        ? transaction.#ledger
        : undefined;
  }

  /**
   * @param readsCapacity - About how many records it will read; default 128. No memory is set aside for them, but all
   *   open transactions of the process together may announce at most 500,000 reads and writes.
   * @param writesCapacity - About how many records it will write; default 128.
   * @throws TypeError for what is not an integer; RangeError for one that is negative or has more than 32 bits, and
   *   when the open transactions have announced too much.
   */
  constructor(readsCapacity?: number, writesCapacity?: number) {
    this.#readsCapacity = readsCapacity ?? DEFAULT_CAPACITY;
    this.#writesCapacity = writesCapacity ?? DEFAULT_CAPACITY;
    checkCapacities(this.#readsCapacity, this.#writesCapacity);
    const { TransactionLedger } = require('./transaction-ledger.js') as typeof import('./transaction-ledger.ts');
    this.#ledger = new TransactionLedger(randomId());
    _transactionPool.pushTransaction(this);
  }

  /** Identifier of the transaction. It has 64 bits; this is the nearest number. */
  getId(): number {
    return Number(BigInt.asUintN(64, this.#ledger.id));
  }

  /** Whether it is unknown if the transaction was committed; committing it again may tell. */
  getInDoubt(): boolean {
    return this.#ledger.isInDoubt;
  }

  /** About how many records it will read, as it was made with. */
  getReadsCapacity(): number {
    return this.#readsCapacity;
  }

  /** A value of `Transaction.state`. */
  getState(): number {
    return this.#ledger.publicState;
  }

  /** Seconds that the transaction has from its first write on; 0: as the namespace is configured, by default 10. */
  getTimeout(): number {
    return this.#ledger.timeoutSeconds;
  }

  /** About how many records it will write, as it was made with. */
  getWritesCapacity(): number {
    return this.#writesCapacity;
  }

  /** Whether it was destroyed, as by {@link Transaction.destroyAll}, before it was committed or aborted. */
  getDestroyed(): boolean {
    return this.#ledger.isDestroyed;
  }

  /**
   * Sets how long the transaction has from its first write on. After that the server undoes it, and its commands fail
   * with `status.MRT_EXPIRED`.
   *
   * @param timeout - Seconds; 0: as the namespace is configured. Of no effect after the first write.
   * @throws AerospikeError `ERR_PARAM` for what is not an integer from 0 to 4,294,967,295; `ERR_CLIENT` once the
   *   transaction was destroyed.
   */
  setTimeout(timeout: number): void {
    if (this.#ledger.isDestroyed) throw new AerospikeError('Transaction is already complete');
    if (!isUint32(timeout)) throw AerospikeError.param(`timeout should be a whole number of seconds, not ${timeout}`);
    this.#ledger.timeoutSeconds = timeout;
  }

  /** Destroys all open transactions of this process: none of them can be committed any more, and they expire. */
  destroyAll(): void {
    _transactionPool.removeAllTransactions();
  }

  /** @internal Destroys this one. */
  close(): void {
    this.#ledger.isDestroyed = true;
  }

  /** @internal */
  whenOver(callback: () => void): void {
    this.#ledger.onOver = callback;
  }
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_UINT32;
}

/** The texts are the vendor's: programs compare with them. */
function checkCapacities(reads: unknown, writes: unknown): void {
  if (!Number.isInteger(reads)) throw new TypeError('Must specify a number for readsCapacity');
  if (!Number.isInteger(writes)) throw new TypeError('Must specify a number for writesCapacity');
  const wrong = [reads, writes].map((value) => !isUint32(value as number));
  if (wrong[0] && wrong[1]) throw new RangeError('both readsCapacity and writesCapacity are out of uint32 range');
  if (wrong[0]) throw new RangeError('readsCapacity is out of uint32 range');
  if (wrong[1]) throw new RangeError('writesCapacity is out of uint32 range');
}

/** 64 bits, not all 0, which would mean no transaction. */
function randomId(): bigint {
  const [id] = crypto.getRandomValues(new BigInt64Array(1)) as unknown as [bigint];
  return id === 0n ? randomId() : id;
}

/** Records that open transactions may have announced together; beyond, no other one is made. */
const MAX_ANNOUNCED = 500_000;
const FIRST_CAPACITY = 128;

const FULL =
  'Maximum capacity for Multi-record transactions has been reached. Avoid setting readsCapacity and writesCapacity too high, and abort/commit open transactions so memory can be cleaned up and reused.';

interface Entry {
  readonly transaction: WeakRef<Transaction>;
  /** Records that it has announced to read and write. */
  readonly announced: number;
}

/** The open transactions of a process, as the tests of `aerospike` look at them; programs have no use for it. */
export class TransactionPool {
  readonly #entries = new Set<Entry>();
  readonly #forgotten = new FinalizationRegistry<Entry>((entry) => this.#remove(entry));
  #announced = 0;
  #capacity = FIRST_CAPACITY;

  /** The open transactions, the oldest first. */
  getTransactions(): Transaction[] {
    return [...this.#entries].flatMap(({ transaction }) => transaction.deref() ?? []);
  }

  /** How many may be open before the pool looks for those that are over. */
  getCapacity(): number {
    return this.#capacity;
  }

  /** How many are open. */
  getLength(): number {
    return this.#entries.size;
  }

  /** Adds a transaction. @throws RangeError when the open ones have announced more than 500,000 records */
  pushTransaction(transaction: Transaction): void {
    if (this.#announced > MAX_ANNOUNCED) throw new RangeError(FULL);
    const announced = transaction.getReadsCapacity() + transaction.getWritesCapacity();
    const entry = { transaction: new WeakRef(transaction), announced };
    this.#entries.add(entry);
    this.#announced += announced;
    this.#forgotten.register(transaction, entry);
    transaction.whenOver(() => this.#remove(entry));
    if (this.#entries.size > this.#capacity) this.increaseCapacity();
  }

  /** Forgets all transactions. */
  resetTransactions(): void {
    this.#entries.clear();
    this.#announced = 0;
  }

  /** Doubles the capacity. */
  increaseCapacity(): void {
    this.#capacity *= 2;
  }

  /** Forgets the transactions at some places of {@link TransactionPool.getTransactions}. */
  removeTransactions(indices: readonly number[]): void {
    const entries = [...this.#entries];
    for (const index of indices) {
      const entry = entries[index];
      if (entry !== undefined) this.#remove(entry);
    }
  }

  /** Destroys the open transactions: they take no more commands, and the server ends them at their deadlines. */
  removeAllTransactions(): void {
    for (const transaction of this.getTransactions()) transaction.close();
    this.resetTransactions();
  }

  /** Makes room where the pool is full. Those that are over need not be looked for: they have left already. */
  tendTransactions(): void {
    if (this.#entries.size > this.#capacity) this.increaseCapacity();
  }

  #remove(entry: Entry): void {
    if (this.#entries.delete(entry)) this.#announced -= entry.announced;
  }
}

/**
 * The open transactions of this process; see {@link TransactionPool}.
 *
 * @example
 * import { _transactionPool, Transaction } from 'tendril';
 *
 * const txn = new Transaction();
 * console.log(_transactionPool.getTransactions().includes(txn)); // true
 */
export const _transactionPool: TransactionPool = new TransactionPool();
