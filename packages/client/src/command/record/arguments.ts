// Checks of what users pass to commands. Each failure is an AerospikeError `ERR_PARAM` that names the argument, and
// reaches the user through the promise or the callback only.
// Values inside bins are checked where they are encoded.

import { types } from 'node:util';
import { Bin } from '../../model/bin.ts';
import type { BinValue } from '../../model/bin-value.ts';
import { ttl as TTL } from '../../model/constants.ts';
import type { Double } from '../../model/double.ts';
import { AerospikeError } from '../../model/error.ts';
import type { AerospikeExp } from '../../model/exp/entry.ts';
import { Key, type KeyInput } from '../../model/key.ts';
import type { Operation } from '../../model/operations/operation.ts';
import type { CommandPolicy } from '../../model/policies/resolve.ts';
import { MAX_BIN_NAME_BYTES, MAX_BINS, MAX_GENERATION, MAX_OPS } from '../../wire/codes/limits.ts';
import { scalarOperationOf } from '../../wire/codes/ops.ts';
import { functionCalls } from './operate.ts';

/** Lifetime and generation that a write sends. */
export interface WriteMetadata {
  readonly ttl: number;
  readonly gen: number;
}

const NO_METADATA: WriteMetadata = Object.freeze({ ttl: 0, gen: 0 });

/**
 * The key that a command runs with: the given one, or one of its own where the given one is a plain object. Fields are
 * read once: they may be accessors.
 */
export function checkKey(key: unknown): Key {
  if (key instanceof Key && isSound(key)) return key;
  if (typeof key !== 'object' || key === null) throw AerospikeError.param('Key must be an object');
  try {
    const { ns, set, key: userKey, digest } = key as KeyInput;
    // An empty set name means no set in a plain object; a Key refuses it.
    return new Key(ns, set === '' ? null : set, userKey, digest);
  } catch (error) {
    throw AerospikeError.param(`Key object invalid: ${(error as Error).message}`);
  }
}

/** A Key was checked when it was made, but its fields can be changed. */
function isSound({ ns, set, key, digest }: Key): boolean {
  if (typeof ns !== 'string' || ns === '') return false;
  if (typeof set !== 'string' && set !== undefined && set !== null) return false;
  if (typeof key === 'string' || typeof key === 'bigint') return true;
  return Number.isInteger(key) || Buffer.isBuffer(key ?? digest);
}

/** Leaves the digest in the key of a caller, who has it from there; a key that does not want it stays as it is. */
export function leaveDigest(given: unknown, digest: Buffer | null | undefined): void {
  try {
    (given as { digest: unknown }).digest = digest;
  } catch {
    // Frozen, sealed without a place for it, an accessor, a proxy.
  }
}

export function checkBins(bins: unknown): { readonly [name: string]: BinValue } {
  if (typeof bins !== 'object' || bins === null) throw AerospikeError.param('Record must be an object');
  const record = bins instanceof Bin ? { [bins.name]: bins.value } : (bins as { readonly [name: string]: unknown });
  const names = Object.keys(record);
  // Of neither anything is a property.
  if (names.length === 0 && (types.isMap(bins) || types.isSet(bins))) {
    throw AerospikeError.param(`Record must be an object of bins, not a ${types.isMap(bins) ? 'Map' : 'Set'}`);
  }
  if (names.length > MAX_BINS) throw AerospikeError.param(`Record object invalid: more than ${MAX_BINS} bins`);
  for (const name of names) {
    // The text that programs compare with; which bin it is stands in the cause.
    if (isTooLong(name)) throw AerospikeError.param('Record object invalid', new RangeError(tooLong(name)));
    if (record[name] === undefined) {
      throw AerospikeError.param(`Record object invalid: Bin value 'undefined' not supported: ${name}`);
    }
  }
  return record as { readonly [name: string]: BinValue };
}

function checkBinName(name: string, where: string): void {
  if (isTooLong(name)) throw AerospikeError.param(`${where}: ${tooLong(name)}`);
}

/** A character has at most 3 bytes for each of its units; only names that may be too long are measured. */
function isTooLong(name: string): boolean {
  return name.length * 3 > MAX_BIN_NAME_BYTES && Buffer.byteLength(name) > MAX_BIN_NAME_BYTES;
}

function tooLong(name: string): string {
  return `Bin name length exceeded (max. ${MAX_BIN_NAME_BYTES}): ${name}`;
}

export function checkBinNames(bins: unknown): readonly string[] {
  if (!Array.isArray(bins)) throw AerospikeError.param('Bins must be an array of bin names');
  if (bins.length > MAX_BINS) throw AerospikeError.param(`Bins array invalid: more than ${MAX_BINS} bins`);
  for (const name of bins) {
    if (typeof name !== 'string') throw AerospikeError.param('Bins array invalid: bin names must be strings');
    checkBinName(name, 'Bins array invalid');
  }
  // No bin has an empty name; to the server it would mean all of them.
  return bins.includes('') ? bins.filter((name) => name !== '') : bins;
}

export function checkOperations(operations: unknown): readonly Operation[] {
  if (!Array.isArray(operations)) throw AerospikeError.param('Operations must be an array');
  if (operations.length === 0) throw AerospikeError.param('Operations array invalid: it is empty');
  if (operations.length > MAX_OPS) {
    throw AerospikeError.param(`Operations array invalid: more than ${MAX_OPS} operations`);
  }
  for (const [index, operation] of (operations as (Operation | null)[]).entries()) checkOperation(index, operation);
  return operations;
}

