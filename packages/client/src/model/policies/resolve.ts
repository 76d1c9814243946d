// Resolved policies: every value filled in and checked, under the public names; commands read nothing else.
// A value of the command beats the one configured for the client, which beats the default.
// One shape for all commands on records, so that the hot path sees one hidden class, and no allocation if a command
// brings no policy. Specification: docs/protocol/retries-and-timeouts.md, "Timeouts" and "Retries by result code".

import { exists, gen, key, queryDuration, readModeAP, readModeSC, replica } from '../constants.ts';
import { AerospikeError } from '../error.ts';
import type { AerospikeExp } from './base-policy.ts';

/** @internal Policy of a command on one record. */
export interface CommandPolicy {
  /** Whole command in ms, 0 for no limit. */
  readonly totalTimeout: number;
  /** One exchange on a socket in ms, 0 for no limit; never above the total limit. */
  readonly socketTimeout: number;
  /** The same before it was lowered to the total limit, for policies laid over this one. */
  readonly rawSocketTimeout: number;
  /** Connect and authenticate in ms, 0: the other limits apply. */
  readonly connectTimeout: number;
  /** Patience with the late reply of a timed-out command in ms. */
  readonly timeoutDelay: number;
  readonly maxRetries: number;
  readonly filterExpression: AerospikeExp | string | undefined;
  readonly txn: object | undefined;
  readonly compress: boolean;
  readonly compressionThreshold: number;
  readonly replica: number;
  readonly readModeAP: number;
  readonly readModeSC: number;
  readonly readTouchTtlPercent: number;
  readonly deserialize: boolean;
  /** Whether the user key is sent (1) or only its digest (0). */
  readonly key: number;
  readonly gen: number;
  /** Generation that remove compares with; put and operate take it from the metadata. */
  readonly generation: number;
  readonly exists: number;
  readonly commitLevel: number;
  readonly durableDelete: boolean;
  readonly onLockingOnly: boolean;
  /** Whether each operation of operate yields a result; collection and expression operations need it. */
  readonly respondAllOps: boolean;
  /** Lifetime that apply sends, in seconds; put and operate take it from the metadata. */
  readonly ttl: number;
}

/** @internal Policy of a batch command. */
export interface BatchCommandPolicy extends CommandPolicy {
  readonly concurrent: boolean;
  readonly allowInline: boolean;
  readonly allowInlineSSD: boolean;
  readonly respondAllKeys: boolean;
  readonly sendSetName: boolean;
}

/** @internal Policy of a scan or query. */
export interface StreamCommandPolicy extends CommandPolicy {
  readonly maxRecords: number;
  readonly recordsPerSecond: number;
  readonly failOnClusterChange: boolean;
  readonly infoTimeout: number;
  readonly expectedDuration: number;
}

/** @internal Policy of an info request. */
export interface InfoRequestPolicy {
  readonly timeout: number;
  readonly timeoutDelay: number;
  readonly sendAsIs: boolean;
  readonly checkBounds: boolean;
}

const READ: CommandPolicy = Object.freeze({
  totalTimeout: 1_000,
  socketTimeout: 1_000,
  rawSocketTimeout: 30_000,
  connectTimeout: 0,
  timeoutDelay: 3_000,
  maxRetries: 2,
  filterExpression: undefined,
  txn: undefined,
  compress: false,
  compressionThreshold: 128,
  replica: replica.SEQUENCE,
  readModeAP: readModeAP.ONE,
  readModeSC: readModeSC.SESSION,
  readTouchTtlPercent: 0,
  deserialize: true,
  key: key.DIGEST,
  gen: gen.IGNORE,
  generation: 0,
  exists: exists.IGNORE,
  commitLevel: 0,
  durableDelete: false,
  onLockingOnly: false,
  respondAllOps: false,
  ttl: 0,
});
const WRITE: CommandPolicy = Object.freeze({ ...READ, maxRetries: 0 });
const BATCH: BatchCommandPolicy = Object.freeze({
  ...READ,
  concurrent: false,
  allowInline: true,
  allowInlineSSD: false,
  respondAllKeys: true,
  sendSetName: false,
});
const STREAM: StreamCommandPolicy = Object.freeze({
  ...READ,
  totalTimeout: 0,
  socketTimeout: 30_000,
  rawSocketTimeout: 30_000,
  maxRetries: 5,
  maxRecords: 0,
  recordsPerSecond: 0,
  failOnClusterChange: false,
  infoTimeout: 10_000,
  expectedDuration: queryDuration.LONG,
});

/** @internal Defaults of each kind of policy, before any configuration. */
export const POLICY_DEFAULTS = Object.freeze({
  read: READ,
  write: WRITE,
  operate: WRITE,
  operateRead: READ,
  remove: WRITE,
  apply: WRITE,
  batch: BATCH,
  batchParentWrite: Object.freeze({ ...BATCH, maxRetries: 0 }),
  scan: STREAM,
  query: STREAM,
  info: Object.freeze({ timeout: 1_000, timeoutDelay: 3_000, sendAsIs: true, checkBounds: true }),
});

/** Values as a user gives them, under the public names. */
type Given = { readonly [name: string]: unknown };

/**
 * @internal Lays the values of a command over resolved ones.
 * @throws AerospikeError `ERR_PARAM` if a value has the wrong type or an impossible value.
 */
