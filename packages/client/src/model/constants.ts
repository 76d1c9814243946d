// Constants of the public interface: policy values, record lifetimes, log levels, index and job kinds.
// Each is a value with the names and a type of the same name, as an enum would be; but any number fits the type, and a
// variable that starts with one of them may become any number: `let s = ttl.NEVER_EXPIRE; s = 60`.
// Names and numbers are those of the Node.js client's documentation; several are also wire or info-protocol values.
// Never holds wire flags; those are in wire/codes/, which the constants that stand for the same numbers draw on.

import { PRIVILEGE } from '../wire/codes/admin.ts';
import { EXP_REGEX_FLAG } from '../wire/codes/expressions.ts';
import { INDEX_TYPE } from '../wire/codes/query.ts';

/** A frozen object of values with names, each of which widens to any number or text. */
export type NamedConstants<Values> = {
  readonly [Name in keyof Values]:
    | Values[keyof Values]
    | (Values[keyof Values] extends number ? number & {} : string & {});
};

/** @internal */
export function constants<const Values extends { readonly [name: string]: number | string }>(
  values: Values,
): NamedConstants<Values> {
  return Object.freeze(values) as unknown as NamedConstants<Values>;
}

/** How a write treats the generation of the record that it meets: the number of times it was written. */
export const gen = constants({
  /** Writes whatever the generation is. */
  IGNORE: 0,
  /** Writes only if the generation is the given one: nobody changed the record in between. */
  EQ: 1,
  /** Writes only if the given generation is greater, as when a backup is restored. */
  GT: 2,
});
export type gen = (typeof gen)[keyof typeof gen];

/**
 * How much a server says about an error beside its code; for `errorDetailVerbosity` in policies.
 *
 * @example
 * import { connect, errorDetailVerbosity, Key } from 'tendril';
 *
 * const client = await connect();
 * const policy = { errorDetailVerbosity: errorDetailVerbosity.MESSAGE };
 * await client.exists(new Key('test', 'demo', 'verbosity'), policy);
 * client.close();
 */
export const errorDetailVerbosity = constants({
  /** Nothing. */
  NONE: 0,
  /** A number that says why, see `subcode`. */
  SUBCODE: 1,
  /** The number and a text. */
  MESSAGE: 2,
  /** Both, and where an expression failed. Not in `aerospike`. */
  TRACE: 3,
});
export type errorDetailVerbosity = (typeof errorDetailVerbosity)[keyof typeof errorDetailVerbosity];

/** Whether the user key travels with a command. */
export const key = constants({
  /** Only the digest travels; the server does not learn the key. */
  DIGEST: 0,
  /** The key travels too; a write stores it. */
  SEND: 1,
});
export type key = (typeof key)[keyof typeof key];

/** What a write demands of the record. */
export const exists = constants({
  /** Nothing: creates the record or updates its bins. */
  IGNORE: 0,
  /** The record must be new; otherwise `status.ERR_RECORD_EXISTS`. */
  CREATE: 1,
  /** The record must be there; otherwise `status.ERR_RECORD_NOT_FOUND`. Updates its bins. */
  UPDATE: 2,
  /** The record must be there; otherwise `status.ERR_RECORD_NOT_FOUND`. Replaces all its bins. */
  REPLACE: 3,
  /** Nothing: creates the record or replaces all its bins. */
  CREATE_OR_REPLACE: 4,
});
export type exists = (typeof exists)[keyof typeof exists];

/** Which replica of a partition serves a command. */
export const replica = constants({
  /** The node that holds the master copy. */
  MASTER: 0,
  /** Each in turn. */
  ANY: 1,
  /** The master; retries go to the next replica. */
  SEQUENCE: 2,
  /** One on a rack of `Config.rackIds`, where there is one; otherwise as `SEQUENCE`. Needs `Config.rackAware`. */
  PREFER_RACK: 3,
  /** One after the other of all replicas, to spread reads evenly. */
  RANDOM: 4,
});
export type replica = (typeof replica)[keyof typeof replica];

/** How many replicas a read consults in a namespace that favours availability. */
export const readModeAP = constants({
  /** One. */
  ONE: 0,
  /** All, while partitions migrate; the newest copy wins. */
  ALL: 1,
});
export type readModeAP = (typeof readModeAP)[keyof typeof readModeAP];

/** How strict a read is in a strongly consistent namespace, from strict to available. */
export const readModeSC = constants({
  /** This client sees its own writes, and never goes back in time. */
  SESSION: 0,
  /** All clients see one order of all writes. */
  LINEARIZE: 1,
  /** A replica may answer, if it is whole; may go back in time. */
  ALLOW_REPLICA: 2,
  /** Any copy may answer, even of a partition that is unavailable; may go back in time. */
  ALLOW_UNAVAILABLE: 3,
});
export type readModeSC = (typeof readModeSC)[keyof typeof readModeSC];

/** When a server confirms a write. */
export const commitLevel = constants({
  /** After all replicas have it. */
  ALL: 0,
  /** After the master has it; the replicas follow. */
  MASTER: 1,
});
export type commitLevel = (typeof commitLevel)[keyof typeof commitLevel];

