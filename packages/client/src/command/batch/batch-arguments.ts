// Checks of what users pass to batches, row by row. Failures are AerospikeErrors `ERR_PARAM` with the texts that
// programs compare with; which row it is, and what is wrong with it, stands in the cause.

import type { BinValue } from '../../model/bin-value.ts';
import { AerospikeError } from '../../model/error.ts';
import { digestOf } from '../../wire/digest.ts';
import { checkKey } from '../record/arguments.ts';
import type { RowDefinition, UdfCall } from './row-definition.ts';
import type { PreparedRow } from './row-frames.ts';

/** A copy: callers may change their arrays. */
export function checkList(list: unknown, message: string): readonly unknown[] {
  if (!Array.isArray(list)) throw AerospikeError.param(message);
  return list.slice();
}

/** Runs a check of row `index` and refuses the batch with `message` when it fails. */
export function checkRow<T>(index: number, message: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    const cause = new TypeError(`Row ${index}: ${(error as Error).message}`);
    if (error instanceof AerospikeError && error.code !== PARAM) throw error;
    throw AerospikeError.param(message, cause);
  }
}

const PARAM = AerospikeError.param('').code;

export function prepareRow(key: unknown, definition: RowDefinition): PreparedRow {
  const { ns, set, key: userKey, digest } = checkKey(key);
  const setName = set ?? '';
  return {
    ns,
    set: setName,
    userKey: userKey ?? null,
    digest: userKey === undefined || userKey === null ? Buffer.from(digest as Buffer) : digestOf(setName, userKey),
    isWrite: definition.isWrite,
    definition,
  };
}

export function checkUdf(udf: unknown): UdfCall {
  if (typeof udf !== 'object' || udf === null) throw AerospikeError.param('UDF must be an object');
  const { module, funcname, args } = udf as { module?: unknown; funcname?: unknown; args?: unknown };
  if (typeof module !== 'string') throw AerospikeError.param('UDF object invalid: module should be a string');
  if (typeof funcname !== 'string') throw AerospikeError.param('UDF object invalid: funcname should be a string');
  if (args !== undefined && args !== null && !Array.isArray(args)) {
    throw AerospikeError.param('UDF object invalid: args should be an array');
  }
  return { module, funcname, args: (args ?? []) as BinValue[] };
}
