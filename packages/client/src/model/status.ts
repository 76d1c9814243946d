// The result codes of server and client: one row each, everything else is derived from it. The numbers that a server
// sends are those of the wire; the others are the client's own and stand here.
// Numbers, names and texts are public interface (programs compare them), so they never change.
// Never decides what a command does with a code; the router reads `retry` and `closesConnection`.
// Specification: docs/protocol/result-codes.md, "Codes" and docs/protocol/retries-and-timeouts.md, "Retries by result
// code".

import { RESULT } from '../wire/codes/results.ts';

/**
 * What repeating the same request may bring.
 * `never`: the same answer. `immediate`: a run itself retries, within `maxRetries` and the deadline.
 * `partition`: only scans and queries retry, per partition. `later`: worth another try by the application, after a pause.
 */
export type RetryClass = 'never' | 'immediate' | 'partition' | 'later';

type StatusRow = readonly [
  code: number,
  names: readonly [string, ...string[]],
  retry: RetryClass,
  closesConnection: boolean,
  message: string,
];

const ROWS = [
  [
    -20,
    ['METRICS_CONFLICT'],
    'never',
    false,
    'There is a conflict between metrics enable/disable and dynamic configuration metrics.',
  ],
  [-19, ['TXN_ALREADY_ABORTED'], 'never', false, 'Transaction commit called, but the transaction was already aborted.'],
  [
    -18,
    ['TXN_ALREADY_COMMITTED'],
    'never',
    false,
    'Transaction abort called, but the transaction was already committed.',
  ],
  [-17, ['TXN_FAILED'], 'never', false, 'Transaction failed.'],
  [-16, ['BATCH_FAILED'], 'never', false, 'One or more keys failed in a batch.'],
  [-15, ['NO_RESPONSE'], 'later', false, 'No response received from server.'],
  [-14, ['MAX_ERROR_RATE'], 'immediate', false, 'Max errors limit reached.'],
  [
    -13,
    ['USE_NORMAL_RETRY'],
    'never',
    false,
    'Abort split batch retry and use normal node retry instead. Used internally and should not be returned to user.',
  ],
  [-12, ['ERR_MAX_RETRIES_EXCEEDED'], 'later', false, 'Max retries limit reached.'],
  [-11, ['ERR_ASYNC_QUEUE_FULL'], 'later', false, 'Async command delay queue is full.'],
  [-10, ['ERR_CONNECTION'], 'immediate', true, 'Synchronous connection error.'],
  [-9, ['ERR_TLS_ERROR'], 'never', true, 'TLS related error'],
  [-8, ['ERR_INVALID_NODE'], 'partition', false, 'Node invalid or could not be found.'],
  [-7, ['ERR_NO_MORE_CONNECTIONS'], 'immediate', false, 'Max connections would be exceeded.'],
  [-6, ['ERR_ASYNC_CONNECTION'], 'immediate', true, 'Asynchronous connection error.'],
  [-5, ['ERR_CLIENT_ABORT'], 'never', true, "Query or scan was aborted in user's callback."],
  [-4, ['ERR_INVALID_HOST'], 'never', false, 'Host name could not be found in DNS lookup.'],
  [-3, ['NO_MORE_RECORDS'], 'never', false, 'No more records available when parsing batch, scan or query records.'],
  [-2, ['ERR_PARAM'], 'never', false, 'Invalid client API parameter.'],
  [-1, ['ERR_CLIENT'], 'never', true, 'Generic client API usage error.'],
  [RESULT.OK, ['OK'], 'never', false, 'Generic success.'],
  [RESULT.UNKNOWN, ['ERR_SERVER'], 'never', false, 'Generic error returned by server.'],
  [
    RESULT.NOT_FOUND,
    ['ERR_RECORD_NOT_FOUND'],
    'never',
    false,
    'Record does not exist in database. May be returned by read, or write with policy Aerospike.policy.exists.UPDATE.',
  ],
  [
    RESULT.GENERATION,
    ['ERR_RECORD_GENERATION'],
    'never',
    false,
    'Generation of record in database does not satisfy write policy.',
  ],
  [RESULT.PARAMETER, ['ERR_REQUEST_INVALID'], 'never', false, 'Request protocol invalid, or invalid protocol field.'],
  [
    RESULT.RECORD_EXISTS,
    ['ERR_RECORD_EXISTS'],
    'never',
    false,
    'Record already exists. May be returned by write with policy Aerospike.policy.exists.CREATE.',
  ],
  [RESULT.BIN_EXISTS, ['ERR_BIN_EXISTS'], 'never', false, 'Bin already exists on a create-only operation.'],
  [
    RESULT.CLUSTER_KEY_MISMATCH,
    ['ERR_CLUSTER_CHANGE'],
    'later',
    false,
    'A cluster state change occurred during the request. This may also be returned by scan operations with the fail_on_cluster_change flag set.',
  ],
  [
    RESULT.OUT_OF_SPACE,
    ['ERR_SERVER_FULL'],
    'later',
    false,
    'The server node is running out of memory and/or storage device space reserved for the specified namespace.',
  ],
  [RESULT.TIMEOUT, ['ERR_TIMEOUT'], 'immediate', false, 'Request timed out. Can be triggered by client or server.'],
  [
    RESULT.ALWAYS_FORBIDDEN,
    ['ERR_ALWAYS_FORBIDDEN'],
    'never',
    false,
    'Operation not allowed in current configuration.',
  ],
  [RESULT.UNAVAILABLE, ['ERR_CLUSTER'], 'immediate', false, 'Partition is unavailable.'],
  [
    RESULT.INCOMPATIBLE_TYPE,
    ['ERR_BIN_INCOMPATIBLE_TYPE'],
    'never',
    false,
    "Bin modification operation can't be done on an existing bin due to its value type.",
  ],
  [
    RESULT.RECORD_TOO_BIG,
    ['ERR_RECORD_TOO_BIG'],
    'never',
    false,
    "Record being (re-)written can't fit in a storage write block.",
  ],
  [
    RESULT.KEY_BUSY,
    ['ERR_RECORD_BUSY'],
    'later',
    false,
    'Too many concurrent requests for one record - a "hot-key" situation.',
  ],
  [RESULT.QUERY_ABORT, ['ERR_SCAN_ABORTED'], 'never', true, 'Scan aborted by user.'],
  [
    RESULT.UNSUPPORTED_FEATURE,
    ['ERR_UNSUPPORTED_FEATURE'],
    'never',
    false,
    'Sometimes our doc, or our customers wishes, get ahead of us. We may have processed something that the server is not ready for (unsupported feature).',
  ],
  [RESULT.BIN_NOT_FOUND, ['ERR_BIN_NOT_FOUND'], 'never', false, 'Bin not found on update-only operation.'],
  [
    RESULT.DEVICE_OVERLOAD,
    ['ERR_DEVICE_OVERLOAD'],
    'immediate',
    false,
    "The server node's storage device(s) can't keep up with the write load.",
  ],
  [
    RESULT.KEY_MISMATCH,
    ['ERR_RECORD_KEY_MISMATCH'],
    'never',
    false,
    'Record key sent with command did not match key stored on server.',
  ],
  [RESULT.NAMESPACE, ['ERR_NAMESPACE_NOT_FOUND'], 'never', false, 'Namespace in request not found on server.'],
  [
    RESULT.BIN_NAME,
    ['ERR_BIN_NAME'],
    'never',
    false,
    "Sent too-long bin name (should be impossible in this client) or exceeded namespace's bin name quota.",
  ],
  [RESULT.FORBIDDEN, ['ERR_FAIL_FORBIDDEN'], 'later', false, 'Operation not allowed at this time.'],
  [
    RESULT.ELEMENT_NOT_FOUND,
    ['ERR_FAIL_ELEMENT_NOT_FOUND'],
    'never',
    false,
    'Map element not found in UPDATE_ONLY write mode.',
  ],
  [RESULT.ELEMENT_EXISTS, ['ERR_FAIL_ELEMENT_EXISTS'], 'never', false, 'Map element exists in CREATE_ONLY write mode.'],
  [
    RESULT.ENTERPRISE_ONLY,
    ['ERR_ENTERPRISE_ONLY', 'ERR_FAIL_ENTERPRISE_ONLY'],
    'never',
    false,
    'Attempt to use an Enterprise feature on a Community server or a server without the applicable feature key.',
  ],
  [
    RESULT.OP_NOT_APPLICABLE,
    ['ERR_OP_NOT_APPLICABLE'],
    'never',
    false,
    'The operation cannot be applied to the current bin value on the server.',
  ],
  [
    RESULT.FILTERED_OUT,
    ['FILTERED_OUT'],
    'never',
    false,
    'The command was not performed because the filter expression was false.',
  ],
  [RESULT.LOST_CONFLICT, ['LOST_CONFLICT'], 'never', false, 'Write command loses conflict to XDR.'],
  [RESULT.XDR_KEY_BUSY, ['XDR_KEY_BUSY'], 'later', false, "Write can't complete until XDR finishes shipping."],
  [RESULT.SECURITY_OK_LAST, ['QUERY_END'], 'never', false, 'There are no more records left for query.'],
  [
    RESULT.SECURITY_NOT_SUPPORTED,
    ['SECURITY_NOT_SUPPORTED'],
    'never',
    false,
    'Security functionality not supported by connected server.',
  ],
  [
    RESULT.SECURITY_NOT_CONFIGURED,
    ['SECURITY_NOT_ENABLED'],
    'never',
    false,
    'Security functionality not enabled by connected server.',
  ],
  [RESULT.SECURITY_SCHEME, ['SECURITY_SCHEME_NOT_SUPPORTED'], 'never', false, 'Security scheme not supported.'],
  [RESULT.SECURITY_COMMAND, ['INVALID_COMMAND'], 'never', false, 'Administration command is invalid.'],
  [RESULT.SECURITY_FIELD, ['INVALID_FIELD'], 'never', false, 'Administration field is invalid.'],
  [RESULT.SECURITY_STATE, ['ILLEGAL_STATE'], 'never', false, 'Security protocol not followed.'],
  [RESULT.SECURITY_USER, ['INVALID_USER'], 'never', false, 'User name is invalid.'],
  [RESULT.SECURITY_USER_EXISTS, ['USER_ALREADY_EXISTS'], 'never', false, 'User was previously created.'],
  [RESULT.SECURITY_PASSWORD, ['INVALID_PASSWORD'], 'never', false, 'Password is invalid.'],
  [RESULT.SECURITY_EXPIRED_PASSWORD, ['EXPIRED_PASSWORD'], 'never', false, 'Password has expired.'],
  [
    RESULT.SECURITY_FORBIDDEN_PASSWORD,
    ['FORBIDDEN_PASSWORD'],
    'never',
    false,
    'Forbidden password (e.g. recently used).',
  ],
  [RESULT.SECURITY_CREDENTIAL, ['INVALID_CREDENTIAL'], 'never', false, 'Security credential is invalid.'],
  [RESULT.SECURITY_EXPIRED_SESSION, ['EXPIRED_SESSION'], 'never', false, 'Login session expired.'],
  [RESULT.SECURITY_ROLE, ['INVALID_ROLE'], 'never', false, 'Role name is invalid.'],
  [RESULT.SECURITY_ROLE_EXISTS, ['ROLE_ALREADY_EXISTS'], 'never', false, 'Role already exists.'],
  [RESULT.SECURITY_PRIVILEGE, ['INVALID_PRIVILEGE'], 'never', false, 'Privilege is invalid.'],
  [RESULT.SECURITY_WHITELIST, ['INVALID_WHITELIST'], 'never', false, 'Invalid IP whitelist.'],
  [RESULT.SECURITY_QUOTAS_NOT_ENABLED, ['QUOTAS_NOT_ENABLED'], 'never', false, 'Quotas not enabled on server.'],
  [RESULT.SECURITY_QUOTA, ['INVALID_QUOTA'], 'never', false, 'Invalid quota.'],
  [
    RESULT.SECURITY_NOT_AUTHENTICATED,
    ['NOT_AUTHENTICATED'],
    'never',
    true,
    'User must be authenticated before performing database operations.',
  ],
  [
    RESULT.SECURITY_ROLE_VIOLATION,
    ['ROLE_VIOLATION'],
    'never',
    false,
    'User does not possess the required role to perform the database operation.',
  ],
  [
    RESULT.SECURITY_NOT_WHITELISTED,
    ['NOT_WHITELISTED'],
    'never',
    false,
    'Command not allowed because sender IP not whitelisted.',
  ],
  [RESULT.SECURITY_QUOTA_EXCEEDED, ['QUOTA_EXCEEDED'], 'later', false, 'Quota exceeded.'],
  [RESULT.UDF_EXECUTION, ['ERR_UDF'], 'never', false, 'Generic UDF error.'],
  [RESULT.MRT_BLOCKED, ['MRT_BLOCKED'], 'later', false, 'Transaction record blocked by a different transaction.'],
  [
    RESULT.MRT_VERSION_MISMATCH,
    ['MRT_VERSION_MISMATCH'],
    'never',
    false,
    'Transaction read version mismatch identified during commit. Some other command changed the record outside of the transaction.',
  ],
  [
    RESULT.MRT_EXPIRED,
    ['MRT_EXPIRED'],
    'never',
    false,
    'Transaction deadline reached without a successful commit or abort.',
  ],
  [
    RESULT.MRT_TOO_MANY_WRITES,
    ['MRT_TOO_MANY_WRITES'],
    'never',
    false,
    'Transaction write command limit (4096) exceeded.',
  ],
  [RESULT.MRT_COMMITTED, ['MRT_COMMITTED'], 'never', false, 'Transaction was already committed.'],
  [RESULT.MRT_ABORTED, ['MRT_ABORTED'], 'never', false, 'Transaction was already aborted.'],
  [
    RESULT.MRT_ALREADY_LOCKED,
    ['MRT_ALREADY_LOCKED'],
    'never',
    false,
    'This record has been locked by a previous update in this transaction.',
  ],
  [
    RESULT.MRT_MONITOR_EXISTS,
    ['MRT_MONITOR_EXISTS'],
    'never',
    false,
    'This transaction has already started. Writing to the same transaction with independent threads is unsafe.',
  ],
  [RESULT.BATCH_DISABLED, ['ERR_BATCH_DISABLED'], 'never', false, 'Batch functionality has been disabled.'],
  [
    RESULT.BATCH_MAX_REQUESTS,
    ['ERR_BATCH_MAX_REQUESTS_EXCEEDED'],
    'never',
    false,
    'Batch max requests have been exceeded.',
  ],
  [RESULT.BATCH_QUEUES_FULL, ['ERR_BATCH_QUEUES_FULL'], 'later', false, 'All batch queues are full.'],
  [RESULT.GEO_INVALID_GEOJSON, ['ERR_GEO_INVALID_GEOJSON'], 'never', false, 'Invalid/Unsupported GeoJSON.'],
  [RESULT.SINDEX_FOUND, ['ERR_INDEX_FOUND'], 'never', false, 'Index found.'],
  [RESULT.SINDEX_NOT_FOUND, ['ERR_INDEX_NOT_FOUND'], 'partition', false, 'Index not found.'],
  [RESULT.SINDEX_OOM, ['ERR_INDEX_OOM'], 'never', false, 'Index is out of memory.'],
  [RESULT.SINDEX_NOT_READABLE, ['ERR_INDEX_NOT_READABLE'], 'partition', false, 'Unable to read the index.'],
  [RESULT.SINDEX_GENERIC, ['ERR_INDEX'], 'never', false, 'Generic secondary index error.'],
  [RESULT.SINDEX_NAME, ['ERR_INDEX_NAME_MAXLEN'], 'never', false, 'Index name is too long.'],
  [RESULT.SINDEX_MAX_COUNT, ['ERR_INDEX_MAXCOUNT'], 'never', false, 'System already has maximum allowed indices.'],
  [RESULT.QUERY_ABORTED, ['ERR_QUERY_ABORTED'], 'never', true, 'Query was aborted.'],
  [RESULT.QUERY_QUEUE_FULL, ['ERR_QUERY_QUEUE_FULL'], 'later', false, 'Query processing queue is full.'],
  [RESULT.QUERY_TIMEOUT, ['ERR_QUERY_TIMEOUT'], 'later', false, 'Secondary index query timed out on server.'],
  [RESULT.QUERY, ['ERR_QUERY'], 'never', false, 'Generic query error.'],
  [1301, ['ERR_UDF_NOT_FOUND'], 'never', false, 'UDF does not exist.'],
  [1302, ['ERR_LUA_FILE_NOT_FOUND'], 'never', false, 'LUA file does not exist.'],
] as const satisfies readonly StatusRow[];