/** How long a query is expected to be. */
export const queryDuration = constants({
  /** More than a hundred records per node. */
  LONG: 0,
  /** Less; the threads that serve single records answer it. */
  SHORT: 1,
  /** As `LONG`, and in a namespace that favours availability it is not held up by migrations. */
  LONG_RELAX_AP: 2,
});
export type queryDuration = (typeof queryDuration)[keyof typeof queryDuration];

/**
 * Special record lifetimes; positive numbers are seconds.
 *
 * @example
 * import { connect, Key, ttl } from 'tendril';
 *
 * const client = await connect();
 * const key = new Key('test', 'demo', 'ttl');
 * await client.put(key, { n: 1 }, { ttl: 60 });
 * await client.put(key, { n: 2 }, { ttl: ttl.NEVER_EXPIRE });
 * console.log((await client.get(key)).ttl === ttl.NEVER_EXPIRE); // true
 * client.close();
 */
export const ttl = constants({
  /** As the namespace is configured (`default-ttl`). */
  NAMESPACE_DEFAULT: 0,
  /** The record stays until it is removed. */
  NEVER_EXPIRE: -1,
  /** A write leaves the lifetime of the record as it is. */
  DONT_UPDATE: -2,
  /** As the policy of the client says. */
  CLIENT_DEFAULT: -3,
});
export type ttl = (typeof ttl)[keyof typeof ttl];

/**
 * How a client with a user name authenticates.
 *
 * @example
 * import { auth, Config } from 'tendril';
 *
 * const config = new Config({ user: 'app', password: process.env.PASSWORD ?? '', authMode: auth.EXTERNAL });
 * console.log(config.authMode === auth.EXTERNAL); // true
 */
export const auth = constants({
  /** The cluster knows user and password; only a hash of the password travels. */
  INTERNAL: 0,
  /** Another system, such as LDAP, knows them; the password travels, and only through TLS. */
  EXTERNAL: 1,
  /** The same without TLS, for tests: the password travels in the clear. */
  EXTERNAL_INSECURE: 2,
  /** The certificate of the client names the user; there is no password. */
  AUTH_PKI: 3,
});
export type auth = (typeof auth)[keyof typeof auth];

/**
 * Log levels; a level includes those before it.
 *
 * @example
 * import { Client, log } from 'tendril';
 *
 * const client = new Client({ log: { level: log.DEBUG } });
 * client.updateLogging({ level: log.ERROR });
 */
export const log = constants({
  OFF: -1,
  ERROR: 0,
  WARN: 1,
  INFO: 2,
  DEBUG: 3,
  TRACE: 4,
  /** Another name of `TRACE`. */
  DETAIL: 4,
});
export type log = (typeof log)[keyof typeof log];

/**
 * Languages of user-defined functions.
 *
 * @example
 * import { language } from 'tendril';
 *
 * // As `udfRegister` takes it.
 * const module = { path: './udf/accounts.lua', type: language.LUA };
 * console.log(module.type === language.LUA); // true
 */
export const language = constants({ LUA: 0 });
export type language = (typeof language)[keyof typeof language];

/**
 * States of a background job.
 *
 * @example
 * import { jobStatus } from 'tendril';
 *
 * const isOver = (job) => job.status === jobStatus.COMPLETED;
 * console.log(isOver({ status: jobStatus.INPROGRESS, progressPct: 40 })); // false
 */
export const jobStatus = constants({
  /** No node knows the job. */
  UNDEF: 0,
  INPROGRESS: 1,
  COMPLETED: 2,
});
export type jobStatus = (typeof jobStatus)[keyof typeof jobStatus];

/**
 * Types of the values that a secondary index covers.
 *
 * @example
 * import { indexDataType } from 'tendril';
 *
 * // As `createIndex` takes it.
 * const index = { ns: 'test', set: 'users', bin: 'home', index: 'users_home', datatype: indexDataType.GEO2DSPHERE };
 * console.log(index.datatype === indexDataType.STRING); // false
 */
export const indexDataType = constants({
  STRING: 0,
  /** @deprecated The same as `INTEGER`, which is its name from server 8.2 and `aerospike` 7.0 on. */
  NUMERIC: 1,
  /** GeoJSON points and regions. */
  GEO2DSPHERE: 2,
  /** Bytes; needs server 7.0. */
  BLOB: 3,
  /** Integers; other numbers are in no index. */
  INTEGER: 4,
  DEFAULT: 0,
});
export type indexDataType = (typeof indexDataType)[keyof typeof indexDataType];

/**
 * What of a bin a secondary index covers.
 *
 * @example
 * import { indexDataType, indexType } from 'tendril';
 *
 * // Finds the records whose list `tags` holds a given text.
 * const index = { bin: 'tags', index: 'tags', datatype: indexDataType.STRING, type: indexType.LIST };
 * console.log(index.type === indexType.DEFAULT); // false
 */
