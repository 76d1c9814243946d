// Checks that reads, writes and deletes share: set, user key and filter of the request against the stored record.

import { FIELD, INFO2, INFO3, PARTICLE } from 'tendril/wire';
import { compileFilter } from '../expression/expression.ts';
import { traceFilter } from '../expression/trace.ts';
import { wantsTrace } from '../message/error-details.ts';
import { RESULT } from '../result-code.ts';
import type { StoredRecord } from '../storage/record.ts';
import type { CommandContext } from './context.ts';

const INTEGER_KEY_BYTES = 9;

/** A read or delete without a set may address a record in a set; with another set than the record's it may not. */
export function checkSetOfRead(setName: string, record: StoredRecord): number {
  return setName !== '' && setName !== record.set?.name ? RESULT.PARAMETER : RESULT.OK;
}

/** A write must name exactly the record's set, and none when the record has none. */
export function checkSetOfWrite(setName: string, record: StoredRecord): number {
  return setName !== (record.set?.name ?? '') ? RESULT.PARAMETER : RESULT.OK;
}

/** The key field's own form: it is not empty, and an integer has eight bytes. The empty string is a key. */
export function checkKeyField(key: Buffer | undefined): number {
  if (key === undefined) return RESULT.OK;
  if (key.length === 0) return RESULT.UNSUPPORTED_FEATURE;
  return key[0] === PARTICLE.INTEGER && key.length !== INTEGER_KEY_BYTES ? RESULT.UNSUPPORTED_FEATURE : RESULT.OK;
}

/** A key that is sent must be the key that is stored, if one is stored. */
export function checkKeyMatches(key: Buffer | undefined, record: StoredRecord): number {
  return key !== undefined && record.key !== undefined && !key.equals(record.key) ? RESULT.KEY_MISMATCH : RESULT.OK;
}

/** Without strong consistency, transactions over several records are refused, as by the Community Edition. */
export function checkMayRead({ access, request }: CommandContext): number {
  if (access !== undefined) return access.checkRead();
  return request.hasField(FIELD.MRT_ID) ? RESULT.ENTERPRISE_ONLY : RESULT.OK;
}

/** The same for a write, which a lock on the record stands against as well. */
export function checkMayWrite({ access, request }: CommandContext): number {
  if (access !== undefined) return access.checkWrite();
  return request.hasField(FIELD.MRT_ID) ? RESULT.ENTERPRISE_ONLY : RESULT.OK;
}

/** Without strong consistency a tombstone is an Enterprise feature; with it a delete has to leave one. */
export function checkDeletable({ access, request }: CommandContext): number {
  if (access !== undefined) return access.checkDelete();
  return (request.info2 & INFO2.DURABLE_DELETE) !== 0 ? RESULT.ENTERPRISE_ONLY : RESULT.OK;
}

/** Without strong consistency, linearizable reads are refused, before the record is looked at. */
export function checkNotLinearizing({ access, request }: CommandContext): number {
  if (access !== undefined) return RESULT.OK;
  const mode = request.info3 & (INFO3.SC_READ_TYPE | INFO3.SC_READ_RELAX);
  return mode === INFO3.SC_READ_TYPE ? RESULT.ENTERPRISE_ONLY : RESULT.OK;
}

/** A record that the filter is not true of is left alone: it is false, or something that it asks for is unknown. */
export function checkFilter(context: CommandContext, record: StoredRecord): number {
  const { request } = context;
  const bytes = request.hasField(FIELD.FILTER_EXP) ? request.field(FIELD.FILTER_EXP) : context.batchFilter;
  if (bytes === undefined) return RESULT.OK;
  const view = context.view.show(context.namespace, context.digest, record);
  if (compileFilter(bytes, context.version).matches(context.scope, view) === true) return RESULT.OK;
  if (context.version === '8.2' && wantsTrace(request.info4)) {
    const trace = traceFilter(bytes, context.version, context.scope);
    context.failure = { message: trace?.fault ?? '', subcode: 0, trace };
  }
  return RESULT.FILTERED_OUT;
}
