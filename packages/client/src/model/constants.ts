// Constants of the public interface: policy values, record lifetimes, log levels, index and job kinds.
// Names and numbers are those of the Node.js client's documentation; several are also wire or info-protocol values.
// Never holds wire flags; those are in wire/codes/, which the constants that stand for the same numbers draw on.

import { PRIVILEGE } from '../wire/codes/admin.ts';
import { EXP_REGEX_FLAG } from '../wire/codes/expressions.ts';
import { INDEX_TYPE } from '../wire/codes/query.ts';

/**
 * How a write treats the generation (modification count) of the record it meets.
 * `IGNORE` writes regardless, `EQ` only if the generation equals the given one, `GT` only if the given one is greater.
 */
export const gen = Object.freeze({ IGNORE: 0, EQ: 1, GT: 2 });

/** Whether the user key travels with the command (`SEND`, a write then stores it) or only its digest (`DIGEST`). */
export const key = Object.freeze({ DIGEST: 0, SEND: 1 });

/**
 * What a write demands of the record.
 * `IGNORE` creates or updates, `CREATE` only creates, `UPDATE` only updates, `REPLACE` only replaces all bins of an
 * existing record, `CREATE_OR_REPLACE` replaces all bins or creates.
 */
export const exists = Object.freeze({ IGNORE: 0, CREATE: 1, UPDATE: 2, REPLACE: 3, CREATE_OR_REPLACE: 4 });

/**
 * Which replica of a partition serves a read: the master, any in turn, the master and on retries the next ones
 * (`SEQUENCE`), one on the preferred rack, or one in turn over all replicas (`RANDOM`).
 */
export const replica = Object.freeze({ MASTER: 0, ANY: 1, SEQUENCE: 2, PREFER_RACK: 3, RANDOM: 4 });

/** Reads of namespaces that favour availability: one replica decides, or all are consulted while data migrates. */
export const readModeAP = Object.freeze({ ONE: 0, ALL: 1 });

/** Reads of strongly consistent namespaces, from the strictest per session to the most available. */
export const readModeSC = Object.freeze({ SESSION: 0, LINEARIZE: 1, ALLOW_REPLICA: 2, ALLOW_UNAVAILABLE: 3 });

/** Whether a write is confirmed after all replicas or after the master alone have it. */
export const commitLevel = Object.freeze({ ALL: 0, MASTER: 1 });

/** Expected length of a query; short ones are answered by the service threads of the server. */
export const queryDuration = Object.freeze({ LONG: 0, SHORT: 1, LONG_RELAX_AP: 2 });

/**
 * Special record lifetimes; positive numbers are seconds.
 *
 * @example
 * import { connect, Key, ttl } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'ttl');
 * await client.put(key, { n: 1 }, { ttl: ttl.NEVER_EXPIRE });
 * console.log((await client.get(key)).ttl); // -1
 * client.close();
 */
export const ttl = Object.freeze({ NAMESPACE_DEFAULT: 0, NEVER_EXPIRE: -1, DONT_UPDATE: -2, CLIENT_DEFAULT: -3 });

/**
 * How a client with a user name authenticates.
 *
 * @example
 * import { auth } from 'tendril';
 *
 * console.log(auth.EXTERNAL); // 1
 */
export const auth = Object.freeze({ INTERNAL: 0, EXTERNAL: 1, EXTERNAL_INSECURE: 2, AUTH_PKI: 3 });

/**
 * Log levels; a level includes those below it.
 *
 * @example
 * import { Client, log } from 'tendril';
 *
 * const client = new Client({ log: { level: log.DEBUG } });
 * client.updateLogging({ level: log.ERROR });
 */
export const log = Object.freeze({ OFF: -1, ERROR: 0, WARN: 1, INFO: 2, DEBUG: 3, TRACE: 4, DETAIL: 4 });

/**
 * Languages of user-defined functions.
 *
 * @example
 * import { language } from 'tendril';
 *
 * console.log(language.LUA); // 0
 */
export const language = Object.freeze({ LUA: 0 });

/**
 * States of a background job.
 *
 * @example
 * import { jobStatus } from 'tendril';
 *
 * console.log(jobStatus.COMPLETED); // 2
 */
export const jobStatus = Object.freeze({ UNDEF: 0, INPROGRESS: 1, COMPLETED: 2 });

/**
 * Types of the values that a secondary index covers.
 *
 * @example
 * import { indexDataType } from 'tendril';
 *
 * console.log(indexDataType.GEO2DSPHERE); // 2
 */
export const indexDataType = Object.freeze({ STRING: 0, NUMERIC: 1, GEO2DSPHERE: 2, BLOB: 3, INTEGER: 4, DEFAULT: 0 });

/**
 * What of a bin a secondary index covers: the value, or the elements, keys or values of a collection.
 *
 * @example
 * import { indexType } from 'tendril';
 *
 * console.log(indexType.MAPKEYS); // 2
 */
export const indexType = Object.freeze({ ...INDEX_TYPE });

/**
 * Flags of a regular expression in a filter expression.
 *
 * @example
 * import { regex } from 'tendril';
 *
 * console.log(regex.EXTENDED | regex.ICASE); // 3
 */
export const regex = Object.freeze({
  BASIC: 0,
  EXTENDED: EXP_REGEX_FLAG.EXTENDED,
  ICASE: EXP_REGEX_FLAG.ICASE,
  NEWLINE: EXP_REGEX_FLAG.NEWLINE,
});

/**
 * Kinds of a batch row.
 *
 * @example
 * import { batchType } from 'tendril';
 *
 * console.log(batchType.BATCH_WRITE); // 1
 */
export const batchType = Object.freeze({ BATCH_READ: 0, BATCH_WRITE: 1, BATCH_APPLY: 2, BATCH_REMOVE: 3 });

/**
 * Outcome of a transaction commit.
 *
 * @example
 * import { commitStatus } from 'tendril';
 *
 * console.log(commitStatus.ALREADY_COMMITTED); // 1
 */
export const commitStatus = Object.freeze({
  OK: 0,
  ALREADY_COMMITTED: 1,
  VERIFY_FAILED: 3,
  MARK_ROLL_FORWARD_ABANDONED: 4,
  ROLL_FORWARD_ABANDONED: 5,
  CLOSE_ABANDONED: 6,
});

/**
 * Outcome of a transaction abort.
 *
 * @example
 * import { abortStatus } from 'tendril';
 *
 * console.log(abortStatus.ALREADY_ABORTED); // 1
 */
export const abortStatus = Object.freeze({ OK: 0, ALREADY_ABORTED: 1, ROLL_BACK_ABANDONED: 3, CLOSE_ABANDONED: 4 });

/**
 * Codes of the privileges that a role can hold.
 *
 * @example
 * import { privilegeCode } from 'tendril';
 *
 * console.log(privilegeCode.READ_WRITE); // 11
 */
export const privilegeCode = Object.freeze({ ...PRIVILEGE });

/**
 * Names of server features, as the `features` info command lists them.
 *
 * @example
 * import { features } from 'tendril';
 *
 * console.log(features.CDT_MAP); // cdt-map
 */
export const features = Object.freeze({ CDT_MAP: 'cdt-map', CDT_LIST: 'cdt-list', BLOB_BITS: 'blob-bits' });
