// Checks of what users pass to batches, row by row. Failures are AerospikeErrors `ERR_PARAM` with the texts that
// programs compare with; which row it is, and what is wrong with it, stands in the cause.

import { AerospikeError } from '../../model/error.ts';
import { digestOf } from '../../wire/digest.ts';
import { checkKey } from '../record/arguments.ts';
import type { RowDefinition } from './row-definition.ts';
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
    needs: definition.needs,
    definition,
  };
}
