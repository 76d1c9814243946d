// What a command says of the transaction that it belongs to: its id, the version of the record that it has read before,
// and until when it holds its locks.

import { FIELD, type RecordVersion, readMrtDeadline, readMrtId, readRecordVersion, WireError } from 'tendril/wire';
import type { Request } from '../message/request.ts';

export interface TransactionFields {
  readonly id: bigint;
  /** Seconds since Aerospike's epoch; undefined in reads. */
  readonly deadline: number | undefined;
  /** Undefined when the transaction has not read the record yet. */
  readonly version: RecordVersion | undefined;
}

/** The fields of a command in a transaction; undefined without one, null when they cannot be understood. */
export function transactionFieldsOf(request: Request): TransactionFields | undefined | null {
  const id = request.field(FIELD.MRT_ID);
  if (id === undefined) return undefined;
  const deadline = request.field(FIELD.MRT_DEADLINE);
  try {
    return {
      id: readMrtId(id),
      deadline: deadline && readMrtDeadline(deadline),
      version: versionFieldOf(request),
    };
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** @throws WireError when the field's size is not that of a version. */
export function versionFieldOf(request: Request): RecordVersion | undefined {
  const version = request.field(FIELD.RECORD_VERSION);
  return version && readRecordVersion(version);
}