export const indexType = constants({
  /** The value of the bin. */
  DEFAULT: INDEX_TYPE.DEFAULT,
  /** The elements of a list. */
  LIST: INDEX_TYPE.LIST,
  /** The keys of a map. */
  MAPKEYS: INDEX_TYPE.MAPKEYS,
  /** The values of a map. */
  MAPVALUES: INDEX_TYPE.MAPVALUES,
  /** The set itself; not a bin of its records. */
  SET: INDEX_TYPE.SET,
});
export type indexType = (typeof indexType)[keyof typeof indexType];

/**
 * Flags of a regular expression in a filter expression, to be added.
 *
 * @example
 * import { regex } from 'tendril';
 *
 * const anyCase = regex.EXTENDED | regex.ICASE;
 * console.log(anyCase & regex.NEWLINE); // 0
 */
export const regex = constants({
  /** POSIX basic regular expressions. */
  BASIC: 0,
  /** POSIX extended regular expressions. */
  EXTENDED: EXP_REGEX_FLAG.EXTENDED,
  /** Upper and lower case are the same. */
  ICASE: EXP_REGEX_FLAG.ICASE,
  /** `.` does not match the end of a line; `^` and `$` do. */
  NEWLINE: EXP_REGEX_FLAG.NEWLINE,
});
export type regex = (typeof regex)[keyof typeof regex];

/**
 * Kinds of a batch row.
 *
 * @example
 * import { batchType, Key, operations } from 'tendril';
 *
 * const rows = [
 *   { type: batchType.BATCH_READ, key: new Key('test', 'demo', 1), readAllBins: true },
 *   { type: batchType.BATCH_WRITE, key: new Key('test', 'demo', 2), ops: [operations.incr('visits', 1)] },
 *   { type: batchType.BATCH_REMOVE, key: new Key('test', 'demo', 3) },
 * ];
 * console.log(rows.filter(({ type }) => type !== batchType.BATCH_READ).length); // 2
 */
export const batchType = constants({
  BATCH_READ: 0,
  BATCH_WRITE: 1,
  /** Calls a user-defined function. */
  BATCH_APPLY: 2,
  BATCH_REMOVE: 3,
});
export type batchType = (typeof batchType)[keyof typeof batchType];

/**
 * Outcome of a transaction commit.
 *
 * @example
 * import { commitStatus } from 'tendril';
 *
 * // After these the writes are there, or will be: the server finishes what the client could not.
 * const isDone = (outcome) => outcome !== commitStatus.VERIFY_FAILED;
 * console.log(isDone(commitStatus.ROLL_FORWARD_ABANDONED)); // true
 */
export const commitStatus = constants({
  OK: 0,
  ALREADY_COMMITTED: 1,
  /** A record that was read has changed since; nothing was written. */
  VERIFY_FAILED: 3,
  /** The client could not say whether the commit is decided; the server decides. */
  MARK_ROLL_FORWARD_ABANDONED: 4,
  /** Committed; the server will complete the writes. */
  ROLL_FORWARD_ABANDONED: 5,
  /** Committed and complete; the server will clean up. */
  CLOSE_ABANDONED: 6,
});
export type commitStatus = (typeof commitStatus)[keyof typeof commitStatus];

/**
 * Outcome of a transaction abort.
 *
 * @example
 * import { abortStatus } from 'tendril';
 *
 * // After all of them the transaction has no effect; after some the server has work left.
 * const leavesWork = (outcome) => outcome >= abortStatus.ROLL_BACK_ABANDONED;
 * console.log(leavesWork(abortStatus.ALREADY_ABORTED)); // false
 */
export const abortStatus = constants({
  OK: 0,
  ALREADY_ABORTED: 1,
  /** The server will take back the writes. */
  ROLL_BACK_ABANDONED: 3,
  /** The writes are taken back; the server will clean up. */
  CLOSE_ABANDONED: 4,
});
export type abortStatus = (typeof abortStatus)[keyof typeof abortStatus];

/**
 * Codes of the privileges that a role can hold.
 *
 * @example
 * import { privilegeCode } from 'tendril';
 *
 * const mayWrite = ({ code }) => code === privilegeCode.WRITE || code === privilegeCode.READ_WRITE;
 * console.log(mayWrite({ code: privilegeCode.READ, namespace: 'test', set: '' })); // false
 */
export const privilegeCode = constants({ ...PRIVILEGE });
export type privilegeCode = (typeof privilegeCode)[keyof typeof privilegeCode];

/**
 * Names of server features, as the `features` info command lists them.
 *
 * @example
 * import { connect, features } from 'tendril';
 *
 * const client = await connect();
 * const text = await client.infoAny('features');
 * console.log(typeof text.includes(features.CDT_MAP)); // boolean
 * client.close();
 */
export const features = constants({
  /** Maps with order and their operations. */
  CDT_MAP: 'cdt-map',
  /** Operations on lists. */
  CDT_LIST: 'cdt-list',
  /** Operations on bits. */
  BLOB_BITS: 'blob-bits',
});
export type features = (typeof features)[keyof typeof features];