export function resolveCommandPolicy(base: CommandPolicy, policy: unknown): CommandPolicy {
  const given = asGiven(policy);
  if (!given) return base;
  const totalTimeout = milliseconds(given, 'totalTimeout', base.totalTimeout);
  const rawSocketTimeout = milliseconds(given, 'socketTimeout', base.rawSocketTimeout);
  return {
    totalTimeout,
    socketTimeout: lowerLimit(rawSocketTimeout, totalTimeout),
    rawSocketTimeout,
    connectTimeout: milliseconds(given, 'connectTimeout', base.connectTimeout),
    timeoutDelay: milliseconds(given, 'timeoutDelay', base.timeoutDelay),
    maxRetries: integer(given, 'maxRetries', base.maxRetries),
    filterExpression: filter(given, base.filterExpression),
    txn: object(given, 'txn', base.txn),
    compress: flag(given, 'compress', base.compress),
    compressionThreshold: integer(given, 'compressionThreshold', base.compressionThreshold),
    replica: integer(given, 'replica', base.replica, replica.RANDOM),
    readModeAP: integer(given, 'readModeAP', base.readModeAP, readModeAP.ALL),
    readModeSC: integer(given, 'readModeSC', base.readModeSC, readModeSC.ALLOW_UNAVAILABLE),
    readTouchTtlPercent: integer(given, 'readTouchTtlPercent', base.readTouchTtlPercent, 100, -1),
    deserialize: flag(given, 'deserialize', base.deserialize),
    key: integer(given, 'key', base.key, key.SEND),
    gen: integer(given, 'gen', base.gen, gen.GT),
    generation: integer(given, 'generation', base.generation, 0xffff),
    exists: integer(given, 'exists', base.exists, exists.CREATE_OR_REPLACE),
    commitLevel: integer(given, 'commitLevel', base.commitLevel, 1),
    durableDelete: flag(given, 'durableDelete', base.durableDelete),
    onLockingOnly: flag(given, 'onLockingOnly', base.onLockingOnly),
    respondAllOps: base.respondAllOps,
    ttl: integer(given, 'ttl', base.ttl, 0xffff_ffff, -3),
  };
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveBatchPolicy(base: BatchCommandPolicy, policy: unknown): BatchCommandPolicy {
  const given = asGiven(policy);
  if (!given) return base;
  return {
    ...resolveCommandPolicy(base, given),
    concurrent: flag(given, 'concurrent', base.concurrent),
    allowInline: flag(given, 'allowInline', base.allowInline),
    allowInlineSSD: flag(given, 'allowInlineSSD', base.allowInlineSSD),
    respondAllKeys: flag(given, 'respondAllKeys', base.respondAllKeys),
    sendSetName: flag(given, 'sendSetName', base.sendSetName),
  };
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveStreamPolicy(base: StreamCommandPolicy, policy: unknown): StreamCommandPolicy {
  const given = asGiven(policy);
  if (!given) return base;
  return {
    ...resolveCommandPolicy(base, given),
    maxRecords: integer(given, 'maxRecords', base.maxRecords, Number.MAX_SAFE_INTEGER),
    recordsPerSecond: integer(given, 'recordsPerSecond', base.recordsPerSecond),
    failOnClusterChange: flag(given, 'failOnClusterChange', base.failOnClusterChange),
    infoTimeout: milliseconds(given, 'infoTimeout', base.infoTimeout),
    expectedDuration: integer(given, 'expectedDuration', base.expectedDuration, queryDuration.LONG_RELAX_AP),
  };
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveInfoPolicy(base: InfoRequestPolicy, policy: unknown): InfoRequestPolicy {
  const given = asGiven(policy);
  if (!given) return base;
  return {
    timeout: milliseconds(given, 'timeout', base.timeout),
    timeoutDelay: milliseconds(given, 'timeoutDelay', base.timeoutDelay),
    sendAsIs: flag(given, 'sendAsIs', base.sendAsIs),
    checkBounds: flag(given, 'checkBounds', base.checkBounds),
  };
}

function asGiven(policy: unknown): Given | undefined {
  if (policy === undefined || policy === null) return undefined;
  if (typeof policy !== 'object') throw AerospikeError.param('Policy must be an object');
  return policy as Given;
}

/** The lower of two limits, where 0 means none. */
function lowerLimit(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  return Math.min(a, b);
}

function invalid(name: string, wanted: string): AerospikeError {
  return AerospikeError.param(`Policy object invalid: ${name} should be ${wanted}`);
}

/** Infinity is accepted as "no limit", which a 0 says to the server. */
function milliseconds(given: Given, name: string, base: number): number {
  const value = given[name];
  if (value === undefined || value === null) return base;
  if (typeof value !== 'number' || !(value >= 0)) throw invalid(name, 'a number of milliseconds, 0 or more');
  // A fraction is cut off; less than a millisecond is still a limit.
  return value > 0xffff_ffff ? 0 : value < 1 ? Math.ceil(value) : Math.trunc(value);
}

function integer(given: Given, name: string, base: number, max = 0xffff_ffff, min = 0): number {
  const value = given[name];
  if (value === undefined || value === null) return base;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw invalid(name, `an integer from ${min} to ${max}`);
  }
  return value;
}

function flag(given: Given, name: string, base: boolean): boolean {
  const value = given[name];
  if (value === undefined || value === null) return base;
  if (typeof value !== 'boolean') throw invalid(name, 'a boolean');
  return value;
}

function object(given: Given, name: string, base: object | undefined): object | undefined {
  const value = given[name];
  if (value === undefined || value === null) return base;
  if (typeof value !== 'object') throw invalid(name, 'an object');
  return value;
}

function filter(given: Given, base: AerospikeExp | string | undefined): AerospikeExp | string | undefined {
  const value = given.filterExpression;
  if (value === undefined || value === null) return base;
  if (typeof value !== 'string' && !Array.isArray(value))
    throw invalid('filterExpression', 'an expression or base64 text');
  return value as AerospikeExp | string;
}
