// Transaction: several commands that take effect together or not at all. Not there yet; see missing.ts.

/** A transaction, named in the policies of the commands that belong to it. */
export interface Transaction {
  destroyAll(): void;
  /** Identifier, 64 bits. */
  getId(): number;
  /** Whether it is unknown if the transaction was committed. */
  getInDoubt(): boolean;
  getReadsCapacity(): number;
  /** A value of `Transaction.state`. */
  getState(): number;
  /** Seconds after which the server ends the transaction; 0 as the server is configured. */
  getTimeout(): number;
  getWritesCapacity(): number;
  setTimeout(timeout: number): void;
}

/** The type of `Transaction` as a class. */
export interface TransactionClass {
  new (readsCapacity?: number, writesCapacity?: number): Transaction;
  readonly prototype: Transaction;
  /** `OPEN` is what the types of `aerospike` say, `OK` what it has. */
  state: { OPEN: 0; OK: 0; VERIFIED: 1; COMMITTED: 2; ABORTED: 3 };
  capacity: { READ_DEFAULT: 128; WRITE_DEFAULT: 128 };
  abortStatus: { OK: 0; ALREADY_ABORTED: 1; ROLL_BACK_ABANDONED: 3; CLOSE_ABANDONED: 4 };
  commitStatus: {
    OK: 0;
    ALREADY_COMMITTED: 1;
    VERIFY_FAILED: 3;
    MARK_ROLL_FORWARD_ABANDONED: 4;
    ROLL_FORWARD_ABANDONED: 5;
    CLOSE_ABANDONED: 6;
  };
}

/** The open transactions of a process. */
export interface TransactionPool {
  getTransactions(): Transaction[];
  getCapacity(): number;
  getLength(): number;
  pushTransaction(transaction: Transaction): void;
  resetTransactions(): void;
  increaseCapacity(): void;
  removeTransactions(indices: number[]): void;
  removeAllTransactions(): void;
  tendTransactions(): void;
}