/** Name of a status code without the `AEROSPIKE_` prefix, e.g. `ERR_RECORD_NOT_FOUND`. */
export type StatusName = (typeof ROWS)[number][1][number];

/** What Tendril knows about one status code. */
export interface StatusEntry {
  readonly code: number;
  /** Without the prefix `AEROSPIKE_`. */
  readonly name: string;
  /** The standard text. */
  readonly message: string;
  readonly retry: RetryClass;
  /** Whether the connection that carried this code must not be used again. */
  readonly closesConnection: boolean;
}

type StatusNumbers = { readonly [name in StatusName | `AEROSPIKE_${StatusName}`]: number };

/** The type of {@link status}. */
export interface Status extends StatusNumbers {
  /** The standard text for a status code; an unknown code yields `Unknown status message <code>`. */
  getMessage(code: number): string;
}

const ENTRIES: ReadonlyMap<number, StatusEntry> = new Map(
  ROWS.map(([code, names, retry, closesConnection, message]) => [
    code,
    Object.freeze({ code, name: names[0], message, retry, closesConnection }),
  ]),
);

/** @internal The row of a code; codes that a newer server may send are never retried. */
export function statusEntry(code: number): StatusEntry {
  return (
    ENTRIES.get(code) ?? {
      code,
      name: `STATUS_${code}`,
      message: `Unknown status message ${code}`,
      retry: 'never',
      closesConnection: code < 0,
    }
  );
}

/** @internal All rows, for tests and documentation. */
export function statusEntries(): readonly StatusEntry[] {
  return [...ENTRIES.values()];
}

function numbers(): StatusNumbers {
  const table: Record<string, number> = {};
  for (const [code, names] of ROWS) {
    for (const name of names) {
      table[name] = code;
      table[`AEROSPIKE_${name}`] = code;
    }
  }
  return table as StatusNumbers;
}

/**
 * Status codes of {@link AerospikeError.code}: positive codes come from the server, negative ones from the client.
 * Each constant also exists with the prefix `AEROSPIKE_`.
 *
 * @example
 * import { connect, Key, status } from 'tendril';
 *
 * const client = await connect();
 * try {
 *   await client.get(new Key('test', 'demo', 'no such record'));
 * } catch (error) {
 *   console.log(error.code === status.ERR_RECORD_NOT_FOUND); // true
 * } finally {
 *   client.close();
 * }
 */
export const status: Status = Object.freeze({
  ...numbers(),
  getMessage: (code: number): string => statusEntry(code).message,
});
