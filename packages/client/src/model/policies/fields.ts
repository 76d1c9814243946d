// What the fields of policies are: the type and the documentation of each, said once.
// Which policy has which of them, their ranges and defaults stand in table.ts; nothing here exists at run time.
// scripts/generate-policy-reference.mjs fills in `@defaultValue` from the table, and makes docs/reference/policies.md.

import type {
  commitLevel,
  errorDetailVerbosity,
  exists,
  gen,
  key,
  queryDuration,
  readModeAP,
  readModeSC,
  replica,
} from '../constants.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import type { Transaction } from '../transaction.ts';

/** How much errors tell. It came to `aerospike` with version 7.0. */
export interface DetailFields {
  /**
   * How much a server from 8.2 on says about an error beside its code: a value of `errorDetailVerbosity`. It stands in
   * `subcode`, `message` and `trace` of the error. Older servers say what they always say.
   *
   * @defaultValue NONE
   */
  errorDetailVerbosity?: errorDetailVerbosity | undefined;
}

/** Values of `BasePolicy`, which all commands on records understand. */
export interface BasePolicyOptions extends DetailFields {
  /**
   * Limit for one attempt in ms: from the request on a connection to its reply. 0 for none. It also is the time that
   * the server has for the command. Lowered to `totalTimeout` where it is larger.
   *
   * @defaultValue 30 000; 3 000 for txnVerify, txnRoll
   */
  socketTimeout?: number | undefined;
  /**
   * Limit for the command with all its retries in ms, from the call to its end, time in queues included. 0 for none.
   * After it the command fails with `status.ERR_TIMEOUT`; a write may then have happened (`error.inDoubt`).
   *
   * @defaultValue 1 000; 10 000 for txnVerify, txnRoll; 0 for query, scan
   */
  totalTimeout?: number | undefined;
  /**
   * Attempts after the first one, on another replica where the policy allows it. A write that is not idempotent, such
   * as `add`, may take effect twice if it is retried: leave it at 0 there.
   *
   * @defaultValue 2; 0 for write, operate, remove, apply, batchParentWrite; 5 for txnVerify, txnRoll, query, scan
   */
  maxRetries?: number | undefined;
  /**
   * The command has an effect only on records for which this expression is true, and fails with `status.FILTERED_OUT`
   * for others. As the functions of `exp` build it, or as base64 text.
   *
   * @defaultValue none
   */
  filterExpression?: AerospikeExp | string | undefined;
  /**
   * Whether requests of more than 128 bytes are compressed (zlib) and the server may compress its replies. Saves
   * network and costs CPU on both ends. Needs an Enterprise server.
   *
   * @defaultValue false
   */
  compress?: boolean | undefined;
  /**
   * The transaction that the command belongs to.
   *
   * @defaultValue none
   */
  txn?: Transaction | undefined;
  /**
   * Accepted and not used: commands share connections, which are opened within the `connTimeoutMs` of the client.
   *
   * @defaultValue 0
   */
  connectTimeout?: number | undefined;
  /**
   * How long a connection may wait for the late reply to a command that timed out, in ms; then it is closed, with an
   * error for the commands behind. Shorter finds dead nodes sooner, longer spares connections to slow ones.
   *
   * @defaultValue 3 000
   */
  timeoutDelay?: number | undefined;
}

/**
 * Fields of {@link BasePolicyOptions} where nothing reads them: the types of `aerospike` allow them in policies that are
 * not about a command, so programs that set them compile.
 */
export interface IgnoredBaseOptions {
  /** @deprecated Has no effect in this policy. */
  socketTimeout?: number | undefined;
  /** @deprecated Has no effect in this policy. */
  totalTimeout?: number | undefined;
  /** @deprecated Has no effect in this policy. */
  maxRetries?: number | undefined;
  /** @deprecated Has no effect in this policy. */
  filterExpression?: AerospikeExp | string | undefined;
  /** @deprecated Has no effect in this policy. */
  compress?: boolean | undefined;
  /** @deprecated Has no effect in this policy. */
  txn?: Transaction | undefined;
  /** @deprecated Has no effect in this policy. */
  connectTimeout?: number | undefined;
  /** @deprecated Has no effect in this policy. */
  timeoutDelay?: number | undefined;
}