function checkOperation(index: number, operation: Operation | null | undefined): void {
  if (typeof operation?.op !== 'number') throw badOperation(index, `should be an operation, not ${shown(operation)}`);
  const { bin, value } = operation;
  const row = scalarOperationOf(operation.op);
  if (bin !== undefined && bin !== null) {
    if (typeof bin !== 'string') throw badOperation(index, `should have the name of a bin, not ${shown(bin)}`);
    checkBinName(bin, 'Operations array invalid');
  } else if (row?.hasBin === true) throw badOperation(index, 'has no bin');
  if (row === undefined) {
    checkCall(index, operation);
    return;
  }
  if (row.value === 'number' && !isNumeric(value)) throw badValue(index, bin, 'a number', value);
  if (row.value === 'text or bytes' && !isTextOrBytes(value)) throw badValue(index, bin, 'text or bytes', value);
}

/** An operation that works inside a value; one that is not known is refused where it is encoded. */
function checkCall(index: number, operation: Operation): void {
  const { functionOf, wrongArgument } = functionCalls();
  const row = functionOf(operation.op);
  if (row === undefined) return;
  if (operation.bin === undefined || operation.bin === null) throw badOperation(index, 'has no bin');
  const wrong = wrongArgument(row, operation as Operation & { readonly [name: string]: unknown });
  if (wrong !== undefined) throw AerospikeError.param(`Operations array invalid: element ${index}, ${wrong}`);
}

function badOperation(index: number, what: string): AerospikeError {
  return AerospikeError.param(`Operations array invalid: element ${index} ${what}`);
}

function badValue(index: number, bin: unknown, wanted: string, value: unknown): AerospikeError {
  return badOperation(index, `should have ${wanted} for bin ${bin}, not ${shown(value)}`);
}

function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof (value as Double | null | undefined)?.Double === 'number'
  );
}

function isTextOrBytes(value: unknown): boolean {
  return typeof value === 'string' || ArrayBuffer.isView(value);
}

/** `touched` is the lifetime that a touch operation asks for; metadata beats it. */
export function checkMetadata(metadata: unknown, touched?: unknown): WriteMetadata {
  if ((metadata === undefined || metadata === null) && (touched === undefined || touched === null)) return NO_METADATA;
  if (metadata !== undefined && metadata !== null && typeof metadata !== 'object') {
    throw AerospikeError.param('Metadata must be an object');
  }
  const { ttl, gen } = (metadata ?? {}) as { ttl?: unknown; gen?: unknown };
  return { ttl: lifetime(ttl ?? touched), gen: wholeNumber('gen', gen, 0, MAX_GENERATION) };
}

function lifetime(ttl: unknown): number {
  const seconds = wholeNumber('ttl', ttl, TTL.CLIENT_DEFAULT, 0xffff_ffff);
  return seconds === TTL.CLIENT_DEFAULT ? TTL.NAMESPACE_DEFAULT : seconds;
}

function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (value === undefined || value === null) return 0;
  const whole = typeof value === 'number' ? Math.trunc(value) : Number.NaN;
  if (!(whole >= min && whole <= max)) {
    throw AerospikeError.param(`Meta object invalid: ${name} should be an integer from ${min} to ${max}`);
  }
  return whole;
}

/** The signal of a command's policy. It may come from another realm, so it is known by what it can do. */
export function checkSignal(policy: unknown): AbortSignal | undefined {
  const signal: unknown = (policy as { signal?: unknown } | null | undefined)?.signal;
  if (signal === undefined || signal === null) return undefined;
  const { aborted, addEventListener } = signal as Partial<AbortSignal>;
  if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function') {
    throw AerospikeError.param('Policy object invalid: signal should be an AbortSignal');
  }
  return signal as AbortSignal;
}

/** Makes a policy ready to be sent. */
export function prepared(policy: CommandPolicy): CommandPolicy {
  if (policy.filterExpression !== undefined) compileFilter(policy, policy.filterExpression);
  return policy;
}

/** The same for a command that takes no part in transactions. @throws AerospikeError `ERR_PARAM` if it is to. */
export function preparedOutside(policy: CommandPolicy, name: string): CommandPolicy {
  if (policy.txn === undefined) return prepared(policy);
  throw AerospikeError.param(`Policy object invalid: a ${name} takes no part in a transaction, it can't have a txn`);
}

/**
 * Made once per policy, and before its command is sent: programs may change their arrays afterwards, and what is no
 * expression fails the command.
 */
function compileFilter(policy: CommandPolicy, expression: AerospikeExp | string): void {
  const { expressionBytes } = require('../expression-bytes.js') as typeof import('../expression-bytes.ts');
  if (policy.filter !== undefined) return;
  const { needsOfExpression } = require('../server-needs.js') as typeof import('../server-needs.ts');
  policy.filter = expressionBytes(expression, 'Policy object invalid: filterExpression');
  policy.needs = needsOfExpression(expression);
}

/** Only what was wrong is shown: what shows it is loaded then. */
function shown(value: unknown): string {
  return (require('./shown.js') as typeof import('./shown.ts')).shown(value);
}
