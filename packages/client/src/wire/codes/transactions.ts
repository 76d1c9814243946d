// Transactions: the sizes of their fields, and the record in which a server keeps what a transaction has to do, its
// monitor (docs/protocol/transactions.md). The bits that steer them are `INFO4`, their result codes the `MRT_` ones.

/** Where monitors are kept: a set of the transaction's namespace, closed to commands that belong to no transaction. */
export const MONITOR_SET = '<ERO~MRT';

/**
 * Bins of a monitor, whose user key is the transaction's id as an integer: the id once more, the digests of the records
 * that it writes as an ordered list, and whether it was decided that they take effect.
 */
export const MONITOR_BIN = { ID: 'id', DIGESTS: 'keyds', FORWARD: 'fwd' } as const;

/** Bytes of the MRT_ID, MRT_DEADLINE and RECORD_VERSION fields; all three are little-endian. */
export const MRT_ID_BYTES = 8;
export const MRT_DEADLINE_BYTES = 4;
export const RECORD_VERSION_BYTES = 7;

/** Records that one transaction may write. */
export const MAX_TRANSACTION_WRITES = 4096;
/** Seconds that a transaction has when neither it nor the namespace says otherwise (`mrt-duration`). */
export const DEFAULT_TRANSACTION_SECONDS = 10;