/** What commands on records understand, each some of it. */
export interface CommandFields {
  /**
   * Whether the user key travels with the command (`policy.key.SEND`) or only its digest. A write stores the key that
   * it is sent, so that scans and queries can return it; a server compares a key that it is sent with the stored one.
   *
   * @defaultValue DIGEST
   */
  key?: key | undefined;
  /**
   * What a write demands of the record's generation: a value of `policy.gen`. Otherwise it fails with
   * `status.ERR_RECORD_GENERATION`. The generation to compare with is `generation` where the policy has it, else `gen`
   * in the metadata of the command or row.
   *
   * @defaultValue IGNORE
   */
  gen?: gen | undefined;
  /**
   * Generation that `gen` compares with the record's.
   *
   * @defaultValue 0
   */
  generation?: number | undefined;
  /**
   * What a write demands of the record: a value of `policy.exists`, such as `CREATE` for one that must be new.
   *
   * @defaultValue IGNORE
   */
  exists?: exists | undefined;
  /**
   * Which replica of a partition serves the command: a value of `policy.replica`.
   *
   * @defaultValue SEQUENCE; MASTER for txnVerify, txnRoll
   */
  replica?: replica | undefined;
  /**
   * How many replicas a read consults in a namespace that favours availability: a value of `policy.readModeAP`.
   *
   * @defaultValue ONE
   */
  readModeAP?: readModeAP | undefined;
  /**
   * How strict a read is in a strongly consistent namespace: a value of `policy.readModeSC`.
   *
   * @defaultValue SESSION; LINEARIZE for txnVerify
   */
  readModeSC?: readModeSC | undefined;
  /**
   * A read renews the lifetime of a record once less than this percentage of it is left: 1 to 100; 0 as the namespace
   * is configured, -1 never. With 80 and a lifetime of ten hours, a read after the first two hours renews it.
   *
   * @defaultValue 0
   */
  readTouchTtlPercent?: number | undefined;
  /**
   * Whether lists and maps come as values or, if false, as the bytes in which the server stores them (`Buffer`).
   *
   * @defaultValue true
   */
  deserialize?: boolean | undefined;
  /**
   * When the server confirms a write, after all replicas have it or the master alone: a value of `policy.commitLevel`.
   *
   * @defaultValue ALL
   */
  commitLevel?: commitLevel | undefined;
  /**
   * Lifetime of the written record in seconds, or a value of `ttl`, such as `ttl.NEVER_EXPIRE`.
   *
   * @defaultValue 0
   */
  ttl?: number | undefined;
  /**
   * Whether a removal leaves a tombstone, so that the record cannot come back from a node that was away. Needs an
   * Enterprise server.
   *
   * @defaultValue false
   */
  durableDelete?: boolean | undefined;
  /**
   * Whether to fail with `status.MRT_ALREADY_LOCKED` if the transaction of the command has already written the record.
   *
   * @defaultValue false
   */
  onLockingOnly?: boolean | undefined;
  /**
   * Size in bytes beyond which a request is compressed, where `compress` is set.
   *
   * @defaultValue 128
   */
  compressionThreshold?: number | undefined;
}

/** What decides how a command on one record travels. Not in `aerospike`. */
export interface MergeFields {
  /**
   * Whether the command may travel with others of the same turn of the event loop, for the same node, in one request.
   * It keeps its own limits, retries and result. The client's `mergeCommands` decides where this is left out.
   *
   * @defaultValue true
   */
  merge?: boolean | undefined;
}

/** What only a batch as a whole understands. */
export interface BatchFields {
  /**
   * Whether the nodes that hold the keys are asked at the same time rather than one after the other.
   *
   * @defaultValue false
   */
  concurrent?: boolean | undefined;
  /**
   * Whether the server may answer from the thread that receives the request where data are in memory. Faster for small
   * batches; a large one keeps other commands waiting.
   *
   * @defaultValue true
   */
  allowInline?: boolean | undefined;
  /**
   * The same where data are on devices.
   *
   * @defaultValue false
   */
  allowInlineSSD?: boolean | undefined;
  /**
   * Whether the rows after a failed one are worked on too. A missing or filtered record never ends a batch.
   *
   * @defaultValue true
   */
  respondAllKeys?: boolean | undefined;
  /**
   * Whether the set name is sent with each key; a server with privileges per set needs it.
   *
   * @defaultValue false
   */
  sendSetName?: boolean | undefined;
}

/** What only queries and scans understand, each some of it. */
export interface StreamFields {
  /**
   * Whether to fail if partitions are migrating, as records could then be missing or come twice.
   *
   * @defaultValue false
   */
  failOnClusterChange?: boolean | undefined;
  /**
   * Limit in ms of the info request that looks for migrations, where `failOnClusterChange` is set.
   *
   * @defaultValue 10 000
   */
  infoTimeout?: number | undefined;
  /**
   * How long a query is expected to be: a value of `policy.queryDuration`. `SHORT` suits queries with few rows per
   * node.
   *
   * @defaultValue LONG
   */
  expectedDuration?: queryDuration | undefined;
  /**
   * Records that each node returns or works on per second at most, 0 for no limit.
   *
   * @defaultValue 0
   */
  recordsPerSecond?: number | undefined;
  /**
   * About how many records to return, 0 for all; divided among the nodes, so that there may be a few less.
   *
   * @defaultValue 0
   */
  maxRecords?: number | undefined;
}
