// Resolved policies: every value filled in and checked, under the public names; commands read nothing else.
// A value of the command beats the one configured for the client, which beats the default of the table.
// One shape for all commands on one record, so that the hot path sees one hidden class, and no allocation if a command
// brings no policy. Specification: docs/protocol/retries-and-timeouts.md, "Timeouts" and
// "Retries by result code".

import type { ServerNeed } from '../../wire/codes/builds.ts';
import { AerospikeError, ArgumentTypeError } from '../error.ts';
import type { AerospikeExp } from '../exp/entry.ts';
import { checked, type Field, type Fields } from './field.ts';
import type { BasePolicyOptions, BatchFields, CommandFields, MergeFields, StreamFields } from './fields.ts';
import type { AdminFields, InfoFields } from './service-fields.ts';
import { ADMIN, BASE, BATCH, COMMAND, DEFAULTS, DETAILS, INFO, MERGE, STREAM } from './table.ts';

/** Documented fields with a value in each. */
type Resolved<Documented> = { readonly [Name in keyof Documented]-?: NonNullable<Documented[Name]> };

/** What every resolved policy knows of itself. */
interface ResolvedKind {
  /** For messages: the name of its defaults in the table, or of the rows that it is for. */
  readonly kind: keyof typeof DEFAULTS | RowKind;
}

/** Kinds of policies of batch rows, which have no defaults of their own. */
type RowKind = 'batchRead' | 'batchWrite' | 'batchRemove' | 'batchApply';

/** @internal Policy of a command on one record. */
export interface CommandPolicy
  extends ResolvedKind,
    Resolved<Omit<BasePolicyOptions, 'filterExpression' | 'txn'>>,
    Resolved<CommandFields>,
    Resolved<MergeFields> {
  readonly filterExpression: AerospikeExp | string | undefined;
  /** Bytes of `filterExpression`, once a command has made them. */
  filter: Buffer | undefined;
  /** What `filterExpression` needs of the server, known with its bytes. */
  needs: ServerNeed | undefined;
  readonly txn: object | undefined;
  /** `socketTimeout` before it was lowered to `totalTimeout`, for policies laid over this one. */
  readonly rawSocketTimeout: number;
  /** Whether each operation of operate yields a result; collection and expression operations need it. */
  readonly respondAllOps: boolean;
}

/** @internal Policy of a batch command. */
export interface BatchCommandPolicy extends CommandPolicy, Resolved<BatchFields> {}

/** @internal Policy of a scan or query. */
export interface StreamCommandPolicy extends CommandPolicy, Resolved<StreamFields> {}

/** @internal Policy of an info request. */
export interface InfoRequestPolicy extends ResolvedKind, Resolved<InfoFields> {}

/** @internal Policy of the administration of users. */
export interface AdminRequestPolicy extends ResolvedKind, Resolved<AdminFields> {}

const NO_OBJECT = 'Policy must be an object';

/** Values under their public names, of which commands look at those that they know. */
type Given = { readonly [name: string]: unknown };

/**
 * @internal Lays the values that a user gave over resolved ones.
 * @throws AerospikeError `ERR_PARAM` if a value has the wrong type or is out of its range.
 */
export function resolveCommandPolicy(base: CommandPolicy, policy: unknown): CommandPolicy {
  const given = asGiven(policy);
  return given ? layCommand(base, given) : base;
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveBatchPolicy(base: BatchCommandPolicy, policy: unknown): BatchCommandPolicy {
  const given = asGiven(policy);
  return given ? layBatch(base, given) : base;
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveStreamPolicy(base: StreamCommandPolicy, policy: unknown): StreamCommandPolicy {
  const given = asGiven(policy);
  return given ? layStream(base, given) : base;
}

/** @internal See {@link resolveCommandPolicy}. */
export function resolveInfoPolicy(base: InfoRequestPolicy, policy: unknown): InfoRequestPolicy {
  const given = asGiven(policy);
  return given ? layInfo(base, given) : base;
}

/** @internal As {@link resolveCommandPolicy}. */
export function resolveAdminPolicy(base: AdminRequestPolicy, policy: unknown): AdminRequestPolicy {
  if (policy && typeof policy !== 'object') throw new ArgumentTypeError(NO_OBJECT);
  const given = asGiven(policy);
  return given ? layAdmin(base, given) : base;
}

function asGiven(policy: unknown): Given | undefined {
  if (policy === undefined || policy === null) return undefined;
  if (typeof policy !== 'object') throw AerospikeError.param(NO_OBJECT);
  return policy as Given;
}

// One literal per shape, with each property by its name: all policies of a shape share a hidden class, and every access
// has an inline cache of its own. A loop over the table takes twice as long.

function layCommand(base: CommandPolicy, given: Given): CommandPolicy {
  const { kind } = base;
  const { filterExpression } = given;
  const keepsFilter = filterExpression === undefined || filterExpression === null;
  const total = laid(BASE.totalTimeout, kind, 'totalTimeout', given.totalTimeout, base.totalTimeout);
  const socket = laid(BASE.socketTimeout, kind, 'socketTimeout', given.socketTimeout, base.rawSocketTimeout);
  return {
    kind,
    totalTimeout: total,
    socketTimeout: lowerLimit(socket, total),
    rawSocketTimeout: socket,
    connectTimeout: laid(BASE.connectTimeout, kind, 'connectTimeout', given.connectTimeout, base.connectTimeout),
    timeoutDelay: laid(BASE.timeoutDelay, kind, 'timeoutDelay', given.timeoutDelay, base.timeoutDelay),
    maxRetries: laid(BASE.maxRetries, kind, 'maxRetries', given.maxRetries, base.maxRetries),
    filterExpression: laid(BASE.filterExpression, kind, 'filterExpression', filterExpression, base.filterExpression),
    filter: keepsFilter ? base.filter : undefined,
    needs: keepsFilter ? base.needs : undefined,
    txn: laid(BASE.txn, kind, 'txn', given.txn, base.txn),
    errorDetailVerbosity: laid(
      DETAILS.errorDetailVerbosity,
      kind,
      'errorDetailVerbosity',
      given.errorDetailVerbosity,
      base.errorDetailVerbosity,
    ),
    compress: laid(BASE.compress, kind, 'compress', given.compress, base.compress),
    compressionThreshold: laid(
      COMMAND.compressionThreshold,
      kind,
      'compressionThreshold',
      given.compressionThreshold,
      base.compressionThreshold,
    ),
    replica: laid(COMMAND.replica, kind, 'replica', given.replica, base.replica),
    readModeAP: laid(COMMAND.readModeAP, kind, 'readModeAP', given.readModeAP, base.readModeAP),
    readModeSC: laid(COMMAND.readModeSC, kind, 'readModeSC', given.readModeSC, base.readModeSC),
    readTouchTtlPercent: laid(
      COMMAND.readTouchTtlPercent,
      kind,
      'readTouchTtlPercent',
      given.readTouchTtlPercent,
      base.readTouchTtlPercent,
    ),
    deserialize: laid(COMMAND.deserialize, kind, 'deserialize', given.deserialize, base.deserialize),
    key: laid(COMMAND.key, kind, 'key', given.key, base.key),
    gen: laid(COMMAND.gen, kind, 'gen', given.gen, base.gen),
    generation: laid(COMMAND.generation, kind, 'generation', given.generation, base.generation),
    exists: laid(COMMAND.exists, kind, 'exists', given.exists, base.exists),
    commitLevel: laid(COMMAND.commitLevel, kind, 'commitLevel', given.commitLevel, base.commitLevel),
    durableDelete: laid(COMMAND.durableDelete, kind, 'durableDelete', given.durableDelete, base.durableDelete),
    onLockingOnly: laid(COMMAND.onLockingOnly, kind, 'onLockingOnly', given.onLockingOnly, base.onLockingOnly),
    ttl: laid(COMMAND.ttl, kind, 'ttl', given.ttl, base.ttl),
    merge: laid(MERGE.merge, kind, 'merge', given.merge, base.merge),
    respondAllOps: base.respondAllOps,
  };
}

function layBatch(base: BatchCommandPolicy, given: Given): BatchCommandPolicy {
  const { kind } = base;
  return {
    ...layCommand(base, given),
    concurrent: laid(BATCH.concurrent, kind, 'concurrent', given.concurrent, base.concurrent),
    allowInline: laid(BATCH.allowInline, kind, 'allowInline', given.allowInline, base.allowInline),
    allowInlineSSD: laid(BATCH.allowInlineSSD, kind, 'allowInlineSSD', given.allowInlineSSD, base.allowInlineSSD),
    respondAllKeys: laid(BATCH.respondAllKeys, kind, 'respondAllKeys', given.respondAllKeys, base.respondAllKeys),
    sendSetName: laid(BATCH.sendSetName, kind, 'sendSetName', given.sendSetName, base.sendSetName),
  };
}

function layStream(base: StreamCommandPolicy, given: Given): StreamCommandPolicy {
  const { kind } = base;
  return {
    ...layCommand(base, given),
    maxRecords: laid(STREAM.maxRecords, kind, 'maxRecords', given.maxRecords, base.maxRecords),
    recordsPerSecond: laid(
      STREAM.recordsPerSecond,
      kind,
      'recordsPerSecond',
      given.recordsPerSecond,
      base.recordsPerSecond,
    ),
    failOnClusterChange: laid(
      STREAM.failOnClusterChange,
      kind,
      'failOnClusterChange',
      given.failOnClusterChange,
      base.failOnClusterChange,
    ),
    infoTimeout: laid(STREAM.infoTimeout, kind, 'infoTimeout', given.infoTimeout, base.infoTimeout),
    expectedDuration: laid(
      STREAM.expectedDuration,
      kind,
      'expectedDuration',
      given.expectedDuration,
      base.expectedDuration,
    ),
  };
}

function layInfo(base: InfoRequestPolicy, given: Given): InfoRequestPolicy {
  const { kind } = base;
  return {
    kind,
    timeout: laid(INFO.timeout, kind, 'timeout', given.timeout, base.timeout),
    timeoutDelay: laid(INFO.timeoutDelay, kind, 'timeoutDelay', given.timeoutDelay, base.timeoutDelay),
    sendAsIs: laid(INFO.sendAsIs, kind, 'sendAsIs', given.sendAsIs, base.sendAsIs),
    checkBounds: laid(INFO.checkBounds, kind, 'checkBounds', given.checkBounds, base.checkBounds),
  };
}

function layAdmin({ kind, timeout }: AdminRequestPolicy, given: Given): AdminRequestPolicy {
  return { kind, timeout: laid(ADMIN.timeout, kind, 'timeout', given.timeout, timeout) };
}

function laid<Value>(field: Field, kind: string, name: string, given: unknown, base: Value): Value {
  return given === undefined || given === null ? base : (checked(field, given, name, kind) as Value);
}

/** The lower of two limits, where 0 means none. */
function lowerLimit(a: number, b: number): number {
  return a === 0 || b === 0 ? a + b : Math.min(a, b);
}

/** The defaults of the table: those of `tables`, and over them the ones of the kind. */
function byDefault(kind: keyof typeof DEFAULTS, ...tables: Fields[]): Given {
  const values: { [name: string]: unknown } = { kind, errorDetailVerbosity: 0, merge: false, respondAllOps: false };
  for (const table of tables) for (const name in table) values[name] = table[name]?.default;
  Object.assign(values, DEFAULTS[kind]);
  return { ...values, rawSocketTimeout: values.socketTimeout };
}

/** Defaults laid over themselves have the shape, and the lowered socket limit, of every other policy. */
function command(kind: keyof typeof DEFAULTS): CommandPolicy {
  return layCommand(byDefault(kind, BASE, COMMAND) as unknown as CommandPolicy, {});
}

function batch(kind: keyof typeof DEFAULTS): BatchCommandPolicy {
  return layBatch(byDefault(kind, BASE, COMMAND, BATCH) as unknown as BatchCommandPolicy, {});
}

function stream(kind: keyof typeof DEFAULTS): StreamCommandPolicy {
  return layStream(byDefault(kind, BASE, COMMAND, STREAM) as unknown as StreamCommandPolicy, {});
}

/** @internal Defaults of each kind of policy, before any configuration. */
export const POLICY_DEFAULTS = Object.freeze({
  read: command('read'),
  write: command('write'),
  operate: command('operate'),
  /** For operations that only read. */
  operateRead: command('operateRead'),
  remove: command('remove'),
  apply: command('apply'),
  batch: batch('batch'),
  batchParentWrite: batch('batchParentWrite'),
  txnVerify: batch('txnVerify'),
  txnRoll: batch('txnRoll'),
  query: stream('query'),
  scan: stream('scan'),
  info: layInfo(byDefault('info', INFO) as unknown as InfoRequestPolicy, {}),
  admin: layAdmin(byDefault('admin', ADMIN) as unknown as AdminRequestPolicy, {}),
});
